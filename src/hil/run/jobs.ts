/** Many runs on several threads: each run stays a function of its scenario and seed, and results come back in their order. */
import { Worker } from "node:worker_threads";
import { checkScenario } from "../scenario/read-scenario.ts";
import type { RunResult } from "./result.ts";
import { runScenario } from "./run-scenario.ts";

export const WORKERS_MAX = 64;

/** One run in virtual time; plain data, so that a thread can take it. */
export interface RunJob {
  readonly file: string;
  readonly text: string;
  readonly seed: number | undefined;
  readonly hashWire: boolean;
  readonly lookUs: number | undefined;
  readonly unfired?: "note";
}

export async function runJob({ file, text, seed, hashWire, lookUs, unfired }: RunJob): Promise<RunResult> {
  const checked = checkScenario(text, file);
  if ("problems" in checked) throw new Error(`${file}: ${checked.problems[0]?.message}`);
  return runScenario({
    file: checked,
    seed,
    on: "sim",
    hashWire,
    unfired: unfired ?? "fail",
    ...(lookUs === undefined ? {} : { lookUs }),
  });
}

export interface PoolOptions {
  readonly workers: number;
  readonly onDone?: (result: RunResult, done: number) => void;
  /** Runs not yet begun are left out once it says so. */
  readonly interrupted?: () => boolean;
}

/** Results in the order of the jobs; those that were not begun are missing. */
export async function runJobs(
  jobs: readonly RunJob[],
  { workers, onDone, interrupted = () => false }: PoolOptions,
): Promise<RunResult[]> {
  const results: (RunResult | undefined)[] = [];
  let next = 0;
  let done = 0;
  const lane = async (run: (job: RunJob) => Promise<RunResult>): Promise<void> => {
    while (next < jobs.length && !interrupted()) {
      const index = next++;
      const result = await run(jobs[index]!);
      results[index] = result;
      onDone?.(result, ++done);
    }
  };
  const lanes = Math.min(workers, jobs.length);
  if (lanes <= 1) await lane(runJob);
  else await Promise.all(Array.from({ length: lanes }, () => onThread(lane)));
  return results.filter((result) => result !== undefined);
}

async function onThread(lane: (run: (job: RunJob) => Promise<RunResult>) => Promise<void>): Promise<void> {
  const worker = new Worker(new URL("./job-worker.ts", import.meta.url));
  const run = (job: RunJob): Promise<RunResult> =>
    new Promise((done, fail) => {
      const settle = (act: () => void): void => {
        worker.off("message", heard);
        worker.off("error", broke);
        act();
      };
      const heard = (result: RunResult): void => settle(() => done(result));
      const broke = (error: unknown): void => settle(() => fail(error));
      worker.on("message", heard);
      worker.on("error", broke);
      worker.postMessage(job);
    });
  try {
    await lane(run);
  } finally {
    await worker.terminate();
  }
}
