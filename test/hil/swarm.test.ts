/** Seeds draw machines and mishaps; whatever goes wrong, nothing is unsafe and nobody has two cards. */
import { describe, expect, test } from "vitest";
import { swarmRun } from "../../src/hil/index.ts";

const CARDS = 8;
const FIRST = 101;
const RUNS = 12;

describe("the swarm, a short one", async () => {
  const seeds = Array.from({ length: RUNS }, (_, i) => FIRST + i);
  const runs = await Promise.all(seeds.map((seed) => swarmRun(seed, CARDS)));

  test.each(runs)("seed $seed: every job ends once, nobody has two cards, nothing is unsafe", ({ failures, jobs }) => {
    expect(failures).toEqual([]);
    expect(Object.values(jobs).reduce((sum, count) => sum + count, 0)).toBe(CARDS);
  });

  test("things did go wrong, and somebody came", () => {
    const struck = runs.reduce((sum, { faults }) => sum + faults.filter(({ fired }) => fired).length, 0);
    expect(struck).toBeGreaterThan(2 * RUNS);
    expect(runs.reduce((sum, { visits }) => sum + visits, 0)).toBeGreaterThan(RUNS / 2);
  });

  test("same seed, same run", async () => {
    expect(await swarmRun(FIRST + 4, CARDS)).toEqual(runs[4]);
  });
});
