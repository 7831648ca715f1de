/** Many runs on several threads: each run stays a function of its scenario and seed, and results come back in their order. */
import { checkScenario } from "../scenario/read-scenario.ts";
import type { RunResult } from "./result.ts";
import { runScenario } from "./run-scenario.ts";
import { shareOut } from "./share-out.ts";

/** One run in virtual time; plain data, so that a thread can take it. */
export interface RunJob {
  readonly file: string;
  readonly text: string;
  readonly seed: number | undefined;
  readonly hashWire: boolean;
}

export async function runJob({ file, text, seed, hashWire }: RunJob): Promise<RunResult> {
  const checked = checkScenario(text, file);
  if ("problems" in checked) throw new Error(`${file}: ${checked.problems[0]?.message}`);
  return runScenario({ file: checked, seed, on: "sim", hashWire });
}

export interface PoolOptions {
  /** Threads, with the calling one. */
  readonly workers: number;
  readonly onDone?: (result: RunResult, done: number) => void;
  /** Runs not yet begun are left out once it says so. */
  readonly interrupted?: () => boolean;
}

/** Results in the order of the jobs; those that were not begun are missing. */
export function runJobs(jobs: readonly RunJob[], { workers, ...rest }: PoolOptions): Promise<RunResult[]> {
  return shareOut({
    script: new URL("./job-worker.ts", import.meta.url),
    jobs,
    run: runJob,
    threads: workers,
    ...rest,
  });
}
