/** `npm run soak -- power`: the mains fail at seeded instants, from saved states; every failure prints the one line that replays it. */
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { readWishes, type Wished } from "../wishes.ts";
import { type PowerRun, powerRun } from "./power/run.ts";
import { addRun, emptyTotals, type PowerTotals, tables } from "./power/tally.ts";
import type { Done, Stretch } from "./power/worker.ts";

const CUTS_DEFAULT = 100_000;
const CUTS_MAX = 10_000_000;
const WORKERS_MAX = 16;
const PRINTERS_MAX = 6;
/** Seeds that a worker gets at once. */
const STRETCH = 25;
const PROGRESS_MS = 5_000;
const FAILURES_SHOWN_MAX = 20;
const PAGE = new URL("../../docs/power.md", import.meta.url);

const NUMBERS = {
  cuts: { byDefault: CUTS_DEFAULT, low: 1, high: CUTS_MAX },
  seed: { byDefault: 1, low: 0, high: 2 ** 31 },
  printers: { byDefault: 1, low: 1, high: PRINTERS_MAX },
  workers: { byDefault: Math.min(2, availableParallelism()), low: 1, high: WORKERS_MAX },
  only: { byDefault: undefined, low: 0, high: 2 ** 32 },
} as const;
type Wishes = Wished<typeof NUMBERS, "json" | "write">;

interface Timing {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/** Exit code: 0 all well, 1 something broke, 2 nonsense was asked for, 130 interrupted. */
export async function soakPower(args: readonly string[]): Promise<number> {
  const wishes = readWishes(args, NUMBERS, ["json", "write"]);
  if (typeof wishes === "string") {
    process.stderr.write(`soak: ${wishes}\n`);
    return 2;
  }
  if (wishes.only !== undefined) return replay(wishes.only, wishes);
  const { totals, timing, interrupted } = await runAll(wishes);
  if (wishes.json) process.stdout.write(`${JSON.stringify({ ...totals, ...timing, interrupted })}\n`);
  else process.stdout.write(summary(totals, timing, wishes));
  if (wishes.write) writePage(totals, timing, wishes);
  if (interrupted) return 130;
  return totals.failures === 0 ? 0 : 1;
}

/** One run again, with all that is known of it. */
function replay(seed: number, { printers, json }: Wishes): number {
  const run = powerRun(seed, printers);
  if (json) process.stdout.write(`${JSON.stringify(run)}\n`);
  else {
    const lines = [
      `seed ${seed}: ${run.cuts} cuts, the first at "${run.place}" (${run.who}): ${run.outcome}`,
      `${run.issued} issued, ${run.voidCards} void cards, ${run.uncertain} uncertain, ${run.virtualSeconds} s`,
      ...run.plan.map((words) => `  ${words}`),
      ...run.problems.map((words) => `PROBLEM ${words}`),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  }
  return run.problems.length === 0 ? 0 : 1;
}

async function runAll(wishes: Wishes): Promise<{ totals: PowerTotals; timing: Timing; interrupted: boolean }> {
  const { cuts, seed, printers, workers } = wishes;
  const totals = emptyTotals();
  const began = performance.now();
  let cpuSeconds = 0;
  let next = seed;
  let interrupted = false;
  let told = began;
  const stop = (): void => {
    if (interrupted) process.exit(130);
    interrupted = true;
    process.stderr.write("soak: stopping; Ctrl-C again to stop at once\n");
  };
  process.on("SIGINT", stop);
  // Counted in the order of the seeds, so that the same wish gives the same figures whichever worker is faster.
  const waiting = new Map<number, readonly PowerRun[]>();
  let counted = seed;
  const heard = ({ runs: heardRuns, cpuSeconds: more }: Done): void => {
    cpuSeconds += more;
    waiting.set(heardRuns[0]!.seed, heardRuns);
    for (let runs = waiting.get(counted); runs !== undefined; runs = waiting.get(counted)) {
      waiting.delete(counted);
      counted += runs.length;
      count(runs);
    }
    tell();
  };
  const count = (runs: readonly PowerRun[]): void => {
    for (const run of runs) {
      if (totals.cuts >= cuts) return;
      addRun(totals, run);
      if (run.problems.length > 0)
        process.stderr.write(failureText(run, wishes, totals.failures <= FAILURES_SHOWN_MAX));
    }
  };
  const tell = (): void => {
    const now = performance.now();
    if (now - told < PROGRESS_MS) return;
    told = now;
    const rate = totals.cuts / ((now - began) / 1000);
    const left = Math.max(0, (cuts - totals.cuts) / rate);
    process.stderr.write(
      `soak: ${totals.cuts}/${cuts} cuts, ${totals.failures} runs failed, ${rate.toFixed(0)} cuts/s, ` +
        `${((1000 * cpuSeconds) / totals.cuts).toFixed(1)} ms CPU a cut, ${Math.ceil(left / 60)} min left\n`,
    );
  };
  const take = (): Stretch | undefined => {
    if (interrupted || totals.cuts >= cuts) return undefined;
    const from = next;
    next += STRETCH;
    return { from, count: STRETCH };
  };
  await Promise.all(Array.from({ length: workers }, () => runWorker(printers, take, heard)));
  process.off("SIGINT", stop);
  return { totals, timing: { wallSeconds: (performance.now() - began) / 1000, cpuSeconds }, interrupted };
}

/** One worker thread: asks for stretches until there are none. */
function runWorker(printers: number, take: () => Stretch | undefined, heard: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./power/worker.ts", import.meta.url), { workerData: { printers } });
    const ask = (): void => {
      const stretch = take();
      if (stretch !== undefined) worker.postMessage(stretch);
      else void worker.terminate().then(() => resolve());
    };
    worker.on("message", (done: Done) => {
      heard(done);
      ask();
    });
    worker.on("error", reject);
    ask();
  });
}

function replayLine(run: PowerRun, { printers }: Wishes): string {
  return `npm run soak -- power --only ${run.seed}${printers === 1 ? "" : ` --printers ${printers}`}`;
}

function failureText(run: PowerRun, wishes: Wishes, full: boolean): string {
  const head = `FAILED  ${replayLine(run, wishes)}\n`;
  if (!full) return head;
  return head + [...run.problems.slice(0, 5), ...run.plan].map((words) => `    ${words}\n`).join("");
}

function facts(totals: PowerTotals, { wallSeconds, cpuSeconds }: Timing, { seed, printers }: Wishes): string[] {
  const number = (value: number): string => Math.round(value).toLocaleString("en-US");
  return [
    `${number(totals.cuts)} cuts in ${number(totals.runs)} runs from seed ${seed} on ${printers} printer(s), ${number(totals.virtualSeconds / 3600)} hours of the printers' time`,
    `${number(totals.issued)} cards issued, ${number(totals.voidCards)} void, ${number(totals.uncertain)} uncertain`,
    `${number(totals.failures)} runs in which a proof failed`,
    `${number(wallSeconds)} s, ${((1000 * cpuSeconds) / Math.max(1, totals.cuts)).toFixed(1)} ms CPU a cut, ${number(totals.cuts / wallSeconds)} cuts/s`,
  ];
}

function summary(totals: PowerTotals, timing: Timing, wishes: Wishes): string {
  const replays = totals.failed.map((run) => `replay: ${replayLine(run, wishes)}`);
  return `${tables(totals)}\n${[...facts(totals, timing, wishes), ...replays].join("\n")}\n`;
}

const BEGIN = "<!-- begin: npm run soak -- power --write -->";
const END = "<!-- end -->";

/** The figures in docs/power.md. */
function writePage(totals: PowerTotals, timing: Timing, wishes: Wishes): void {
  const page = readFileSync(PAGE, "utf8");
  const [before, rest] = page.split(BEGIN, 2);
  const after = rest?.split(END, 2)[1];
  if (before === undefined || after === undefined) throw new Error("docs/power.md has lost its markers");
  const figures = facts(totals, timing, wishes).map((words) => `- ${words}`);
  writeFileSync(PAGE, `${before}${BEGIN}\n${figures.join("\n")}\n\n${tables(totals)}\n${END}${after}`);
  process.stderr.write("docs/power.md written\n");
}
