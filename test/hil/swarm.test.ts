/** Seeds draw machines and mishaps; whatever goes wrong, nothing is unsafe and nobody has two cards. */
import { describe, expect, test } from "vitest";
import { swarmRun } from "../../src/hil/index.ts";
import { checkScenario } from "../../src/hil/scenario/read-scenario.ts";
import { drawScenario } from "../../src/hil/swarm/draw.ts";
import { scenarioText, swarmOutcome } from "../../src/hil/swarm/swarm.ts";

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

  test("what a thread tells of a run is what the run from its file gives", async () => {
    const { name, passed, failures, deviceUs, visits, spoiltUnseen, faults } = runs[2]!;
    const faultsStruck = faults.filter(({ fired }) => fired).length;
    const wanted = { name, seed: FIRST + 2, passed, failures, deviceUs, visits, spoiltUnseen, faultsStruck };
    expect(await swarmOutcome({ seed: FIRST + 2, cards: CARDS })).toEqual(wanted);
  });
});

test.each(Array.from({ length: 60 }, (_, i) => i))("seed %i draws what its file says", (seed) => {
  const scenario = drawScenario(seed, CARDS);
  expect(checkScenario(scenarioText(scenario), "swarm.yaml")).toMatchObject({ scenario });
});
