/** Whatever a centre does and however often the station is cut off: at the end both know the same cards, each person at most one. */
import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { CENTRE_FAULT_NAMES, type CentreFault } from "../../src/centre-sim/index.ts";
import { Hall, records } from "./hall.ts";

const PEOPLE = 25;
/** A clock that is wrong is no failure of its own; 409 without a reason is not to be put right. */
const FAULTS = CENTRE_FAULT_NAMES.filter((name) => name !== "conflict");

function live(seed: number): Hall {
  const random = new Random(seed).fork("swarm");
  let up = true;
  const hall = new Hall({
    records: records(PEOPLE),
    seed,
    printers: 1 + random.int(3),
    config: { prefetch: random.int(3) * 6, leaseSeconds: 600 + random.int(1200), timeoutSeconds: 5 },
    centre: { lineUp: () => up, policy: { activation: random.chance(0.5), offline: random.chance(0.5) } },
  });
  for (let i = 0; i < 40; i++) {
    hall.seconds(1 + random.int(120));
    const what = random.int(6);
    if (what === 0) up = !up;
    else if (what === 1) hall.restartClient();
    else if (what === 2) hall.centre.faults.clear();
    else {
      const fault = FAULTS[random.int(FAULTS.length)] as CentreFault;
      hall.centre.faults.set(fault, { rate: random.between(0.1, 1), value: random.int(fault === "skew" ? 3_600 : 8) });
    }
  }
  up = true;
  hall.centre.faults.clear();
  hall.minutes(180);
  return hall;
}

describe("a centre that fails in every way", () => {
  test("loses no result, takes none twice, and nobody gets two cards", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const hall = live(seed);
      const { here, there } = hall.valid();
      const story = `replay: live(${seed}) ${JSON.stringify(hall.client.status())}`;
      expect(there, story).toEqual(here);
      expect(hall.journal.jobCounts.issued, story).toBe(PEOPLE);
      expect(new Set(here).size, story).toBe(PEOPLE);
      expect(hall.centre.store.tally(), story).toEqual({
        records: { issued: PEOPLE },
        cards: { valid: PEOPLE },
        refused: 0,
      });
      expect(hall.client.status(), story).toMatchObject({ resultsWaiting: 0, resultsRefused: 0, line: "up" });
      hall.client.stop();
    }
  });

  test("the same seed is the same story", () => {
    const story = (): string => JSON.stringify(live(3).journal.newestEvents(1_000));
    expect(story()).toBe(story());
  });
});
