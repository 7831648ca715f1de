import { Command, CommanderError, Option } from "commander";
import { EXIT } from "./exit-codes.ts";
import { failWith } from "./fail.ts";
import { addSwarm, addTest } from "./hil-commands.ts";
import { addImage } from "./image-commands.ts";
import { guardOutputs } from "./outputs.ts";
import { addAudit, addJobs, addJournal, addStock } from "./queue-commands.ts";
import { addFlash, addSelfTest, addSettings } from "./service-commands.ts";
import { LOGIN_OPTION, PASSWORD_OPTION } from "./station-login.ts";
import { addDump, addTrace } from "./trace-commands.ts";
import { VERSION } from "./version.ts";

/** Runs one command line. Sets `process.exitCode`; never throws. Each command's code is loaded only when it is asked for. */
export async function main(args: readonly string[]): Promise<void> {
  guardOutputs();
  const program = cetakProgram();
  try {
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else process.exitCode = failWith(error);
  }
}

/** All commands with their options: also for the page of them. */
export function cetakProgram(): Command {
  const program = new Command("cetak")
    .description("Print-station controller and hardware-in-the-loop simulator for retransfer ID-card printers.")
    .version(VERSION)
    // A subcommand may have a --version of its own.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError("(add --help for the options and an example)")
    .configureHelp({ sortSubcommands: false });
  addStart(program);
  addSim(program);
  addCentre(program);
  addPrint(program);
  addDay(program);
  addForecast(program);
  addJobs(program);
  addStock(program);
  addAudit(program);
  addJournal(program);
  addMonitor(program);
  addTrace(program);
  addDump(program);
  addTune(program);
  addAccess(program);
  addConfig(program);
  addFlash(program);
  addSelfTest(program);
  addImage(program);
  addSample(program);
  addLink(program);
  addTest(program);
  addSwarm(program);
  program.addHelpText(
    "after",
    "\nExit codes: 0 done, 1 failed (cards spoilt; all rows rejected, any under --strict), 2 usage or invalid file, 3 device, port or disk,\n" +
      "4 deadline, 5 safety violated, 6 recordings differ, 7 transitions not covered, 8 refused, 9 data centre unreachable or closed, 10 stopped for lack of a person or supplies, 70 internal error, 130 interrupted.",
  );
  return program;
}

function addStart(program: Command): void {
  program
    .command("start")
    .description("Run the print station of a station file: controllers, journal, status page.")
    .option(
      "--config <station.toml>",
      "station file (default: station.toml in this directory; without one the shipped demonstration)",
    )
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
    .option("--profile <name>", "printer profile: hdp5000 or sr300")
    .option("--twin <twin.json>", "a machine in the condition of another one (cetak dump); its profile is known then")
    .requiredOption(
      "--listen <url>",
      "link endpoint: tcp://127.0.0.1:PORT (port 0: any free one), rfc2217://127.0.0.1:PORT or pty:///tmp/cetak0?baud=250000",
    )
    .option("--console <url>", "console endpoint: tcp://127.0.0.1:PORT, rfc2217://127.0.0.1:PORT or pty:///path")
    .option("--control <url>", "accept lab commands, one a line, on tcp://127.0.0.1:PORT")
    .option("--seed <n>", "seed of everything random", "1")
    .option("--speed <x>", "times as fast as real, 0.1..20", "1")
    .option("--room <celsius>", "room temperature", "24")
    .option("--fan <0..1>", "airflow effectiveness (dust)", "1")
    .option("--supplies <what>", "unlimited, full, or blanks:N,ribbon:N,film:N", "full")
    .option("--serial <serial>", "serial number that the engine reports")
    .option("--trust <pem...>", "public keys whose firmware images it accepts, beside the development key")
    .option("--firmware <image>", "firmware that a new machine comes with (cetak image build)")
    .option("--state <file>", "keep the engine's NVRAM and supplies in this file across restarts")
    .addOption(
      new Option("--recovery <loader>", "start in the boot loader of the chip's ROM (jumper BOOT0 set)").choices([
        "stm32",
      ]),
    )
    .option("--script <file>", "run lab commands from a file, then go on serving")
    .option("--json", "one JSON document a line on standard output")
    .action(async (options) => (await import("./commands/sim.ts")).sim(options));
}

function addCentre(program: Command): void {
  const centre = program
    .command("centre")
    .description("Serve a simulated data centre over HTTP: synthetic people, leases, activations, results, faults.")
    .option("--port <port>", "0: any free one", "9090")
    .option("--bind <address>", "address to listen on", "127.0.0.1")
    .option("--db <file>", "keep the records in this SQLite file across restarts (without it: in memory)")
    .option("--people <n>", "records to begin with, 0..100000", "1000")
    .option("--seed <n>", "same seed, same people and faults", "1")
    .option("--duplicates <rate>", "part of the records that are second ones of a person, 0..0.9", "0")
    .option("--opens <hh:mm>", "begin of the service window", "00:00")
    .option("--closes <hh:mm>", "end of the service window", "24:00")
    .option("--zone <zone>", "whose midnight: WIB, WITA or WIT", "WIB")
    .option("--activation", "each card must be activated online before it is started")
    .option("--no-offline", "leased jobs may not be printed while the line is down")
    .option("--lease-jobs <n>", "most jobs in one lease, 1..500", "200")
    .option("--seconds <request:low-high...>", "time that a request takes: claim:20-40 activate:5", [])
    .option("--fault <name...>", "outage, slow:SECONDS, drop@RATE, 409, html, truncated, ...; also at run time", [])
    .option("--token-file <file>", "stations must send this secret")
    .option("--json", "one JSON document a line on standard output")
    .addHelpText(
      "after",
      "\nFaults at run time:\n  curl -X POST localhost:9090/lab/faults/slow -H 'content-type: application/json' -d '{\"value\":20}'\n" +
        "  curl -X POST localhost:9090/lab/clear     curl localhost:9090/lab",
    )
    .action(async (options) => (await import("./commands/centre.ts")).centre(options));
  addCentreQuestions(centre);
}

function addCentreQuestions(centre: Command): void {
  const ask = async () => import("./commands/centre-ask.ts");
  const station = ["--station <url>", "the running station", "http://127.0.0.1:8080"] as const;
  const json = ["--json", "one JSON document on standard output"] as const;
  const asked = (command: Command): Command =>
    command
      .option(...station)
      .option(...LOGIN_OPTION)
      .option(...PASSWORD_OPTION)
      .option(...json);
  centre
    .command("probe")
    .description("Ask a data centre after its service window. Exit 0 open, 9 closed or not there, 8 denied.")
    .argument("[url]", "http://127.0.0.1:9090; without it the centre of the station file")
    .option("--config <station.toml>", "station file", "station.toml")
    .option("--timeout <seconds>", "how long to wait", "10")
    .option(...json)
    .action(async (url, _, self) =>
      (await import("./commands/centre-probe.ts")).centreProbe(url, self.optsWithGlobals()),
    );
  asked(centre.command("status"))
    .description("How a running station stands with its centre. Exit 9 while the line is not up.")
    .action(async (_, self) => (await ask()).centreStatus("centre.status", self.optsWithGlobals()));
  asked(centre.command("retry"))
    .description("Let a running station try its centre now.")
    .action(async (_, self) => (await ask()).centreStatus("centre.retry", self.optsWithGlobals()));
  asked(centre.command("refused"))
    .description("Results that the centre did not take and nobody has settled. Exit 1 when there are some.")
    .action(async (_, self) => (await ask()).centreRefused(self.optsWithGlobals()));
  asked(centre.command("settle"))
    .description("Say what became of the card of a refused result.")
    .argument("<id>", "as `cetak centre refused` lists it")
    .option("--why <text>", "what became of the card")
    .action(async (id, _, self) => (await ask()).centreSettle(id, self.optsWithGlobals()));
  asked(centre.command("release"))
    .description("Give jobs that no printer has begun back to the centre.")
    .action(async (_, self) => (await ask()).centreRelease(self.optsWithGlobals()));
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
    .option("--strict", "exit 1 when any row was rejected (without it: when all were)")
    .option("--grace <seconds>", "how long to wait for a person at a printer that stands still (hardware)", "600")
    .option("--cards <file.csv>", "write what truly happened to each card (simulated printers)")
    .option(
      "--record <file>",
      "write every byte on every wire: *.pcapng for wave and packet viewers, else text (simulated printers)",
    )
    .option("--serial <serial>", "expected serial number (one printer)")
    .option("--journal <file>", "journal of step intents and outcomes (hardware; default: beside the batch)")
    .addHelpText(
      "after",
      "\nExample:\n  cetak print batch.csv --printer 'sim:hdp5000?room=33&fan=0.6&supplies=unlimited' --json\n" +
        "\nsim: options: seed, room, fan, supplies, operator=auto|none, protection=on|off, setpoint, baud, loss, corrupt, sensors, nip=spring|stays",
    )
    .action(async (file, options) => (await import("./commands/print.ts")).print(file, options));
}

function addDay(program: Command): void {
  program
    .command("day")
    .description("Live through office days in virtual time: cards, spoilt cards, why time was lost, what stops first.")
    .argument("<office.yaml>", "office file; four are shipped in offices/")
    .option("--days <n>", "working days", "1")
    .option("--seed <n>", "seed of weather, hands and machines: same seed, same day", "1")
    .option("--variant <kind>", "kind of day: usual, a variant of the file, or drawn by their weights", "usual")
    .option("--remedy <what...>", "change the office: printer, ac, ups, prefetch, film, governor, nip, cetak", [])
    .option("--json", "one JSON document on standard output")
    .option("--html <file>", "write a report to print")
    .option("--csv <file>", "write one row a day")
    .option("--language <id|en>", "language of the HTML report", "id")
    .addHelpText(
      "after",
      "\nExample:\n  cetak day offices/palembang-2015.yaml --seed 7 --remedy ups --html palembang.html",
    )
    .action(async (file, options) => (await import("./commands/day.ts")).day(file, options));
}

function addForecast(program: Command): void {
  program
    .command("forecast")
    .description("Say by which date an office's backlog is cleared, with a range, and what each remedy buys.")
    .argument("<office.yaml>", "office file; four are shipped in offices/")
    .option("--runs <n>", "possible futures, 1..10000", "200")
    .option("--seed <n>", "seed of the first future", "1")
    .option("--remedy <what...>", "tried one by one: printer, ac, ups, prefetch, film, governor, nip, cetak", [])
    .option("--job <n>", "also for the person at this place of the list", "0")
    .option("--variant <kind>", "kind of day: drawn by the weights of the file, usual, or a variant", "drawn")
    .option("--workers <n>", "threads (default: all cores); the answer is the same for any number")
    .option("--json", "one JSON document on standard output")
    .option("--svg <file>", "write a picture")
    .option("--language <id|en>", "language of the picture", "id")
    .addHelpText(
      "after",
      "\nExample:\n  cetak forecast offices/bandar-lampung-2018.yaml --remedy printer prefetch --job 12000 --svg lampung.svg",
    )
    .action(async (file, options) => (await import("./commands/forecast.ts")).forecastCommand(file, options));
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
    .option(...LOGIN_OPTION)
    .option(...PASSWORD_OPTION)
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
    .requiredOption(
      "--printer <url>",
      "tcp://host:port, serial:///dev/ttyUSB0?baud=250000, or sim:hdp5000?room=27; with --station: a printer's name",
    )
    .option("--station <url>", "over the link of a running station, like http://127.0.0.1:8080 (role technician)")
    .option(...LOGIN_OPTION)
    .option(...PASSWORD_OPTION)
    .option("--at <celsius>", "heat goes off here, and on 5 K below, 100..170", "165")
    .option("--cycles <n>", "oscillations that count, 3..30; the first two do not", "6")
    .option("--rule <name>", "gentle (for cards with feed-forward) or klipper (Ziegler-Nichols)", "gentle")
    .option("--svg <file>", "write a picture of the oscillation")
    .option("--store", "leave the proposed gains in the engine; without it the engine gets its own back")
    .option("--json", "one JSON document on standard output")
    .action(async (options) => (await import("./commands/tune.ts")).tune(options));
}

function addAccess(program: Command): void {
  const access = program.command("access").description("Passwords of roles, and tokens of wall displays.");
  const usual = (command: Command): Command =>
    command
      .option("--station <url>", "a running station (default: http://127.0.0.1:8080, or the station file's port)")
      .option("--config <station.toml>", "station file: when its station does not run, its journal is used")
      .option("--json", "one JSON document on standard output");
  usual(access.command("set-password"))
    .description(
      "Set the password of operator, technician or admin; asked for, unless given by file or CETAK_PASSWORD.",
    )
    .argument("<role>", "operator, technician or admin")
    .option("--password-file <file>", "the new password, on its first line")
    .option("--current-file <file>", "the present password, when the role has one")
    .action(async (role, options) => (await import("./commands/access.ts")).setPassword(role, options));
  const token = access.command("token").description("Read-only tokens for wall displays.");
  const withPassword = (command: Command): Command =>
    usual(command)
      .option(...LOGIN_OPTION)
      .option(...PASSWORD_OPTION);
  withPassword(token.command("add"))
    .description("Make a token; it is shown once.")
    .argument("<label>", "where the display hangs")
    .action(async (label, options) => (await import("./commands/access.ts")).addToken(label, options));
  withPassword(token.command("list"))
    .description("Show the tokens' numbers and labels.")
    .action(async (options) => (await import("./commands/access.ts")).listTokens(options));
  withPassword(token.command("revoke"))
    .description("End a token at once; a display that uses it is cut off.")
    .argument("<id>", "its number")
    .action(async (id, options) => (await import("./commands/access.ts")).revokeToken(id, options));
}

function addConfig(program: Command): void {
  const config = program.command("config").description("Station file, and settings of printers.");
  addSettings(config);
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
    .argument(
      "<url>",
      "link endpoint: tcp://host:port, rfc2217://host:port?baud=250000, serial:///dev/ttyUSB0?baud=250000, pty:///path",
    )
    .option("--timeout <seconds>", "how long to try", "5")
    .option("--json", "one JSON document on standard output")
    .action(async (url, options) => (await import("./commands/link-probe.ts")).linkProbe(url, options));
  link
    .command("conform")
    .description("Try every rule of docs/protocol-conformance.md on the engine at a link; exit 1 when one is broken.")
    .argument(
      "<url>",
      "link endpoint: tcp://host:port, rfc2217://host:port?baud=250000, serial:///dev/ttyUSB0?baud=250000, pty:///path",
    )
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
