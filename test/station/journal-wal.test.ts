/** Whatever a power cut leaves of the journal's file and its log opens again, with everything that had been promised. */
import { describe, expect, test } from "vitest";
import { walRun } from "../../bench/soak/wal/run.ts";

describe("a journal whose power was cut", () => {
  test("at any byte of its log, with garbage behind it, or with sectors missing", () => {
    const run = walRun(3, { operations: 40, filesPerOperation: 4 });
    expect(run.problems).toEqual([]);
    expect(run.opened).toBeGreaterThan(120);
  });

  test("in the middle of a checkpoint, and while the log begins anew", () => {
    // A seed whose checkpoint is not in the same operation as the log's new beginning: then it is cut as well.
    const run = walRun(2, { operations: 300, filesPerOperation: 0 });
    expect(run.problems).toEqual([]);
    expect(run.checkpoints).toBeGreaterThan(0);
    expect(run.inCheckpoint).toBeGreaterThan(20);
    expect(run.inNewLog).toBeGreaterThan(10);
  });
});
