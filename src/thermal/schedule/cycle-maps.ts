/**
 * One card as maps: the free way from the end of the cycle before to nip entry for any wait, what full power over the
 * last seconds adds to that, and the way through the nip to the end of the cycle. Just-in-time heating is then a look-up:
 * the shortest burn with which the surface stays within the window during the whole transfer.
 */
import { HOT_ZONE_SHARE } from "../card-law.ts";
import { type PlantInputs, plantAtRest } from "../network.ts";
import {
  type Affine,
  applyInto,
  followedBy,
  HEAT,
  HEAT_COUNT,
  product,
  reducedDrive,
  reducedMatrix,
  times,
} from "./affine.ts";
import { CoolWaits, type Look } from "./cool-waits.ts";
import { HeatFlow } from "./heat-flow.ts";
import { HeatLeads } from "./heat-leads.ts";
import { HEAT_LEAD_SECONDS_MAX, PLAN_TICK_SECONDS, type Shift, ticksOf, ticksToNip } from "./shift.ts";

/** The surface is looked at this often within the nip, s; between looks it may sag by less than the margin, K. */
const LOOK_SECONDS = 0.67;
const LOOK_MARGIN_KELVIN = 0.02;
/** Kept below the exit limit, K: the sums here and the replay differ by rounding only. */
const EXIT_MARGIN_KELVIN = 1e-7;
/** Waits whose map is kept unless somebody wants fewer; a full table is emptied. */
const WAITS_MAX = 20_000;

/** Result of one card. */
export interface CardStep {
  /** Feasible: all limits kept. */
  ok: boolean;
  heatLeadTicks: number;
  exitCelsius: number;
}

const unused = new Float64Array(HEAT_COUNT);
const looked: CardStep = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };

export class CycleMaps {
  readonly shift: Shift;
  readonly heatNipTicks: number;
  readonly toNipTicks: number;
  readonly cycleTicks: number;
  /** Temperatures at nip entry after `step`, for callers that want to look. */
  readonly entry = new Float64Array(HEAT_COUNT);
  readonly #idle: HeatFlow;
  readonly #home: Float64Array;
  /** At nip entry, without heat: where a machine at home would be, and what is left of each exponential of the wait. */
  readonly #entryAtHome: Float64Array;
  readonly #alongEntry: Float64Array;
  readonly #through: Affine;
  readonly #looks: Look[] = [];
  readonly #leads: HeatLeads;
  readonly #waits = new Map<number, Affine>();
  readonly #waitsMax: number;
  #lateTicks: number;
  #coolWaits: CoolWaits | undefined;

  /**
   * `heatNipSeconds`: full power goes on so long after nip entry. `lateSeconds`: a roller that needs so much longer than there is
   * counts as in time, since the card will wait for it. `waitsMax`: maps of so many waits are kept, 1 KB each.
   */
  constructor(shift: Shift, heatNipSeconds: number, lateSeconds = 0, waitsMax = WAITS_MAX) {
    const p = shift.profile;
    this.shift = shift;
    this.heatNipTicks = ticksOf(heatNipSeconds);
    this.#lateTicks = ticksOf(lateSeconds);
    this.#waitsMax = waitsMax;
    this.toNipTicks = ticksToNip(p);
    this.cycleTicks = ticksOf(p.cycleSeconds);
    const still: PlantInputs = {
      ...plantAtRest(shift.roomCelsius),
      airflow: shift.airflow,
      chassisWatt: p.chassisIdleWatt,
    };
    const moving: PlantInputs = {
      ...still,
      printing: true,
      motorsWatt: p.motorsWatt,
      chassisWatt: p.chassisIdleWatt + p.chassisPrintingWatt,
    };
    const imaging: PlantInputs = { ...moving, headWatt: p.headJoulePerCard / p.imagingSeconds };
    this.#idle = new HeatFlow(p, reducedMatrix(p, shift.airflow, false));
    this.#home = this.#idle.homeOf(reducedDrive(p, still));
    const working = new HeatFlow(p, reducedMatrix(p, shift.airflow, true));
    const drive = reducedDrive(p, moving);
    const over = (seconds: number, q: Float64Array): Affine => {
      const { phi, psi } = working.over(seconds);
      return { matrix: phi, offset: times(psi, q) };
    };
    const toNip = this.toNipTicks * PLAN_TICK_SECONDS;
    const approach = followedBy(
      over(p.imagingSeconds, reducedDrive(p, imaging)),
      over(toNip - p.imagingSeconds, drive),
    );
    this.#alongEntry = product(approach.matrix, this.#idle.forward);
    this.#entryAtHome = new Float64Array(HEAT_COUNT);
    applyInto(this.#entryAtHome, approach.matrix, this.#home, approach.offset);
    const watt = new Float64Array(HEAT_COUNT);
    watt[HEAT.core] = p.heaterWatt / p.coreJoulePerKelvin;
    this.#leads = new HeatLeads(ticksOf(HEAT_LEAD_SECONDS_MAX), this.toNipTicks, working, this.#idle, watt);
    const count = Math.round(p.nipSeconds / LOOK_SECONDS);
    for (let i = 0; i <= count; i++) this.#addLook(this.#inNip(working, drive, (i * p.nipSeconds) / count));
    const after = p.cycleSeconds - toNip - p.nipSeconds;
    this.#through = followedBy(this.#inNip(working, drive, p.nipSeconds), over(after, drive));
  }

  /** From now on a roller that needs so much longer than there is counts as in time, s. */
  allowLate(seconds: number): void {
    this.#lateTicks = ticksOf(seconds);
  }

  /** All nodes at room temperature. */
  start(): Float64Array {
    return new Float64Array(HEAT_COUNT).fill(this.shift.roomCelsius);
  }

  /**
   * The next card after `waitTicks`, from `x` at the end of a cycle; writes the end of its cycle into `out`, which may
   * be `x`. When `result.ok` comes out false, `out` is untouched.
   */
  step(out: Float64Array, x: Float64Array, waitTicks: number, result: CardStep): void {
    const free = this.#free(waitTicks);
    const entry = this.entry;
    applyInto(entry, free.matrix, x, free.offset);
    const lead = this.#leadFor(entry);
    result.ok = lead <= this.#leads.max && lead <= waitTicks + this.toNipTicks + this.#lateTicks;
    if (!result.ok) return;
    const heat = this.#leads.table;
    for (let i = 0; i < HEAT_COUNT; i++) entry[i] = entry[i]! + heat[lead * HEAT_COUNT + i]!;
    const p = this.shift.profile;
    const card = entry[HEAT.chassis]! + HOT_ZONE_SHARE * (entry[HEAT.hotZone]! - entry[HEAT.chassis]!);
    const exit =
      card + p.cardShareSurface * (entry[HEAT.surface]! - card) + p.cardSharePlaten * (entry[HEAT.platen]! - card);
    result.heatLeadTicks = lead;
    result.exitCelsius = exit;
    result.ok = exit <= this.shift.exitCelsiusMax - EXIT_MARGIN_KELVIN && entry[HEAT.surface]! < p.gateHighCelsius;
    if (result.ok) applyInto(out, this.#through.matrix, entry, this.#through.offset);
  }

  /**
   * Whether a card after `waitSeconds` (whole) leaves at most `limitCelsius` warm: what `step` says, for a third of the work and without its
   * results.
   */
  isCoolAfter(x: Float64Array, waitSeconds: number, limitCelsius: number): boolean {
    this.#coolWaits ??= new CoolWaits({
      profile: this.shift.profile,
      idle: this.#idle,
      home: this.#home,
      entryAtHome: this.#entryAtHome,
      alongEntry: this.#alongEntry,
      looks: this.#looks,
      leads: this.#leads,
    });
    const waitTicks = ticksOf(waitSeconds);
    const limit = Math.min(limitCelsius, this.shift.exitCelsiusMax - EXIT_MARGIN_KELVIN);
    const found = this.#coolWaits.isCool(x, waitSeconds, limit, waitTicks + this.toNipTicks + this.#lateTicks);
    if (found !== undefined) return found;
    this.step(unused, x, waitTicks, looked);
    return looked.ok && looked.exitCelsius <= limitCelsius;
  }

  /** Fewest ticks of full power before nip entry that keep the surface up, given the entry state without them. */
  #leadFor(free: Float64Array): number {
    const leads = this.#leads;
    let lead = 0;
    for (let at = 0; at < this.#looks.length; at++) {
      const { row, base, floor } = this.#looks[at]!;
      let missing = floor - base;
      for (let k = 0; k < HEAT_COUNT; k++) missing -= row[k]! * free[k]!;
      if (leads.atLook(at)[lead]! >= missing) continue;
      lead = leads.fewest(at, missing, lead);
      if (lead > leads.max) return lead;
    }
    return lead;
  }

  #free(waitTicks: number): Affine {
    let found = this.#waits.get(waitTicks);
    if (found === undefined) {
      if (this.#waits.size >= this.#waitsMax) this.#waits.clear();
      found = this.#freeAfter(waitTicks * PLAN_TICK_SECONDS);
      this.#waits.set(waitTicks, found);
    }
    return found;
  }

  /** From temperatures at the end of a cycle to those at nip entry, without heat. */
  #freeAfter(waitSeconds: number): Affine {
    const { rates, inverse } = this.#idle;
    const home = this.#home;
    const matrix = new Float64Array(HEAT_COUNT * HEAT_COUNT);
    const offset = Float64Array.from(this.#entryAtHome);
    for (let k = 0; k < HEAT_COUNT; k++) {
      const left = Math.exp(rates[k]! * waitSeconds);
      for (let i = 0; i < HEAT_COUNT; i++) {
        const share = this.#alongEntry[i * HEAT_COUNT + k]! * left;
        for (let j = 0; j < HEAT_COUNT; j++) {
          const at = i * HEAT_COUNT + j;
          matrix[at] = matrix[at]! + share * inverse[k * HEAT_COUNT + j]!;
        }
      }
    }
    for (let i = 0; i < HEAT_COUNT; i++) {
      for (let j = 0; j < HEAT_COUNT; j++) offset[i] = offset[i]! - matrix[i * HEAT_COUNT + j]! * home[j]!;
    }
    return { matrix, offset };
  }

  /** Entry state to the state `seconds` into the nip: the card's draw is fixed by the entry state, so it is affine too. */
  #inNip(working: HeatFlow, drive: Float64Array, seconds: number): Affine {
    const p = this.shift.profile;
    const { phi, psi } = working.over(seconds);
    const joule = p.cardJoulePerKelvin / p.nipSeconds;
    const out = Float64Array.from(phi);
    const draw = (node: number, share: number, capacity: number): void => {
      const perKelvin = (joule * share) / capacity;
      for (let i = 0; i < HEAT_COUNT; i++) {
        const reach = psi[i * HEAT_COUNT + node]! * perKelvin;
        const row = i * HEAT_COUNT;
        out[row + node] = out[row + node]! - reach;
        out[row + HEAT.hotZone] = out[row + HEAT.hotZone]! + reach * HOT_ZONE_SHARE;
        out[row + HEAT.chassis] = out[row + HEAT.chassis]! + reach * (1 - HOT_ZONE_SHARE);
      }
    };
    draw(HEAT.surface, p.cardShareSurface, p.surfaceJoulePerKelvin);
    draw(HEAT.platen, p.cardSharePlaten, p.platenJoulePerKelvin);
    const offset = times(psi, drive);
    const burn = Math.min(seconds, this.heatNipTicks * PLAN_TICK_SECONDS);
    const watt = new Float64Array(HEAT_COUNT);
    watt[HEAT.core] = p.heaterWatt / p.coreJoulePerKelvin;
    const heated = times(working.over(seconds - burn).phi, times(working.over(burn).psi, watt));
    for (let i = 0; i < HEAT_COUNT; i++) offset[i] = offset[i]! + heated[i]!;
    return { matrix: out, offset };
  }

  #addLook(at: Affine): void {
    const row = at.matrix.slice(HEAT.surface * HEAT_COUNT, (HEAT.surface + 1) * HEAT_COUNT);
    const { profile, entryCelsiusMin } = this.shift;
    let floor = profile.gateLowCelsius + LOOK_MARGIN_KELVIN;
    // At nip entry it may have to be warmer.
    if (this.#looks.length === 0) floor += Math.max(0, entryCelsiusMin - floor);
    this.#leads.addLook(row);
    this.#looks.push({ row, base: at.offset[HEAT.surface]!, floor });
  }
}
