/** The machine left alone goes home along six exponentials: any time of it is put together from them, without a matrix exponential of its own. */
import type { Propagator } from "../expm.ts";
import { heatCapacities } from "../network.ts";
import type { ThermalProfile } from "../profiles.ts";
import { HEAT_COUNT, times } from "./affine.ts";
import { symmetricEigen } from "./eigen.ts";

const N = HEAT_COUNT;

export class HeatFlow {
  /** From temperatures to shares of the six exponentials, and back; row-major. */
  readonly inverse = new Float64Array(N * N);
  readonly forward = new Float64Array(N * N);
  /** What each of them goes with, 1/s; below 0. */
  readonly rates: Float64Array;

  /** x' = matrix x + drive, in the order of the plans, for any drive. */
  constructor(p: ThermalProfile, matrix: Float64Array) {
    // With the roots of the heat capacities as units the matrix is symmetric.
    const roots = heatCapacities(p)
      .filter((joulePerKelvin) => joulePerKelvin > 0)
      .map(Math.sqrt);
    const symmetric = new Float64Array(N * N);
    for (let i = 0; i < N; i++) {
      for (let k = 0; k < N; k++) symmetric[i * N + k] = (matrix[i * N + k]! * roots[i]!) / roots[k]!;
    }
    const { values, vectors } = symmetricEigen(symmetric, N);
    this.rates = values;
    for (let i = 0; i < N; i++) {
      for (let k = 0; k < N; k++) {
        this.forward[i * N + k] = vectors[i * N + k]! / roots[i]!;
        this.inverse[k * N + i] = vectors[i * N + k]! * roots[i]!;
      }
    }
  }

  /** Where everything goes under a drive, degC. */
  homeOf(drive: Float64Array): Float64Array {
    const along = times(this.inverse, drive);
    for (let k = 0; k < N; k++) along[k] = -along[k]! / this.rates[k]!;
    return times(this.forward, along);
  }

  /** x(t) = phi x + psi drive after `seconds`. */
  over(seconds: number): Propagator {
    const phi = new Float64Array(N * N);
    const psi = new Float64Array(N * N);
    for (let k = 0; k < N; k++) {
      const grown = Math.expm1(this.rates[k]! * seconds);
      const left = 1 + grown;
      const fed = grown / this.rates[k]!;
      for (let i = 0; i < N; i++) {
        const share = this.forward[i * N + k]!;
        for (let j = 0; j < N; j++) {
          const at = i * N + j;
          const product = share * this.inverse[k * N + j]!;
          phi[at] = phi[at]! + product * left;
          psi[at] = psi[at]! + product * fed;
        }
      }
    }
    return { phi, psi };
  }
}
