/**
 * What full power over the last ticks before nip entry adds to the temperatures there, and to the surface at each look within the nip. Reckoned as far
 * as somebody asked: a roller that is warm needs a few seconds of it, and of the minutes that a cold one needs nothing is kept for it.
 */
import { HEAT_COUNT, product, times } from "./affine.ts";
import type { HeatFlow } from "./heat-flow.ts";
import { PLAN_TICK_SECONDS } from "./shift.ts";

/** Reckoned at first, ticks; then twice as many, and so on. */
const FIRST_TICKS = 256;

export class HeatLeads {
  /** Nobody heats longer than this, ticks. */
  readonly max: number;
  /** Reckoned so far, ticks. */
  #known = 0;
  /** Added to the entry state by full power over the last k ticks, 6 numbers each; nothing of it falls with k. */
  #table = new Float64Array(HEAT_COUNT);
  /** The same of the surface at each look. */
  readonly #byLook: Float64Array[] = [];
  readonly #rows: Float64Array[] = [];
  readonly #toNipTicks: number;
  // One tick of full power, carried on by ever more ticks: first those of the cycle, then those of the wait.
  readonly #inCycle: Pulse;
  readonly #inWait: Pulse;

  /** `degreesPerSecond`: by full power, of each temperature. `toNipTicks` of the lead fall into the cycle, the rest into the wait before it. */
  constructor(max: number, toNipTicks: number, working: HeatFlow, idle: HeatFlow, degreesPerSecond: Float64Array) {
    this.max = max;
    this.#toNipTicks = toNipTicks;
    const toNip = working.over(toNipTicks * PLAN_TICK_SECONDS).phi;
    this.#inCycle = new Pulse(working, degreesPerSecond, working.forward);
    this.#inWait = new Pulse(idle, degreesPerSecond, product(toNip, idle.forward));
  }

  /** Surface within the nip: `row` . entry state. */
  addLook(row: Float64Array): void {
    this.#rows.push(row);
    this.#byLook.push(new Float64Array(1));
  }

  /** By ticks, 6 numbers each; good for leads that were found, until the next is sought. */
  get table(): Float64Array {
    return this.#table;
  }

  /** By ticks; likewise. */
  atLook(look: number): Float64Array {
    return this.#byLook[look]!;
  }

  /** Fewest ticks 0..max whose heat is at least `missing` at a look, or max + 1; sought from `guess`, one that was found before, on. */
  fewest(look: number, missing: number, guess: number): number {
    let found = leadFor(this.#byLook[look]!, this.#known, missing, guess);
    while (found > this.#known && found <= this.max) {
      const from = this.#known;
      this.#reckon(Math.min(this.max, Math.max(FIRST_TICKS, 2 * from)));
      found = leadFor(this.#byLook[look]!, this.#known, missing, from);
    }
    return found;
  }

  #reckon(ticks: number): void {
    const from = this.#known + 1;
    const table = new Float64Array((ticks + 1) * HEAT_COUNT);
    table.set(this.#table);
    for (let k = from; k <= ticks; k++) {
      (k <= this.#toNipTicks ? this.#inCycle : this.#inWait).addInto(table, k * HEAT_COUNT);
    }
    for (let at = 0; at < this.#rows.length; at++) {
      const heat = new Float64Array(ticks + 1);
      heat.set(this.#byLook[at]!);
      alongRow(heat, table, this.#rows[at]!, from);
      this.#byLook[at] = heat;
    }
    this.#table = table;
    this.#known = ticks;
  }
}

/** `heat[k]` = row . `table` at k, from tick `from` on. */
function alongRow(heat: Float64Array, table: Float64Array, row: Float64Array, from: number): void {
  for (let k = from; k < heat.length; k++) {
    let sum = 0;
    for (let i = 0; i < HEAT_COUNT; i++) sum += row[i]! * table[k * HEAT_COUNT + i]!;
    heat[k] = sum;
  }
}

/** Fewest ticks 0..most whose heat is at least `missing`, or most + 1; sought from `guess` (0..most) on. */
export function leadFor(byLead: Float64Array, most: number, missing: number, guess: number): number {
  let low: number;
  let high: number;
  let step = 1;
  if (byLead[guess]! >= missing) {
    high = guess;
    for (low = high - 1; low >= 0 && byLead[low]! >= missing; low = high - step) {
      high = low;
      step *= 2;
    }
    low = Math.max(low, -1);
  } else {
    low = guess;
    for (high = low + 1; high <= most && !(byLead[high]! >= missing); high = low + step) {
      low = high;
      step *= 2;
    }
    high = Math.min(high, most + 1);
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (byLead[middle]! >= missing) high = middle;
    else low = middle;
  }
  return high;
}

/** What a tick of heat still adds to the temperatures after ever more ticks. */
class Pulse {
  readonly #share: Float64Array;
  readonly #left: Float64Array;
  readonly #forward: Float64Array;

  constructor(flow: HeatFlow, watt: Float64Array, forward: Float64Array) {
    this.#share = times(flow.inverse, times(flow.over(PLAN_TICK_SECONDS).psi, watt));
    this.#left = flow.rates.map((rate) => Math.exp(rate * PLAN_TICK_SECONDS));
    this.#forward = forward;
  }

  /** Writes the six numbers before `at`, and this pulse more, to `at`; the pulse is a tick older then. */
  addInto(table: Float64Array, at: number): void {
    const share = this.#share;
    const forward = this.#forward;
    for (let i = 0; i < HEAT_COUNT; i++) {
      let sum = table[at - HEAT_COUNT + i]!;
      for (let k = 0; k < HEAT_COUNT; k++) sum += forward[i * HEAT_COUNT + k]! * share[k]!;
      table[at + i] = sum;
    }
    for (let k = 0; k < HEAT_COUNT; k++) share[k] = share[k]! * this.#left[k]!;
  }
}
