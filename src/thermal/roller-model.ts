/**
 * The roller and its thermistor as a linear model: core, surface and reading, and for the filters heat that nobody explains. One set of equations for
 * whoever follows a roller, in steps of his own.
 */
import { propagator } from "./expm.ts";
import type { ThermalProfile } from "./profiles.ts";

/** States, in the order of every model's rows and columns. */
export const ROLLER = { core: 0, surface: 1, reading: 2, unexplained: 3 } as const;

/** Between the surface and its neighbours, W/K: the nip is turned while cards move, and stands else. */
export const surfaceLoss = (p: ThermalProfile, moving: boolean): number =>
  p.surfaceToHotZone + (moving ? p.surfaceToPlatenPrinting : p.surfaceToPlatenIdle);

/** Matrix of core, surface and reading, 1/s, in a matrix of n x n; the surface's neighbours (hot zone and platen) count as one temperature. */
export function rollerMatrix(p: ThermalProfile, n: number, moving: boolean): Float64Array {
  const a = new Float64Array(n * n);
  const { core, surface } = ROLLER;
  const lossSurface = surfaceLoss(p, moving);
  a[core * n + core] = -(p.coreToSurface + p.coreToHotZone) / p.coreJoulePerKelvin;
  a[core * n + surface] = p.coreToSurface / p.coreJoulePerKelvin;
  a[surface * n + core] = p.coreToSurface / p.surfaceJoulePerKelvin;
  a[surface * n + surface] = -(p.coreToSurface + lossSurface) / p.surfaceJoulePerKelvin;
  return a;
}

export interface RollerModel {
  /** What is left of each state after one step, n x n, row-major. */
  readonly phi: Float64Array;
  /** Answers of each state to 1 W into the core, 1 W into the surface and 1 K around, over one step. */
  readonly perCoreWatt: Float64Array;
  readonly perSurfaceWatt: Float64Array;
  readonly perZoneKelvin: Float64Array;
}

/** The model of `n` states, 3 or with the unexplained heat 4, in steps of `seconds`. */
export function rollerModel(p: ThermalProfile, n: 3 | 4, moving: boolean, seconds: number): RollerModel {
  const a = rollerMatrix(p, n, moving);
  const { core, surface, reading, unexplained } = ROLLER;
  if (n > unexplained) a[core * n + unexplained] = 1 / p.coreJoulePerKelvin;
  a[reading * n + surface] = 1 / p.thermistorLagSeconds;
  a[reading * n + reading] = -1 / p.thermistorLagSeconds;
  const { phi, psi } = propagator(a, n, seconds);
  const column = (j: number, scale: number): Float64Array =>
    Float64Array.from({ length: n }, (_, i) => psi[i * n + j]! * scale);
  const perCoreWatt = column(core, 1 / p.coreJoulePerKelvin);
  const perSurfaceWatt = column(surface, 1 / p.surfaceJoulePerKelvin);
  const loss = surfaceLoss(p, moving);
  return {
    phi,
    perCoreWatt,
    perSurfaceWatt,
    perZoneKelvin: perCoreWatt.map((value, i) => p.coreToHotZone * value + loss * perSurfaceWatt[i]!),
  };
}
