/** `npm run soak -- heat`: seeded six-hour shifts on machines that are not as the profile says; every failure prints the one line that replays it. */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { readWishes } from "../wishes.ts";
import {
  factsTable,
  failureLines,
  type HeatTiming,
  type HeatWishes,
  heatPage,
  histograms,
  idleLines,
  replayLine,
} from "./heat/page.ts";
import type { ShiftRun } from "./heat/shift-run.ts";
import { addShift, emptyTotals, type HeatTotals } from "./heat/tally.ts";
import { type Besides, runShift, type ShiftDone, type ShiftOrder } from "./heat/worker.ts";

const SHIFTS_DEFAULT = 10_000;
const FULL_DEFAULT = 300;
const SHIFTS_MAX = 1_000_000;
const WORKERS_MAX = 16;
const MINUTES_MAX = 100_000;
const PROGRESS_MS = 10_000;
const FAILURES_TOLD_MAX = 20;
const PAGE = new URL("../../docs/heat-soak.md", import.meta.url);
const HELP = `npm run soak -- heat [--shifts N] [--full N] [--seed S] [--workers N] [--minutes M] [--law] [--troubles] [--write] [--json]
npm run soak -- heat --only SEED [--stack] [--law] [--troubles] [--json]

  --shifts N   shifts on plant, observer and governor alone (${SHIFTS_DEFAULT}; 0 for none)
  --full N     shifts on the full stack (${FULL_DEFAULT}; 0 for none)
  --seed S     first seed (1)
  --workers N  threads (as many as there are cores)
  --minutes M  end after so long with what there is (0: never)
  --law        where every parameter is off the card law is too: what cancels out in the draw no sensor shows, cards will be spoilt
  --troubles   power cuts, after which the host goes on with what it has written down; on the full stack covers, jams, cables and restarts besides
  --write      write docs/heat-soak.md
  --only SEED  one shift again, alone or with --stack on the full stack
`;

interface Replay {
  readonly only: number;
  readonly stack: boolean;
  readonly besides: Besides;
  readonly json: boolean;
}

/** Exit code: 0 all well, 1 something broke, 2 nonsense was asked for, 130 interrupted. */
export async function soakHeat(args: readonly string[]): Promise<number> {
  if (args.includes("--help")) {
    process.stdout.write(HELP);
    return 0;
  }
  const wishes = heatWishes(args);
  if (typeof wishes === "string") {
    process.stderr.write(`soak: ${wishes}\n${HELP}`);
    return 2;
  }
  if ("only" in wishes) return replay(wishes);
  const { totals, timing, ended } = await runAll(wishes);
  if (wishes.json) process.stdout.write(`${JSON.stringify({ ...totals, ...timing, ended })}\n`);
  else {
    const lines = [...idleLines(totals, wishes), ...failureLines(totals, wishes)];
    process.stdout.write(`${[factsTable(totals), histograms(totals), ...lines].join("\n\n")}\n`);
  }
  if (wishes.write) {
    writeFileSync(PAGE, heatPage(totals, timing, wishes, ended !== "done"));
    process.stderr.write("docs/heat-soak.md written\n");
  }
  if (ended === "interrupted") return 130;
  return totals.failed.length === 0 ? 0 : 1;
}

/** Either a soak or, with `--only`, one shift of it. */
function heatWishes(args: readonly string[]): HeatWishes | Replay | string {
  const found = readWishes(
    args,
    {
      shifts: { byDefault: SHIFTS_DEFAULT, low: 0, high: SHIFTS_MAX },
      full: { byDefault: FULL_DEFAULT, low: 0, high: SHIFTS_MAX },
      seed: { byDefault: 1, low: 0, high: 2 ** 31 },
      workers: { byDefault: Math.min(WORKERS_MAX, availableParallelism()), low: 1, high: WORKERS_MAX },
      minutes: { byDefault: 0, low: 0, high: MINUTES_MAX },
      only: { byDefault: undefined, low: 0, high: 2 ** 32 },
    },
    ["stack", "law", "troubles", "json", "write"],
  );
  if (typeof found === "string") return found;
  const { only, stack, ...wishes } = found;
  return only === undefined ? wishes : { only, stack, besides: wishes, json: wishes.json };
}

/** One shift again, with all that is known of it. */
function replay({ only, stack, besides, json }: Replay): number {
  const run = runShift({ seed: only, where: stack ? "full stack" : "alone" }, besides);
  if (json) process.stdout.write(`${JSON.stringify(run)}\n`);
  else {
    const lines = [
      `seed ${only}, ${run.where}: ${run.plan}`,
      `${run.cards} cards, hottest ${run.exitCelsiusMax.toFixed(2)} C, ${run.warm} usable above the limit; surface ` +
        `${run.surfaceCelsiusMin.toFixed(2)}-${run.surfaceCelsiusMax.toFixed(2)} C, ${run.outside} transfers outside; ` +
        `${run.coolWaitSeconds.toFixed(0)} s waited after cool cards`,
      ...run.problems.map((words) => `PROBLEM ${words}`),
    ];
    process.stdout.write(`${lines.join("\n")}\n`);
  }
  return run.problems.length === 0 ? 0 : 1;
}

type Ended = "done" | "out of time" | "interrupted";

async function runAll(wishes: HeatWishes): Promise<{ totals: HeatTotals; timing: HeatTiming; ended: Ended }> {
  const totals = emptyTotals();
  const all = wishes.shifts + wishes.full;
  const began = performance.now();
  const take = ordersOf(wishes);
  let ended: Ended = "done";
  let cpuSeconds = 0;
  let done = 0;
  let told = began;
  const stop = (): void => {
    ended = "interrupted";
    process.stderr.write("soak: ending with what there is, after the shifts that run\n");
  };
  process.once("SIGINT", stop);
  const heard = ({ run, cpuSeconds: seconds }: ShiftDone): void => {
    cpuSeconds += seconds;
    done++;
    addShift(totals, run);
    if (run.problems.length > 0)
      process.stderr.write(failureText(run, wishes, totals.failed.length <= FAILURES_TOLD_MAX));
    const now = performance.now();
    if (now - told < PROGRESS_MS) return;
    told = now;
    const rate = (60_000 * done) / (now - began);
    process.stderr.write(
      `soak: ${done}/${all} shifts (${totals.sums["full stack"].shifts} full), ${totals.failed.length} failed, ` +
        `${rate.toFixed(0)} shifts/min, ${Math.ceil((all - done) / rate)} min left\n`,
    );
  };
  const next = (): ShiftOrder | undefined => {
    if (ended === "done" && wishes.minutes > 0 && performance.now() - began > 60_000 * wishes.minutes)
      ended = "out of time";
    return ended === "done" ? take() : undefined;
  };
  await Promise.all(Array.from({ length: Math.min(wishes.workers, all) }, () => runWorker(wishes, next, heard)));
  process.off("SIGINT", stop);
  return { totals, timing: { wallSeconds: (performance.now() - began) / 1000, cpuSeconds }, ended };
}

/** The shifts in their order, those on the full stack spread among the others. */
function ordersOf({ shifts, full, seed }: HeatWishes): () => ShiftOrder | undefined {
  let alone = 0;
  let stack = 0;
  return () => {
    if (alone >= shifts && stack >= full) return undefined;
    const stackNext = stack < full && (alone >= shifts || stack * shifts < alone * full);
    return stackNext ? { seed: seed + stack++, where: "full stack" } : { seed: seed + alone++, where: "alone" };
  };
}

/** One worker thread: asks for shifts until there are none. */
function runWorker(
  { law, troubles }: Besides,
  next: () => ShiftOrder | undefined,
  heard: (done: ShiftDone) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./heat/worker.ts", import.meta.url), { workerData: { law, troubles } });
    const ask = (): void => {
      const order = next();
      if (order !== undefined) worker.postMessage(order);
      else void worker.terminate().then(() => resolve());
    };
    worker.on("message", (done: ShiftDone) => {
      heard(done);
      ask();
    });
    worker.on("error", reject);
    ask();
  });
}

function failureText(run: ShiftRun, besides: Besides, full: boolean): string {
  const head = `FAILED  ${replayLine(run, besides)}\n`;
  return full ? `${head}    ${run.plan}\n${run.problems.map((words) => `    ${words}\n`).join("")}` : head;
}
