/**
 * Method A: dynamic programming over time on a reduced state. All ways to have just finished a card within one slice of
 * time are kept in boxes of like hot zone, chassis and roller temperature; each box keeps its most promising way, each slice
 * its most promising boxes. Every way carries its exact temperatures, so only the choice is reduced, not the physics.
 */
import { HEAT, HEAT_COUNT } from "./affine.ts";
import type { CardStep, CycleMaps } from "./cycle-maps.ts";
import { type CardPlan, type Schedule, ticksOf } from "./shift.ts";

export interface BeamSettings {
  /** Ways kept per slice. */
  width: number;
  /** What a kelvin of heat left in the machine is held to cost, in cards, relative to its share of a card's own heat. */
  heatPrice: number;
  /** The same for the chassis, which keeps its heat for half an hour. */
  chassisPrice: number;
}

export const BEAM_DEFAULT: Readonly<BeamSettings> = { width: 40, heatPrice: 0.5, chassisPrice: 0.5 };

const SLICE_TICKS = 120;
const HOT_ZONE_BOX_KELVIN = 1;
const CHASSIS_BOX_KELVIN = 0.5;
const ROLLER_BOX_KELVIN = 12;
/** Waits that are tried after a card, s. Shorter steps where waits are short. */
const WAIT_SECONDS = [
  0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 21, 25, 30, 35, 40, 46, 53, 60, 70, 80, 95, 110, 135, 165, 200, 250, 300, 370,
  450, 550, 670, 820, 1000, 1200, 1500, 1800, 2200, 2700, 3300,
] as const;
/** Beyond the shortest feasible wait so many more short ones are tried; the long ones always every second. */
const WAITS_NEAR = 7;

/** One way to have printed some cards: a leaf that knows its past. */
interface Way {
  readonly x: Float64Array;
  readonly tick: number;
  readonly cards: number;
  readonly worth: number;
  readonly plan: CardPlan | undefined;
  readonly before: Way | undefined;
}

function boxOf(x: Float64Array): number {
  const zone = Math.floor(x[HEAT.hotZone]! / HOT_ZONE_BOX_KELVIN);
  const chassis = Math.floor(x[HEAT.chassis]! / CHASSIS_BOX_KELVIN);
  const roller = Math.floor(x[HEAT.core]! / ROLLER_BOX_KELVIN);
  return (zone * 512 + chassis) * 64 + roller;
}

function scheduleOf(way: Way): Schedule {
  const plans: CardPlan[] = [];
  for (let at: Way | undefined = way; at?.plan !== undefined; at = at.before) plans.push(at.plan);
  return plans.reverse();
}

/** Heat left in the machine, in cards: each node's heat by the heat that one card leaves behind. */
function pricesOf(maps: CycleMaps, settings: BeamSettings): Float64Array {
  const p = maps.shift.profile;
  const perCard =
    p.headJoulePerCard + (p.motorsWatt + p.chassisPrintingWatt) * p.cycleSeconds + 0.3 * p.heaterWatt * p.cycleSeconds;
  const capacities = [
    p.coreJoulePerKelvin,
    p.surfaceJoulePerKelvin,
    p.platenJoulePerKelvin,
    p.hotZoneJoulePerKelvin,
    p.chassisJoulePerKelvin * (settings.chassisPrice / settings.heatPrice),
    p.headJoulePerKelvin,
  ];
  return Float64Array.from(capacities, (capacity) => (settings.heatPrice * capacity) / perCard);
}

class Beam {
  readonly #maps: CycleMaps;
  readonly #settings: BeamSettings;
  readonly #prices: Float64Array;
  readonly #slices: (Map<number, Way> | undefined)[] = [];
  readonly #endTicks: number;
  readonly #next = new Float64Array(HEAT_COUNT);
  readonly #result: CardStep = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };
  best: Way;

  constructor(maps: CycleMaps, settings: BeamSettings) {
    this.#maps = maps;
    this.#settings = settings;
    this.#prices = pricesOf(maps, settings);
    this.#endTicks = ticksOf(maps.shift.shiftSeconds);
    this.best = { x: maps.start(), tick: 0, cards: 0, worth: 0, plan: undefined, before: undefined };
  }

  run(): Way {
    this.#expand(this.best);
    for (let i = 0; i < Math.ceil(this.#endTicks / SLICE_TICKS) + 1; i++) {
      const slice = this.#slices[i];
      if (slice === undefined) continue;
      this.#slices[i] = undefined;
      const ways = [...slice.values()].sort((a, b) => b.worth - a.worth);
      for (const way of ways.slice(0, this.#settings.width)) this.#expand(way);
    }
    return this.best;
  }

  #expand(way: Way): void {
    const { cycleTicks } = this.#maps;
    let tried = 0;
    for (const seconds of WAIT_SECONDS) {
      const waitTicks = seconds * 10;
      const tick = way.tick + waitTicks + cycleTicks;
      if (tick > this.#endTicks) return;
      if (tried > WAITS_NEAR && tried % 2 === 0) {
        tried++;
        continue;
      }
      this.#maps.step(this.#next, way.x, waitTicks, this.#result);
      if (!this.#result.ok) continue;
      tried++;
      this.#offer(way, waitTicks, tick);
    }
  }

  #offer(before: Way, waitTicks: number, tick: number): void {
    const next = this.#next;
    const cards = before.cards + 1;
    // Within a slice the sooner way is ahead by what the machine can print at most in the time between.
    let worth = cards - (tick % SLICE_TICKS) / this.#maps.cycleTicks;
    for (let i = 0; i < HEAT_COUNT; i++) worth -= this.#prices[i]! * next[i]!;
    const index = Math.floor(tick / SLICE_TICKS);
    let slice = this.#slices[index];
    if (slice === undefined) {
      slice = new Map();
      this.#slices[index] = slice;
    }
    const box = boxOf(next);
    const known = slice.get(box);
    const better = cards > this.best.cards || (cards === this.best.cards && tick < this.best.tick);
    if (known !== undefined && known.worth >= worth && !better) return;
    const plan = { waitTicks, heatLeadTicks: this.#result.heatLeadTicks, heatNipTicks: this.#maps.heatNipTicks };
    const way: Way = { x: Float64Array.from(next), tick, cards, worth, plan, before };
    if (better) this.best = way;
    if (known === undefined || known.worth < worth) slice.set(box, way);
  }
}

/** The schedule that method A finds. */
export function beamSchedule(maps: CycleMaps, settings: BeamSettings = BEAM_DEFAULT): Schedule {
  return scheduleOf(new Beam(maps, settings).run());
}
