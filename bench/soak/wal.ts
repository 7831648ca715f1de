/** `npm run soak -- wal`: everything that a power cut can leave of the journal's file and its log must open, with all that was committed. */

import { readWishes } from "../wishes.ts";
import { type WalRun, walRun } from "./wal/run.ts";

const OPERATIONS_DEFAULT = 300;
const FILES_DEFAULT = 6;
const RUNS_MAX = 10_000;
const PROBLEMS_SHOWN_MAX = 20;

const NUMBERS = {
  runs: { byDefault: 10, low: 1, high: RUNS_MAX },
  seed: { byDefault: 1, low: 0, high: 2 ** 31 },
  operations: { byDefault: OPERATIONS_DEFAULT, low: 1, high: 100_000 },
  files: { byDefault: FILES_DEFAULT, low: 0, high: 1_000 },
} as const;

/** Exit code: 0 all well, 1 something was lost, 2 nonsense was asked for, 130 interrupted. */
export async function soakWal(args: readonly string[]): Promise<number> {
  const wishes = readWishes(args, NUMBERS, ["json"]);
  if (typeof wishes === "string") {
    process.stderr.write(`soak: ${wishes}\n`);
    return 2;
  }
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
  };
  process.once("SIGINT", stop);
  const runs: WalRun[] = [];
  for (let seed = wishes.seed; seed < wishes.seed + wishes.runs && !interrupted; seed++) {
    const run = walRun(seed, { operations: wishes.operations, filesPerOperation: wishes.files });
    runs.push(run);
    process.stderr.write(
      `soak: ${runs.length}/${wishes.runs} runs, seed ${seed}: ${run.opened} opened, ${run.problems.length} problems\n`,
    );
    for (const words of run.problems.slice(0, PROBLEMS_SHOWN_MAX)) process.stderr.write(`FAILED  ${words}\n`);
    if (run.problems.length > 0)
      process.stderr.write(
        `replay: npm run soak -- wal --seed ${seed} --runs 1 --operations ${wishes.operations} --files ${wishes.files}\n`,
      );
    // The signal is heard only between two runs.
    await new Promise((resume) => setImmediate(resume));
  }
  process.off("SIGINT", stop);
  const sum = (of: (run: WalRun) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const totals = {
    runs: runs.length,
    operations: sum((run) => run.operations),
    opened: sum((run) => run.opened),
    inCheckpoint: sum((run) => run.inCheckpoint),
    inNewLog: sum((run) => run.inNewLog),
    checkpoints: sum((run) => run.checkpoints),
    problems: runs.flatMap((run) => run.problems),
    interrupted,
  };
  if (wishes.json) process.stdout.write(`${JSON.stringify(totals)}\n`);
  else
    process.stdout.write(
      `${totals.operations} operations in ${totals.runs} runs; ${totals.opened} sets of files opened, ` +
        `${totals.inCheckpoint} of them with half a checkpoint (${totals.checkpoints} checkpoints), ${totals.inNewLog} with a log begun anew; ` +
        `${totals.problems.length} problems\n`,
    );
  if (interrupted) return 130;
  return totals.problems.length === 0 ? 0 : 1;
}
