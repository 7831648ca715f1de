import { describe, expect, test } from "vitest";
import {
  fullPowerWatt,
  gateOpen,
  HDP5000,
  leaseAlive,
  leaseLeftMs,
  newCutoff,
  newLease,
  newPid,
  newRollerControl,
  newSurfaceEstimate,
  renewLease,
  SR300,
  stepCutoff,
  stepPid,
  stepRollerControl,
  stepSurfaceEstimate,
} from "../../src/thermal/index.ts";
import { Machine } from "./machine.ts";

describe("the transfer window", () => {
  /** Rooms, airflow, mains and a heater off its rating by a tenth: the corners. */
  const supplies = [
    [0.85, 0.9],
    [1.1, 1.1],
  ] as const;
  const corners = [18, 36].flatMap((room) =>
    [0, 1].flatMap((airflow) => supplies.map(([mains, power]) => [room, airflow, mains, power] as const)),
  );

  test.each([
    ["hdp5000", HDP5000],
    ["sr300", SR300],
  ] as const)("every card of %s lies within 160-170 from entry to exit, the first and the 50th", (_, profile) => {
    for (const [room, airflow, mains, powerFactor] of corners) {
      const machine = new Machine({ profile, roomCelsius: room, airflow, mainsVolt: 230 * mains, powerFactor });
      machine.warmUp();
      while (machine.cards.length < 50 || machine.cycle >= 0) {
        if (machine.cycle < 0) machine.startCard();
        machine.step();
      }
      for (const card of machine.cards) {
        expect(card.minSurface).toBeGreaterThan(160.2);
        expect(card.maxSurface).toBeLessThan(169.2);
        expect(card.entrySurface).toBeGreaterThan(165.5);
        expect(Math.abs(card.estimateError)).toBeLessThan(0.4);
      }
    }
  });

  test("without the feed-forward a card leaves the window's safe side", () => {
    const machine = new Machine({ profile: HDP5000, roomCelsius: 24, airflow: 1 });
    machine.feedForward = false;
    machine.warmUp();
    machine.startCard();
    while (machine.cycle >= 0) machine.step();
    expect(machine.cards[0]!.minSurface).toBeLessThan(160.7);
  });

  test("a card that waits at the nip is let in once the roller is there, and stays inside", () => {
    const machine = new Machine({ profile: HDP5000, roomCelsius: 24, airflow: 1 });
    machine.gate = true;
    machine.setpoint = 140;
    machine.runSeconds(400);
    machine.setpoint = 165;
    machine.startCard();
    while (machine.cycle >= 0) machine.step();
    const card = machine.cards[0]!;
    expect(machine.gateTicks).toBeGreaterThan(0);
    expect(machine.gateTicks).toBeLessThan(300);
    expect(card.minSurface).toBeGreaterThan(160);
    expect(card.maxSurface).toBeLessThan(170);
  });
});

describe("roller control", () => {
  test("off is off", () => {
    const state = newRollerControl();
    const card = { secondsToNip: 3, inNipSeconds: -1 };
    expect(stepRollerControl(state, HDP5000, { setpointCelsius: 0, readingCelsius: 20, mainsVolt: 230, card })).toBe(0);
  });

  test("the duty makes up for the mains until it cannot", () => {
    const duty = (mainsVolt: number): number =>
      stepPid(newPid(), HDP5000, {
        setpointCelsius: 165,
        readingCelsius: 164,
        feedForwardWatt: 0,
        expectedRiseKelvin: 0,
        mainsVolt,
        dtSeconds: 0.1,
      });
    expect(duty(195.5) * 0.85 ** 2).toBeCloseTo(duty(230), 9);
    expect(duty(230)).toBeGreaterThan(0.2);
    expect(duty(100)).toBe(1);
    expect(fullPowerWatt(HDP5000, 0)).toBeCloseTo(150 * 0.36, 9);
  });

  test("a long warm-up winds nothing up", () => {
    const state = newPid();
    for (let i = 0; i < 3000; i++) {
      stepPid(state, HDP5000, {
        setpointCelsius: 165,
        readingCelsius: 30,
        feedForwardWatt: 0,
        expectedRiseKelvin: 0,
        mainsVolt: 230,
        dtSeconds: 0.1,
      });
    }
    expect(state.integralDuty).toBe(0);
  });

  test("state is plain data: a copy through JSON goes on the same", () => {
    const one = new Machine({ profile: SR300, roomCelsius: 24, airflow: 0.5 });
    one.warmUp();
    const two = JSON.parse(JSON.stringify(one.control));
    const input = {
      setpointCelsius: 165,
      readingCelsius: 163.2,
      mainsVolt: 220,
      card: { secondsToNip: 4, inNipSeconds: -1 },
    };
    for (let i = 0; i < 20; i++) {
      expect(stepRollerControl(two, SR300, input)).toBe(stepRollerControl(one.control, SR300, input));
    }
  });
});

describe("gate, lease, cut-off", () => {
  test("the gate opens inside the window only, low enough for the droop", () => {
    const at = (celsius: number): boolean => {
      const estimate = newSurfaceEstimate();
      stepSurfaceEstimate(estimate, HDP5000, celsius, 0.1);
      return gateOpen(estimate, HDP5000);
    };
    expect([159, 162, 164, 166, 169, 170, 171].map(at)).toEqual([false, false, false, true, true, false, false]);
    expect(gateOpen(newSurfaceEstimate(), HDP5000)).toBe(false);
  });

  test("the lease ends by itself and is never longer than the limit", () => {
    const lease = newLease();
    expect(leaseAlive(lease, 0)).toBe(false);
    renewLease(lease, 1_000_000, 60_000);
    expect(leaseAlive(lease, 5_999_999)).toBe(true);
    expect(leaseAlive(lease, 6_000_000)).toBe(false);
    expect(leaseLeftMs(lease, 5_500_000)).toBe(500);
    renewLease(lease, 2_000_000, 0);
    expect(leaseAlive(lease, 2_000_000)).toBe(false);
  });

  test("the cut-off is one-shot", () => {
    const cutoff = newCutoff();
    expect(stepCutoff(cutoff, HDP5000, 227.9)).toBe(false);
    expect(stepCutoff(cutoff, HDP5000, 228)).toBe(true);
    expect(stepCutoff(cutoff, HDP5000, 20)).toBe(true);
  });
});
