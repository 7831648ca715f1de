import fc from "fast-check";
import { expect, test } from "vitest";
import { NODE, Plant, PlantBatch, type PlantInputs, plantAtRest, THERMAL_PROFILES } from "../../src/thermal/index.ts";

const NODES = Object.keys(NODE) as (keyof typeof NODE)[];

test("a batch does what single plants do, whatever the inputs, to rounding", () => {
  const watts = fc.record({
    heaterWatt: fc.double({ min: 0, max: 170, noNaN: true }),
    headWatt: fc.double({ min: 0, max: 24, noNaN: true }),
    surfaceLoadWatt: fc.double({ min: 0, max: 30, noNaN: true }),
    platenLoadWatt: fc.double({ min: -3, max: 10, noNaN: true }),
  });
  const step = fc.record({
    dtUs: fc.constantFrom(1, 100_000, 1_000_000, 36_000_000, 3_600_000_000),
    room: fc.integer({ min: 0, max: 40 }),
    tenths: fc.integer({ min: 0, max: 10 }),
    printing: fc.boolean(),
    own: fc.array(watts, { minLength: 3, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.constantFrom("hdp5000", "sr300"), fc.array(step, { minLength: 1, maxLength: 12 }), (name, steps) => {
      const profile = THERMAL_PROFILES[name];
      const batch = new PlantBatch(profile, 3, 27);
      const singles = [0, 1, 2].map(() => new Plant(profile, 27));
      for (const { dtUs, room, tenths, printing, own } of steps) {
        const shared: PlantInputs = {
          ...plantAtRest(room),
          airflow: tenths / 10,
          chassisWatt: profile.chassisIdleWatt,
          motorsWatt: printing ? profile.motorsWatt : 0,
          printing,
        };
        own.forEach((watt, i) => {
          batch.heaterWatt[i] = watt.heaterWatt;
          batch.headWatt[i] = watt.headWatt;
          batch.surfaceLoadWatt[i] = watt.surfaceLoadWatt;
          batch.platenLoadWatt[i] = watt.platenLoadWatt;
          singles[i]!.step(dtUs, { ...shared, ...watt });
        });
        batch.step(dtUs, shared);
        for (const node of NODES) {
          singles.forEach((single, i) => {
            const celsius = single.celsius[NODE[node]]!;
            expect(Math.abs(batch.celsius(node)[i]! - celsius)).toBeLessThan(1e-12 * Math.max(1, Math.abs(celsius)));
          });
        }
      }
    }),
    { numRuns: 40 },
  );
});

test("nonsense is refused, no time changes nothing", () => {
  const batch = new PlantBatch(THERMAL_PROFILES.sr300, 2, 25);
  expect(() => new PlantBatch(THERMAL_PROFILES.sr300, 0, 25)).toThrow(RangeError);
  expect(() => new PlantBatch(THERMAL_PROFILES.sr300, 2, Number.NaN)).toThrow(RangeError);
  expect(() => batch.step(0.5, plantAtRest(25))).toThrow(RangeError);
  batch.step(0, plantAtRest(90));
  expect([...batch.celsius("head")]).toEqual([25, 25]);
});
