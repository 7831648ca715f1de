/** The technician's commands: settings, firmware, self-test. */
import { type Command, Option } from "commander";
import { LOGIN_OPTION, PASSWORD_OPTION } from "./station-login.ts";

const PRINTER_HELP =
  "\nOne printer: --console tcp://host:port, serial:///dev/ttyUSB0?baud=115200 or pty:///path,\n" +
  "or through a running station: --station http://127.0.0.1:8080 --printer NAME (its roles and audit hold).\n" +
  "Its technician's password: --password-file, or the environment variable CETAK_PASSWORD.";

function atPrinter(command: Command, example: string): Command {
  return command
    .option("--console <url>", "console of the printer")
    .option("--station <url>", "running station")
    .option("--printer <name>", "with --station: name of the printer in the station file")
    .option(...LOGIN_OPTION)
    .option(...PASSWORD_OPTION)
    .option("--json", "one JSON document on standard output")
    .addHelpText("after", `${PRINTER_HELP}\n\nExample:\n  ${example}`);
}

const settings = () => import("./commands/config-settings.ts");

/** Adds to the command `config`. */
export function addSettings(config: Command): void {
  atPrinter(
    config.command("list").description("Show all settings of a printer, with limits and meaning."),
    "cetak config list --console tcp://127.0.0.1:7002",
  ).action(async (options) => (await settings()).configList(options));
  atPrinter(
    config.command("get").description("Show one setting.").argument("<key>", "like heat/kp"),
    "cetak config get heat/kp --console tcp://127.0.0.1:7002",
  ).action(async (key, options) => (await settings()).configGet(key, options));
  atPrinter(
    config
      .command("set")
      .description("Change settings: all of them or, when one cannot be, none.")
      .argument("<key=value...>", "like heat/kp=0.05 head/pause=70")
      .option("--dry-run", "only show what would change"),
    "cetak config set heat/kp=0.05 nip/gate_low=161 --dry-run --console tcp://127.0.0.1:7002",
  ).action(async (pairs, options) => (await settings()).configSet(pairs, options));
  atPrinter(
    config
      .command("reset")
      .description("Put settings back to the factory's values.")
      .argument("[key...]", "which ones")
      .option("--all", "every one")
      .option("--dry-run", "only show what would change"),
    "cetak config reset heat/kp --console tcp://127.0.0.1:7002",
  ).action(async (keys, { all, ...options }) => (await settings()).configReset(keys, { ...options, force: all }));
  atPrinter(
    config
      .command("export")
      .description("Write the settings as TOML, to keep or to copy to another printer of the model.")
      .option("--out <file.toml>", "file (default: standard output)")
      .option("--force", "write over a file that is there"),
    "cetak config export --out loket1.toml --console tcp://127.0.0.1:7002",
  ).action(async (options) => (await settings()).configExport(options));
  atPrinter(
    config
      .command("import")
      .description(
        "Put an exported file into a printer of the same model; what belongs to one machine only is left out.",
      )
      .argument("<file.toml>", "file that cetak config export wrote")
      .option("--dry-run", "only show what would change"),
    "cetak config import loket1.toml --dry-run --console tcp://127.0.0.1:7002",
  ).action(async (file, options) => (await settings()).configImport(file, options));
  atPrinter(
    config
      .command("diff")
      .description("Compare a file with a printer; exit 1 when they differ.")
      .argument("<file.toml>", "file that cetak config export wrote"),
    "cetak config diff loket1.toml --console tcp://127.0.0.1:7002",
  ).action(async (file, options) => (await settings()).configDiff(file, options));
}

export function addFlash(program: Command): void {
  atPrinter(
    program
      .command("flash")
      .description(
        "Put firmware into a printer: upload, verify, restart on trial, confirm. Goes on where it was cut off.",
      )
      .argument("[image]", "signed image (cetak image build, or any MCUboot image for the model)")
      .option("--yes", "do not ask")
      .option("--all", "with --station: all its printers of that model, one after another, until the first failure")
      .option("--history", "with --station: who put which firmware into its printers, newest first; flashes nothing")
      .option("--count <n>", "with --history: so many entries", "20")
      .option("--key <public.pem>", "check the signature here too before anything is sent")
      .addOption(
        new Option("--recovery <loader>", "write through the chip's own boot loader (BOOT0 jumper set)").choices([
          "stm32",
        ]),
      )
      .addOption(new Option("--mode <bits>", "with --recovery: serial format").choices(["8e1", "8n1"]).default("8e1")),
    "cetak flash firmware.bin --console tcp://127.0.0.1:7002",
  ).action(async (file, options) => (await import("./commands/flash.ts")).flash(file, options));
}

export function addSelfTest(program: Command): void {
  atPrinter(
    program
      .command("selftest")
      .description(
        "Let a printer that stands still test itself: sensors, motors, fan, heater, memory. Exit 1 when one fails.",
      )
      .option("--html <file>", "also write a page to print")
      .addOption(new Option("--language <name>", "of the report").choices(["id", "en"]).default("en")),
    "cetak selftest --html uji.html --language id --console tcp://127.0.0.1:7002",
  ).action(async (options) => (await import("./commands/selftest.ts")).selftest(options));
}
