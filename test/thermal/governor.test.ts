import { describe, expect, test } from "vitest";
import { Governor, HDP5000, SoakEstimator, THERMAL_PROFILES } from "../../src/thermal/index.ts";
import { Governed } from "./governed.ts";

const HOUR = 3600;

describe("governed printing", () => {
  /** Room, airflow, cards in two hours at least. */
  test.each([
    ["hdp5000", 33, 0.5, 125],
    ["hdp5000", 33, 0, 45],
    ["sr300", 36, 1, 195],
    ["sr300", 28, 0.2, 135],
  ] as const)("%s, room %d, airflow %d: no card above 79.1 degC, and enough of them", (name, room, airflow, cards) => {
    const profile = THERMAL_PROFILES[name];
    const machine = new Governed({ profile, roomCelsius: room, airflow });
    const result = machine.run(2 * HOUR);
    // It learns airflow and room from the head alone.
    const { view } = machine.estimator;
    expect(Math.abs(view.airflow - airflow)).toBeLessThan(0.06);
    expect(Math.abs(view.roomCelsius - room)).toBeLessThan(1.5);
    expect(Math.abs(view.hotZoneCelsius - machine.machine.node("hotZone"))).toBeLessThan(0.5);
    expect(Math.abs(view.chassisCelsius - machine.machine.node("chassis"))).toBeLessThan(1);
    expect(result.maxExit).toBeLessThan(79.1);
    expect(result.cards).toBeGreaterThanOrEqual(cards);
    expect(result.heldBeforeNip).toBeLessThanOrEqual(result.cards / 20);
    for (const card of machine.machine.cards) {
      expect(card.minSurface).toBeGreaterThan(160);
      expect(card.maxSurface).toBeLessThan(170);
    }
  });

  test.each([
    ["sr300", "headJoulePerCard", 1.1],
    ["sr300", "headToHotZoneBase", 0.9],
    ["hdp5000", "hotZoneJoulePerKelvin", 0.9],
  ] as const)("%s whose %s is %d of what the profile says: it is noticed, and no card warps", (name, key, factor) => {
    const profile = THERMAL_PROFILES[name];
    const truth = { ...profile, [key]: profile[key] * factor };
    const machine = new Governed({ profile, truth, roomCelsius: 36, airflow: 0.2 });
    const result = machine.run(HOUR);
    expect(result.maxExit).toBeLessThan(79.5);
    expect(result.cards).toBeGreaterThan(30);
  });

  test("an air-conditioned machine is never paused", () => {
    const result = new Governed({ profile: HDP5000, roomCelsius: 24, airflow: 1 }).run(HOUR, 60);
    expect(result.cards).toBe(60);
    expect(result.rests).toBe(0);
  });

  test("a card that takes up a tenth more heat warps unnoticed; a sensor at the exit tells of it", () => {
    const truth = { ...HDP5000, cardShareSurface: 1.1 * HDP5000.cardShareSurface };
    const machine = new Governed({ profile: HDP5000, truth, roomCelsius: 33, airflow: 0.5 });
    machine.exitSensor = true;
    const result = machine.run(HOUR);
    expect(result.maxExit).toBeLessThan(79.3);
    expect(result.cards).toBeGreaterThan(40);
    expect(machine.estimator.exitWarmerKelvin).toBeGreaterThan(2);
  });

  test("a host that forgets everything each hour starts careful: nothing spoilt", () => {
    const machine = new Governed({ profile: HDP5000, roomCelsius: 36, airflow: 0.2 });
    for (let hour = 1; hour <= 2; hour++) {
      machine.run(hour * HOUR);
      machine.restartHost();
    }
    expect(Math.max(...machine.machine.cards.map((card) => card.exit))).toBeLessThan(79.5);
    expect(machine.machine.cards.length).toBeGreaterThan(20);
  });

  test("a machine abused before the host came is first let cool", () => {
    const machine = new Governed({ profile: HDP5000, roomCelsius: 33, airflow: 0.2 });
    machine.machine.warmUp();
    machine.machine.printUntil(5400);
    const before = machine.machine.cards.length;
    expect(machine.machine.cards[before - 1]!.exit).toBeGreaterThan(86);
    machine.restartHost();
    machine.run(2.5 * HOUR);
    const after = machine.machine.cards.slice(before + 1);
    expect(after.length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...after.map((card) => card.exit))).toBeLessThan(79.5);
  });

  test("a filter that clogs at a stroke does not fool it", () => {
    const machine = new Governed({ profile: HDP5000, roomCelsius: 30, airflow: 0.9 });
    machine.run(HOUR);
    machine.machine.inputs.airflow = 0.3;
    expect(machine.run(2 * HOUR).maxExit).toBeLessThan(79.8);
  });
});

describe("decisions", () => {
  const reading = (nowUs: number, roller: number, head: number) => ({
    nowUs,
    rollerCelsius: roller,
    headCelsius: head,
    duty: 0.3,
    mainsVolt: 230,
    fanPermille: 1000,
    imaging: false,
    transferring: false,
    working: false,
  });

  test("nothing is printed before the first reading", () => {
    const decision = new Governor(HDP5000).decide(0, new SoakEstimator(HDP5000));
    expect(decision).toMatchObject({ action: "rest", reason: { code: "estimating" } });
  });

  test("cold machine: heat up to the set-point; hot roller: print", () => {
    const cold = new SoakEstimator(HDP5000);
    cold.update(reading(0, 27, 27));
    expect(new Governor(HDP5000).decide(0, cold)).toMatchObject({
      action: "rest",
      rollerCelsius: 165,
      reason: { code: "heating" },
    });
    const ready = new SoakEstimator(HDP5000);
    ready.update(reading(0, 27, 27));
    for (let s = 1; s <= 100; s++) ready.update(reading(s * 1e6, 165, 30));
    expect(new Governor(HDP5000).decide(100e6, ready)).toEqual({ action: "print", rollerCelsius: 165 });
  });

  test("first contact with a machine whose head is at 78: rest, the next card announced for when it may come, reason with numbers", () => {
    const estimator = new SoakEstimator(HDP5000);
    estimator.update(reading(0, 165, 78));
    const governor = new Governor(HDP5000);
    const decision = governor.decide(0, estimator);
    expect(decision).toMatchObject({ action: "rest", reason: { code: "soaked" } });
    expect(decision.card?.nipAtUs).toBeGreaterThan(120e6);
    expect(governor.mayTransfer(estimator)).toBe(false);
    expect(new Governor(HDP5000, { exitCelsiusMax: 100 }).decide(0, estimator).action).toBe("print");
  });

  test("a head sensor that fails does not poison the estimate", () => {
    const estimator = new SoakEstimator(HDP5000);
    estimator.update(reading(0, 27, 27));
    for (let s = 1; s <= 600; s++) estimator.update(reading(s * 1e6, 100, s % 2 === 0 ? -273.15 : 30));
    expect(estimator.view.hotZoneCelsius).toBeGreaterThan(25);
    expect(estimator.view.hotZoneCelsius).toBeLessThan(45);
    expect(Number.isFinite(estimator.cardCelsius)).toBe(true);
  });
});
