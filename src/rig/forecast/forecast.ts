/** Many futures on all cores. Each future depends on its seed alone, so the answer is the same for any number of workers. */
import { availableParallelism } from "node:os";
import { startThread } from "../../base/index.ts";
import { type Remedy, type WorkingOffice, withRemedies } from "../day/remedies.ts";
import { placeInLane } from "./backlog.ts";
import { type ForecastReport, outlookOf } from "./forecast-report.ts";
import type { Future } from "./forecast-run.ts";
import type { ForecastAnswer, ForecastTask, ForecastWork } from "./forecast-worker.ts";

export const RUNS_MAX = 10_000;
const WORKERS_MAX = 16;
/** Futures that a worker is given ahead, so that it never waits. */
const AHEAD = 2;

export interface ForecastOptions {
  readonly office: WorkingOffice;
  readonly runs: number;
  readonly seed: number;
  /** `drawn`: each day's kind by the weights of the file. */
  readonly kind: string;
  /** Each is tried alone. */
  readonly remedies: readonly Remedy[];
  /** Place of a person on the list, from 1; 0: nobody. */
  readonly job: number;
  readonly workers?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked after each future: true ends the work; the report is then of the futures there are. */
  readonly stop?: () => boolean;
}

export async function forecast(options: ForecastOptions): Promise<ForecastReport> {
  const { office, seed, remedies, job, kind } = options;
  const offices = [office, ...remedies.map((remedy) => withRemedies(office, [remedy]))];
  const futures = await liveAll({ offices, kind, job }, options);
  const base = futures[0]!;
  const { file } = office;
  return {
    office: file.office,
    from: file.from,
    people: file.queue.records - file.queue.doubles,
    runs: base.length,
    seed,
    ...(job > 0 ? { job: { place: job, class: placeInLane(file, job).kind } } : {}),
    outlook: outlookOf([], base, undefined, job > 0),
    remedies: remedies.map((remedy, i) => outlookOf([remedy], futures[i + 1]!, base, job > 0)),
  };
}

/** All futures of all offices, in the order of their seeds. */
async function liveAll(work: ForecastWork, options: ForecastOptions): Promise<Future[][]> {
  const { runs, seed, onProgress, stop } = options;
  const total = runs * work.offices.length;
  const found = work.offices.map(() => new Array<Future | undefined>(runs).fill(undefined));
  let next = 0;
  let done = 0;
  const take = (): ForecastTask | undefined => {
    if (next >= total || stop?.() === true) return undefined;
    const at = next++;
    // Office after office for each seed: an interrupted forecast has as many futures of each.
    return { office: at % work.offices.length, seed: seed + Math.floor(at / work.offices.length) };
  };
  const heard = ({ office, seed: from, future }: ForecastAnswer): void => {
    found[office]![from - seed] = future;
    onProgress?.(++done, total);
  };
  const count = Math.min(options.workers ?? availableParallelism(), WORKERS_MAX, total);
  await Promise.all(Array.from({ length: count }, () => runWorker(work, take, heard)));
  return found.map((list) => list.filter((future) => future !== undefined));
}

function runWorker(
  work: ForecastWork,
  take: () => ForecastTask | undefined,
  heard: (answer: ForecastAnswer) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = startThread(new URL("./forecast-worker.ts", import.meta.url), work);
    let open = 0;
    let ended = false;
    const ask = (): void => {
      const task = ended ? undefined : take();
      if (task !== undefined) {
        open++;
        worker.postMessage(task);
      } else if (open === 0) worker.postMessage("end");
      else ended = true;
    };
    worker.on("message", (answer: ForecastAnswer) => {
      open--;
      heard(answer);
      ask();
    });
    worker.on("error", reject);
    worker.on("exit", () => resolve());
    for (let i = 0; i < AHEAD; i++) ask();
  });
}
