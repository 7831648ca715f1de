import { describe, expect, test } from "vitest";
import {
  celsiusToCounts,
  type GuardVerdict,
  HDP5000,
  healthyThermistor,
  newGuards,
  readCounts,
  SR300,
  stepGuards,
  type ThermalProfile,
} from "../../src/thermal/index.ts";
import { Machine } from "./machine.ts";

const PROFILES = [
  ["hdp5000", HDP5000],
  ["sr300", SR300],
] as const;

/** A machine under guard. The verdict is noted, not acted on. */
class Guarded {
  readonly machine: Machine;
  readonly guards = newGuards();
  verdict: GuardVerdict = "none";
  atSeconds = -1;
  sensor = (machine: Machine): number => celsiusToCounts(machine.node("thermistor"));
  /** Watts that really flow, when a fault makes them differ. */
  realWatt: ((commanded: number) => number) | undefined;
  #lastDuty = 0;

  constructor(profile: ThermalProfile, roomCelsius = 27, airflow = 1, mains = 1, powerFactor = 1) {
    this.machine = new Machine({ profile, roomCelsius, airflow, mainsVolt: 230 * mains, powerFactor });
    this.machine.onTick = (m) => {
      const verdict = stepGuards(this.guards, profile, {
        counts: this.sensor(m),
        setpointCelsius: m.setpoint,
        duty: this.#lastDuty,
        mainsVolt: m.mainsVolt,
        cardInNip: m.transferring,
        dtSeconds: 0.1,
      });
      this.#lastDuty = m.duty;
      if (this.realWatt !== undefined) m.inputs.heaterWatt = this.realWatt(m.inputs.heaterWatt);
      if (verdict !== "none" && this.verdict === "none") {
        this.verdict = verdict;
        this.atSeconds = m.seconds;
      }
    };
  }

  print(cards: number): void {
    const wanted = this.machine.cards.length + cards;
    while (this.machine.cards.length < wanted || this.machine.cycle >= 0) {
      if (this.machine.cycle < 0) this.machine.startCard();
      this.machine.step();
    }
  }

  /** Seconds until a verdict, at most 900. */
  trip(): number {
    const from = this.machine.seconds;
    while (this.verdict === "none" && this.machine.seconds < from + 900) this.machine.step();
    return this.atSeconds - from;
  }
}

describe("no false trip", () => {
  test.each(PROFILES)("%s: warm-up, cards, set-back and back, off and on, in every corner", (_, profile) => {
    for (const room of [18, 36]) {
      for (const airflow of [0, 1]) {
        for (const [mains, powerFactor] of [
          [0.85, 0.9],
          [1.1, 1.1],
        ] as const) {
          const g = new Guarded(profile, room, airflow, mains, powerFactor);
          const m = g.machine;
          m.setpoint = 0;
          m.runSeconds(30);
          m.setpoint = 165;
          m.warmUp();
          g.print(12);
          m.setpoint = 100;
          m.runSeconds(500);
          m.setpoint = 165;
          m.warmUp();
          g.print(3);
          m.setpoint = 0;
          m.runSeconds(100);
          m.setpoint = 165;
          m.runSeconds(30);
          m.setpoint = 60;
          m.runSeconds(60);
          m.setpoint = 165;
          m.warmUp();
          m.runSeconds(30);
          expect([room, airflow, mains, powerFactor, g.verdict]).toEqual([room, airflow, mains, powerFactor, "none"]);
        }
      }
    }
  });

  test("firmware that starts on a hot, unequalised roller (power back after a blink at full heat)", () => {
    const g = new Guarded(HDP5000);
    g.machine.warmUp(120);
    const restarted = new Guarded(HDP5000);
    restarted.machine.plant.celsius.set(g.machine.plant.celsius);
    restarted.machine.setpoint = 0;
    restarted.machine.runSeconds(120);
    expect(restarted.verdict).toBe("none");
  });

  test("one wild reading is no fault, and is not believed", () => {
    const g = new Guarded(HDP5000);
    g.machine.warmUp();
    let tick = 0;
    g.sensor = (m) => (tick++ % 50 === 7 ? celsiusToCounts(40) : celsiusToCounts(m.node("thermistor")));
    for (let i = 0; i < 1000; i++) {
      g.machine.step();
      expect(g.guards.sensor.acceptedCelsius).toBeGreaterThan(150);
    }
    expect(g.verdict).toBe("none");
  });
});

describe("trips", () => {
  const warm = (profile: ThermalProfile, roomCelsius = 27): Guarded => {
    const g = new Guarded(profile, roomCelsius);
    g.machine.warmUp();
    g.print(2);
    g.machine.runSeconds(60);
    return g;
  };

  test.each(PROFILES)("%s: heater stuck on, holding, switched off or cold: long before the cut-off", (_, profile) => {
    const holding = warm(profile);
    holding.realWatt = () => profile.heaterWatt;
    expect(holding.trip()).toBeLessThan(20);
    expect(holding.verdict).toBe("heaterStuckOn");
    expect(holding.machine.node("surface")).toBeLessThan(175);
    expect(holding.machine.node("core")).toBeLessThan(200);

    const off = warm(profile);
    off.machine.setpoint = 0;
    off.machine.runSeconds(100);
    off.realWatt = () => profile.heaterWatt;
    expect(off.trip()).toBeLessThan(20);
    expect(off.verdict).toBe("heaterStuckOn");

    const cold = new Guarded(profile);
    cold.machine.setpoint = 0;
    cold.machine.runSeconds(120);
    cold.realWatt = () => profile.heaterWatt;
    expect(cold.trip()).toBeLessThan(20);
    expect(cold.machine.node("surface")).toBeLessThan(45);
  });

  test.each(PROFILES)("%s: heater open, cold and hot", (_, profile) => {
    const hot = warm(profile);
    hot.realWatt = () => 0;
    expect(hot.trip()).toBeLessThan(50);
    expect(hot.verdict).toBe("heaterOpen");
    const cold = new Guarded(profile, 24, 1, 1, 0);
    expect(cold.trip()).toBeLessThan(32);
    expect(cold.verdict).toBe("heaterOpen");
  });

  test.each(PROFILES)(
    "%s: a heater at a fifth or a quarter of its power is weak, not open, hot and cold",
    (_, profile) => {
      for (const room of [18, 36]) {
        const hot = warm(profile, room);
        hot.realWatt = (watt) => watt * 0.2;
        expect(hot.trip()).toBeLessThan(400);
        expect(hot.verdict).toBe("warmUpTooSlow");
        const cold = new Guarded(profile, room, 1, 1, 0.25);
        expect(cold.trip()).toBeLessThan(301);
        expect(cold.verdict).toBe("warmUpTooSlow");
      }
    },
  );

  test.each([
    ["4.6 K in half a minute", 153.7, "none"],
    ["3.5 K in half a minute", 152.6, "warmUpTooSlow"],
  ] as const)("a roller that still cools when heat begins: counted is from its lowest, %s", (_, toCelsius, verdict) => {
    const guards = newGuards();
    const verdicts = new Set<GuardVerdict>();
    for (let tick = 0; tick <= 305; tick++) {
      const seconds = tick / 10;
      const celsius = seconds < 10 ? 149.8 - 0.07 * seconds : 149.1 + ((toCelsius - 149.1) * (seconds - 10)) / 20;
      const input = { setpointCelsius: 165, duty: 1, mainsVolt: 207, cardInNip: false, dtSeconds: 0.1 };
      verdicts.add(stepGuards(guards, HDP5000, { ...input, counts: celsiusToCounts(celsius) }));
    }
    expect([...verdicts].at(-1)).toBe(verdict);
  });

  test("a tired heater that never gets there", () => {
    const g = new Guarded(HDP5000, 24, 1, 1, 0.6);
    expect(g.trip()).toBeLessThan(301);
    expect(g.verdict).toBe("warmUpTooSlow");
  });

  test.each([
    ["open", "thermistorOpen"],
    ["short", "thermistorShort"],
    ["detached", "thermistorDetached"],
  ] as const)("thermistor %s within half a second, heater on or off", (fault, verdict) => {
    for (const setpoint of [165, 0]) {
      const g = warm(SR300);
      g.machine.setpoint = setpoint;
      g.machine.runSeconds(1);
      g.sensor = (m) => readCounts({ ...healthyThermistor(), fault }, m.node("thermistor"));
      expect(g.trip()).toBeLessThan(0.5);
      expect(g.verdict).toBe(verdict);
    }
  });

  test("a sensor that fell off while all was cold: missing heat", () => {
    const g = new Guarded(HDP5000, 24);
    g.sensor = () => celsiusToCounts(24);
    expect(g.trip()).toBeLessThan(32);
    expect(g.verdict).toBe("heaterOpen");
    expect(g.machine.node("surface")).toBeLessThan(75);
  });

  test("a reading above 190 is over-temperature whatever the set-point", () => {
    for (const setpointCelsius of [0, 100, 165]) {
      const guards = newGuards();
      const verdicts = [0, 1, 2, 3].map(() =>
        stepGuards(guards, HDP5000, {
          counts: celsiusToCounts(192),
          setpointCelsius,
          duty: 0,
          mainsVolt: 230,
          cardInNip: false,
          dtSeconds: 0.1,
        }),
      );
      expect(verdicts).toContain("rollerOverTemperature");
    }
  });
});
