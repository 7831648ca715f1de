/** A roller's only sensor that leaves its roller slowly: it is seen before a card is spoilt. */
import { expect, test } from "vitest";
import { cardClass, celsiusOfCount, celsiusToCounts, HDP5000, SR300, shareIsOff } from "../../src/thermal/index.ts";
import { Governed } from "./governed.ts";
import type { Machine } from "./machine.ts";

const BEGINS_SECONDS = 2400;

/** Seconds of drift until it is seen, -1 for never, on a machine whose heater and losses are off; and the cards that were spoilt by then. */
function drift(
  profile: typeof HDP5000,
  kelvinPerSecond: number,
  seconds: number,
  [roomCelsius, airflow] = [26, 0.7],
): { seen: number; spoilt: number } {
  const truth = { ...profile, heaterWatt: profile.heaterWatt * 0.92, surfaceToHotZone: profile.surfaceToHotZone * 1.1 };
  let machine: Machine | undefined;
  const error = (): number => kelvinPerSecond * Math.max(0, (machine?.seconds ?? 0) - BEGINS_SECONDS);
  const sense = (celsius: number, sensor: string): number =>
    celsiusOfCount(celsiusToCounts(celsius + (sensor === "roller" ? error() : 0)));
  const governed = new Governed({ profile, truth, roomCelsius, airflow, headPause: true, sense });
  machine = governed.machine;
  const spoilt = (): number => machine!.cards.filter(({ quality }) => cardClass(quality) === "spoilt").length;
  for (let at = 600; at <= BEGINS_SECONDS + seconds; at += 30) {
    governed.run(at);
    if (shareIsOff(governed.estimator.heaterShare) !== 0) return { seen: at - BEGINS_SECONDS, spoilt: spoilt() };
  }
  return { seen: -1, spoilt: spoilt() };
}

test.each([
  ["down", -0.01, HDP5000],
  ["down", -0.01, SR300],
  ["up", 0.01, HDP5000],
] as const)("drifting %s by %d K/s: seen before it is 20 K off, and not a card is spoilt", (_words, rate, profile) => {
  const { seen, spoilt } = drift(profile, rate, 2400);
  expect(seen).toBeGreaterThan(300);
  expect(seen).toBeLessThan(2000);
  expect(spoilt).toBe(0);
});

test("a machine that works at its exit limit loses a few before it is seen", () => {
  const { seen, spoilt } = drift(SR300, -0.01, 2400, [29, 0.6]);
  expect(seen).toBeGreaterThan(300);
  expect(spoilt).toBeGreaterThan(0);
  expect(spoilt).toBeLessThan(6);
});

test("a sensor that does not drift is believed, though heater and losses are not what the profile says", () => {
  expect(drift(HDP5000, 0, 3600)).toEqual({ seen: -1, spoilt: 0 });
});
