/**
 * Is the next card cool enough after a wait? The same answer as a step of the cycle maps gives, found sooner: a machine that stands idle goes
 * home along six exponentials, so whatever a card would be like is a sum of six terms for each wait, and a plan asks for many waits from the
 * same temperatures. What is too near to call is left to the step.
 */
import { HOT_ZONE_SHARE } from "../card-law.ts";
import type { ThermalProfile } from "../profiles.ts";
import { HEAT, HEAT_COUNT } from "./affine.ts";
import type { HeatFlow } from "./heat-flow.ts";
import type { HeatLeads } from "./heat-leads.ts";

/** Surface in the nip at one look: row . entry state + base + heat of the lead at least the floor. */
export interface Look {
  readonly row: Float64Array;
  readonly base: number;
  /** Degrees Celsius. */
  readonly floor: number;
}

export interface CoolParts {
  readonly profile: ThermalProfile;
  readonly idle: HeatFlow;
  /** Where a machine that stands goes, degC. */
  readonly home: Float64Array;
  /** From the end of the wait to nip entry, without heat: where a machine at home would be then, and what is left of each exponential. */
  readonly entryAtHome: Float64Array;
  readonly alongEntry: Float64Array;
  readonly looks: readonly Look[];
  readonly leads: HeatLeads;
}

/** Longest wait that is answered, s, and the step of the coarser of the two tables that it is put together from. */
const WAIT_SECONDS_MAX = 7200;
const FINE = 64;
const COARSE = Math.floor(WAIT_SECONDS_MAX / FINE) + 1;
/** Nearer to a limit than this nothing is said, K: the two ways of reckoning differ by less than a thousandth of it. */
const TIE_KELVIN = 1e-9;

const N = HEAT_COUNT;
const left = new Float64Array(N);

export class CoolWaits {
  readonly #parts: CoolParts;
  /** Share of a unit that is left of each exponential after so many seconds, and after so many times 64. */
  readonly #fine = new Float64Array(FINE * N);
  readonly #coarse = new Float64Array(COARSE * N);
  /** What is missing at each look, then exit and surface of an unheated card: where the machine is at home, and by exponential. */
  readonly #constants: Float64Array;
  readonly #rows: Float64Array;
  /** The temperatures asked for last, and the rows with what they have of each exponential. */
  readonly #from = new Float64Array(N).fill(Number.NaN);
  readonly #terms: Float64Array;
  /** What the last answer hung on: a good first guess of the next. */
  #lead = 0;
  #binding = 0;

  constructor(parts: CoolParts) {
    this.#parts = parts;
    const { profile: p, looks, idle, entryAtHome, alongEntry } = parts;
    for (let k = 0; k < N; k++) {
      const rate = idle.rates[k]!;
      for (let s = 0; s < FINE; s++) this.#fine[s * N + k] = Math.exp(rate * s);
      for (let s = 0; s < COARSE; s++) this.#coarse[s * N + k] = Math.exp(rate * s * FINE);
    }
    const rows: { row: ArrayLike<number>; base: number }[] = looks.map(({ row, base, floor }) => ({
      row: row.map((value) => -value),
      base: floor - base,
    }));
    rows.push({ row: exitRow(p), base: 0 }, { row: surfaceRow, base: 0 });
    this.#constants = new Float64Array(rows.length);
    this.#rows = new Float64Array(rows.length * N);
    this.#terms = new Float64Array(rows.length * N);
    rows.forEach(({ row, base }, at) => {
      this.#constants[at] = base;
      for (let i = 0; i < N; i++) {
        this.#constants[at] = this.#constants[at]! + row[i]! * entryAtHome[i]!;
        for (let k = 0; k < N; k++) {
          this.#rows[at * N + k] = this.#rows[at * N + k]! + row[i]! * alongEntry[i * N + k]!;
        }
      }
    });
  }

  /**
   * From temperatures `x` at the end of a cycle: does a card after `waitSeconds` (whole, at least 0) leave at most `limitCelsius` warm, with a
   * roller that needs at most `leadTicksMax` of full power? Undefined: too near to call, or too long a wait.
   */
  isCool(x: Float64Array, waitSeconds: number, limitCelsius: number, leadTicksMax: number): boolean | undefined {
    if (waitSeconds > WAIT_SECONDS_MAX) return undefined;
    this.#aim(x);
    const fine = (waitSeconds % FINE) * N;
    const coarse = Math.trunc(waitSeconds / FINE) * N;
    for (let k = 0; k < N; k++) left[k] = this.#fine[fine + k]! * this.#coarse[coarse + k]!;
    const { leads, looks, profile } = this.#parts;
    const most = Math.min(leads.max, leadTicksMax);
    // The look that asked for most heat the last time comes first: a card that is too warm or too late by that needs no others.
    let missing = this.#sum(this.#binding);
    let lead = leads.fewest(this.#binding, missing, this.#lead);
    let byLead = leads.atLook(this.#binding);
    if (lead > most) return missing - byLead[most]! < TIE_KELVIN ? undefined : false;
    const unheated = this.#sum(looks.length);
    const sure = lead === 0 || missing - byLead[lead - 1]! > TIE_KELVIN;
    if (sure && unheated + this.#exitByHeat(lead) > limitCelsius + TIE_KELVIN) return false;
    for (let at = 0; at < looks.length; at++) {
      if (at === this.#binding) continue;
      const here = this.#sum(at);
      const over = leads.atLook(at)[lead]! - here;
      if (over > TIE_KELVIN) continue;
      if (-over < TIE_KELVIN) return undefined;
      lead = leads.fewest(at, here, lead);
      byLead = leads.atLook(at);
      if (lead > most) return here - byLead[most]! < TIE_KELVIN ? undefined : false;
      this.#binding = at;
      missing = here;
      at = -1;
    }
    this.#lead = lead;
    const near = byLead[lead]! - missing < TIE_KELVIN || (lead > 0 && missing - byLead[lead - 1]! < TIE_KELVIN);
    if (near) return undefined;
    const exit = unheated + this.#exitByHeat(lead);
    const surface = this.#sum(looks.length + 1) + leads.table[lead * N + HEAT.surface]!;
    const over = Math.max(exit - limitCelsius, surface - profile.gateHighCelsius);
    return Math.abs(over) < TIE_KELVIN ? undefined : over < 0;
  }

  #aim(x: Float64Array): void {
    const from = this.#from;
    const { idle, home } = this.#parts;
    const { inverse } = idle;
    let same = true;
    for (let i = 0; i < N; i++) same &&= from[i] === x[i];
    if (same) return;
    from.set(x);
    for (let k = 0; k < N; k++) {
      let sum = 0;
      for (let i = 0; i < N; i++) sum += inverse[k * N + i]! * (x[i]! - home[i]!);
      for (let at = k; at < this.#rows.length; at += N) this.#terms[at] = this.#rows[at]! * sum;
    }
  }

  #sum(row: number): number {
    const t = this.#terms;
    const at = row * N;
    return (
      this.#constants[row]! +
      t[at]! * left[0]! +
      t[at + 1]! * left[1]! +
      t[at + 2]! * left[2]! +
      t[at + 3]! * left[3]! +
      t[at + 4]! * left[4]! +
      t[at + 5]! * left[5]!
    );
  }

  /** What full power over the last `lead` ticks adds to the exit temperature, K. */
  #exitByHeat(lead: number): number {
    const { leads, profile: p } = this.#parts;
    const heat = leads.table;
    const at = lead * N;
    const chassis = heat[at + HEAT.chassis]!;
    const card = chassis + HOT_ZONE_SHARE * (heat[at + HEAT.hotZone]! - chassis);
    const surface = heat[at + HEAT.surface]!;
    return card + p.cardShareSurface * (surface - card) + p.cardSharePlaten * (heat[at + HEAT.platen]! - card);
  }
}

const surfaceRow = new Float64Array(N);
surfaceRow[HEAT.surface] = 1;

function exitRow(p: ThermalProfile): Float64Array {
  const row = new Float64Array(N);
  const toCard = 1 - p.cardShareSurface - p.cardSharePlaten;
  row[HEAT.surface] = p.cardShareSurface;
  row[HEAT.platen] = p.cardSharePlaten;
  row[HEAT.hotZone] = toCard * HOT_ZONE_SHARE;
  row[HEAT.chassis] = toCard * (1 - HOT_ZONE_SHARE);
  return row;
}
