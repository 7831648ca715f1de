/**
 * How long to wait for the next card? As short as its exit temperature allows, or a rest until there is a reserve below the limit. One more card
 * before the rest is worth while as long as it costs less time than a card costs on average: its wait, its cycle, and what it makes the rest longer.
 */
import { HEAT_COUNT } from "./schedule/affine.ts";
import type { CardStep, CycleMaps } from "./schedule/cycle-maps.ts";
import { PLAN_TICK_SECONDS } from "./schedule/shift.ts";
import { finerWait, shortestWait } from "./schedule/shortest-wait.ts";

export interface PaceRule {
  /** A card may cost so much time, s: its wait, its cycle, and by how much it makes the rest after it longer. What costs more comes after the rest. */
  readonly secondsPerCard: number;
  /** A rest ends when the next card would leave so far below the limit, K. */
  readonly reserveKelvin: number;
}

/** Nobody waits longer for one card, s. */
export const REST_SECONDS_MAX = 2 * 3600;
/** A card that comes so soon is not asked what it costs, s. */
const SOON_SECONDS = 3;

const step: CardStep = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };

export interface Wait {
  /** -1: none is long enough. */
  readonly seconds: number;
  /** The machine rests until there is a reserve. */
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
 * Highest exit temperatures to plan for, degC: of a card that follows the one before, of one after a pause, and of one after a rest. The engine
 * is less sure of a roller that was left alone, and heats it a little further.
 */
export interface ExitLimits {
  readonly close: number;
  readonly paused: number;
  readonly rested: number;
}
/** A longer wait is a pause, and then a rest, s. */
export const PAUSE_SECONDS = 15;
export const REST_SECONDS = 70;

/** In seconds, -1 for none. `idle`: seconds that the machine has stood already: they make a pause of what would be a short wait. */
export function soonestSeconds(maps: CycleMaps, x: Float64Array, limits: ExitLimits, idle: number): number {
  const close = shortestWait(maps, x, 0, PAUSE_SECONDS - idle, limits.close);
  if (close >= 0) return close;
  const pauses = Math.max(0, PAUSE_SECONDS + 1 - idle);
  const paused = shortestWait(maps, x, pauses, REST_SECONDS - idle, limits.paused);
  if (paused >= 0) return paused;
  return shortestWait(maps, x, Math.max(0, REST_SECONDS + 1 - idle), REST_SECONDS_MAX, limits.rested);
}

/** The shortest wait before the next card from temperatures `x`. */
export function soonest(maps: CycleMaps, x: Float64Array, limits: ExitLimits, idle = 0): Wait {
  return waitOf(maps, x, soonestSeconds(maps, x, limits, idle), false);
}

/** A short wait of whole seconds, to a tick: the next card need not come at a whole second. */
export function finerSeconds(
  maps: CycleMaps,
  x: Float64Array,
  seconds: number,
  limits: ExitLimits,
  idle: number,
): number {
  const stood = seconds + idle;
  if (seconds < 1 || stood > REST_SECONDS) return seconds;
  const isPause = stood > PAUSE_SECONDS;
  return isPause && stood < PAUSE_SECONDS + 2
    ? seconds
    : finerWait(maps, x, seconds, isPause ? limits.paused : limits.close);
}

export const restSeconds = (rule: PaceRule, maps: CycleMaps, x: Float64Array, limits: ExitLimits): number =>
  shortestWait(maps, x, 0, REST_SECONDS_MAX, limits.rested - rule.reserveKelvin);

/** How long a rest goes on until it has its reserve. */
export function restBy(rule: PaceRule, maps: CycleMaps, x: Float64Array, limits: ExitLimits): Wait {
  return waitOf(maps, x, restSeconds(rule, maps, x, limits), true);
}

/** What comes next by a rule, as plain numbers: plays ask for thousands. */
export interface Choice {
  /** Before the next card; -1: no wait is long enough. */
  seconds: number;
  rests: boolean;
  /** How long a rest after that card would be, s, where that had to be known; else NaN. */
  restAfterSeconds: number;
  /** Then: temperatures after the card. */
  readonly afterCard: Float64Array;
}

export const newChoice = (): Choice => ({
  seconds: 0,
  rests: false,
  restAfterSeconds: Number.NaN,
  afterCard: new Float64Array(HEAT_COUNT),
});

/**
 * The wait before the next card by a rule: as short as may be, or a rest, when one card more before it costs too much. `idle`: seconds that the machine
 * has stood already. `restNow`: how long a rest from here is, s, if that is known; else NaN. Into `out`.
 */
export function chooseWait(
  out: Choice,
  rule: PaceRule,
  maps: CycleMaps,
  x: Float64Array,
  limits: ExitLimits,
  idle: number,
  restNow: number,
): void {
  const soon = soonestSeconds(maps, x, limits, idle);
  out.seconds = soon;
  out.rests = soon < 0;
  out.restAfterSeconds = Number.NaN;
  if (soon < 0) out.seconds = Number.isNaN(restNow) ? restSeconds(rule, maps, x, limits) : restNow;
  else if (soon > SOON_SECONDS && rule.secondsPerCard < Number.POSITIVE_INFINITY) {
    const rest = Number.isNaN(restNow) ? restSeconds(rule, maps, x, limits) : restNow;
    maps.step(out.afterCard, x, Math.round(soon / PLAN_TICK_SECONDS), step);
    const later = restSeconds(rule, maps, out.afterCard, limits);
    const costs = soon + maps.cycleTicks * PLAN_TICK_SECONDS + later - rest;
    if (rest >= 0 && soon < rest && (later < 0 || costs > rule.secondsPerCard)) {
      out.seconds = rest;
      out.rests = true;
    } else out.restAfterSeconds = later;
  }
}

const choice = newChoice();

/** The same for who goes by it now, with whether the roller must warm. */
export function waitBy(rule: PaceRule, maps: CycleMaps, x: Float64Array, limits: ExitLimits, idle = 0): Wait {
  chooseWait(choice, rule, maps, x, limits, idle, Number.NaN);
  return waitOf(maps, x, choice.seconds, choice.rests);
}
