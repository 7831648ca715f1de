/**
 * How long to wait for the next card, and when to give up waiting and rest? Short waits keep the machine at its limit; a rest lets
 * it fall below by a reserve, which then pays for a burst. Which patience and which reserve pay best depends on room, airflow and
 * how far the chassis has come: a few rules are played through on the estimate, and the best one holds for a while.
 */
import { HEAT_COUNT } from "./schedule/affine.ts";
import type { CardStep, CycleMaps } from "./schedule/cycle-maps.ts";
import { PLAN_TICK_SECONDS } from "./schedule/shift.ts";
import { shortestWait } from "./schedule/shortest-wait.ts";

export interface PaceRule {
  /** A card is waited for so long; when that is not enough the machine rests, s. */
  readonly patienceSeconds: number;
  /** A rest ends when the next card would leave so far below the limit, K. */
  readonly reserveKelvin: number;
}

/** The rule to begin with, and those that are tried first. */
export const FIRST_RULE: PaceRule = { patienceSeconds: 30, reserveKelvin: 3 };
const FIRST_PATIENCES = [20, 30, 60] as const;
const FIRST_RESERVES = [1, 2, 3, 4, 5] as const;
/** Later plans look beside the newest one, K. */
const RESERVE_STEPS = [-0.5, -0.25, 0.25, 0.5] as const;
const RESERVE_KELVIN_MIN = 0.5;
const RESERVE_KELVIN_MAX = 7;
/** Never rests: for the last hour before the work ends. */
const NO_RESTS: PaceRule = { patienceSeconds: Number.POSITIVE_INFINITY, reserveKelvin: 0 };
/** Another rule must be better by this, or the rule would change with the rounding. */
const CLEARLY_BETTER = 1.001;
/** A rule is played through so far, s, and no further than so many cards. */
const HORIZON_SECONDS = 2.5 * 3600;
const CARDS_MAX = 400;
/** Nobody waits longer for one card, s. */
export const REST_SECONDS_MAX = 2 * 3600;

const step: CardStep = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };

export interface Wait {
  /** -1: none is long enough. */
  readonly seconds: number;
  /** More than patience: the machine rests until there is a reserve. */
  readonly rests: boolean;
  /** The roller must begin to warm now for a card after this wait. */
  readonly heats: boolean;
}

const WARM_UP_SLACK_TICKS = 20;
const scratch = new Float64Array(HEAT_COUNT);

function waitOf(maps: CycleMaps, x: Float64Array, seconds: number, rests: boolean): Wait {
  if (seconds < 0) return { seconds, rests, heats: false };
  const ticks = Math.round(seconds / PLAN_TICK_SECONDS);
  maps.step(scratch, x, ticks, step);
  return { seconds, rests, heats: step.heatLeadTicks + WARM_UP_SLACK_TICKS >= ticks + maps.toNipTicks };
}

/** The shortest wait before the next card from temperatures `x`. */
export function soonest(maps: CycleMaps, x: Float64Array, limitCelsius: number): Wait {
  return waitOf(maps, x, shortestWait(maps, x, 0, REST_SECONDS_MAX, limitCelsius), false);
}

/** How long a rest goes on until it has its reserve. */
export function restBy(rule: PaceRule, maps: CycleMaps, x: Float64Array, limitCelsius: number): Wait {
  return waitOf(maps, x, shortestWait(maps, x, 0, REST_SECONDS_MAX, limitCelsius - rule.reserveKelvin), true);
}

/** Wait before the next card by a rule. `idleSeconds`: waited already. */
export function waitBy(
  rule: PaceRule,
  maps: CycleMaps,
  x: Float64Array,
  idleSeconds: number,
  limitCelsius: number,
): Wait {
  const soon = shortestWait(maps, x, 0, Math.max(0, rule.patienceSeconds - idleSeconds), limitCelsius);
  return soon < 0 ? restBy(rule, maps, x, limitCelsius) : waitOf(maps, x, soon, false);
}

/** Cards per second by a rule from temperatures `from`, measured from the end of one rest to the end of another. */
export function playedRate(rule: PaceRule, maps: CycleMaps, from: Float64Array, limitCelsius: number): number {
  return play(rule, maps, from, limitCelsius, HORIZON_SECONDS).rate;
}

/** Cards by a rule until the work ends; what does not fit after a full rest may fit after a short one. */
export function playedCards(
  rule: PaceRule,
  maps: CycleMaps,
  from: Float64Array,
  limitCelsius: number,
  leftSeconds: number,
): number {
  return play(rule, maps, from, limitCelsius, leftSeconds).cards;
}

function play(rule: PaceRule, maps: CycleMaps, from: Float64Array, limit: number, endSeconds: number) {
  const x = Float64Array.from(from);
  const cycleSeconds = maps.cycleTicks * PLAN_TICK_SECONDS;
  let seconds = 0;
  let cards = 0;
  let rate = 0;
  while (cards < CARDS_MAX) {
    const { seconds: wait, rests } = nextBy(rule, maps, x, limit, endSeconds - seconds);
    if (wait < 0 || seconds + wait + cycleSeconds > endSeconds) break;
    seconds += wait;
    // Every rest ends at the same reserve, so from rest to rest the states compare and the rate is fair.
    if (rests) rate = cards / seconds;
    maps.step(x, x, Math.round(wait / PLAN_TICK_SECONDS), step);
    seconds += cycleSeconds;
    cards++;
  }
  return { cards, rate: rate === 0 ? cards / endSeconds : rate };
}

/** The next wait by a rule when the work ends in so long. */
export function nextBy(
  rule: PaceRule,
  maps: CycleMaps,
  x: Float64Array,
  limitCelsius: number,
  leftSeconds: number,
): Wait {
  const found = waitBy(rule, maps, x, 0, limitCelsius);
  const fits = found.seconds >= 0 && found.seconds + maps.cycleTicks * PLAN_TICK_SECONDS <= leftSeconds;
  return fits || !found.rests ? found : soonest(maps, x, limitCelsius);
}

function candidates(now: PaceRule | undefined): PaceRule[] {
  if (now === undefined) {
    return FIRST_RESERVES.flatMap((reserveKelvin) =>
      FIRST_PATIENCES.map((patienceSeconds) => ({ patienceSeconds, reserveKelvin })),
    );
  }
  const reserves = RESERVE_STEPS.map((by) => now.reserveKelvin + by).filter(
    (kelvin) => kelvin >= RESERVE_KELVIN_MIN && kelvin <= RESERVE_KELVIN_MAX,
  );
  return [
    now,
    ...reserves.map((reserveKelvin) => ({ ...now, reserveKelvin })),
    ...FIRST_PATIENCES.map((patienceSeconds) => ({ ...now, patienceSeconds })),
  ];
}

/**
 * The rule that prints most from here on, beside the newest one (undefined: the first plan). `leftSeconds`: until the work ends, when
 * that is known and near; then it is the cards until then that count.
 */
export function bestRule(
  maps: CycleMaps,
  from: Float64Array,
  limitCelsius: number,
  now: PaceRule | undefined,
  leftSeconds = Number.POSITIVE_INFINITY,
): PaceRule {
  const near = leftSeconds <= HORIZON_SECONDS;
  const tried = candidates(now);
  if (near) tried.push(NO_RESTS);
  let best = tried[0]!;
  let most = 0;
  for (const rule of tried) {
    const worth = near
      ? playedCards(rule, maps, from, limitCelsius, leftSeconds)
      : playedRate(rule, maps, from, limitCelsius);
    if (worth <= most * CLEARLY_BETTER) continue;
    best = rule;
    most = worth;
  }
  return best;
}
