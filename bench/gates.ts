/** `npm run gates`: no piece of code may become half as fast unseen. Figures are in rounds of a calibration loop of the same run. */
import { readFileSync, writeFileSync } from "node:fs";
import { calibration } from "./gates/calibration.ts";
import { failed, type Judged, judge, judgedTable } from "./gates/judge.ts";
import { type Contestant, measure } from "./harness.ts";
import { crcOfBlock } from "./rows/crc.ts";
import { decode, encode } from "./rows/framing.ts";
import { cardCycle } from "./rows/journal.ts";
import { plants } from "./rows/plant.ts";
import { statusValidation } from "./rows/status-validation.ts";
import { bareAlarms, delayedTransitions } from "./rows/virtual-clock.ts";
import { onePrinter, sixPrinters } from "./rows/whole-stack.ts";
import { readWishes } from "./wishes.ts";

const USAGE = `npm run gates -- [--json] [--write]: what each piece of code costs, against its budget in bench/gates/budgets.json
  --write   the figures of this run become the budgets (on a quiet machine, after a change that was meant)
Exit code: 0 within all budgets, 1 something is too slow, 2 usage.
`;
const BUDGETS = new URL("gates/budgets.json", import.meta.url);
const TURNS = 5;
const WARM_UP_MS = 1_000;
/** A figure that fails is measured once more, longer: a machine may have been busy for a second. */
const TURNS_AGAIN = 11;

const GATES: Readonly<Record<string, () => Contestant>> = {
  "block decode": () => decode().contestants[0]!,
  "block encode": () => encode().contestants[0]!,
  "checksum of a block": () => crcOfBlock().contestants[0]!,
  "status from the link": () => statusValidation().contestants[0]!,
  "plant step": () => plants().contestants[0]!,
  "virtual clock": () => bareAlarms().contestants[0]!,
  "delayed transitions": () => delayedTransitions().contestants[0]!,
  "journal: calls of one card": () => cardCycle().contestants[0]!,
  "whole stack, 1 printer": () => onePrinter().contestants[0]!,
  "whole stack, 1 printer, paced wire": () => onePrinter().contestants[1]!,
  "whole stack, 6 printers": () => sixPrinters().contestants[0]!,
};

function measured(name: string, turns: number): number {
  const row = { title: name, unit: "", limit: "", warmUpMs: WARM_UP_MS, contestants: [GATES[name]!(), calibration()] };
  return measure(row, turns).lines[1]!.ratio!.median;
}

const wanted = readWishes(process.argv.slice(2), {}, ["json", "write", "help"]);
if (typeof wanted === "string") {
  process.stderr.write(`gates: ${wanted}\n${USAGE}`);
  process.exitCode = 2;
} else if (wanted.help) process.stdout.write(USAGE);
else run(wanted);

function run({ json, write }: { json: boolean; write: boolean }): void {
  const budgets = JSON.parse(readFileSync(BUDGETS, "utf8")) as Record<string, number>;
  const judged: Judged[] = [];
  for (const [i, name] of Object.keys(GATES).entries()) {
    process.stderr.write(`gates: ${i + 1}/${Object.keys(GATES).length} ${name}\n`);
    const first = judge(name, measured(name, TURNS), budgets[name]);
    judged.push(first.verdict === "too slow" ? judge(name, measured(name, TURNS_AGAIN), budgets[name]) : first);
  }
  if (write) {
    const next = Object.fromEntries(judged.map(({ name, ratio }) => [name, Number(ratio.toPrecision(3))]));
    writeFileSync(BUDGETS, `${JSON.stringify(next, null, 2)}\n`);
    process.stderr.write("gates: bench/gates/budgets.json written\n");
    return;
  }
  if (json) process.stdout.write(`${JSON.stringify({ gates: judged })}\n`);
  else process.stdout.write(judgedTable(judged));
  const bad = judged.filter(failed);
  for (const { name, verdict } of bad) process.stderr.write(`gates: ${name}: ${verdict}\n`);
  if (bad.length > 0) process.exitCode = 1;
}
