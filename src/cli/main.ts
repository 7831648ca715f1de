import { Command, CommanderError, Option } from "commander";
import { EXIT } from "./exit-codes.ts";
import { failWith } from "./fail.ts";
import { VERSION } from "./version.ts";

/** Runs one command line. Sets `process.exitCode`; never throws. Each command's code is loaded only when it is asked for. */
export async function main(args: readonly string[]): Promise<void> {
  // A reader that went away (`cetak ... | head`) is no error of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) =>
    process.exit(error.code === "EPIPE" ? EXIT.done : EXIT.internal),
  );
  const program = build();
  try {
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else process.exitCode = failWith(error);
  }
}

function build(): Command {
  const program = new Command("cetak")
    .description("Print-station controller and hardware-in-the-loop simulator for retransfer ID-card printers.")
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError("(add --help for the options and an example)")
    .configureHelp({ sortSubcommands: false });
  addStart(program);
  addSim(program);
  addPrint(program);
  addMonitor(program);
  addTune(program);
  addConfig(program);
  addSample(program);
  addLink(program);
  program.addHelpText(
    "after",
    "\nExit codes: 0 done, 1 failed (cards spoilt; rejected rows under --strict), 2 usage or invalid file, 3 device or port,\n" +
      "4 deadline, 8 refused, 10 stopped for lack of a person or supplies, 70 internal error, 130 interrupted.",
  );
  return program;
}

function addStart(program: Command): void {
  program
    .command("start")
    .description("Run the print station of a station file: controllers, journal, status page.")
    .option("--config <station.toml>", "station file (without it: the shipped demonstration on simulated printers)")
    .option("--jobs <file.csv>", "import this batch first")
    .option("--speed <x>", "speed of simulated printers, 0.1..20", undefined)
    .option("--port <port>", "port of the status page (default: the station file's, 8080)")
    .option("--data <dir>", "data directory (default: the station file's)")
    .addOption(
      new Option("--log <level>", "talk on standard error").choices(["debug", "info", "warn", "error"]).default("info"),
    )
    .action(async (options) => (await import("./commands/start.ts")).start(options));
}

function addSim(program: Command): void {
  program
    .command("sim")
    .description("Serve one simulated print engine on a byte link that anyone can connect to.")
    .requiredOption("--profile <name>", "printer profile: hdp5000 or sr300")
    .requiredOption(
      "--listen <url>",
      "link endpoint: tcp://127.0.0.1:PORT (port 0: any free one) or pty:///tmp/cetak0?baud=250000",
    )
    .option("--console <url>", "console endpoint: tcp://127.0.0.1:PORT or pty:///path")
    .option("--control <url>", "accept lab commands, one a line, on tcp://127.0.0.1:PORT")
    .option("--seed <n>", "seed of everything random", "1")
    .option("--speed <x>", "times as fast as real, 0.1..20", "1")
    .option("--room <celsius>", "room temperature", "24")
    .option("--fan <0..1>", "airflow effectiveness (dust)", "1")
    .option("--supplies <what>", "unlimited, full, or blanks:N,ribbon:N,film:N", "full")
    .option("--serial <serial>", "serial number that the engine reports")
    .option("--state <file>", "keep the engine's NVRAM and supplies in this file across restarts")
    .option("--script <file>", "run lab commands from a file, then go on serving")
    .option("--json", "one JSON document a line on standard output")
    .action(async (options) => (await import("./commands/sim.ts")).sim(options));
}

function addPrint(program: Command): void {
  program
    .command("print")
    .description("Print a batch without a station: on printers behind URLs, or on simulated ones in virtual time.")
    .argument("<file.csv>", "batch: nik,name,class,subdistrict,requested_at and more columns")
    .requiredOption(
      "--printer <url...>",
      "tcp://host:port, serial:///dev/ttyUSB0?baud=250000, or sim:hdp5000?seed=1&room=33&fan=0.6&supplies=unlimited",
    )
    .option("--json", "one JSON document on standard output")
    .option("--strict", "exit 1 when rows were rejected")
    .option("--grace <seconds>", "how long to wait for a person at a printer that stands still (hardware)", "600")
    .option("--cards <file.csv>", "write what truly happened to each card (simulated printers)")
    .option("--record <file>", "write every byte on every wire (simulated printers)")
    .option("--serial <serial>", "expected serial number (one printer)")
    .option("--journal <file>", "journal of step intents and outcomes (hardware; default: beside the batch)")
    .addHelpText(
      "after",
      "\nExample:\n  cetak print batch.csv --printer 'sim:hdp5000?room=33&fan=0.6&supplies=unlimited' --json\n" +
        "\nsim: options: seed, room, fan, supplies, operator=auto|none, protection=on|off, setpoint, baud, loss, corrupt",
    )
    .action(async (file, options) => (await import("./commands/print.ts")).print(file, options));
}

function addMonitor(program: Command): void {
  program
    .command("monitor")
    .description("Show the decoded messages of a printer's link; moves and heats nothing. Space pauses, q ends.")
    .requiredOption(
      "--printer <url>",
      "link endpoint tcp://host:port of a free engine; with --station: a printer's name",
    )
    .option("--station <url>", "listen in on a running station, like http://127.0.0.1:8080")
    .option("--filter <names>", "only these messages: status_heat,step_done,...")
    .option("--count <n>", "end after so many messages shown")
    .option("--seconds <s>", "end after so many seconds")
    .option("--json", "one JSON document a line")
    .action(async (options) => (await import("./commands/monitor.ts")).monitor(options));
}

function addTune(program: Command): void {
  program
    .command("tune")
    .description("Relay auto-tune of a free printer's roller: heats it up and down, shows it, proposes gains.")
    .requiredOption("--printer <url>", "tcp://host:port, serial:///dev/ttyUSB0?baud=250000, or sim:hdp5000?room=27")
    .option("--at <celsius>", "heat goes off here, and on 5 K below, 100..170", "165")
    .option("--cycles <n>", "oscillations that count, 3..30; the first two do not", "6")
    .option("--rule <name>", "gentle (for cards with feed-forward) or klipper (Ziegler-Nichols)", "gentle")
    .option("--svg <file>", "write a picture of the oscillation")
    .option("--store", "leave the proposed gains in the engine; without it the engine gets its own back")
    .option("--json", "one JSON document on standard output")
    .action(async (options) => (await import("./commands/tune.ts")).tune(options));
}

function addConfig(program: Command): void {
  const config = program.command("config").description("Look at the station file.");
  config
    .command("check")
    .description("Check a station file and say what is wrong, with line and key.")
    .option("--config <station.toml>", "station file", "station.toml")
    .option("--json", "one JSON document on standard output")
    .action(async (options) => (await import("./commands/config-check.ts")).configCheck(options));
}

function addLink(program: Command): void {
  const link = program.command("link").description("Look at the link to an engine, ours or anyone's.");
  link
    .command("probe")
    .description("Say who answers at a link and how good the line is; moves and heats nothing.")
    .argument("<url>", "link endpoint: tcp://host:port, serial:///dev/ttyUSB0?baud=250000, pty:///path")
    .option("--timeout <seconds>", "how long to try", "5")
    .option("--json", "one JSON document on standard output")
    .action(async (url, options) => (await import("./commands/link-probe.ts")).linkProbe(url, options));
  link
    .command("conform")
    .description("Try every rule of docs/protocol-conformance.md on the engine at a link; exit 1 when one is broken.")
    .argument("<url>", "link endpoint: tcp://host:port, serial:///dev/ttyUSB0?baud=250000, pty:///path")
    .option("--moves", "also rules that order a step or heat (simulated engines only)")
    .option("--json", "one JSON document on standard output")
    .action(async (url, options) => (await import("./commands/link-conform.ts")).linkConform(url, options));
}

function addSample(program: Command): void {
  program
    .command("sample")
    .description("Write a batch file of synthetic people (their NIK begin with a region that does not exist).")
    .option("--count <n>", "how many people, 1..100000", "100")
    .option("--seed <n>", "same seed, same people", "1")
    .action(async (options) => (await import("./commands/sample.ts")).sample(options));
}
