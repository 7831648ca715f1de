import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  HDP5000,
  NODE,
  NODE_COUNT,
  Plant,
  type PlantInputs,
  plantAtRest,
  SR300,
  type ThermalProfile,
} from "../../src/thermal/index.ts";
import { driveInto, heatCapacities } from "../../src/thermal/network.ts";
import { plantMode } from "../../src/thermal/propagator-cache.ts";

const S = 1_000_000;
const HOUR = 3600 * S;
const fullPower = (airflow: number): PlantInputs => ({ ...plantAtRest(27), airflow, heaterWatt: 150, chassisWatt: 25 });
const seconds = (us: number): number => us / S;

const inputs = fc.record({
  heaterWatt: fc.double({ min: 0, max: 200, noNaN: true }),
  airflow: fc.constantFrom(0, 0.2, 0.5, 1),
  roomCelsius: fc.double({ min: 10, max: 45, noNaN: true }),
  chassisWatt: fc.double({ min: 0, max: 60, noNaN: true }),
  motorsWatt: fc.double({ min: 0, max: 10, noNaN: true }),
  headWatt: fc.double({ min: 0, max: 20, noNaN: true }),
  surfaceLoadWatt: fc.double({ min: 0, max: 30, noNaN: true }),
  platenLoadWatt: fc.double({ min: 0, max: 5, noNaN: true }),
  printing: fc.boolean(),
});

describe("golden crossings at full power from 27 degC", () => {
  /** The published figures were computed with this earlier head sink; everything else is today's profile. */
  const earlierHeadSink: ThermalProfile = { ...HDP5000, headToHotZoneBase: 0.5, headToHotZonePerAirflow: 0.7 };

  test("the published ones, with the head sink that they were computed with", () => {
    const plant = new Plant(earlierHeadSink, 27);
    expect(plant.crossing("surface", 165, fullPower(1), HOUR)).toBe(166_786_624);
    expect(seconds(plant.crossing("thermistor", 165, fullPower(1), HOUR))).toBeCloseTo(170.8051, 4);
    expect(seconds(plant.crossing("surface", 165, fullPower(0), HOUR))).toBeCloseTo(166.7265, 4);
  });

  test("today's head sink, against an independent adaptive integration (DOP853, rtol 1e-12)", () => {
    const plant = new Plant(HDP5000, 27);
    expect(seconds(plant.crossing("surface", 165, fullPower(1), HOUR))).toBeCloseTo(166.7958311, 5);
    expect(seconds(plant.crossing("thermistor", 165, fullPower(1), HOUR))).toBeCloseTo(170.81432407, 5);
    expect(seconds(plant.crossing("surface", 165, fullPower(0), HOUR))).toBeCloseTo(166.73792977, 5);
  });
});

describe("exact stepping", () => {
  test("one jump of ten hours is 36,000 steps of a second", () => {
    const u: PlantInputs = { ...fullPower(0.5), heaterWatt: 44, roomCelsius: 33 };
    const jump = new Plant(HDP5000, 33);
    const steps = new Plant(HDP5000, 33);
    jump.step(10 * HOUR, u);
    for (let i = 0; i < 36_000; i++) steps.step(S, u);
    for (let i = 0; i < NODE_COUNT; i++) expect(Math.abs(jump.celsius[i]! - steps.celsius[i]!)).toBeLessThan(1e-6);
  });

  test("in the end what goes in goes out to the room", () => {
    const u: PlantInputs = {
      ...fullPower(0.6),
      heaterWatt: 40,
      motorsWatt: 6,
      headWatt: 10,
      surfaceLoadWatt: 4,
      platenLoadWatt: 1,
    };
    const plant = new Plant(HDP5000, 27);
    plant.step(400 * HOUR, u);
    const a = plant.celsius[NODE.hotZone]! - 27;
    const c = plant.celsius[NODE.chassis]! - 27;
    expect((0.15 + 2.05 * 0.6) * a + (3.2 + 0.8 * 0.6) * c).toBeCloseTo(40 + 25 + 6 + 10 - 4 - 1, 6);
  });

  test("at any instant the heat stored is what comes in less what goes out", () => {
    fc.assert(
      fc.property(
        inputs,
        fc.array(fc.double({ min: 10, max: 220, noNaN: true }), { minLength: 7, maxLength: 7 }),
        (u, at) => {
          const plant = Plant.restore(SR300, at);
          const slopes = new Float64Array(NODE_COUNT);
          plant.slopesInto(slopes, u);
          const capacity = heatCapacities(SR300);
          const stored = slopes.reduce((sum, slope, i) => sum + slope * capacity[i]!, 0);
          const a = at[NODE.hotZone]! - u.roomCelsius;
          const c = at[NODE.chassis]! - u.roomCelsius;
          const out = (0.15 + 1.9 * u.airflow) * a + (2.9 + 0.8 * u.airflow) * c;
          const into = u.heaterWatt + u.chassisWatt + u.motorsWatt + u.headWatt - u.surfaceLoadWatt - u.platenLoadWatt;
          expect(stored).toBeCloseTo(into - out, 7);
        },
      ),
    );
  });

  test("linear: a room that is 5 K warmer makes everything 5 K warmer; always finite", () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 40_000 * S }), (u, dtUs) => {
        const here = new Plant(HDP5000, 30);
        const warmer = new Plant(HDP5000, 35);
        here.step(dtUs, u);
        warmer.step(dtUs, { ...u, roomCelsius: u.roomCelsius + 5 });
        for (let i = 0; i < NODE_COUNT; i++) {
          expect(Number.isFinite(here.celsius[i]!)).toBe(true);
          expect(warmer.celsius[i]! - here.celsius[i]!).toBeCloseTo(5, 7);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("saved and restored, it goes on bit for bit, whatever was computed in between", () => {
    const u = fullPower(0.3);
    const one = new Plant(HDP5000, 30);
    for (let i = 0; i < 50; i++) one.step(100_000 + i, u);
    const two = Plant.restore(HDP5000, one.save());
    for (let i = 0; i < 400; i++) new Plant(HDP5000, 20).step(777 + i, u);
    for (let i = 0; i < 50; i++) {
      one.step(100_000, u);
      two.step(100_000, u);
    }
    expect(two.save()).toEqual(one.save());
    expect(() => Plant.restore(HDP5000, [1, 2, 3])).toThrow(RangeError);
  });

  test("refuses nonsense", () => {
    const plant = new Plant(HDP5000, 25);
    expect(() => plant.step(-1, fullPower(1))).toThrow(RangeError);
    expect(() => plant.step(0.5, fullPower(1))).toThrow(RangeError);
    expect(() => plant.step(1, fullPower(1.5))).toThrow(RangeError);
    expect(() => plant.crossing("core", 100, fullPower(1), -5)).toThrow(RangeError);
  });
});

describe("crossings and extremes", () => {
  /** Heater off after full power: the hot core still lifts the surface, then both fall. */
  function justSwitchedOff(): Plant {
    const plant = new Plant(HDP5000, 27);
    plant.step(120 * S, fullPower(1));
    return plant;
  }
  const off: PlantInputs = { ...fullPower(1), heaterWatt: 0 };

  test("the extremum is found, and a level just below it is crossed twice", () => {
    const plant = justSwitchedOff();
    const peak = plant.extremum("surface", off, 600 * S);
    expect(peak.highAtUs).toBeGreaterThan(5 * S);
    expect(peak.highAtUs).toBeLessThan(60 * S);
    const level = peak.highCelsius - 1e-3;
    const up = plant.crossing("surface", level, off, 600 * S);
    expect(up).toBeGreaterThan(0);
    expect(up).toBeLessThan(peak.highAtUs);
    expect(plant.crossing("surface", peak.highCelsius + 1e-6, off, 600 * S)).toBe(-1);
    plant.step(up + 1, off);
    const down = plant.crossing("surface", level, off, 600 * S);
    expect(up + 1 + down).toBeGreaterThan(peak.highAtUs);
  });

  test("the state at a crossing is the level, to a microsecond", () => {
    fc.assert(
      fc.property(inputs, fc.double({ min: 40, max: 150, noNaN: true }), (u, level) => {
        const plant = justSwitchedOff();
        const before = plant.celsius[NODE.surface]!;
        const at = plant.crossing("surface", level, u, 300 * S);
        const range = plant.extremum("surface", u, 300 * S);
        if (at === -1) {
          expect(level < range.lowCelsius || level > range.highCelsius).toBe(true);
          return;
        }
        plant.step(at, u);
        expect(plant.celsius[NODE.surface]!).toBeCloseTo(level, 4);
        expect(Math.sign(plant.celsius[NODE.surface]! - level)).not.toBe(Math.sign(before - level));
      }),
      { numRuns: 40 },
    );
  });

  test("standing on the level counts as reached now", () => {
    expect(new Plant(HDP5000, 25).crossing("core", 25, off, S)).toBe(0);
  });
});

test("a step is the product of the propagator with temperatures and drive, to the last bit", () => {
  const celsius = fc.array(fc.double({ min: -10, max: 200, noNaN: true }), {
    minLength: NODE_COUNT,
    maxLength: NODE_COUNT,
  });
  const us = fc.constantFrom(1, 100_000, 1_000_000, HOUR);
  fc.assert(
    fc.property(fc.constantFrom(HDP5000, SR300), celsius, inputs, us, (profile, from, acting, dtUs) => {
      const plant = Plant.restore(profile, from);
      plant.step(dtUs, acting);
      const { phi, psi } = plantMode(profile, acting.airflow, acting.printing).over(dtUs);
      const drive = new Float64Array(NODE_COUNT);
      driveInto(drive, profile, acting);
      const expected = from.map((_, i) => {
        let sum = 0;
        for (let k = 0; k < NODE_COUNT; k++)
          sum += phi[i * NODE_COUNT + k]! * from[k]! + psi[i * NODE_COUNT + k]! * drive[k]!;
        return sum;
      });
      expect(plant.save()).toEqual(expected);
    }),
  );
});
