/** `npm run soak -- faults`: seeded runs on all cores; every failure prints the one line that replays it. */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { FaultRun } from "./fault-run.ts";
import type { WorkerReply } from "./fault-worker.ts";
import { readWishes, type Wished } from "./wishes.ts";

const CARDS_DEFAULT = 50;
const WORKERS_MAX = 4;
/** Failures that are printed with all they know; further ones only with their replay line. */
const FAILURES_SHOWN_MAX = 20;

const NUMBERS = {
  runs: { byDefault: 2_000, low: 1, high: 1_000_000 },
  cards: { byDefault: CARDS_DEFAULT, low: 1, high: 1_000 },
  seed: { byDefault: 1, low: 0, high: 2 ** 31 },
  workers: { byDefault: Math.min(2, availableParallelism()), low: 1, high: WORKERS_MAX },
} as const;
type Wishes = Wished<typeof NUMBERS, "json">;

interface Totals {
  readonly runs: number;
  readonly failed: readonly FaultRun[];
  readonly issued: number;
  readonly voidJobs: number;
  readonly uncertain: number;
  readonly spoiltUnseen: number;
  readonly visits: number;
  readonly virtualHours: number;
  /** Used heap of each worker after garbage collection: after its first runs and at its end, MB. */
  readonly heapMegabytes: readonly { readonly first: number; readonly last: number }[];
}

/** Exit code: 0 all well, 1 something broke, 2 nonsense was asked for. */
export async function soakFaults(args: readonly string[]): Promise<number> {
  const wishes = readWishes(args, NUMBERS, ["json"]);
  if (typeof wishes === "string") {
    process.stderr.write(`soak: ${wishes}\n`);
    return 2;
  }
  const totals = await runAll(wishes);
  if (wishes.json) process.stdout.write(`${JSON.stringify(totals)}\n`);
  else process.stdout.write(summary(totals, wishes));
  return totals.failed.length === 0 ? 0 : 1;
}

async function runAll(wishes: Wishes): Promise<Totals> {
  const { runs, cards, seed, json } = wishes;
  const failed: FaultRun[] = [];
  const heapMegabytes: { first: number; last: number }[] = [];
  const sums = { issued: 0, voidJobs: 0, uncertain: 0, spoiltUnseen: 0, visits: 0, virtualSeconds: 0 };
  let next = seed;
  let done = 0;
  const heard = (run: FaultRun): void => {
    done++;
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += run[key];
    if (run.problems.length > 0) {
      failed.push(run);
      if (!json) process.stderr.write(failureText(run, failed.length <= FAILURES_SHOWN_MAX));
    }
    if (done % Math.max(1, Math.floor(runs / 20)) === 0) {
      process.stderr.write(`soak: ${done}/${runs} runs, ${failed.length} failed\n`);
    }
  };
  const take = (): number | undefined => (next < seed + runs ? next++ : undefined);
  const count = Math.min(wishes.workers, runs);
  await Promise.all(Array.from({ length: count }, async () => heapMegabytes.push(await runWorker(cards, take, heard))));
  failed.sort((a, b) => a.seed - b.seed);
  const { virtualSeconds, ...counts } = sums;
  return { runs: done, failed, ...counts, virtualHours: Math.round(virtualSeconds / 3600), heapMegabytes };
}

/** One worker thread: asks for seeds until there are none. */
function runWorker(
  cards: number,
  take: () => number | undefined,
  heard: (run: FaultRun) => void,
): Promise<{ first: number; last: number }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./fault-worker.ts", import.meta.url), { workerData: { cards } });
    const ask = (): void => worker.postMessage(take() ?? "end");
    worker.on("message", (reply: WorkerReply) => {
      if (reply.kind === "run") {
        heard(reply.run);
        ask();
      } else resolve({ first: reply.firstMegabytes, last: reply.lastMegabytes });
    });
    worker.on("error", reject);
    ask();
  });
}

export function replayLine(run: FaultRun): string {
  return `npm run soak -- faults --seed ${run.seed} --runs 1${run.cards === CARDS_DEFAULT ? "" : ` --cards ${run.cards}`}`;
}

function failureText(run: FaultRun, full: boolean): string {
  const head = `FAILED  ${replayLine(run)}\n`;
  if (!full) return head;
  const problems = run.problems.slice(0, 5).map((words) => `  ${words}\n`);
  return head + problems.join("") + run.mishaps.map((words) => `    ${words}\n`).join("");
}

function summary(totals: Totals, { cards }: Wishes): string {
  const heap = totals.heapMegabytes.map(({ first, last }) => `${first.toFixed(1)} -> ${last.toFixed(1)} MB`).join(", ");
  const lines = [
    `runs        ${totals.runs} of ${cards} cards, ${totals.virtualHours} hours of the printers' time`,
    `failed      ${totals.failed.length}`,
    `cards       ${totals.issued} issued, ${totals.voidJobs} jobs void after spoilt cards, ${totals.uncertain} uncertain`,
    `unseen      ${totals.spoiltUnseen} issued cards are truly spoilt and nobody can have noticed`,
    `people      came ${totals.visits} times`,
    `heap        ${heap}`,
    ...totals.failed.map((run) => `replay      ${replayLine(run)}`),
  ];
  return `${lines.join("\n")}\n`;
}
