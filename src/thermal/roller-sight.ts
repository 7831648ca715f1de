/**
 * What the firmware can know of the roller between two readings: core, surface and the heat that the model does not explain. A
 * filter of four states with constant gains over the quantised thermistor; what the heater and the card do to it is known.
 */
import { propagator } from "./expm.ts";
import { covarianceStep } from "./kalman.ts";
import { perProfile } from "./per-profile.ts";
import { CONTROL_PERIOD_SECONDS } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";

const N = 4;
const CORE = 0;
const SURFACE = 1;
const READING = 2;
const UNEXPLAINED = 3;
/** Noise per root second: core, surface and reading, K, and the unexplained heat, W: losses and heater are known to a few watts [E]. */
const NOISE = [0.02, 0.04, 0.002, 0.5] as const;
/** Sensor noise of one period, K: the quantiser's 0.02 K stays the same for many periods, so it counts for more [E]. */
const SENSOR_NOISE_KELVIN = 0.12;
/** The gains have settled after so many periods. */
const SETTLED_PERIODS = 3000;
/** Unexplained heat that is believed, W: a heater a tenth weak or strong, and losses to a zone that is 20 K off. */
const UNEXPLAINED_WATT_MAX = 25;

/** Plain data. */
export interface RollerSight {
  coreCelsius: number;
  surfaceCelsius: number;
  readingCelsius: number;
  unexplainedWatt: number;
  primed: boolean;
}

interface SightModel {
  readonly phi: Float64Array;
  /** Over one period: of a watt into the core, of a watt out of the surface, of a kelvin of the surroundings. */
  readonly perCoreWatt: Float64Array;
  readonly perSurfaceWatt: Float64Array;
  readonly perZoneKelvin: Float64Array;
  readonly gains: Float64Array;
}

/** Matrix of core, surface and reading, 1/s; the surface's neighbours (hot zone and platen) count as one temperature. */
export function rollerMatrix(p: ThermalProfile, n: number): Float64Array {
  const a = new Float64Array(n * n);
  const lossSurface = p.surfaceToHotZone + p.surfaceToPlatenPrinting;
  a[CORE * n + CORE] = -(p.coreToSurface + p.coreToHotZone) / p.coreJoulePerKelvin;
  a[CORE * n + SURFACE] = p.coreToSurface / p.coreJoulePerKelvin;
  a[SURFACE * n + CORE] = p.coreToSurface / p.surfaceJoulePerKelvin;
  a[SURFACE * n + SURFACE] = -(p.coreToSurface + lossSurface) / p.surfaceJoulePerKelvin;
  return a;
}

function build(p: ThermalProfile): SightModel {
  const a = rollerMatrix(p, N);
  a[CORE * N + UNEXPLAINED] = 1 / p.coreJoulePerKelvin;
  a[READING * N + SURFACE] = 1 / p.thermistorLagSeconds;
  a[READING * N + READING] = -1 / p.thermistorLagSeconds;
  const { phi, psi } = propagator(a, N, CONTROL_PERIOD_SECONDS);
  const column = (j: number, scale: number): Float64Array =>
    Float64Array.from({ length: N }, (_, i) => psi[i * N + j]! * scale);
  const perCoreWatt = column(CORE, 1 / p.coreJoulePerKelvin);
  const perSurfaceWatt = column(SURFACE, 1 / p.surfaceJoulePerKelvin);
  const lossSurface = p.surfaceToHotZone + p.surfaceToPlatenPrinting;
  const perZoneKelvin = Float64Array.from(
    { length: N },
    (_, i) => p.coreToHotZone * perCoreWatt[i]! + lossSurface * perSurfaceWatt[i]!,
  );
  const noise = Float64Array.from(NOISE, (value) => value * value * CONTROL_PERIOD_SECONDS);
  const covariance = new Float64Array(N * N);
  [100, 4, 0.01, 25].forEach((variance, i) => {
    covariance[i * N + i] = variance;
  });
  const gains = new Float64Array(N);
  const scratch = new Float64Array(N * N);
  for (let k = 0; k < SETTLED_PERIODS; k++) {
    covarianceStep(covariance, phi, N, noise, READING, SENSOR_NOISE_KELVIN ** 2, gains, scratch);
  }
  return { phi, perCoreWatt, perSurfaceWatt, perZoneKelvin, gains };
}

const modelOf = perProfile(build);

export function newRollerSight(): RollerSight {
  return { coreCelsius: 0, surfaceCelsius: 0, readingCelsius: 0, unexplainedWatt: 0, primed: false };
}

/** One period by the model alone. Changes `state`. */
export function advanceSight(
  state: RollerSight,
  profile: ThermalProfile,
  heaterWatt: number,
  cardWatt: number,
  zoneCelsius: number,
): void {
  const { phi, perCoreWatt, perSurfaceWatt, perZoneKelvin } = modelOf(profile);
  const { coreCelsius: core, surfaceCelsius: surface, readingCelsius: reading, unexplainedWatt: watt } = state;
  const row = (i: number): number =>
    phi[i * N + CORE]! * core +
    phi[i * N + SURFACE]! * surface +
    phi[i * N + READING]! * reading +
    phi[i * N + UNEXPLAINED]! * watt +
    perCoreWatt[i]! * heaterWatt -
    perSurfaceWatt[i]! * cardWatt +
    perZoneKelvin[i]! * zoneCelsius;
  const nextCore = row(CORE);
  const nextSurface = row(SURFACE);
  state.readingCelsius = row(READING);
  state.coreCelsius = nextCore;
  state.surfaceCelsius = nextSurface;
}

/** One period with the power and card load that acted over it, W, and the reading at its end. Changes `state`. */
export function stepRollerSight(
  state: RollerSight,
  profile: ThermalProfile,
  readingCelsius: number,
  heaterWatt: number,
  cardWatt: number,
  zoneCelsius: number,
): void {
  if (!state.primed) {
    state.coreCelsius = state.surfaceCelsius = state.readingCelsius = readingCelsius;
    state.unexplainedWatt = 0;
    state.primed = true;
    return;
  }
  advanceSight(state, profile, heaterWatt, cardWatt, zoneCelsius);
  const { gains } = modelOf(profile);
  const error = readingCelsius - state.readingCelsius;
  state.coreCelsius += gains[CORE]! * error;
  state.surfaceCelsius += gains[SURFACE]! * error;
  state.readingCelsius += gains[READING]! * error;
  const watt = state.unexplainedWatt + gains[UNEXPLAINED]! * error;
  state.unexplainedWatt = Math.min(UNEXPLAINED_WATT_MAX, Math.max(-UNEXPLAINED_WATT_MAX, watt));
}
