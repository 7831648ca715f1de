import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  AIRFLOW_DAYS_MAX,
  type AirflowDay,
  airflowTrend,
  celsiusOfCount,
  celsiusToCounts,
  HDP5000,
  SR300,
} from "../../src/thermal/index.ts";
import { Governed } from "./governed.ts";

/** Work of each morning, s: the estimate is sure by then. */
const MORNING_SECONDS = 1200;

/** What is learnt on each morning by a host that begins anew, on a machine that is off in its airflow by a tenth. */
function mornings(count: number, airflowOn: (day: number) => number, seed: number): AirflowDay[] {
  const random = new Random(seed);
  const profile = random.chance(0.5) ? HDP5000 : SR300;
  const truth = { ...profile, hotZoneToRoomPerAirflow: profile.hotZoneToRoomPerAirflow * 0.9 };
  return Array.from({ length: count }, (_, day) => {
    const noise = random.fork(`day ${day}`);
    const sense = (celsius: number): number => celsiusOfCount(celsiusToCounts(celsius + 0.05 * noise.normal()));
    const roomCelsius = noise.between(23, 33);
    const governed = new Governed({ profile, truth, roomCelsius, airflow: airflowOn(day), headPause: true, sense });
    governed.run(MORNING_SECONDS);
    expect(governed.estimator.airflowSigma).toBeLessThan(0.08);
    return { day: 17_000 + day, airflow: governed.estimator.view.airflow };
  });
}

describe("airflow over days", () => {
  test("weeks of dust are told with how much is left and since when, long before it is gone; cleaning ends it on the same day", () => {
    const cleanedOn = 17;
    const dusty = (day: number): number => Math.round(50 * (0.8 - 0.02 * (day % cleanedOn))) / 50;
    const days = mornings(cleanedOn + 2, dusty, 5);
    const told = days.map((_, at) => airflowTrend(days.slice(0, at + 1)));
    const first = told.findIndex((trend) => trend !== undefined);
    expect(dusty(first) / 0.8).toBeGreaterThan(0.65);
    expect(dusty(first) / 0.8).toBeLessThan(0.75);
    expect(told.slice(first, cleanedOn)).not.toContain(undefined);
    const last = told[cleanedOn - 1]!;
    expect(last.share).toBeCloseTo(dusty(cleanedOn - 2) / 0.8, 1);
    expect(last.days).toBeGreaterThan(10);
    expect(last.days).toBeLessThan(cleanedOn);
    expect(told.slice(cleanedOn)).toEqual([undefined, undefined]);
  });

  test("thirty clean days in rooms that change say nothing", () => {
    const days = mornings(30, (day) => 0.7 + 0.04 * ((day * 7) % 3), 9);
    for (let at = 1; at <= days.length; at++) expect(airflowTrend(days.slice(0, at))).toBeUndefined();
  });

  test("nor do estimates that scatter as real ones do, on two thousand machines", () => {
    const random = new Random(21);
    for (let machine = 0; machine < 2000; machine++) {
      const airflow = random.between(0.05, 1);
      const days = Array.from({ length: 60 }, (_, day) => ({ day, airflow: airflow + 0.03 * random.normal() }));
      expect(airflowTrend(days)).toBeUndefined();
    }
  });

  test("one bad day is not believed, and nothing is said of what is long ago", () => {
    const on = (...values: number[]): AirflowDay[] => values.map((airflow, day) => ({ day, airflow }));
    expect(airflowTrend(on(0.8, 0.8, 0.8, 0.8, 0.2))).toBeUndefined();
    expect(airflowTrend(on(0.8, 0.8, 0.8, 0.8, 0.2, 0.2))).toEqual({ share: 0.25, days: 2 });
    expect(airflowTrend([])).toBeUndefined();
    expect(airflowTrend(on(0.8, 0.2))).toBeUndefined();
    const gone = on(0.8, 0.8, 0.8, 0.4, 0.4, 0.4);
    expect(airflowTrend(gone)).toEqual({ share: 0.5, days: 3 });
    const later = Array.from({ length: 3 }, (_, at) => ({ day: AIRFLOW_DAYS_MAX + 3 + at, airflow: 0.4 }));
    expect(airflowTrend([...gone, ...later])).toBeUndefined();
  });
});
