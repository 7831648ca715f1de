/** The same scenarios on an idle machine and on one whose processors are all busy: the results must not differ in one byte. */
import { readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { type RunResult, runJobs } from "../../src/hil/index.ts";

export interface LoadWishes {
  readonly files: readonly string[];
  /** Threads that run the scenarios, and threads beside them that only burn time. */
  readonly workers: number;
  readonly burners: number;
  readonly onDone?: (done: number, name: string) => void;
  readonly interrupted?: () => boolean;
}

export interface LoadComparison {
  readonly runs: number;
  /** Files whose second result was another one, and what differs first. */
  readonly different: readonly { readonly file: string; readonly what: string }[];
  readonly failed: readonly string[];
}

/** Without load first, then under load. */
export async function compareUnderLoad(wishes: LoadWishes): Promise<LoadComparison> {
  const idle = await runAll(wishes);
  const burners = Array.from({ length: wishes.burners }, () => new Worker(new URL("./burner.ts", import.meta.url)));
  try {
    const busy = await runAll(wishes);
    const different = idle.flatMap((result, index) => {
      const what = difference(result, busy[index]);
      return what === "" ? [] : [{ file: result.file, what }];
    });
    const failed = idle.filter(({ passed }) => !passed).map(({ file }) => file);
    return { runs: idle.length + busy.length, different, failed };
  } finally {
    await Promise.all(burners.map((burner) => burner.terminate()));
  }
}

function runAll({ files, workers, onDone, interrupted = () => false }: LoadWishes): Promise<RunResult[]> {
  const jobs = files.map((file) => ({
    file,
    text: readFileSync(file, "utf8"),
    seed: undefined,
    hashWire: true,
  }));
  return runJobs(jobs, { workers, interrupted, onDone: ({ name }, done) => onDone?.(done, name) });
}

/** The first field that is not the same; empty when all are. */
function difference(one: RunResult, other: RunResult | undefined): string {
  if (other === undefined) return "it was not run again";
  const fields = Object.keys(one) as (keyof RunResult)[];
  return fields.find((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field])) ?? "";
}
