import { expect, test } from "vitest";
import { type HeatOpinion, HeatSecondOpinion } from "../../src/controller/faults/heat-second-opinion.ts";
import { HDP5000, type ThermalProfile } from "../../src/thermal/index.ts";
import { Bench } from "./bench.ts";

const STEADY = { ticksPerSecond: 1e6, duty: 0, mainsVolt: 230, cardInNip: false };

/** The opinion on a reading over time, one status each `everyTicks`, from just before the clock turns over. */
function opinionOn(
  profile: ThermalProfile | undefined,
  reading: (seconds: number) => number,
  duty = 0,
  everyTicks = 100_000,
): { seconds: number; opinion: HeatOpinion | undefined } {
  const second = new HeatSecondOpinion();
  for (let ticks = 0; ticks < 300e6; ticks += everyTicks) {
    const clockTicks = (2 ** 32 - 5e6 + ticks) % 2 ** 32;
    const status = { ...STEADY, duty, clockTicks, rollerCelsius: reading(ticks / 1e6) };
    const opinion = second.look(profile, status);
    if (opinion !== undefined) return { seconds: ticks / 1e6, opinion };
  }
  return { seconds: 300, opinion: undefined };
}

test("a reading out of control for three seconds, whatever the model; a spike is none", () => {
  const found = opinionOn(undefined, (seconds) => (seconds < 20 ? 165 : 194));
  expect(found.opinion).toBe("rollerOverTemperature");
  expect(found.seconds).toBeCloseTo(23, 0);
  expect(opinionOn(undefined, (seconds) => (seconds % 10 < 2 ? 240 : 165)).opinion).toBeUndefined();
});

test("a roller that heats up while nothing is commanded, also by one status a second; one that cools does nothing", () => {
  for (const every of [100_000, 1_000_000]) {
    const found = opinionOn(HDP5000, (seconds) => 40 + 0.8 * seconds, 0, every);
    expect(found.opinion).toBe("heaterStuckOn");
    expect(found.seconds).toBeLessThan(60);
  }
  expect(opinionOn(HDP5000, (seconds) => 25 + 140 * Math.exp(-seconds / 500)).opinion).toBeUndefined();
});

test("a roller that only cools at full duty", () => {
  const found = opinionOn(HDP5000, (seconds) => 25 + 135 * Math.exp(-seconds / 500), 1);
  expect(found.opinion).toBe("heaterOpen");
  expect(found.seconds).toBeLessThan(90);
});

test("a sensor that drifts away from its roller: heat that nobody sent, for half a minute, once the roller has settled", () => {
  const drifting = (residualWatt: (seconds: number) => number): number => {
    const second = new HeatSecondOpinion();
    for (let seconds = 0; seconds < 600; seconds++) {
      const status = { ...STEADY, duty: 0.2, clockTicks: seconds * 1e6, rollerCelsius: 165 };
      const opinion = second.look(HDP5000, { ...status, residualWatt: residualWatt(seconds) });
      if (opinion === "thermistorDetached") return seconds;
    }
    return -1;
  };
  expect(drifting((seconds) => (seconds < 300 ? 0 : 13))).toBe(329);
  // A core that was hotter than its surface when it was first seen, a sound machine, a card now and then, a stuck heater.
  expect(drifting((seconds) => (seconds < 150 ? 30 : 7))).toBe(-1);
  expect(drifting((seconds) => (seconds % 60 < 28 ? 13 : 5))).toBe(-1);
  expect(drifting(() => 60)).toBe(-1);
  // The other way: at 30 W a share of 4.5 W may be missing, and 5 W more.
  expect(drifting((seconds) => (seconds < 300 ? 0 : -11))).toBe(359);
  expect(drifting(() => -8)).toBe(-1);
});

test("a drift that is too slow for the balance: the share of heat that arrives is not what it was, for a minute", () => {
  const drifting = (heaterShare: (seconds: number) => number, heldBehind = false): number => {
    const second = new HeatSecondOpinion();
    for (let seconds = 0; seconds < 600; seconds++) {
      const status = {
        ...STEADY,
        duty: 0.2,
        clockTicks: seconds * 1e6,
        rollerCelsius: 165,
        residualWatt: 0,
        heldBehind,
      };
      const opinion = second.look(HDP5000, { ...status, heaterShare: heaterShare(seconds) });
      if (opinion === "thermistorDetached") return seconds;
    }
    return -1;
  };
  expect(drifting((seconds) => (seconds < 300 ? 1 : 0.95))).toBe(359);
  expect(drifting((seconds) => (seconds < 300 ? 1 : 1.1))).toBe(359);
  // A sound machine at its worst, one that is off for a moment only, a heater that its own engine will name.
  expect(drifting((seconds) => (seconds % 2 === 0 ? 0.974 : 1.067))).toBe(-1);
  expect(drifting((seconds) => (seconds % 60 < 55 ? 0.9 : 1))).toBe(-1);
  expect(drifting(() => 0.9, true)).toBe(-1);
});

test("an engine that says nothing of 195 degrees is stopped by the host", () => {
  const bench = new Bench(["J1"], {});
  bench.until(() => bench.path === "warming", 20);
  bench.engine.heatRate = 0;
  bench.engine.rollerCelsius = 195;
  bench.until(() => bench.path === "stopped", 10);
  expect(bench.controller.view().faults.map(({ fault }) => fault)).toContain("rollerOverTemperature");
  expect(bench.engine.setpoint).toBe(0);
});
