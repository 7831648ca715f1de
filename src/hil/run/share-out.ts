/** Work shared among threads: each takes its next job from one counter, and the calling thread works along. */
import { setImmediate as turn } from "node:timers/promises";
import { parentPort, type Worker, workerData } from "node:worker_threads";
import { startThread } from "../../base/index.ts";

export const WORKERS_MAX = 64;

/** Cells that all threads share: the place of the next job, and whether another one is wanted. */
const NEXT = 0;
const STOPPED = 1;

interface Share<Job> {
  readonly jobs: readonly Job[];
  readonly cells: Int32Array;
}

interface Done<Result> {
  readonly index: number;
  readonly result: Result;
}

export interface ShareOptions<Job, Result> {
  /** Module that the other threads run; it calls {@link workAlong} with the same `run`. */
  readonly script: URL;
  /** Plain data, so that a thread can take it. */
  readonly jobs: readonly Job[];
  readonly run: (job: Job) => Promise<Result>;
  /** Including the calling one. */
  readonly threads: number;
  readonly onDone?: (result: Result, done: number) => void;
  /** Jobs not yet begun are left out once it says so. Asked after each job. */
  readonly interrupted?: () => boolean;
}

/** Results in the order of the jobs; those that were not begun are missing. Rejects when a job does, once all threads have ended. */
export async function shareOut<Job, Result>(options: ShareOptions<Job, Result>): Promise<Result[]> {
  const { script, jobs, run, threads, onDone, interrupted = () => false } = options;
  const cells = new Int32Array(new SharedArrayBuffer(8));
  const results: (Result | undefined)[] = [];
  let done = 0;
  const heard = ({ index, result }: Done<Result>): void => {
    results[index] = result;
    onDone?.(result, ++done);
    if (interrupted()) Atomics.store(cells, STOPPED, 1);
  };
  if (interrupted()) return [];
  const share: Share<Job> = { jobs, cells };
  const others = Array.from({ length: Math.min(threads, jobs.length) - 1 }, () => startThread(script, share));
  try {
    await Promise.all([...others.map((worker) => ended(worker, heard)), work(share, run, heard)]);
  } finally {
    await Promise.all(others.map((worker) => worker.terminate()));
  }
  return results.filter((result) => result !== undefined);
}

/** The other threads' side. */
export async function workAlong<Job, Result>(run: (job: Job) => Promise<Result>): Promise<void> {
  await work(workerData as Share<Job>, run, (done: Done<Result>) => parentPort?.postMessage(done));
}

async function work<Job, Result>(
  { jobs, cells }: Share<Job>,
  run: (job: Job) => Promise<Result>,
  tell: (done: Done<Result>) => void,
): Promise<void> {
  while (Atomics.load(cells, STOPPED) === 0) {
    const index = Atomics.add(cells, NEXT, 1);
    const job = jobs[index];
    if (job === undefined) return;
    try {
      tell({ index, result: await run(job) });
    } catch (error) {
      // Nobody waits for the rest any more.
      Atomics.store(cells, STOPPED, 1);
      throw error;
    }
    // What the other threads have sent, and a person's Ctrl-C, are heard between two jobs.
    await turn();
  }
}

function ended<Result>(worker: Worker, heard: (done: Done<Result>) => void): Promise<void> {
  return new Promise((done, fail) => {
    worker.on("message", heard);
    worker.on("error", fail);
    worker.on("exit", () => done());
  });
}
