/** A card that waits before the nip for a roller on its way up, announced by nobody: the gate of a held set-point. */
import { describe, expect, test } from "vitest";
import {
  HDP5000,
  heldDuty,
  heldGateOpen,
  NO_HINT,
  newJustInTime,
  newSurfaceEstimate,
  noteRollerHeat,
  SR300,
  stepSurfaceEstimate,
  type ThermalProfile,
  watchRoller,
} from "../../src/thermal/index.ts";
import { heldAimCelsius } from "../../src/thermal/nip-lessons.ts";
import { type CardRecord, Machine } from "./machine.ts";

/** The engine gives a waiting card back after this long, s. */
const GATE_WAIT_SECONDS = 60;
/** The host orders the transfer from this reading on, degC. */
const NEAR_CELSIUS = 150;

interface Waited {
  readonly card: CardRecord;
  readonly waitedSeconds: number;
}

/** Stops without heat, s: the roller cools down, or its core does. */
const STOP_SECONDS = [900, 20, 300, 20] as const;

/** A card after each stop, sent to the nip as soon as the roller is near, and two that follow it; nobody announces them. */
function afterStops(profile: ThermalProfile, truth: ThermalProfile, mainsShare: number): Waited[] {
  const mainsVolt = profile.mainsVolt * mainsShare;
  const machine = new Machine({ profile, truth, roomCelsius: 19, airflow: 0.6, mainsVolt });
  machine.gate = true;
  const waited: Waited[] = [];
  for (const stopSeconds of STOP_SECONDS) {
    machine.setpoint = profile.setpointCelsius;
    while (machine.reading < NEAR_CELSIUS) machine.step();
    // At the encoder with its picture made: only the way to the nip is left.
    machine.cycle = Math.round((profile.cycleSeconds - profile.nipEntryBeforeEndSeconds) * 10) - 30;
    machine.gateTicks = 0;
    while (machine.cycle >= 0) machine.step();
    waited.push({ card: machine.cards.at(-1)!, waitedSeconds: machine.gateTicks / 10 });
    machine.printUntil(machine.seconds + 2 * profile.cycleSeconds);
    machine.setpoint = 0;
    machine.runSeconds(stopSeconds);
  }
  return waited;
}

/** As drawn for a machine that is off in everything: a surface that is quick to cool, hard to heat, under weak mains. */
const COLD_NIP = { surfaceJoulePerKelvin: 0.905, coreToSurface: 0.933, surfaceToHotZone: 1.1, platenToHotZone: 1.08 };

const off = (profile: ThermalProfile, factors: Readonly<Record<string, number>>): ThermalProfile => ({
  ...profile,
  ...Object.fromEntries(
    Object.entries(factors).map(([key, by]) => [key, (profile[key as keyof ThermalProfile] as number) * by]),
  ),
});

describe("a card that nobody announced", () => {
  test.each([
    ["as its profile says", {}, 1],
    ["as its profile says, under weak mains", {}, 0.85],
    ["as its profile says, under strong mains", {}, 1.1],
    ["quick to cool and hard to heat", COLD_NIP, 0.88],
    [
      "hot and quick",
      { coreJoulePerKelvin: 0.9, surfaceJoulePerKelvin: 0.9, heaterWatt: 1.1, coreToSurface: 1.1 },
      1.1,
    ],
    ["slow, with a slow sensor", { coreJoulePerKelvin: 1.1, thermistorLagSeconds: 1.1, heaterWatt: 0.9 }, 0.85],
  ] as const)(
    "after a stop, on a machine %s: inside the window, and not for long before the nip",
    (_words, factors, mains) => {
      for (const profile of [HDP5000, SR300]) {
        for (const { card, waitedSeconds } of afterStops(profile, off(profile, factors), mains)) {
          expect(card.minSurface).toBeGreaterThanOrEqual(profile.gateLowCelsius);
          expect(card.maxSurface).toBeLessThanOrEqual(profile.gateHighCelsius);
          expect(waitedSeconds).toBeLessThan(GATE_WAIT_SECONDS);
        }
      }
    },
  );

  test("is not heated for against a low set-point, nor far above any", () => {
    const duty = (setpointCelsius: number, surfaceCelsius: number): number => {
      const state = newJustInTime();
      watchRoller(state, HDP5000, surfaceCelsius, 40, HDP5000.mainsVolt, NO_HINT);
      return heldDuty(state, HDP5000, setpointCelsius);
    };
    expect([100, 150, 163, 168.9].map((celsius) => duty(165, celsius))).toEqual([1, 1, 1, 1]);
    expect([169.1, 171].map((celsius) => duty(165, celsius))).toEqual([0, 0]);
    expect([100, 119, 150].map((celsius) => duty(120, celsius))).toEqual([0, 0, 0]);
    expect(duty(0, 100)).toBe(0);
  });

  test("enters at the same surface on a hot core, and not on a cold one", () => {
    const opens = (coreCelsius: number, surfaceCelsius: number): boolean => {
      const surface = newSurfaceEstimate();
      stepSurfaceEstimate(surface, HDP5000, surfaceCelsius, 0.1);
      const state = newJustInTime();
      watchRoller(state, HDP5000, surfaceCelsius, 40, HDP5000.mainsVolt, NO_HINT);
      Object.assign(state.sight, { coreCelsius, surfaceCelsius });
      return heldGateOpen(state, surface, HDP5000, HDP5000.gateLowCelsius, HDP5000.gateHighCelsius);
    };
    expect(opens(195, 166)).toBe(true);
    expect(opens(175, 166)).toBe(false);
    // Whatever the core is like, never below what the set-point's gate asks for, nor at the window's upper edge.
    expect(opens(200, 164.5)).toBe(false);
    expect(opens(180, 169.7)).toBe(false);
  });
});

test("a thermistor that fails right behind a transfer teaches no noise: the gate waits for no roller that there is not", () => {
  const p = HDP5000;
  const state = newJustInTime();
  const watch = (readingCelsius: number, seconds: number, inNip: boolean): void => {
    for (let tick = 0; tick < seconds * 10; tick++) {
      watchRoller(state, p, readingCelsius, 45, p.mainsVolt, NO_HINT);
      noteRollerHeat(state, p, 0, inNip, inNip);
    }
  };
  watch(165, 60, false);
  watch(162, p.nipSeconds, true);
  watch(162, 1, false);
  // Open: the converter is at its end.
  watch(-50, 60, false);
  expect(state.noiseKelvin).toBeGreaterThan(0);
  expect(state.noiseKelvin).toBeLessThan(1);
  // With all that it has learnt the aim is inside the window, where heldDuty heats to.
  expect(heldAimCelsius(state, p.gateLowCelsius)).toBeLessThan(p.setpointCelsius);
});
