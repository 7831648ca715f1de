/** What cards draw from the roller: told apart from everything else that may be otherwise, and what follows for the exit temperature. */
import { describe, expect, test } from "vitest";
import { THERMAL_PROFILES, type ThermalProfile } from "../../src/thermal/index.ts";
import { Governed } from "./governed.ts";

const HOUR = 3600;

function worked(name: keyof typeof THERMAL_PROFILES, factors: Partial<Record<keyof ThermalProfile, number>>): Governed {
  const profile = THERMAL_PROFILES[name];
  const truth = { ...profile };
  for (const [key, factor] of Object.entries(factors))
    Object.assign(truth, { [key]: (profile[key as keyof ThermalProfile] as number) * factor });
  const governed = new Governed({ profile, truth, roomCelsius: 36, airflow: 0.5, headPause: true });
  governed.tellsEnd = true;
  return governed;
}

describe.each(["hdp5000", "sr300"] as const)("draw of the cards, %s", (name) => {
  test.each([
    ["as the profile says", {}],
    ["a tenth less surface", { surfaceJoulePerKelvin: 0.9 }],
    ["a weak heater", { heaterWatt: 0.9 }],
    ["a slow thermistor", { thermistorLagSeconds: 1.1 }],
    ["a light core", { coreJoulePerKelvin: 0.9 }],
    ["a small platen", { platenJoulePerKelvin: 0.9 }],
    ["a soft rubber", { coreToSurface: 0.9 }],
  ] as const)("%s: they draw what they should, and next to nothing is taken off the limit", (words, factors) => {
    const governed = worked(name, factors);
    for (const cards of [10, 40, 70]) {
      governed.run(2 * HOUR, cards);
      expect(Math.abs(governed.estimator.cardDraw)).toBeLessThan(words === "a soft rubber" ? 0.05 : 0.03);
      expect(governed.estimator.exitWarmerKelvin).toBeLessThan(words === "as the profile says" ? 1e-9 : 0.8);
    }
  });

  test.each([
    ["take up a tenth more heat", { cardShareSurface: 1.1 }],
    ["are a tenth larger", { cardJoulePerKelvin: 1.1 }],
  ] as const)("cards that %s draw a tenth more: seen after ten of them", (_, factors) => {
    const governed = worked(name, factors);
    governed.run(2 * HOUR, 10);
    expect(governed.estimator.cardDraw).toBeGreaterThan(0.08);
    expect(governed.estimator.cardDraw).toBeLessThan(0.12);
  });

  test("cards that take up a tenth more heat are not warped in six hours at the limit, nor some that take up less more", () => {
    for (const factor of [1.03, 1.05, 1.06, 1.1]) {
      const governed = worked(name, { cardShareSurface: factor });
      const { maxExit, cards } = governed.run(6 * HOUR);
      expect(cards).toBeGreaterThan(100);
      expect(maxExit).toBeGreaterThan(78.5);
      expect(maxExit).toBeLessThan(79.9);
    }
  });

  test("cards that take up less are not worked hotter for it: they may as well be smaller", () => {
    const governed = worked(name, { cardJoulePerKelvin: 0.9 });
    governed.run(2 * HOUR, 60);
    expect(governed.estimator.cardDraw).toBeLessThan(-0.08);
    expect(governed.estimator.exitWarmerKelvin).toBe(0);
  });
});

test("a sensor at the exit knows better: cards that are larger, not warmer, cost nothing", () => {
  const [blind, told] = [
    worked("hdp5000", { cardJoulePerKelvin: 1.1 }),
    worked("hdp5000", { cardJoulePerKelvin: 1.1 }),
  ];
  told.exitSensor = true;
  const [a, b] = [blind.run(3 * HOUR), told.run(3 * HOUR)];
  expect(blind.estimator.exitWarmerKelvin).toBeGreaterThan(1);
  expect(told.estimator.exitWarmerKelvin).toBeLessThan(0.1);
  expect(b.cards).toBeGreaterThan(1.1 * a.cards);
  expect(b.maxExit).toBeLessThanOrEqual(79.1);
});

test("reports that come seldom tell nothing of the draw, and nothing is made up", () => {
  const governed = worked("hdp5000", { cardShareSurface: 1.1 });
  const { estimator } = governed;
  const update = estimator.update.bind(estimator);
  let count = 0;
  estimator.update = (reading) => {
    if (count++ % 5 === 0) update(reading);
  };
  governed.run(HOUR, 20);
  expect(estimator.cardDraw).toBe(0);
});

test("a thermistor that fails for some seconds behind a transfer teaches nothing", () => {
  let broken = false;
  const profile = THERMAL_PROFILES.hdp5000;
  const truth = { ...profile, cardShareSurface: 1.1 * profile.cardShareSurface };
  const sense = (celsius: number): number => (broken ? celsius - 60 : celsius);
  const governed = new Governed({ profile, truth, roomCelsius: 24, airflow: 1, headPause: true, sense });
  const { machine, estimator } = governed;
  governed.run(HOUR, 20);
  const known = estimator.cardDraw;
  let odd = 0;
  machine.onTick = () => {
    broken = machine.transferring;
    if (broken) odd++;
  };
  governed.run(HOUR, 22);
  broken = false;
  machine.onTick = undefined;
  governed.run(HOUR, 30);
  expect(odd).toBeGreaterThan(50);
  expect(Math.abs(estimator.cardDraw - known)).toBeLessThan(0.02);
});
