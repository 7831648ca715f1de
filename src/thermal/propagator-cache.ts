/**
 * Propagators of the plant by airflow, mode and step length. Only a memory of pure results: what it holds or has
 * forgotten never changes a bit of any answer.
 */
import { type Propagator, propagator } from "./expm.ts";
import { NODE_COUNT, systemMatrix } from "./network.ts";
import { perProfile } from "./per-profile.ts";
import { packRows } from "./plant-rows.ts";
import type { ThermalProfile } from "./profiles.ts";

/** Propagators kept per airflow and mode; a full one is emptied. About 1 kB each. */
const STEPS_MAX = 256;
/** Airflow-mode pairs kept per profile; a full table is emptied. */
const MODES_MAX = 64;

const SECONDS_PER_MICRO = 1e-6;

export class PlantMode {
  readonly airflow: number;
  readonly printing: boolean;
  readonly matrix: Float64Array;
  #steps = new Map<number, Propagator>();
  /** The length asked for last, and its answer: nearly always the control period. */
  #lastUs = 0;
  #lastRows: Float64Array | undefined;

  constructor(profile: ThermalProfile, airflow: number, printing: boolean) {
    this.airflow = airflow;
    this.printing = printing;
    this.matrix = systemMatrix(profile, airflow, printing);
  }

  over(dtUs: number): Propagator {
    let found = this.#steps.get(dtUs);
    if (found === undefined) {
      if (this.#steps.size >= STEPS_MAX) this.#steps.clear();
      found = propagator(this.matrix, NODE_COUNT, dtUs * SECONDS_PER_MICRO);
      this.#steps.set(dtUs, found);
    }
    return found;
  }

  /** The coefficients of {@link stepRows} for a step of this length. */
  rows(dtUs: number): Float64Array {
    if (dtUs === this.#lastUs && this.#lastRows !== undefined) return this.#lastRows;
    const { phi, psi } = this.over(dtUs);
    this.#lastUs = dtUs;
    this.#lastRows = packRows(phi, psi);
    return this.#lastRows;
  }
}

interface ModeTable {
  readonly idle: Map<number, PlantMode>;
  readonly printing: Map<number, PlantMode>;
}

const tableOf = perProfile((): ModeTable => ({ idle: new Map(), printing: new Map() }));

/** The mode of a profile at an airflow 0..1 (throws RangeError outside), shared by all plants of that profile. */
export function plantMode(profile: ThermalProfile, airflow: number, printing: boolean): PlantMode {
  const table = tableOf(profile);
  const modes = printing ? table.printing : table.idle;
  let mode = modes.get(airflow);
  if (mode === undefined) {
    if (!(airflow >= 0 && airflow <= 1)) throw new RangeError(`airflow ${airflow} is outside 0..1`);
    if (modes.size >= MODES_MAX) modes.clear();
    mode = new PlantMode(profile, airflow, printing);
    modes.set(airflow, mode);
  }
  return mode;
}
