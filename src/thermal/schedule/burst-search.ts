/**
 * Method B: a search over rules of work and rest. A rule works in bursts: it prints on with a set gap, bridges short
 * stops by waiting, and when that no longer helps it rests until the next card would leave cooler than the limit by a set
 * reserve. Gap, patience and reserve differ by part of the shift; coordinates are changed one at a time, and a change
 * that gives more cards (or as many sooner) is kept.
 */
import { HEAT_COUNT } from "./affine.ts";
import type { CardStep, CycleMaps } from "./cycle-maps.ts";
import { type CardPlan, type Schedule, ticksOf } from "./shift.ts";
import { shortestWait } from "./shortest-wait.ts";

export interface BurstSettings {
  /** The shift is cut into so many parts of equal length, each with a rule of its own; each cut is searched afresh. */
  parts: readonly number[];
  /** Rounds of coordinate search; the steps are halved after a round without gain. */
  rounds: number;
}

export const BURST_DEFAULT: Readonly<BurstSettings> = { parts: [1, 2, 3, 4, 6, 8], rounds: 14 };

/** One rule: gap between cards of a burst, s; longest wait within a burst, s; reserve below the limit after a rest, K. */
interface Rule {
  gap: number;
  patience: number;
  reserve: number;
}

const FIRST_GAPS = [0, 10];
const FIRST_PATIENCES = [0, 10, 30, 60, 120];
const FIRST_RESERVES = [0, 1, 2, 3, 4, 5, 6, 8, 10];
const FIRST_STEP: Readonly<Rule> = { gap: 8, patience: 24, reserve: 1.6 };
const STEP_SHARE_MIN = 1 / 16;
/** A rest never lasts longer, s. */
const REST_SECONDS_MAX = 7200;

interface Rollout {
  plans: CardPlan[];
  endTick: number;
}

const better = (a: Rollout, b: Rollout): boolean =>
  a.plans.length > b.plans.length || (a.plans.length === b.plans.length && a.endTick < b.endTick);

class Roller {
  readonly #maps: CycleMaps;
  readonly #parts: number;
  readonly #endTicks: number;
  readonly #x = new Float64Array(HEAT_COUNT);
  readonly #result: CardStep = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };

  constructor(maps: CycleMaps, parts: number) {
    this.#maps = maps;
    this.#parts = parts;
    this.#endTicks = ticksOf(maps.shift.shiftSeconds);
  }

  /** Prints by the rules, one for each part of the shift, until the shift is over. */
  run(rules: readonly Rule[]): Rollout {
    this.#x.set(this.#maps.start());
    const plans: CardPlan[] = [];
    let tick = 0;
    for (;;) {
      const part = Math.min(this.#parts - 1, Math.floor((tick * this.#parts) / this.#endTicks));
      const rule = rules[part]!;
      let seconds = this.#shortest(rule.gap, rule.gap + rule.patience, 0);
      if (seconds < 0) seconds = this.#shortest(rule.gap + rule.patience, REST_SECONDS_MAX, rule.reserve);
      const left = (this.#endTicks - tick - this.#maps.cycleTicks) / 10;
      // What does not fit after a full rest may fit after a short one.
      if (seconds < 0 || seconds > left) seconds = this.#shortest(0, left, 0);
      if (seconds < 0) return { plans, endTick: tick };
      const waitTicks = seconds * 10;
      this.#maps.step(this.#x, this.#x, waitTicks, this.#result);
      plans.push({ waitTicks, heatLeadTicks: this.#result.heatLeadTicks, heatNipTicks: this.#maps.heatNipTicks });
      tick += waitTicks + this.#maps.cycleTicks;
    }
  }

  /** Shortest wait of whole seconds within [from, to] with the exit below the limit by `reserve`; -1 when there is none. */
  #shortest(from: number, to: number, reserve: number): number {
    return shortestWait(this.#maps, this.#x, from, to, this.#maps.shift.exitCelsiusMax - reserve);
  }
}

function firstRules(roller: Roller, parts: number): { rules: Rule[]; found: Rollout } {
  let best: { rules: Rule[]; found: Rollout } | undefined;
  for (const gap of FIRST_GAPS) {
    for (const patience of FIRST_PATIENCES) {
      for (const reserve of FIRST_RESERVES) {
        const rules = Array.from({ length: parts }, () => ({ gap, patience, reserve }));
        const found = roller.run(rules);
        if (best === undefined || better(found, best.found)) best = { rules, found };
      }
    }
  }
  return best!;
}

/** Coordinate search from the best uniform rule; changes `best`. */
function climb(roller: Roller, best: { rules: Rule[]; found: Rollout }, rounds: number): void {
  let share = 1;
  for (let round = 0; round < rounds && share >= STEP_SHARE_MIN; round++) {
    let gained = false;
    for (const rule of best.rules) {
      for (const key of ["reserve", "patience", "gap"] as const) {
        for (const sign of [1, -1]) {
          const before = rule[key];
          rule[key] = Math.max(0, before + sign * share * FIRST_STEP[key]);
          const found = rule[key] === before ? best.found : roller.run(best.rules);
          if (better(found, best.found)) {
            best.found = found;
            gained = true;
            break;
          }
          rule[key] = before;
        }
      }
    }
    if (!gained) share /= 2;
  }
}

/** The schedule that method B finds. */
export function burstSchedule(maps: CycleMaps, settings: BurstSettings = BURST_DEFAULT): Schedule {
  let best: Rollout = { plans: [], endTick: 0 };
  for (const parts of settings.parts) {
    const roller = new Roller(maps, parts);
    const start = firstRules(roller, parts);
    climb(roller, start, settings.rounds);
    if (better(start.found, best)) best = start.found;
  }
  return best.plans;
}
