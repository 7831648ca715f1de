/** Room and airflow that move while cards are printed: the true exit temperature stays below warping whatever the estimate believes. */
import { describe, expect, test } from "vitest";
import { HDP5000, THERMAL_PROFILES, type ThermalProfile, WARP_FROM_CELSIUS } from "../../src/thermal/index.ts";
import { Governed } from "./governed.ts";

const HOUR = 3600;

/** From one value to another, straight, between two instants in hours. */
const ramp = (from: number, to: number, begin: number, end: number) => (hours: number) =>
  from + (to - from) * Math.min(1, Math.max(0, (hours - begin) / (end - begin)));
const step = (from: number, to: number, at: number) => (hours: number) => (hours < at ? from : to);
const steady = (value: number) => () => value;

function drifting(
  profile: ThermalProfile,
  room: (hours: number) => number,
  airflow: (hours: number) => number,
  hours: number,
): Governed {
  const governed = new Governed({ profile, roomCelsius: room(0), airflow: airflow(0) });
  governed.machine.onTick = ({ seconds, inputs }) => {
    inputs.roomCelsius = room(seconds / HOUR);
    inputs.airflow = Math.round(airflow(seconds / HOUR) * 50) / 50;
  };
  governed.run(hours * HOUR);
  return governed;
}

describe("drift", () => {
  /** Cards at least: a governor that hardly prints is safe too, and worthless. */
  test.each([
    ["hdp5000", "room 24 to 34 in an hour, weak airflow", ramp(24, 34, 0.5, 1.5), steady(0.2), 2.2, 110],
    ["hdp5000", "room 24 to 34 from the first minute", ramp(24, 34, 0, 1), steady(0.5), 2, 110],
    [
      "hdp5000",
      "2 K an hour and a filter that clogs at a stroke",
      (h: number) => 28 + 2 * h,
      step(0.9, 0.3, 1),
      2,
      110,
    ],
    ["sr300", "room 24 to 34, filter clogs at the end", ramp(24, 34, 0.5, 1.5), step(0.9, 0.3, 1.5), 2.2, 150],
    ["sr300", "fan stops for good in a hot room", steady(33), step(1, 0, 1), 2, 105],
  ] as const)("%s, %s: no card warps", (name, _words, room, airflow, hours, cards) => {
    const { machine } = drifting(THERMAL_PROFILES[name], room, airflow, hours);
    expect(Math.max(...machine.cards.map((card) => card.exit))).toBeLessThan(WARP_FROM_CELSIUS);
    expect(machine.cards.length).toBeGreaterThanOrEqual(cards);
    for (const card of machine.cards) {
      expect(card.minSurface).toBeGreaterThan(160);
      expect(card.maxSurface).toBeLessThan(170);
    }
  });

  test.each([
    ["hdp5000", 18, 0, 195.5],
    ["hdp5000", 36, 1, 230],
    ["sr300", 36, 0, 218],
  ] as const)(
    "%s, room %d, airflow %d, %d V and a heater 10 % weak: the whole transfer inside 160-170",
    (name, room, airflow, mainsVolt) => {
      const profile = THERMAL_PROFILES[name];
      const governed = new Governed({ profile, roomCelsius: room, airflow, mainsVolt, powerFactor: 0.9 });
      governed.run(0.7 * HOUR);
      expect(governed.machine.cards.length).toBeGreaterThan(15);
      for (const card of governed.machine.cards) {
        expect(card.exit).toBeLessThan(79.5);
        expect(card.minSurface).toBeGreaterThan(160);
        expect(card.maxSurface).toBeLessThan(170);
      }
    },
  );

  test("hot zone, airflow, room and heater are estimated; a weak heater shows as one", () => {
    for (const powerFactor of [1, 0.85]) {
      const governed = new Governed({ profile: HDP5000, roomCelsius: 33, airflow: 0.2, powerFactor });
      governed.run(1.5 * HOUR);
      const { view } = governed.estimator;
      expect(Math.abs(view.airflow - 0.2)).toBeLessThan(0.04);
      expect(Math.abs(view.roomCelsius - 33)).toBeLessThan(1);
      expect(Math.abs(view.hotZoneCelsius - governed.machine.node("hotZone"))).toBeLessThan(0.3);
      expect(Math.abs(view.heaterHealth - powerFactor)).toBeLessThan(0.05);
    }
  });

  test("heat that nobody commanded shows while the heater is off", () => {
    const { machine, estimator } = drifting(HDP5000, steady(24), steady(1), 0.2);
    machine.setpoint = 0;
    machine.onTick = (m) => {
      m.inputs.heaterWatt = 60;
    };
    for (let second = 0; second < 120; second++) {
      for (let i = 0; i < 10; i++) machine.step();
      const { reading, headReading, duty, mainsVolt } = machine;
      estimator.update({
        nowUs: machine.tick * 100_000,
        rollerCelsius: reading,
        headCelsius: headReading,
        duty,
        mainsVolt,
        fanPermille: 1000,
        imaging: false,
        transferring: false,
        working: false,
      });
    }
    expect(estimator.view.residualWatt).toBeGreaterThan(35);
    expect(estimator.view.residualWatt).toBeLessThan(75);
  });
});
