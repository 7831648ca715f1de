/**
 * Affine maps of the six temperatures that matter to a plan (the thermistor is left out: with perfect knowledge nobody
 * reads it). The plant is linear, so whole cycles are one such map each, and thousands of plans a second can be tried.
 */
import { type Propagator, propagator } from "../expm.ts";
import { driveInto, NODE, NODE_COUNT, type PlantInputs, systemMatrix } from "../network.ts";
import type { ThermalProfile } from "../profiles.ts";

/** Order of the reduced state. */
export const HEAT = { core: 0, surface: 1, platen: 2, hotZone: 3, chassis: 4, head: 5 } as const;
export const HEAT_COUNT = 6;
const NODES = [NODE.core, NODE.surface, NODE.platen, NODE.hotZone, NODE.chassis, NODE.head] as const;

/** x -> matrix x + offset; row-major 6 x 6. */
export interface Affine {
  readonly matrix: Float64Array;
  readonly offset: Float64Array;
}

/** The plant's matrix without the thermistor. */
export function reducedMatrix(p: ThermalProfile, airflow: number, printing: boolean): Float64Array {
  const full = systemMatrix(p, airflow, printing);
  const out = new Float64Array(HEAT_COUNT * HEAT_COUNT);
  NODES.forEach((row, i) => {
    NODES.forEach((column, j) => {
      out[i * HEAT_COUNT + j] = full[row * NODE_COUNT + column]!;
    });
  });
  return out;
}

/** The plant's drive without the thermistor, K/s. */
export function reducedDrive(p: ThermalProfile, inputs: PlantInputs): Float64Array {
  const full = new Float64Array(NODE_COUNT);
  driveInto(full, p, inputs);
  return Float64Array.from(NODES, (node) => full[node]!);
}

export const flow = (matrix: Float64Array, seconds: number): Propagator => propagator(matrix, HEAT_COUNT, seconds);

/** out = matrix x, plus `offset` when given. `out` may not be `x`. */
export function applyInto(out: Float64Array, matrix: Float64Array, x: Float64Array, offset?: Float64Array): void {
  for (let i = 0; i < HEAT_COUNT; i++) {
    let sum = offset === undefined ? 0 : offset[i]!;
    for (let k = 0; k < HEAT_COUNT; k++) sum += matrix[i * HEAT_COUNT + k]! * x[k]!;
    out[i] = sum;
  }
}

export function product(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(HEAT_COUNT * HEAT_COUNT);
  for (let i = 0; i < HEAT_COUNT; i++) {
    for (let j = 0; j < HEAT_COUNT; j++) {
      let sum = 0;
      for (let k = 0; k < HEAT_COUNT; k++) sum += a[i * HEAT_COUNT + k]! * b[k * HEAT_COUNT + j]!;
      out[i * HEAT_COUNT + j] = sum;
    }
  }
  return out;
}

export function times(matrix: Float64Array, x: Float64Array): Float64Array {
  const out = new Float64Array(HEAT_COUNT);
  applyInto(out, matrix, x);
  return out;
}

/** First `first`, then `second`. Not called `then`: a module with an export of that name is taken for a promise by `import()`. */
export function followedBy(first: Affine, second: Affine): Affine {
  const offset = times(second.matrix, first.offset);
  for (let i = 0; i < HEAT_COUNT; i++) offset[i] = offset[i]! + second.offset[i]!;
  return { matrix: product(second.matrix, first.matrix), offset };
}
