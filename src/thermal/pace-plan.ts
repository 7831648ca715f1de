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
const FIRST_RESERVES = [1, 1.5, 2, 2.5, 3, 4, 5] as const;
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

/**
 * Highest exit temperatures to plan for, degC: of a card that follows the one before, and of one after a pause. The engine is less sure
 * of a roller that was left alone, and heats it a little further.
 */
export interface ExitLimits {
  readonly close: number;
  readonly paused: number;
}
/** A longer wait is a pause, s. */
export const PAUSE_SECONDS = 15;

function shortest(maps: CycleMaps, x: Float64Array, to: number, limits: ExitLimits): number {
  const close = shortestWait(maps, x, 0, Math.min(to, PAUSE_SECONDS), limits.close);
  return close >= 0 ? close : shortestWait(maps, x, PAUSE_SECONDS + 1, Math.min(to, REST_SECONDS_MAX), limits.paused);
}

/** The shortest wait before the next card from temperatures `x`. */
export function soonest(maps: CycleMaps, x: Float64Array, limits: ExitLimits): Wait {
  return waitOf(maps, x, shortest(maps, x, REST_SECONDS_MAX, limits), false);
}

/** How long a rest goes on until it has its reserve. */
export function restBy(rule: PaceRule, maps: CycleMaps, x: Float64Array, limits: ExitLimits): Wait {
  return waitOf(maps, x, shortestWait(maps, x, 0, REST_SECONDS_MAX, limits.paused - rule.reserveKelvin), true);
}

/** Wait before the next card by a rule. `idleSeconds`: waited already. */
export function waitBy(
  rule: PaceRule,
  maps: CycleMaps,
  x: Float64Array,
  idleSeconds: number,
  limits: ExitLimits,
): Wait {
  const soon = shortest(maps, x, Math.max(0, rule.patienceSeconds - idleSeconds), limits);
  return soon < 0 ? restBy(rule, maps, x, limits) : waitOf(maps, x, soon, false);
}

/** Cards per second by a rule from temperatures `from`, measured from the end of one rest to the end of another. */
export function playedRate(rule: PaceRule, maps: CycleMaps, from: Float64Array, limits: ExitLimits): number {
  return play(rule, maps, from, limits, HORIZON_SECONDS).rate;
}

/** Cards by a rule until the work ends; what does not fit after a full rest may fit after a short one. */
export function playedCards(
  rule: PaceRule,
  maps: CycleMaps,
  from: Float64Array,
  limits: ExitLimits,
  leftSeconds: number,
): number {
  return play(rule, maps, from, limits, leftSeconds).cards;
}

function play(rule: PaceRule, maps: CycleMaps, from: Float64Array, limits: ExitLimits, endSeconds: number) {
  const x = Float64Array.from(from);
  const cycleSeconds = maps.cycleTicks * PLAN_TICK_SECONDS;
  let seconds = 0;
  let cards = 0;
  let rate = 0;
  let first: { seconds: number; cards: number } | undefined;
  while (cards < CARDS_MAX) {
    const { seconds: wait, rests } = nextBy(rule, maps, x, limits, endSeconds - seconds);
    if (wait < 0 || seconds + wait + cycleSeconds > endSeconds) break;
    seconds += wait;
    // Every rest ends at the same reserve, so from the end of one to the end of another the states compare and the rate is fair.
    if (rests && first === undefined) first = { seconds, cards };
    else if (rests && first !== undefined) rate = (cards - first.cards) / (seconds - first.seconds);
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
  limits: ExitLimits,
  leftSeconds: number,
): Wait {
  const found = waitBy(rule, maps, x, 0, limits);
  const fits = found.seconds >= 0 && found.seconds + maps.cycleTicks * PLAN_TICK_SECONDS <= leftSeconds;
  return fits || !found.rests ? found : soonest(maps, x, limits);
}

function candidates(now: PaceRule | undefined): PaceRule[] {
  const all = FIRST_RESERVES.flatMap((reserveKelvin) =>
    FIRST_PATIENCES.map((patienceSeconds) => ({ patienceSeconds, reserveKelvin })),
  );
  if (now === undefined) return all;
  const reserves = RESERVE_STEPS.map((by) => now.reserveKelvin + by).filter(
    (kelvin) => kelvin >= RESERVE_KELVIN_MIN && kelvin <= RESERVE_KELVIN_MAX,
  );
  return [now, ...reserves.map((reserveKelvin) => ({ ...now, reserveKelvin })), ...all];
}

/**
 * The rule that prints most from here on, beside the newest one (undefined: the first plan). `leftSeconds`: until the work ends, when
 * that is known and near; then it is the cards until then that count.
 */
export function bestRule(
  maps: CycleMaps,
  from: Float64Array,
  limits: ExitLimits,
  now: PaceRule | undefined,
  leftSeconds = Number.POSITIVE_INFINITY,
): PaceRule {
  const near = leftSeconds <= HORIZON_SECONDS;
  const tried = candidates(now);
  if (near) tried.push(NO_RESTS);
  let best = tried[0]!;
  let most = 0;
  for (const rule of tried) {
    const worth = near ? playedCards(rule, maps, from, limits, leftSeconds) : playedRate(rule, maps, from, limits);
    if (worth <= most * CLEARLY_BETTER) continue;
    best = rule;
    most = worth;
  }
  return best;
}
