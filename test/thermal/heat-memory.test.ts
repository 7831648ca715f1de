import { describe, expect, test } from "vitest";
import { HEAT_MEMORY_LENGTH, isHeatMemory } from "../../src/thermal/heat-memory.ts";
import { cardClass, HDP5000, SoakEstimator, SR300, type ThermalProfile } from "../../src/thermal/index.ts";
import { Governed } from "./governed.ts";

const HOUR = 3600;

function worked(profile: ThermalProfile, roomCelsius: number, airflow: number, seconds = 1.5 * HOUR): Governed {
  const governed = new Governed({ profile, roomCelsius, airflow, headPause: true });
  governed.run(seconds);
  return governed;
}

/** Cards of the time that is left until then, and what is wrong with them. */
function goesOn(governed: Governed, untilSeconds: number): { cards: number; exitCelsiusMax: number; spoilt: number } {
  const before = governed.machine.cards.length;
  governed.run(untilSeconds);
  const cards = governed.machine.cards.slice(before);
  const spoilt = cards.filter(({ quality }) => cardClass(quality) === "spoilt");
  return {
    cards: cards.length,
    exitCelsiusMax: Math.max(...cards.map(({ exit }) => exit)),
    spoilt: spoilt.length,
  };
}

describe("what a host remembers of a machine's heat", () => {
  test.each([
    ["hdp5000", HDP5000, 18, 0.2],
    ["hdp5000", HDP5000, 33, 0.8],
    ["sr300", SR300, 18, 0],
  ] as const)("%s: a host that starts anew makes as many cards as one that stays, %#", (_, profile, room, airflow) => {
    const [stays, remembers, forgets] = [0, 1, 2].map((how) => {
      const governed = worked(profile, room, airflow);
      if (how > 0) governed.restartHost(how === 1);
      return goesOn(governed, 4 * HOUR);
    });
    expect(remembers).toMatchObject({ spoilt: 0 });
    expect(remembers!.exitCelsiusMax).toBeLessThan(79.1);
    expect(remembers!.cards / stays!.cards).toBeGreaterThan(0.95);
    expect(forgets!.cards / stays!.cards).toBeLessThan(0.9);
  });

  test("a room that is 8 K warmer after a power cut spoils no card, however short the cut", () => {
    for (const [seconds, airflow] of [
      [60, 0.8],
      [60, 0.2],
      [600, 0.2],
      [2400, 0.5],
    ] as const) {
      const governed = worked(HDP5000, 28, airflow);
      governed.powerCut(seconds, true, 36);
      const { spoilt, exitCelsiusMax, cards } = goesOn(governed, 3.5 * HOUR + seconds);
      expect({ seconds, spoilt }).toEqual({ seconds, spoilt: 0 });
      expect(exitCelsiusMax).toBeLessThan(79.6);
      expect(cards).toBeGreaterThan(20);
    }
  });

  test("air that was cut off during a power cut spoils no card, though much air is remembered", () => {
    for (const [room, airflow, then, seconds] of [
      [24, 0.9, 0.1, 60],
      [36, 1, 0, 1200],
    ] as const) {
      const governed = worked(SR300, room, airflow);
      governed.powerCut(seconds, true);
      governed.machine.inputs.airflow = then;
      const { spoilt, exitCelsiusMax } = goesOn(governed, 3.5 * HOUR + seconds);
      expect({ room, spoilt }).toEqual({ room, spoilt: 0 });
      expect(exitCelsiusMax).toBeLessThan(79.6);
    }
  });

  test("a machine that has cooled for two hours is still warmer than its room: that is not taken for the room's", () => {
    const [knows, guesses] = [true, false].map((remembers) => {
      const governed = worked(HDP5000, 24, 0.5);
      governed.powerCut(2 * HOUR, remembers);
      goesOn(governed, 3.6 * HOUR);
      return governed.estimator.view.roomCelsius;
    });
    expect(guesses).toBeGreaterThan(27);
    expect(Math.abs(knows! - 24)).toBeLessThan(1);
  });

  test("another, cold machine in the place of a hot one is in the room that it says", () => {
    const numbers = worked(SR300, 24, 0.5).estimator.remember()!;
    const estimator = new SoakEstimator(SR300);
    estimator.recall({ atUs: 0, numbers });
    const reading = { duty: 0, mainsVolt: 230, fanPermille: 1000, imaging: false, transferring: false, working: false };
    estimator.update({ ...reading, nowUs: 10e6, rollerCelsius: 24, headCelsius: 24 });
    expect(estimator.roomCelsius).toBeCloseTo(24, 0);
    expect(estimator.exitSigmaKelvin).toBeLessThan(0.5);
  });

  test("nothing is remembered before the first reading, and what was read itself is not overwritten", () => {
    const estimator = new SoakEstimator(HDP5000);
    expect(estimator.remember()).toBeUndefined();
    const governed = worked(HDP5000, 30, 0.6, HOUR);
    const before = governed.estimator.remember()!;
    governed.estimator.recall({ atUs: 0, numbers: new Float64Array(HEAT_MEMORY_LENGTH) });
    expect(governed.estimator.remember()).toEqual(before);
  });

  test("only numbers that an estimator could have written are a memory", () => {
    const numbers = worked(HDP5000, 30, 0.6, HOUR).estimator.remember()!;
    expect(isHeatMemory(numbers)).toBe(true);
    const changed = (at: number, value: number): boolean => isHeatMemory(numbers.with(at, value));
    expect(isHeatMemory(numbers.subarray(1))).toBe(false);
    expect(isHeatMemory(new Float64Array())).toBe(false);
    for (let at = 0; at < numbers.length; at++) {
      expect(changed(at, Number.NaN)).toBe(false);
      expect(changed(at, Number.POSITIVE_INFINITY)).toBe(false);
    }
    const [chassis, room, dust, factor, chassisVariance, ofBoth] = [0, 1, 2, 3, 23, 24];
    expect(changed(chassis!, 400)).toBe(false);
    expect(changed(room!, -80)).toBe(false);
    expect(changed(dust!, 1.2)).toBe(false);
    expect(changed(factor!, 0.5)).toBe(false);
    expect(changed(chassisVariance!, -1)).toBe(false);
    expect(changed(ofBoth!, 1000)).toBe(false);
  });
});
