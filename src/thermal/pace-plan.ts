/**
 * What may a card cost, and with how much reserve does a rest end? Both depend on room, airflow and how far the chassis has come: some
 * rules are played through on the estimate, until the work ends where that is known, and the best one holds for a while.
 */

import {
  type Choice,
  chooseWait,
  type ExitLimits,
  newChoice,
  type PaceRule,
  REST_SECONDS_MAX,
  restSeconds,
  soonestSeconds,
} from "./pace-wait.ts";
import type { CardStep, CycleMaps } from "./schedule/cycle-maps.ts";
import { PLAN_TICK_SECONDS } from "./schedule/shift.ts";

/** The rule to begin with, and those that are tried first. */
export const FIRST_RULE: PaceRule = { secondsPerCard: 120, reserveKelvin: 3 };
const FIRST_RESERVES = [1, 2, 3, 4, 5, 6, 7] as const;
/** Later ones lie so far from the newest, and so far from the best of all these, K. */
const RESERVE_STEPS_FAR = [-1.5, -1, 1, 1.5] as const;
const RESERVE_STEPS = [-0.5, -0.25, 0.25, 0.5] as const;
/** The last rests decide by seconds whether one more card fits: with less time than this, s, finer steps are tried too, K. */
const LAST_SECONDS = 5400;
const RESERVE_STEPS_LAST = [-0.12, -0.06, 0.06, 0.12] as const;
const RESERVE_KELVIN_MIN = 0.5;
const RESERVE_KELVIN_MAX = 8;
/**
 * A card may cost this share of what cards cost on average, and these shares of that are tried too [C: what it leaves in the chassis is not in the
 * next rest. In the 48 cells of the comparison bursts that end at 0.9 to 1 of the average print most; beyond it they lose a twentieth].
 */
const PRICE_SHARE = 0.88;
const PRICE_SHARES = [0.92, 1.08] as const;
/** Never rests: where pauses suffice, and for the last hour before the work ends. */
const NO_RESTS: PaceRule = { secondsPerCard: Number.POSITIVE_INFINITY, reserveKelvin: 0 };
/** Another rule must be better by this, or the rule would change with the rounding. */
const CLEARLY_BETTER = 1.001;
/** A rule is played through so far, s, and no further than so many cards. */
const HORIZON_SECONDS = 4 * 3600;
const CARDS_MAX = 120;
/** With less time than this and fewer cards until the work ends it is the cards until then that count, s. */
export const NEAR_END_SECONDS = 6 * 3600;
const NEAR_CARDS = 110;
const NEAR_CARDS_MAX = 250;
/** Of plans with as many cards the one that is done this much sooner is worth half a card more: the end is not missed by a hair, s. */
const SPARE_SECONDS = 900;
/** Every play is settled: what its heat at the end costs counts as time, until a rest would have this reserve. */
const SETTLED: PaceRule = { secondsPerCard: 0, reserveKelvin: 3 };

const choice = newChoice();
const step: CardStep = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };

/** Cards per second by a rule from temperatures `from`, with what the heat that is left costs. */
export function playedRate(rule: PaceRule, maps: CycleMaps, from: Float64Array, limits: ExitLimits): number {
  const { cards, seconds, x } = play(rule, maps, from, limits, HORIZON_SECONDS, CARDS_MAX, Number.POSITIVE_INFINITY);
  const rest = restSeconds(SETTLED, maps, x, limits);
  return cards / (seconds + (rest < 0 ? REST_SECONDS_MAX : rest));
}

/** Cards by a rule until the work ends; what does not fit after a full rest may fit after a short one. */
export function playedCards(
  rule: PaceRule,
  maps: CycleMaps,
  from: Float64Array,
  limits: ExitLimits,
  leftSeconds: number,
): number {
  return play(rule, maps, from, limits, leftSeconds, NEAR_CARDS_MAX).cards;
}

function play(
  rule: PaceRule,
  maps: CycleMaps,
  from: Float64Array,
  limits: ExitLimits,
  endSeconds: number,
  cardsMax: number,
  workSeconds = endSeconds,
): { cards: number; seconds: number; x: Float64Array } {
  const x = Float64Array.from(from);
  const cycleSeconds = maps.cycleTicks * PLAN_TICK_SECONDS;
  let seconds = 0;
  let cards = 0;
  let restNow = Number.NaN;
  while (cards < cardsMax) {
    chooseNext(choice, rule, maps, x, limits, workSeconds - seconds, restNow);
    const { seconds: wait, restAfterSeconds } = choice;
    if (wait < 0 || seconds + wait + cycleSeconds > endSeconds) break;
    seconds += wait;
    // Who has asked what this card costs has gone through it, and knows the rest after it.
    if (Number.isNaN(restAfterSeconds)) maps.step(x, x, Math.round(wait / PLAN_TICK_SECONDS), step);
    else x.set(choice.afterCard);
    restNow = restAfterSeconds;
    seconds += cycleSeconds;
    cards++;
  }
  return { cards, seconds, x };
}

/** Cards until the work ends, and a little for the time to spare. */
function worthUntil(
  rule: PaceRule,
  maps: CycleMaps,
  from: Float64Array,
  limits: ExitLimits,
  leftSeconds: number,
): number {
  const { cards, seconds } = play(rule, maps, from, limits, leftSeconds, NEAR_CARDS_MAX);
  return cards + 0.5 * Math.min(1, (leftSeconds - seconds) / SPARE_SECONDS);
}

/** The next wait by a rule when the work ends in so long, into `out`; {@link chooseWait}. */
export function chooseNext(
  out: Choice,
  rule: PaceRule,
  maps: CycleMaps,
  x: Float64Array,
  limits: ExitLimits,
  leftSeconds: number,
  restNow: number,
): void {
  chooseWait(out, rule, maps, x, limits, 0, restNow);
  const fits = out.seconds >= 0 && out.seconds + maps.cycleTicks * PLAN_TICK_SECONDS <= leftSeconds;
  if (fits || !out.rests) return;
  out.seconds = soonestSeconds(maps, x, limits, 0);
  out.rests = false;
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
  const known = now !== undefined && now.reserveKelvin > 0 ? now : undefined;
  const usual = playedRate(known ?? FIRST_RULE, maps, from, limits);
  const near = leftSeconds <= NEAR_END_SECONDS && usual * leftSeconds <= NEAR_CARDS;
  let best = known ?? FIRST_RULE;
  let most = 0;
  const attempt = (rule: PaceRule): void => {
    const worth = near ? worthUntil(rule, maps, from, limits, leftSeconds) : playedRate(rule, maps, from, limits);
    if (worth <= most * CLEARLY_BETTER) return;
    best = rule;
    most = worth;
  };
  const price = (): number => PRICE_SHARE / (near ? usual : most);
  const attemptAll = (reserves: readonly number[]): void => {
    for (const reserveKelvin of reserves) {
      if (reserveKelvin < RESERVE_KELVIN_MIN || reserveKelvin > RESERVE_KELVIN_MAX) continue;
      attempt({ secondsPerCard: price(), reserveKelvin });
    }
  };
  attempt(NO_RESTS);
  if (known === undefined) attemptAll(FIRST_RESERVES);
  else {
    attempt(known);
    attemptAll(RESERVE_STEPS_FAR.map((by) => known.reserveKelvin + by));
  }
  const { reserveKelvin } = best;
  attemptAll(RESERVE_STEPS.map((by) => reserveKelvin + by));
  const middle = price();
  const reserve = best.reserveKelvin;
  if (near && leftSeconds <= LAST_SECONDS) attemptAll(RESERVE_STEPS_LAST.map((by) => reserve + by));
  for (const share of PRICE_SHARES) attempt({ secondsPerCard: middle * share, reserveKelvin: reserve });
  return best;
}
