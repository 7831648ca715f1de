import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RuleName, runRule } from "../../bench/heat/rules.ts";
import {
  bestFound,
  type CardPlan,
  HDP5000,
  replaySchedule,
  type Schedule,
  type Shift,
  SR300,
  sixHours,
} from "../../src/thermal/index.ts";
import type { CardStep } from "../../src/thermal/schedule/cycle-maps.ts";
import { CycleMaps } from "../../src/thermal/schedule/cycle-maps.ts";
import { Governed } from "./governed.ts";

const HOUR = 3600;
/** Long enough for a burst, a rest and a burst at weak airflow. */
const SHIFT_HOURS = 1.25;
const COLD_ROLLER_TICKS = 1500;

const shiftOf = (profile: Shift["profile"], room: number, airflow: number, hours: number): Shift => ({
  ...sixHours(profile, room, airflow),
  shiftSeconds: hours * HOUR,
});

/** Just-in-time heating after given waits, as far as the limits allow. */
function planned(shift: Shift, waits: readonly number[]): { plans: CardPlan[]; exits: number[] } {
  const maps = new CycleMaps(shift, 4);
  const x = maps.start();
  const step: CardStep = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };
  const plans: CardPlan[] = [];
  const exits: number[] = [];
  for (const waitTicks of waits) {
    maps.step(x, x, waitTicks, step);
    if (!step.ok) break;
    plans.push({ waitTicks, heatLeadTicks: step.heatLeadTicks, heatNipTicks: maps.heatNipTicks });
    exits.push(step.exitCelsius);
  }
  return { plans, exits };
}

const inSuccession = (cards: number): number[] => [COLD_ROLLER_TICKS, ...Array.from({ length: cards - 1 }, () => 0)];
const changed = (schedule: Schedule, index: number, change: Partial<CardPlan>): Schedule =>
  schedule.map((plan, i) => (i === index ? { ...plan, ...change } : plan));

describe("a replay refuses", () => {
  const shift = shiftOf(HDP5000, 33, 0, 1);
  const { plans } = planned(shift, inSuccession(10));
  const refusal = (schedule: Schedule, at: Shift = shift) => replaySchedule(at, schedule).refusal;

  test("nothing of a plan that keeps all limits", () => {
    expect(plans).toHaveLength(10);
    expect(refusal(plans)).toBeUndefined();
  });

  test("a surface that is a few tenths of a kelvin too cold, and one that is too hot", () => {
    const lead = plans[4]!.heatLeadTicks;
    expect(refusal(changed(plans, 4, { heatLeadTicks: lead - 3 }))).toEqual({ code: "surfaceTooCold", card: 4 });
    expect(refusal(changed(plans, 4, { heatLeadTicks: lead + 130 }))).toEqual({ code: "surfaceTooHot", card: 4 });
  });

  test("a card that would leave above the limit, at exactly the card that does", () => {
    const exits = replaySchedule(shift, plans).cards.map((card) => card.exitCelsius);
    for (const card of [3, 7]) {
      const limit = (exits[card]! + exits[card - 1]!) / 2;
      expect(refusal(plans, { ...shift, exitCelsiusMax: limit })).toEqual({ code: "exitTooHot", card });
    }
  });

  test("what is no plan, what does not fit into the shift, and a head that would pause", () => {
    for (const broken of [{ waitTicks: -1 }, { waitTicks: 0.5 }, { heatLeadTicks: 261 }, { heatNipTicks: 68 }]) {
      expect(refusal(changed(plans, 1, broken))?.code).toBe("notAPlan");
    }
    expect(refusal(changed(plans, 9, { waitTicks: 36_000 }))).toEqual({ code: "shiftOver", card: 9 });
    const touchy = { ...HDP5000, headPauseCelsius: 45 };
    expect(refusal(plans, { ...shift, profile: touchy })?.code).toBe("headTooHot");
  });
});

describe("just-in-time plans", () => {
  test("what is planned is what the plant does, card by card", () => {
    const waits = fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(
        fc.constantFrom(HDP5000, SR300),
        fc.integer({ min: 18, max: 36 }),
        fc.integer({ min: 0, max: 10 }),
        waits,
        (profile, room, tenths, some) => {
          const shift = shiftOf(profile, room, tenths / 10, 6);
          const { plans, exits } = planned(shift, [COLD_ROLLER_TICKS, ...some]);
          const replay = replaySchedule(shift, plans);
          expect(replay.refusal).toBeUndefined();
          replay.cards.forEach((card, i) => {
            expect(Math.abs(card.exitCelsius - exits[i]!)).toBeLessThan(1e-6);
            // The surface only just stays up: nothing is heated that need not be, beyond a tick's worth.
            if (plans[i]!.heatLeadTicks > 0) expect(card.surfaceCelsiusMin).toBeLessThan(160.2);
          });
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe("the best schedule found", () => {
  const shift = shiftOf(HDP5000, 33, 0.2, SHIFT_HOURS);
  const found = bestFound(shift);

  test("both methods agree within 3 % and keep every limit", () => {
    expect(found.gap).toBeLessThanOrEqual(0.03);
    for (const { schedule, replay } of [found.beam, found.burst]) {
      expect(replay.refusal).toBeUndefined();
      expect(replay.cards).toHaveLength(schedule.length);
      expect(Math.max(...replay.cards.map((card) => card.exitCelsius))).toBeLessThanOrEqual(79);
      expect(replay.endSeconds).toBeLessThanOrEqual(SHIFT_HOURS * HOUR);
    }
    expect(found.best.schedule).toHaveLength(Math.max(found.beam.schedule.length, found.burst.schedule.length));
  });

  test("is above every rule and not below our own run", () => {
    const most = found.best.schedule.length;
    const withinLimits = (cards: readonly { exit: number; atSeconds: number }[]): number =>
      cards.filter((card) => card.exit <= 79 && card.atSeconds <= SHIFT_HOURS * HOUR - HDP5000.nipEntryBeforeEndSeconds)
        .length;
    for (const name of ["none", "hundred", "hold165", "setback"] as const satisfies readonly RuleName[]) {
      const { cards } = runRule(name, HDP5000, 33, 0.2, 79, SHIFT_HOURS * HOUR);
      expect(withinLimits(cards)).toBeGreaterThan(20);
      expect(withinLimits(cards)).toBeLessThan(most);
    }
    const ours = new Governed({ profile: HDP5000, roomCelsius: 33, airflow: 0.2 });
    ours.run(SHIFT_HOURS * HOUR);
    expect(withinLimits(ours.machine.cards)).toBeLessThanOrEqual(most);
  });

  test("is the same each time, and no smaller where it is cooler or the limit higher", () => {
    const quick = { burst: { parts: [1], rounds: 1 }, beam: { width: 4, heatPrice: 0.5, chassisPrice: 0.5 } };
    const search = (change: Partial<Shift>): Schedule =>
      bestFound({ ...shift, shiftSeconds: 0.75 * HOUR, ...change }, quick).best.schedule;
    const cards = (change: Partial<Shift>): number => search(change).length;
    expect(search({})).toEqual(search({}));
    const here = cards({});
    expect(cards({ roomCelsius: 28 })).toBeGreaterThan(here);
    expect(cards({ airflow: 0.5 })).toBeGreaterThan(here);
    expect(cards({ exitCelsiusMax: 80 })).toBeGreaterThan(here);
    expect(cards({ entryCelsiusMin: 164.9 })).toBeLessThan(here);
  });

  test("an air-conditioned machine prints on from the moment that the roller is hot", () => {
    const easy = shiftOf(SR300, 24, 1, 1);
    const { best } = bestFound(easy, { burst: { parts: [1], rounds: 0 } });
    expect(best.schedule.slice(1).every((plan) => plan.waitTicks === 0)).toBe(true);
    // 3600 s less 110 s of heating up, 34 s a card, the first card's image printed while heating.
    expect(best.schedule.length).toBeGreaterThanOrEqual(102);
  });
});
