import { describe, expect, test } from "vitest";
import { shiftAlone } from "../../bench/soak/heat/alone.ts";
import { airflowAt, drawShift, mainsAt, roomAt, type ShiftPlan, trueProfile } from "../../bench/soak/heat/plan.ts";
import { judgeShift } from "../../bench/soak/heat/shift-run.ts";
import { addShift, emptyTotals } from "../../bench/soak/heat/tally.ts";
import { SHIFT_SECONDS, THERMAL_PROFILES } from "../../src/thermal/index.ts";
import type { CardRecord } from "./machine.ts";

const HOUR = 3600;
const SOUND = { number: 1, atSeconds: 100, entrySurface: 165, minSurface: 161, maxSurface: 165, estimateError: 0 };
const GOOD: CardRecord = { ...SOUND, exit: 70, film: 115, quality: "good" };
const PLAN: ShiftPlan = { ...drawShift(1), offsetKelvin: 0 };
const judge = (card: Partial<CardRecord>, offsetKelvin = 0, alarms: string[] = []) =>
  judgeShift({ ...PLAN, offsetKelvin }, "alone", [{ ...GOOD, ...card }], THERMAL_PROFILES.sr300, alarms);

describe("heat soak, the short one", () => {
  test("a shift is drawn within its bounds, and the true machine is off by a tenth at most", () => {
    for (let seed = 0; seed < 300; seed++) {
      const plan = drawShift(seed);
      const truth = trueProfile(plan);
      const profile = THERMAL_PROFILES[plan.machine];
      expect(Math.abs(truth.cardShareSurface / profile.cardShareSurface - 1)).toBeLessThanOrEqual(0.1001);
      expect(Math.abs(truth.heaterWatt / profile.heaterWatt - 1)).toBeLessThanOrEqual(0.1001);
      for (const seconds of [0, SHIFT_SECONDS]) {
        expect(roomAt(plan, seconds)).toBeGreaterThanOrEqual(18);
        expect(airflowAt(plan, seconds)).toBeGreaterThanOrEqual(0);
        expect(mainsAt(plan, seconds)).toBeGreaterThanOrEqual(0.85 * profile.mainsVolt - 0.1);
      }
      expect(plan.doorAtSeconds + plan.doorSeconds).toBeLessThan(SHIFT_SECONDS);
    }
  });

  test("what must not happen is seen", () => {
    expect(judge({}).problems).toEqual([]);
    expect(judge({ quality: "warp", exit: 81 }).problems).toEqual(["1 cards warped"]);
    expect(judge({ quality: "peel" }).peeled).toBe(1);
    expect(judge({ minSurface: 159.9 }).outsideUnexcused).toBe(1);
    expect(judge({ maxSurface: 170.1 }).problems).toHaveLength(1);
    // Only as far as the sensor itself is off, and only to its side.
    expect(judge({ minSurface: 159.9 }, 0.2)).toMatchObject({ outside: 1, outsideUnexcused: 0 });
    expect(judge({ minSurface: 159.9 }, -0.2)).toMatchObject({ outside: 1, outsideUnexcused: 1 });
    expect(judge({}, 0, ["heaterOpen"]).problems).toEqual(["false alarm: heaterOpen"]);
    expect(judge({ atSeconds: SHIFT_SECONDS - 5 }).problems).toEqual(["not one card in six hours"]);
  });

  test.each([
    [2912, "cards right behind each other after ten minutes of later ones"],
    [3477, "a card that comes sooner behind the one before than those of which was learnt"],
    [2963, "a pause that is shorter than those that taught"],
    [3391, "bursts on a hot machine that is off in every parameter: no card warps"],
    [2948, "a pause that is longer than the first one in half an hour, which has just taught"],
    [5834, "the first card after the first rest of a day"],
    [8735, "a card that comes much later than those before it, yet not after a pause"],
    [9305, "a reading with noise"],
    [1174, "a card right behind one that was a little late"],
    [6114, "a reading with noise at a weak supply, and hardly a margin left by what was learnt"],
  ])("seed %i, a machine with every parameter off, %s: inside the window", (seed) => {
    expect(shiftAlone(drawShift(seed))).toMatchObject({ problems: [] });
  });

  test.each([3686, 4021])(
    "seed %i, a hot start with cards that take up a tenth more heat: none warps, the first ones neither",
    (seed) => {
      const plan = drawShift(seed);
      expect(plan).toMatchObject({ start: "hot", factors: { cardShareSurface: 1.1 } });
      expect(shiftAlone(plan)).toMatchObject({ problems: [] });
    },
  );

  test("a door that was open makes neither the first pause after it too cold nor a false alarm of it", () => {
    // The first pause comes 2,900 s after the last one: what was learnt of pauses is old by then.
    expect(shiftAlone(drawShift(499), 7_100)).toMatchObject({ problems: [], alarms: [] });
    // Twenty minutes of cooling, without heat to hold the balance against, and the way up from there.
    expect(shiftAlone(drawShift(1332), 4_200)).toMatchObject({ problems: [], alarms: [] });
    expect(shiftAlone(drawShift(1971))).toMatchObject({ problems: [], alarms: [] });
  });

  test.each([5905, 36, 27])(
    "seed %i, a hot start in a room cooler than believed: found, and no minute is wasted",
    (seed) => {
      const plan = drawShift(seed);
      const shift = shiftAlone(plan);
      expect(shift).toMatchObject({ problems: [], alarms: [] });
      expect(shift.cards / (SHIFT_SECONDS / THERMAL_PROFILES[plan.machine].cycleSeconds)).toBeGreaterThan(0.97);
    },
  );

  test("time waited after a card that left cool is counted, and the door's apart", () => {
    const { cycleSeconds } = THERMAL_PROFILES.sr300;
    const cards = [0, 1, 61, 301].map((late, i) => ({ ...GOOD, atSeconds: 1000 + i * cycleSeconds + late }));
    const waited = (exit: number, plan: Partial<ShiftPlan> = {}): number =>
      judgeShift({ ...PLAN, ...plan }, "alone", [{ ...cards[0]!, exit }, ...cards.slice(1)], THERMAL_PROFILES.sr300, [])
        .coolWaitSeconds;
    expect(waited(70, { doorSeconds: 0 })).toBeCloseTo(301, 9);
    // A hot card is a reason to wait, for the one behind it.
    expect(waited(78, { doorSeconds: 0 })).toBeCloseTo(300, 9);
    const doorAtSeconds = 1000 + 2 * cycleSeconds + 100;
    expect(waited(70, { doorAtSeconds, doorSeconds: 120 })).toBeCloseTo(61, 9);
    const [long, short] = [5918, 5905].map((seed) => shiftAlone(drawShift(seed), HOUR));
    const totals = emptyTotals();
    for (const run of [short!, long!]) addShift(totals, run);
    expect(totals.idlest.map(({ coolWaitSeconds }) => coolWaitSeconds)).toEqual(
      [short!, long!].map(({ coolWaitSeconds }) => coolWaitSeconds).sort((a, b) => b - a),
    );
  });

  test("same seed, same shift, and the order in which shifts are counted does not matter", () => {
    const [a, b] = [shiftAlone(drawShift(2), HOUR), shiftAlone(drawShift(9), HOUR)];
    expect(shiftAlone(drawShift(2), HOUR)).toEqual(a);
    for (const run of [a, b]) expect(run).toMatchObject({ problems: [], alarms: [] });
    const [ab, ba] = [emptyTotals(), emptyTotals()];
    for (const run of [a, b]) addShift(ab, run);
    for (const run of [b, a]) addShift(ba, run);
    expect(ab).toEqual(ba);
    expect(ab.sums.alone.cards).toBe(a.cards + b.cards);
    expect(ab.sums.alone.exits.reduce((sum, count) => sum + count, 0)).toBe(a.cards + b.cards);
  });
});
