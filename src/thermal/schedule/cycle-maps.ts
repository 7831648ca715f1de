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
  flow,
  followedBy,
  HEAT,
  HEAT_COUNT,
  reducedDrive,
  reducedMatrix,
  times,
} from "./affine.ts";
import { HEAT_LEAD_SECONDS_MAX, PLAN_TICK_SECONDS, type Shift, ticksOf, ticksToNip } from "./shift.ts";

/** The surface is looked at this often within the nip, s; between looks it may sag by less than the margin, K. */
const LOOK_SECONDS = 0.67;
const LOOK_MARGIN_KELVIN = 0.02;
/** Kept below the exit limit, K: the sums here and the replay differ by rounding only. */
const EXIT_MARGIN_KELVIN = 1e-7;
/** Waits whose map is kept; a full table is emptied. */
const WAITS_MAX = 20_000;

/** Result of one card. */
export interface CardStep {
  /** Feasible: all limits kept. */
  ok: boolean;
  heatLeadTicks: number;
  exitCelsius: number;
}

/** Surface in the nip at one look: row . entry state + base + heat[lead ticks] at least the lower limit. */
interface Look {
  readonly row: Float64Array;
  readonly base: number;
  readonly heat: Float64Array;
}

export class CycleMaps {
  readonly shift: Shift;
  readonly heatNipTicks: number;
  readonly toNipTicks: number;
  readonly cycleTicks: number;
  /** Temperatures at nip entry after `step`, for callers that want to look. */
  readonly entry = new Float64Array(HEAT_COUNT);
  readonly #idleMatrix: Float64Array;
  readonly #idleDrive: Float64Array;
  readonly #approach: Affine;
  readonly #through: Affine;
  readonly #looks: Look[] = [];
  /** Added to the entry state by full power over the last k ticks, 6 numbers each. */
  readonly #heat: Float64Array;
  readonly #waits = new Map<number, Affine>();
  #lateTicks: number;
  readonly #leadMax = ticksOf(HEAT_LEAD_SECONDS_MAX);

  /**
   * `heatNipSeconds`: full power goes on so long after nip entry. `lateSeconds`: a roller that needs so much longer than there is
   * counts as in time, since the card will wait for it.
   */
  constructor(shift: Shift, heatNipSeconds: number, lateSeconds = 0) {
    const p = shift.profile;
    this.shift = shift;
    this.heatNipTicks = ticksOf(heatNipSeconds);
    this.#lateTicks = ticksOf(lateSeconds);
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
    this.#idleMatrix = reducedMatrix(p, shift.airflow, false);
    this.#idleDrive = reducedDrive(p, still);
    const matrix = reducedMatrix(p, shift.airflow, true);
    const drive = reducedDrive(p, moving);
    const over = (seconds: number, q: Float64Array): Affine => {
      const { phi, psi } = flow(matrix, seconds);
      return { matrix: phi, offset: times(psi, q) };
    };
    const toNip = this.toNipTicks * PLAN_TICK_SECONDS;
    this.#approach = followedBy(
      over(p.imagingSeconds, reducedDrive(p, imaging)),
      over(toNip - p.imagingSeconds, drive),
    );
    this.#heat = this.#heatTable(matrix);
    const count = Math.round(p.nipSeconds / LOOK_SECONDS);
    for (let i = 0; i <= count; i++) this.#addLook(this.#inNip(matrix, drive, (i * p.nipSeconds) / count));
    const after = p.cycleSeconds - toNip - p.nipSeconds;
    this.#through = followedBy(this.#inNip(matrix, drive, p.nipSeconds), over(after, drive));
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
    result.ok = lead <= this.#leadMax && lead <= waitTicks + this.toNipTicks + this.#lateTicks;
    if (!result.ok) return;
    const heat = this.#heat;
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

  /** Fewest ticks of full power before nip entry that keep the surface up, given the entry state without them. */
  #leadFor(free: Float64Array): number {
    const floor = this.shift.profile.gateLowCelsius + LOOK_MARGIN_KELVIN;
    let lead = 0;
    let first = true;
    for (const { row, base, heat } of this.#looks) {
      let missing = floor - base;
      if (first) missing += Math.max(0, this.shift.entryCelsiusMin - floor);
      first = false;
      for (let k = 0; k < HEAT_COUNT; k++) missing -= row[k]! * free[k]!;
      if (heat[lead]! >= missing) continue;
      let low = lead;
      let high = this.#leadMax + 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (heat[middle]! >= missing) high = middle;
        else low = middle;
      }
      lead = high;
      if (lead > this.#leadMax) return lead;
    }
    return lead;
  }

  #free(waitTicks: number): Affine {
    let found = this.#waits.get(waitTicks);
    if (found === undefined) {
      if (this.#waits.size >= WAITS_MAX) this.#waits.clear();
      const { phi, psi } = flow(this.#idleMatrix, waitTicks * PLAN_TICK_SECONDS);
      found = followedBy({ matrix: phi, offset: times(psi, this.#idleDrive) }, this.#approach);
      this.#waits.set(waitTicks, found);
    }
    return found;
  }

  #heatTable(printing: Float64Array): Float64Array {
    const p = this.shift.profile;
    const watt = new Float64Array(HEAT_COUNT);
    watt[HEAT.core] = p.heaterWatt / p.coreJoulePerKelvin;
    const table = new Float64Array((this.#leadMax + 1) * HEAT_COUNT);
    // One tick of full power, carried on by ever more ticks: first those of the cycle, then those of the wait.
    const carry = flow(printing, PLAN_TICK_SECONDS);
    const carryIdle = flow(this.#idleMatrix, PLAN_TICK_SECONDS);
    let pulse = times(carry.psi, watt);
    const toNip = flow(printing, this.toNipTicks * PLAN_TICK_SECONDS).phi;
    let idlePulse = times(carryIdle.psi, watt);
    for (let k = 1; k <= this.#leadMax; k++) {
      const added = k <= this.toNipTicks ? pulse : times(toNip, idlePulse);
      for (let i = 0; i < HEAT_COUNT; i++) {
        table[k * HEAT_COUNT + i] = table[(k - 1) * HEAT_COUNT + i]! + added[i]!;
      }
      if (k <= this.toNipTicks) pulse = times(carry.phi, pulse);
      else idlePulse = times(carryIdle.phi, idlePulse);
    }
    return table;
  }

  /** Entry state to the state `seconds` into the nip: the card's draw is fixed by the entry state, so it is affine too. */
  #inNip(matrix: Float64Array, drive: Float64Array, seconds: number): Affine {
    const p = this.shift.profile;
    const { phi, psi } = flow(matrix, seconds);
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
    const heated = times(flow(matrix, seconds - burn).phi, times(flow(matrix, burn).psi, watt));
    for (let i = 0; i < HEAT_COUNT; i++) offset[i] = offset[i]! + heated[i]!;
    return { matrix: out, offset };
  }

  #addLook(at: Affine): void {
    const row = at.matrix.slice(HEAT.surface * HEAT_COUNT, (HEAT.surface + 1) * HEAT_COUNT);
    const heat = new Float64Array(this.#leadMax + 1);
    for (let k = 0; k <= this.#leadMax; k++) {
      let sum = 0;
      for (let i = 0; i < HEAT_COUNT; i++) sum += row[i]! * this.#heat[k * HEAT_COUNT + i]!;
      heat[k] = sum;
    }
    this.#looks.push({ row, base: at.offset[HEAT.surface]!, heat });
  }
}
