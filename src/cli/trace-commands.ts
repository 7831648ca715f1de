/** Recordings of links and consoles. */
import { type Command, Option } from "commander";
import { LOGIN_OPTION, PASSWORD_OPTION } from "./station-login.ts";

const JSON_OPTION = ["--json", "one JSON document a line on standard output"] as const;

export function addTrace(program: Command): void {
  const trace = program
    .command("trace")
    .description("Record links and consoles; show, compare and convert recordings.");
  addRecord(trace);
  trace
    .command("show")
    .description("Show what a recording says, a packet a line. Acknowledgements only with --all.")
    .argument("<file.pcapng>", "recording")
    .option("--printer <name>", "only this printer")
    .option("--filter <names>", "only these messages: status_heat,step_done,...")
    .option("--all", "acknowledgements too")
    .option(...JSON_OPTION)
    .action(async (file, options) => (await import("./commands/trace.ts")).traceShow(file, options));
  trace
    .command("diff")
    .description("Find the first place at which two recordings part ways. Exit 6 when they do.")
    .argument("<a.pcapng>", "recording")
    .argument("<b.pcapng>", "the other one")
    .option("--times <ms>", "times since the beginning must be alike too, within so many milliseconds")
    .option("--json", "one JSON document on standard output")
    .action(async (a, b, options) => (await import("./commands/trace.ts")).traceDiff(a, b, options));
  trace
    .command("vcd")
    .description("Write temperatures, duty, states and faults as signals for a wave viewer.")
    .argument("<file.pcapng>", "recording")
    .option("--out <file.vcd>", "file (default: standard output)")
    .addOption(
      new Option("--kind <kind>", "all, or only wires of one bit (for logic analysers' programs)")
        .choices(["all", "wires"])
        .default("all"),
    )
    .addHelpText("after", "\nExample:\n  cetak trace vcd run.pcapng --out run.vcd && gtkwave run.vcd")
    .action(async (file, options) => (await import("./commands/trace.ts")).traceVcd(file, options));
  trace
    .command("to-scenario")
    .description("Write a scenario with the machine, supplies, cards and faults of a recording (cetak test runs it).")
    .argument("<file.pcapng>", "recording")
    .option("--printer <name>", "which one, when it has several")
    .option("--name <name>", "name of the scenario (default: that of the file)")
    .addHelpText("after", "\nExample:\n  cetak trace to-scenario field.pcapng > scenarios/field.yaml")
    .action(async (file, options) => (await import("./commands/trace.ts")).traceToScenario(file, options));
}

function addRecord(trace: Command): void {
  trace
    .command("record")
    .description("Record until Ctrl-C: a printer of a running station, or as a middleman on a link or console.")
    .argument("<file.pcapng>", "recording to write")
    .option("--station <url>", "listen in on a running station, like http://127.0.0.1:8080")
    .option("--printer <name>", "with --station: its name in the station file; else what the recording calls it", "P1")
    .option("--link <url>", "stand between a host and this engine link")
    .option("--listen <url>", "with --link: where the host connects to, tcp://127.0.0.1:PORT or pty:///path")
    .option("--console <url>", "stand between a technician and this console")
    .option("--console-listen <url>", "with --console: where the technician connects to")
    .option("--seconds <s>", "end after so many seconds")
    .option("--packets <n>", "end after so many packets")
    .option("--force", "write over a file that is there")
    .option(...LOGIN_OPTION)
    .option(...PASSWORD_OPTION)
    .option("--json", "one JSON document on standard output at the end")
    .addHelpText(
      "after",
      "\nExamples:\n  cetak trace record day.pcapng --station http://127.0.0.1:8080 --printer L1\n" +
        "  cetak trace record day.pcapng --link serial:///dev/ttyUSB0 --listen tcp://127.0.0.1:7101\n" +
        "Batches on simulated printers record themselves: cetak print --record run.pcapng",
    )
    .action(async (file, options) => (await import("./commands/trace-record.ts")).traceRecord(file, options));
}

export function addDump(program: Command): void {
  program
    .command("dump")
    .description("Write all that a station knows of a printer, to make its simulated twin (cetak sim --twin).")
    .requiredOption("--station <url>", "the running station, like http://127.0.0.1:8080")
    .requiredOption("--printer <name>", "its name in the station file")
    .option("--out <twin.json>", "file (default: standard output)")
    .option("--no-settings", "leave the settings out: they are read over the printer's console")
    .option(...LOGIN_OPTION)
    .option(...PASSWORD_OPTION)
    .addHelpText(
      "after",
      "\nExample:\n  cetak dump --station http://127.0.0.1:8080 --printer L1 --out l1.json\n" +
        "  cetak sim --twin l1.json --listen tcp://127.0.0.1:7001",
    )
    .action(async (options) => (await import("./commands/dump.ts")).dump(options));
}
