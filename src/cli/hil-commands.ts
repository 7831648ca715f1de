import type { Command } from "commander";

export function addTest(program: Command): void {
  program
    .command("test")
    .description("Run scenarios on the simulator in virtual time, on a printer behind a URL, or against a recording.")
    .argument("<files...>", "scenario files, or folders of them")
    .option(
      "--on <target>",
      "sim, tcp://host:port, serial:///dev/ttyUSB0, pty:///path, replay:FILE.pcapng (same orders) or replay-bytes:FILE.pcapng (same bytes)",
      "sim",
    )
    .option(
      "--lab <url>",
      "control line of `cetak sim --control`: hands and faults at a simulated printer behind a URL",
    )
    .option("--away <s>", "a device behind a URL that is gone for so many seconds is lost (default: 60)")
    .option("--seed <n>", "before the scenario's own; same seed, same bytes")
    .option("--tag <tags>", "only scenarios with one of these tags: wire,fault")
    .option("--parallel <n>", "threads (simulator only)", "1")
    .option("--repeat <n>", "each so many times, with following seeds", "1")
    .option("--check-determinism", "run each twice and compare every byte")
    .option("--fail-fast", "begin no further scenario after one has failed")
    .option("--list", "show what would run, and what it shows")
    .option("--dry-run", "check the files and run nothing")
    .option("--answers <file>", "answers of the person at the printer: lines `FRAGMENT = done|no`, * fits all")
    .option("--junit <file>", "write a JUnit XML report")
    .option("--tap <file>", "write a TAP report")
    .option("--tap-version <13|14>", "14 has readers that do not know it", "13")
    .option("--ctrf <file>", "write a CTRF report")
    .option("--html <file>", "write a report as one page")
    .option("--bundle <file>", "write the evidence as a zip")
    .option("--coverage <file>", "write the coverage, as .json or .html")
    .option("--min-transitions <percent>", "exit 7 when fewer transitions of the statechart were taken")
    .option("--json", "one JSON document on standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  cetak test scenarios --parallel 2 --junit report.xml --min-transitions 95\n" +
        "  cetak test scenarios --tag wire --on pty:///tmp/cetak0 --lab tcp://127.0.0.1:7001\n" +
        "\nExit codes: 1 an assertion failed, 2 a file is wrong, 3 device lost, 4 deadline, 5 safety or accounting broken,\n" +
        "6 recording diverged, 7 coverage, 10 nobody was there to do what a step asks.",
    )
    .action(async (files, options) => (await import("./commands/test.ts")).test(files, options));
}

export function addSwarm(program: Command): void {
  program
    .command("swarm")
    .description(
      "Draw faults from seeds, run, and check that nothing is unsafe and nobody has two cards. Shrinks what fails.",
    )
    .requiredOption("--seeds <a..b>", "seeds, 1..200")
    .option("--cards <n>", "jobs of each run", "30")
    .option("--parallel <n>", "threads", "1")
    .option("--out <folder>", "where minimal scenarios of failures are written", ".")
    .option("--json", "one JSON document on standard output")
    .action(async (options) => (await import("./commands/swarm.ts")).swarm(options));
}
