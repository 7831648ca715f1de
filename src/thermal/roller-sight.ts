/**
 * What the firmware can know of the roller between two readings: core, surface and the heat that the model does not explain. A
 * filter of four states with constant gains over the quantised thermistor; what the heater and the card do to it is known.
 */
import { covarianceStep } from "./kalman.ts";
import { perProfile } from "./per-profile.ts";
import { CONTROL_PERIOD_SECONDS } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";
import { ROLLER, rollerModel } from "./roller-model.ts";

const N = 4;
const { core: CORE, surface: SURFACE, reading: READING, unexplained: UNEXPLAINED } = ROLLER;
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

/**
 * Numbers of the model for one period, in the order of their use. Of core, surface and reading a row each: what is left of core, surface,
 * reading and unexplained heat, then the answers to a watt into the core, a watt out of the surface, a kelvin around. Last the gains.
 */
const ROW = 7;
const PER_CORE_WATT = 4;
const PER_SURFACE_WATT = 5;
const PER_ZONE_KELVIN = 6;
const GAINS = 3 * ROW;

function build(p: ThermalProfile, moving: boolean): Float64Array {
  const { phi, perCoreWatt, perSurfaceWatt, perZoneKelvin } = rollerModel(p, N, moving, CONTROL_PERIOD_SECONDS);
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
  const model = new Float64Array(GAINS + N);
  for (let i = CORE; i <= READING; i++) {
    model.set(phi.subarray(i * N, (i + 1) * N), i * ROW);
    model[i * ROW + PER_CORE_WATT] = perCoreWatt[i]!;
    model[i * ROW + PER_SURFACE_WATT] = perSurfaceWatt[i]!;
    model[i * ROW + PER_ZONE_KELVIN] = perZoneKelvin[i]!;
  }
  model.set(gains, GAINS);
  return model;
}

const movingModelOf = perProfile((p) => build(p, true));
const standingModelOf = perProfile((p) => build(p, false));
const modelOf = (p: ThermalProfile, moving: boolean): Float64Array => (moving ? movingModelOf(p) : standingModelOf(p));

export function newRollerSight(): RollerSight {
  return { coreCelsius: 0, surfaceCelsius: 0, readingCelsius: 0, unexplainedWatt: 0, primed: false };
}

/** One period by the model alone. `moving`: cards move in the machine. Changes `state`. */
export function advanceSight(
  state: RollerSight,
  profile: ThermalProfile,
  heaterWatt: number,
  cardWatt: number,
  zoneCelsius: number,
  moving: boolean,
): void {
  advance(state, modelOf(profile, moving), heaterWatt, cardWatt, zoneCelsius);
}

function advance(state: RollerSight, m: Float64Array, heaterWatt: number, cardWatt: number, zoneCelsius: number): void {
  const { coreCelsius: core, surfaceCelsius: surface, readingCelsius: reading, unexplainedWatt: watt } = state;
  // Written out: it runs three times a control period. Core and surface do not feel the reading.
  state.coreCelsius =
    m[0]! * core + m[1]! * surface + m[3]! * watt + m[4]! * heaterWatt - m[5]! * cardWatt + m[6]! * zoneCelsius;
  state.surfaceCelsius =
    m[7]! * core + m[8]! * surface + m[10]! * watt + m[11]! * heaterWatt - m[12]! * cardWatt + m[13]! * zoneCelsius;
  const shown = m[14]! * core + m[15]! * surface + m[16]! * reading + m[17]! * watt;
  state.readingCelsius = shown + m[18]! * heaterWatt - m[19]! * cardWatt + m[20]! * zoneCelsius;
}

/** One period with the power and card load that acted over it, W, and the reading at its end. Changes `state`. */
export function stepRollerSight(
  state: RollerSight,
  profile: ThermalProfile,
  readingCelsius: number,
  heaterWatt: number,
  cardWatt: number,
  zoneCelsius: number,
  moving: boolean,
): void {
  if (!state.primed) {
    state.coreCelsius = state.surfaceCelsius = state.readingCelsius = readingCelsius;
    state.unexplainedWatt = 0;
    state.primed = true;
    return;
  }
  const m = modelOf(profile, moving);
  advance(state, m, heaterWatt, cardWatt, zoneCelsius);
  const error = readingCelsius - state.readingCelsius;
  state.coreCelsius += m[GAINS + CORE]! * error;
  state.surfaceCelsius += m[GAINS + SURFACE]! * error;
  state.readingCelsius += m[GAINS + READING]! * error;
  const watt = state.unexplainedWatt + m[GAINS + UNEXPLAINED]! * error;
  state.unexplainedWatt = Math.min(UNEXPLAINED_WATT_MAX, Math.max(-UNEXPLAINED_WATT_MAX, watt));
}
