import { describe, expect, test } from "vitest";
import { faultRun } from "../../bench/soak/fault-run.ts";

const CARDS = 10;
const RUNS = 20;

describe("fault soak, the short one", () => {
  const runs = Array.from({ length: RUNS }, (_, i) => faultRun(i + 1, CARDS));

  test.each(runs)("seed $seed: every job ends once, nobody has two cards, nothing is unsafe", (run) => {
    expect({ problems: run.problems, mishaps: run.mishaps }).toEqual({ problems: [], mishaps: run.mishaps });
    expect(run.issued + run.voidJobs + run.uncertain).toBe(CARDS);
  });

  test("things did go wrong, and somebody came", () => {
    expect(runs.filter(({ mishaps }) => mishaps.length > 3).length).toBeGreaterThan(RUNS / 2);
    expect(runs.reduce((sum, { visits }) => sum + visits, 0)).toBeGreaterThan(RUNS / 2);
  });

  test("same seed, same run", () => {
    expect(faultRun(5, CARDS)).toEqual(runs[4]);
  });
});
