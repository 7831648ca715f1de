import { describe, expect, test } from "vitest";
import { explainPace, Governor, HDP5000, SoakEstimator } from "../../src/thermal/index.ts";
import { bestBurst, type PaceFrom, playedRate, restSeconds } from "../../src/thermal/pace-plan.ts";
import { pacedSetpoint } from "../../src/thermal/pace-setpoint.ts";

/** A machine at its limit: platen, hot zone, chassis, head, room, airflow. */
const soaked = (room: number, airflow: number, chassis = 48): PaceFrom => ({
  soak: Float64Array.of(62, 58, chassis, 66, room, airflow),
  rollerCelsius: 163,
  fan: 1,
  mainsVolt: 230,
  setpointCelsius: 163.6,
  restCelsius: 60,
  exitCelsiusMax: 78.8,
});

describe("plans", () => {
  test("a cool room with a clean filter prints without pause, a hot one without airflow hardly at all", () => {
    expect(playedRate(HDP5000, { ...soaked(24, 1, 40), exitCelsiusMax: 85 }, 6) * HDP5000.cycleSeconds).toBeCloseTo(
      1,
      1,
    );
    const weak = playedRate(HDP5000, soaked(33, 0), 6) * 3600;
    expect(weak).toBeGreaterThan(8);
    expect(weak).toBeLessThan(25);
  });

  test("the burst that is chosen is not worse than any other", () => {
    for (const airflow of [0.8, 0.5, 0.2, 0]) {
      const from = soaked(33, airflow);
      const chosen = playedRate(HDP5000, from, bestBurst(HDP5000, from));
      for (const burst of [4, 6, 8, 10]) expect(playedRate(HDP5000, from, burst)).toBeLessThanOrEqual(chosen * 1.03);
    }
  });

  test("a longer burst or a hotter room needs a longer rest; the horizon bounds what is hopeless", () => {
    const short = restSeconds(HDP5000, soaked(33, 0.5), 1);
    const long = restSeconds(HDP5000, soaked(33, 0.5), 6);
    expect(long).toBeGreaterThan(short);
    expect(restSeconds(HDP5000, soaked(36, 0.5), 6)).toBeGreaterThan(long);
    expect(restSeconds(HDP5000, { ...soaked(36, 0), exitCelsiusMax: 60 }, 6)).toBe(7200);
    expect(playedRate(HDP5000, { ...soaked(36, 0), exitCelsiusMax: 60 }, 6)).toBe(0);
  });
});

describe("set-point", () => {
  test("as configured while cards come out cool, lower when they come out warm, higher when mains sag", () => {
    expect(pacedSetpoint(HDP5000, 165, 69, 230)).toBe(165);
    expect(pacedSetpoint(HDP5000, 165, 76, 230)).toBeCloseTo(163.6, 6);
    expect(pacedSetpoint(HDP5000, 165, 76, 240)).toBeCloseTo(163.6, 6);
    expect(pacedSetpoint(HDP5000, 165, 76, 0.85 * 230)).toBeCloseTo(165, 6);
    expect(pacedSetpoint(HDP5000, 162, 76, 230)).toBe(162);
    for (let exit = 69; exit < 73; exit += 0.1) {
      const celsius = pacedSetpoint(HDP5000, 165, exit, 230);
      expect(celsius).toBeGreaterThanOrEqual(163.6 - 1e-9);
      expect(celsius).toBeGreaterThanOrEqual(pacedSetpoint(HDP5000, 165, exit + 0.1, 230));
    }
  });
});

describe("reasons", () => {
  test("one line in both languages", () => {
    const reason = { code: "soaked", seconds: 39.2, hotZoneCelsius: 57.6, predictedExitCelsius: 79.3 } as const;
    expect(explainPace(reason, "en")).toBe("pausing 40 s: hot zone 58 °C, exit would be 79 °C");
    expect(explainPace(reason, "id")).toBe("jeda 40 dtk: zona panas 58 °C, keping akan keluar 79 °C");
    expect(explainPace({ ...reason, code: "estimating" }, "en")).not.toContain("{");
  });

  test("the end of a rest is foreseen, and comes nearer", () => {
    const estimator = new SoakEstimator(HDP5000);
    const reading = {
      rollerCelsius: 165,
      duty: 0,
      mainsVolt: 230,
      fanPermille: 1000,
      imaging: false,
      transferring: false,
      working: false,
    };
    estimator.update({ ...reading, nowUs: 0, headCelsius: 70 });
    const governor = new Governor(HDP5000);
    const seconds = (nowUs: number): number => {
      const decision = governor.decide(nowUs, estimator);
      return decision.action === "rest" && decision.reason.code === "soaked" ? decision.reason.seconds : 0;
    };
    const first = seconds(0);
    expect(first).toBeGreaterThan(60);
    expect(first).toBeLessThanOrEqual(7200);
    for (let s = 1; s <= 20; s++) {
      estimator.update({ ...reading, rollerCelsius: 165 - 0.3 * s, nowUs: s * 1e6, headCelsius: 70 });
    }
    expect(seconds(20e6)).toBe(first - 20);
  });
});
