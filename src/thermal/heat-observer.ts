/**
 * Second opinion on the heater: from readings and commanded power it estimates core, surface and the power that nobody
 * commanded. A heater stuck on shows as unexplained heat, an open one as missing heat, whatever the set-point says
 * and with the heater off too. Constant losses to an ordinary hot zone are assumed: the error of that is some 15 W.
 */
import { covarianceStep } from "./kalman.ts";
import { perProfile } from "./per-profile.ts";
import { CONTROL_PERIOD_SECONDS } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";
import { ROLLER, rollerModel } from "./roller-model.ts";

const N = 4;
const { core: CORE, surface: SURFACE, reading: READING, unexplained: UNEXPLAINED } = ROLLER;

/** Hot zone that the losses are reckoned with, degC. */
const ASSUMED_HOT_ZONE_CELSIUS = 50;
/** Noise per root second: of core and surface, K (cards are known only roughly), and of the unexplained power, W. They set how fast the opinion forms. */
const NOISE_CORE_KELVIN = 0.05;
const NOISE_SURFACE_KELVIN = 0.35;
const NOISE_WATT = 12;
/** Sensor noise, K: quantiser and model error. */
const SENSOR_NOISE_KELVIN = 0.3;
/** At the first reading the core may be this much hotter than the surface (a power cut at full heat), K. */
const START_CORE_KELVIN = 30;
/** Gains change while the first readings come in and are constant after this many periods. */
const GAIN_PERIODS = 900;

interface ObserverModel {
  /**
   * Of core, surface and reading a row each: what is left of core, surface, reading and unexplained power over one period, the effect of
   * 1 W into the core and of 1 W out of the surface, and that of the assumed hot zone.
   */
  readonly rows: Float64Array;
  readonly gains: Float64Array;
}
const ROW = 7;

function build(p: ThermalProfile): ObserverModel {
  const { phi, perCoreWatt, perSurfaceWatt, perZoneKelvin } = rollerModel(p, N, false, CONTROL_PERIOD_SECONDS);
  const dt = CONTROL_PERIOD_SECONDS;
  const noise = Float64Array.of(
    NOISE_CORE_KELVIN ** 2 * dt,
    NOISE_SURFACE_KELVIN ** 2 * dt,
    1e-6,
    NOISE_WATT ** 2 * dt,
  );
  const covariance = new Float64Array(N * N);
  covariance[CORE * N + CORE] = START_CORE_KELVIN ** 2;
  covariance[SURFACE * N + SURFACE] = 9;
  covariance[READING * N + READING] = 0.01;
  covariance[UNEXPLAINED * N + UNEXPLAINED] = 100;
  const gains = new Float64Array(GAIN_PERIODS * N);
  const gain = new Float64Array(N);
  const scratch = new Float64Array(N * N);
  for (let k = 0; k < GAIN_PERIODS; k++) {
    covarianceStep(covariance, phi, N, noise, READING, SENSOR_NOISE_KELVIN ** 2 / dt / 10, gain, scratch);
    gains.set(gain, k * N);
  }
  const rows = new Float64Array(3 * ROW);
  for (let i = CORE; i <= READING; i++) {
    rows.set(phi.subarray(i * N, (i + 1) * N), i * ROW);
    rows.set([perCoreWatt[i]!, perSurfaceWatt[i]!, ASSUMED_HOT_ZONE_CELSIUS * perZoneKelvin[i]!], i * ROW + N);
  }
  return { rows, gains };
}

const modelOf = perProfile(build);

/** Plain data. */
export interface HeatObserverState {
  coreCelsius: number;
  surfaceCelsius: number;
  readingCelsius: number;
  /** Power into the core that was not commanded, W; negative: commanded power that does not arrive. */
  unexplainedWatt: number;
  /** Periods seen, for the gains; -1 before the first reading. */
  periods: number;
}

export function newHeatObserver(): HeatObserverState {
  return { coreCelsius: 0, surfaceCelsius: 0, readingCelsius: 0, unexplainedWatt: 0, periods: -1 };
}

/** One control period with the power that was commanded over it and the card load known to the firmware, W. Changes `state`. */
export function stepHeatObserver(
  state: HeatObserverState,
  profile: ThermalProfile,
  readingCelsius: number,
  commandedWatt: number,
  cardWatt: number,
): void {
  if (state.periods < 0) {
    state.coreCelsius = state.surfaceCelsius = state.readingCelsius = readingCelsius;
    state.unexplainedWatt = 0;
    state.periods = 0;
    return;
  }
  const { rows: m, gains } = modelOf(profile);
  const { coreCelsius: core, surfaceCelsius: surface, readingCelsius: reading, unexplainedWatt: watt } = state;
  // Written out: it runs each control period. Core and surface do not feel the reading.
  const toCore = m[0]! * core + m[1]! * surface + m[3]! * watt + m[4]! * commandedWatt - m[5]! * cardWatt + m[6]!;
  const toSurface =
    m[7]! * core + m[8]! * surface + m[10]! * watt + m[11]! * commandedWatt - m[12]! * cardWatt + m[13]!;
  const shown = m[14]! * core + m[15]! * surface + m[16]! * reading + m[17]! * watt;
  const predicted = shown + m[18]! * commandedWatt - m[19]! * cardWatt + m[20]!;
  const error = readingCelsius - predicted;
  const at = Math.min(state.periods, GAIN_PERIODS - 1) * N;
  state.coreCelsius = toCore + gains[at + CORE]! * error;
  state.surfaceCelsius = toSurface + gains[at + SURFACE]! * error;
  state.unexplainedWatt = watt + gains[at + UNEXPLAINED]! * error;
  state.readingCelsius = predicted + gains[at + READING]! * error;
  state.periods++;
}
