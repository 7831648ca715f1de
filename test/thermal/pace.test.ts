import { describe, expect, test } from "vitest";
import {
  CycleMaps,
  explainPace,
  Governor,
  HDP5000,
  SoakEstimator,
  sixHours,
  type ThermalProfile,
} from "../../src/thermal/index.ts";
import { bestRule, chooseNext, FIRST_RULE, playedCards, playedRate } from "../../src/thermal/pace-plan.ts";
import {
  type ExitLimits,
  finerSeconds,
  newChoice,
  type PaceRule,
  restBy,
  soonest,
  waitBy,
} from "../../src/thermal/pace-wait.ts";
import { burstSchedule } from "../../src/thermal/schedule/burst-search.ts";

const LIMITS: ExitLimits = { close: 78.9, paused: 78.9, rested: 78.9 };
const maps = (room: number, airflow: number, profile: ThermalProfile = HDP5000): CycleMaps =>
  new CycleMaps(sixHours(profile, room, airflow), 4, 4);
/** A machine at its limit: core, surface, platen, hot zone, chassis, head. */
const soaked = (zone = 59, chassis = 50): Float64Array => Float64Array.of(178, 162, 72, zone, chassis, 66);
const rule = (secondsPerCard: number, reserveKelvin: number): PaceRule => ({ secondsPerCard, reserveKelvin });

describe("waits", () => {
  test("the soonest card keeps the limit, and a second sooner it would not", () => {
    const here = maps(36, 0.8);
    const { seconds } = soonest(here, soaked(), LIMITS);
    expect(seconds).toBeGreaterThan(3);
    const exitAfter = (wait: number): number => {
      const result = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };
      here.step(new Float64Array(6), soaked(), wait * 10, result);
      return result.exitCelsius;
    };
    expect(exitAfter(seconds)).toBeLessThanOrEqual(78.9);
    expect(exitAfter(seconds - 1)).toBeGreaterThan(78.9);
  });

  test("to a tick where that is asked for, and the limit is kept", () => {
    const here = maps(36, 0.8);
    const { seconds } = soonest(here, soaked(), LIMITS);
    const finer = finerSeconds(here, soaked(), seconds, LIMITS, 0);
    expect(finer).toBeGreaterThan(seconds - 1);
    expect(finer).toBeLessThanOrEqual(seconds);
    const result = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };
    here.step(new Float64Array(6), soaked(), Math.round(finer * 10), result);
    expect(result.exitCelsius).toBeLessThanOrEqual(78.9);
  });

  test("one card more comes before the rest while it costs less than cards may; the rest is the longer the larger its reserve", () => {
    const airy = maps(36, 0.8);
    const { seconds } = soonest(airy, soaked(), LIMITS);
    expect(waitBy(rule(300, 3), airy, soaked(), LIMITS)).toMatchObject({ seconds, rests: false });
    expect(waitBy(rule(HDP5000.cycleSeconds, 3), airy, soaked(), LIMITS).rests).toBe(true);
    const still = maps(36, 0.2);
    const small = restBy(rule(100, 2), still, soaked(), LIMITS);
    const large = restBy(rule(100, 4), still, soaked(), LIMITS);
    expect(large.seconds).toBeGreaterThan(small.seconds);
  });

  test("what was waited already makes a pause of it, with the limit of a pause", () => {
    const here = maps(36, 0.8);
    const wait = (close: number, paused: number, idle: number): number =>
      soonest(here, soaked(57, 50), { close, paused, rested: 60 }, idle).seconds;
    const short = wait(78.9, 60, 0);
    expect(short).toBeGreaterThan(3);
    expect(short).toBeLessThanOrEqual(15);
    expect(wait(78.9, 60, 16)).toBe(-1);
    expect(wait(60, 78.9, 0)).toBe(16);
    expect(wait(60, 78.9, 16)).toBe(short);
  });

  test("a hopeless machine is told so in bounded time", () => {
    const impossible: ExitLimits = { close: 50, paused: 50, rested: 50 };
    expect(soonest(maps(36, 0), soaked(), impossible).seconds).toBe(-1);
    expect(waitBy(rule(Number.POSITIVE_INFINITY, 0), maps(36, 0), soaked(), impossible).seconds).toBe(-1);
    expect(playedRate(rule(120, 3), maps(36, 0), soaked(), impossible)).toBe(0);
  });
});

describe("rules", () => {
  test("a cool room prints without pause, a hot one without airflow hardly at all", () => {
    const all = playedRate(rule(120, 3), maps(24, 1), soaked(45, 35), LIMITS) * HDP5000.cycleSeconds;
    expect(all).toBeCloseTo(1, 1);
    const few = playedRate(rule(300, 4), maps(33, 0), soaked(), LIMITS) * 3600;
    expect(few).toBeGreaterThan(10);
    expect(few).toBeLessThan(30);
  });

  test("the rule that is chosen is not worse than any other; weak airflow wants larger reserves", () => {
    const reserves: number[] = [];
    for (const airflow of [0.6, 0.2, 0]) {
      const here = maps(36, airflow);
      const chosen = bestRule(here, soaked(), LIMITS, undefined);
      const rate = playedRate(chosen, here, soaked(), LIMITS);
      for (const seconds of [60, 120]) {
        for (const reserve of [1, 3, 5]) {
          expect(playedRate(rule(seconds, reserve), here, soaked(), LIMITS)).toBeLessThanOrEqual(rate * 1.002);
        }
      }
      reserves.push(chosen.reserveKelvin);
    }
    expect(reserves[2]!).toBeGreaterThan(reserves[0]!);
  });

  test("with perfect knowledge the rules make no less than a search over the whole shift", () => {
    const shift = sixHours(HDP5000, 36, 0);
    const here = new CycleMaps(shift, 4);
    const limits: ExitLimits = { close: 79, paused: 79, rested: 79 };
    const x = here.start();
    const cycleSeconds = here.cycleTicks / 10;
    const wait = newChoice();
    let chosen: PaceRule | undefined;
    let seconds = 0;
    let cards = 0;
    for (;;) {
      const left = shift.shiftSeconds - seconds;
      chooseNext(wait, chosen ?? FIRST_RULE, here, x, limits, left, Number.NaN);
      if (wait.rests) {
        chosen = bestRule(here, x, limits, chosen, left);
        chooseNext(wait, chosen, here, x, limits, left, Number.NaN);
      }
      if (wait.seconds < 0 || wait.seconds + cycleSeconds > left) break;
      here.step(x, x, wait.seconds * 10, { ok: false, heatLeadTicks: 0, exitCelsius: 0 });
      seconds += wait.seconds + cycleSeconds;
      cards++;
    }
    const found = burstSchedule(new CycleMaps(shift, 4), { parts: [1], rounds: 2 });
    expect(found.length).toBeGreaterThan(80);
    expect(cards).toBeGreaterThanOrEqual(found.length);
  });

  test("before the end of work it is the cards until then that count", () => {
    const here = maps(36, 0.2);
    const left = 1500;
    const chosen = bestRule(here, soaked(), LIMITS, rule(120, 4), left);
    const cards = playedCards(chosen, here, soaked(), LIMITS, left);
    expect(cards).toBeGreaterThan(0);
    expect(cards).toBeGreaterThanOrEqual(playedCards(rule(120, 5), here, soaked(), LIMITS, left));
  });
});

describe("reasons", () => {
  test("one line in both languages", () => {
    const reason = { code: "soaked", seconds: 39.2, hotZoneCelsius: 57.6, predictedExitCelsius: 79.3 } as const;
    expect(explainPace(reason, "en")).toBe("pausing 40 s: hot zone 58 °C, exit would be 79 °C");
    expect(explainPace(reason, "id")).toBe("jeda 40 dtk: zona panas 58 °C, keping akan keluar 79 °C");
    expect(explainPace({ ...reason, code: "estimating" }, "en")).not.toContain("{");
  });

  test("the end of a rest is foreseen, and comes nearer; the next card is announced for it", () => {
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
    const rest = (nowUs: number): { seconds: number; nipAtUs: number } => {
      const decision = governor.decide(nowUs, estimator);
      if (decision.action !== "rest" || decision.card === undefined) throw new Error(`unexpected ${decision.action}`);
      return { seconds: decision.reason.seconds, nipAtUs: decision.card.nipAtUs };
    };
    const first = rest(0);
    expect(first.seconds).toBeGreaterThan(60);
    expect(first.seconds).toBeLessThanOrEqual(7200);
    expect(first.nipAtUs).toBe((first.seconds + 26) * 1e6);
    for (let s = 1; s <= 40; s++) {
      estimator.update({ ...reading, rollerCelsius: 165 - 0.3 * s, nowUs: s * 1e6, headCelsius: 70 });
    }
    expect(rest(40e6).seconds).toBeLessThan(first.seconds);
  });

  test("an engine that cannot be told of cards gets set-points: lowered for a rest, warmer cards foreseen", () => {
    const estimator = new SoakEstimator(HDP5000);
    estimator.update({
      nowUs: 0,
      rollerCelsius: 165,
      headCelsius: 70,
      duty: 0,
      mainsVolt: 230,
      fanPermille: 1000,
      imaging: false,
      transferring: false,
      working: false,
    });
    const told = new Governor(HDP5000).decide(0, estimator);
    const plain = new Governor(HDP5000);
    plain.justInTime = false;
    const held = plain.decide(0, estimator);
    if (told.action !== "rest" || held.action !== "rest") throw new Error("both must rest");
    expect(held.card).toBeUndefined();
    expect(held.rollerCelsius).toBe(60);
    expect(held.reason.seconds).toBeGreaterThan(told.reason.seconds);
  });
});
