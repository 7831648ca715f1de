/** What no sensor of a standard machine can tell: how much of the roller's heat a card takes up, at a given draw. */
import { describe, expect, test } from "vitest";
import { NODE, THERMAL_PROFILES, type ThermalProfile } from "../../src/thermal/index.ts";
import { Machine } from "./machine.ts";

const CARDS = 30;

/** The same work, heat as the firmware gives it; every sensor of a standard machine each tenth of a second. */
function watched(profile: ThermalProfile, truth: ThermalProfile): { readings: number[]; machine: Machine } {
  const machine = new Machine({ profile, truth, roomCelsius: 33, airflow: 0.5 });
  const readings: number[] = [];
  machine.onTick = (m) => readings.push(m.reading, m.headReading, m.duty);
  machine.warmUp();
  for (let i = 0; i < CARDS; i++) {
    machine.startCard();
    machine.runSeconds(profile.cycleSeconds);
  }
  return { readings, machine };
}

describe("observability", () => {
  test.each([
    ["hdp5000", 2.2],
    ["sr300", 2],
  ] as const)(
    "%s: a larger card and one that takes up more heat look alike to every sensor, and leave %d K apart",
    (name, kelvin) => {
      const profile = THERMAL_PROFILES[name];
      const larger = { ...profile, cardJoulePerKelvin: 1.1 * profile.cardJoulePerKelvin };
      const warmer = {
        ...profile,
        cardShareSurface: 1.1 * profile.cardShareSurface,
        cardSharePlaten: 1.1 * profile.cardSharePlaten,
      };
      const a = watched(profile, larger);
      const b = watched(profile, warmer);
      // To rounding: all that a card does to the machine is its draw, the product of capacity and share.
      expect(a.readings).toEqual(b.readings);
      for (const node of Object.values(NODE)) {
        expect(Math.abs(a.machine.plant.celsius[node]! - b.machine.plant.celsius[node]!)).toBeLessThan(1e-9);
      }
      const exits = (machine: Machine): number => machine.cards.at(-1)!.exit;
      expect(exits(b.machine) - exits(a.machine)).toBeGreaterThan(kelvin);
    },
  );

  test("what the sensors do tell is the draw: a tenth of it moves the roller's reading by many counts", () => {
    const profile = THERMAL_PROFILES.hdp5000;
    const sound = watched(profile, profile).readings;
    const larger = watched(profile, { ...profile, cardJoulePerKelvin: 1.1 * profile.cardJoulePerKelvin }).readings;
    const apart = sound.map((value, i) => (i % 3 === 0 ? Math.abs(value - larger[i]!) : 0));
    expect(Math.max(...apart)).toBeGreaterThan(5 * 0.066);
  });
});
