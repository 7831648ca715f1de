/**
 * What a host remembers of a printer's heat, so that neither its own restart nor a power cut makes it a stranger: the soak with what the machine is
 * not as its profile says, and how much heat its cards draw.
 */
import type { Micros } from "../base/index.ts";
import { DRAW_MEMORY_LENGTH } from "./draw-watch.ts";
import { DOUBT_MAX } from "./soak-filter.ts";
import { isSoakMemory, SOAK_MEMORY_LENGTH } from "./soak-memory.ts";

/** Its {@link HeatMemory.numbers} are laid out as the code of this number does it. To be raised with each change of states, factors or equations. */
export const HEAT_MEMORY_LAYOUT = 1;

export interface HeatMemory {
  /** When it was so, by the printer's clock; below 0: before that clock began. */
  readonly atUs: Micros;
  /** Of `SoakEstimator.remember`. */
  readonly numbers: Float64Array;
}

export const HEAT_MEMORY_LENGTH = SOAK_MEMORY_LENGTH + DRAW_MEMORY_LENGTH;
export const soakPart = (numbers: Float64Array): Float64Array => numbers.subarray(0, SOAK_MEMORY_LENGTH);
export const drawPart = (numbers: Float64Array): Float64Array => numbers.subarray(SOAK_MEMORY_LENGTH);

/** Numbers that an estimator could have written: anything else is no memory, whatever wrote it. */
export function isHeatMemory(numbers: Float64Array): boolean {
  if (numbers.length !== HEAT_MEMORY_LENGTH || !numbers.every(Number.isFinite)) return false;
  return isSoakMemory(soakPart(numbers), DOUBT_MAX) && drawPart(numbers)[0]! >= 0;
}
