/**
 * Local protection of the heater, as plain steps. Two-sided and blind to the set-point where that matters: a shorted
 * switch heats when nobody asked, and a guard that only looks below the target would not see it.
 */
import { clamp } from "../base/index.ts";
import { plannedCardWatt } from "./card-feed-forward.ts";
import { type HeatObserverState, newHeatObserver, stepHeatObserver } from "./heat-observer.ts";
import { CONTROL_PERIOD_SECONDS, fullPowerWatt } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";
import { newSensorGuard, type SensorGuardState, type SensorVerdict, stepSensorGuard } from "./sensor-guard.ts";

export type GuardVerdict = SensorVerdict | "rollerOverTemperature" | "heaterOpen" | "heaterStuckOn" | "warmUpTooSlow";

/** No set-point is above 175: a reading beyond this is out of control, degC [P: bimetal 190-200 of the recommended stack]. */
export const OVER_TEMPERATURE_CELSIUS = 190;
const OVER_TEMPERATURE_SECONDS = 0.3;
/** Reached: this close for this long. From then on excursions count, both ways, until the set-point changes. */
const STABLE_KELVIN = 3;
const STABLE_SECONDS = 5;
/** [P: RepRapFirmware] |error| above 15 K for more than 5 s. */
const EXCURSION_KELVIN = 15;
const EXCURSION_SECONDS = 5;
/** [P: Klipper verify_heater] 120 K s below the target less 5 K. */
const DEFICIT_KELVIN = 5;
const DEFICIT_KELVIN_SECONDS = 120;
/** Warm-up, s at nominal mains [E]; time counts with the cube of the voltage, since losses stay when power falls. */
export const WARM_UP_SECONDS_MAX = 300;
/**
 * At nearly full duty and well below target the reading must rise by this in each window, from its lowest, K at nominal mains [E: a sound heater
 * gives 20]. Not from its first: a roller that was cooling goes on doing so for ten seconds of the window. Seen: 3.9 K from the first, 4.6 from the
 * lowest, where 4.1 were asked of a heater a twelfth too weak at 90 % of the mains [M].
 */
const SLOPE_WINDOW_SECONDS = 30;
const SLOPE_KELVIN_MIN = 5;
const SLOPE_DUTY_MIN = 0.9;
const SLOPE_BELOW_KELVIN = 10;
/** Unexplained power between these shares of full power, for this long, is a heater stuck on; more than that no heater gives. */
const STUCK_SHARE_MIN = 0.5;
const STUCK_SHARE_MAX = 1.6;
const STUCK_SECONDS = 3;
/**
 * Of the power commanded nearly nothing arrives, for this long: the heater is open. A heater that gives a fifth of its power or more
 * is only weak [C: the estimate of missing power is right within 8 % at this much power, for both machines, hot and cold].
 */
const OPEN_COMMANDED_SHARE_MIN = 0.6;
const OPEN_MISSING_SHARE = 0.92;
const OPEN_SECONDS = 8;
/** A card may not enter the nip while more than this share of full power is missing: its heat would not be replaced. */
const MISSING_SHARE_MAX = 0.3;
/** Commanded power is averaged over this, s: about the delay of the estimate. */
const COMMANDED_SMOOTH_SECONDS = 5;
/** A roller that falls behind while so much of its power is missing has an open heater, else a weak one. */
const BEHIND_MISSING_SHARE = 0.85;
/** Periods without a tick that the observer still follows one by one. */
const CATCH_UP_PERIODS_MAX = 20;

/** Plain data. */
export interface GuardState {
  sensor: SensorGuardState;
  observer: HeatObserverState;
  setpointCelsius: number;
  reached: boolean;
  stableSeconds: number;
  hotSeconds: number;
  excursionSeconds: number;
  deficitKelvinSeconds: number;
  warmUpSeconds: number;
  slopeSeconds: number;
  slopeFromCelsius: number;
  stuckSeconds: number;
  openSeconds: number;
  /** Smoothed, W. */
  commandedWatt: number;
}

export interface GuardInput {
  /** Converter counts of the roller thermistor, 0..4095. */
  counts: number;
  /** 0: heater off. */
  setpointCelsius: number;
  /** Duty commanded since the last step, 0..1. */
  duty: number;
  mainsVolt: number;
  /** A card is in the nip. */
  cardInNip: boolean;
  /** Since the last step, s. */
  dtSeconds: number;
}

export function newGuards(): GuardState {
  return {
    sensor: newSensorGuard(),
    observer: newHeatObserver(),
    setpointCelsius: 0,
    reached: false,
    stableSeconds: 0,
    hotSeconds: 0,
    excursionSeconds: 0,
    deficitKelvinSeconds: 0,
    warmUpSeconds: 0,
    slopeSeconds: 0,
    slopeFromCelsius: 0,
    stuckSeconds: 0,
    openSeconds: 0,
    commandedWatt: 0,
  };
}

/**
 * One step, each control period, also with the heater off. Changes `state`. The verdict is not latched here: whoever
 * calls latches the fault and cuts the heater. `state.sensor.acceptedCelsius` is the reading without lone spikes.
 */
export function stepGuards(state: GuardState, profile: ThermalProfile, input: GuardInput): GuardVerdict {
  const sensor = stepSensorGuard(state.sensor, input.counts, input.dtSeconds);
  if (sensor !== "none") return sensor;
  if (!state.sensor.primed) return "none";
  if (input.setpointCelsius !== state.setpointCelsius) restart(state, input.setpointCelsius);
  const reading = state.sensor.acceptedCelsius;
  observe(state, profile, input, reading);

  state.hotSeconds = reading > OVER_TEMPERATURE_CELSIUS ? state.hotSeconds + input.dtSeconds : 0;
  if (state.hotSeconds >= OVER_TEMPERATURE_SECONDS) return "rollerOverTemperature";
  const power = powerVerdict(state, profile, input);
  if (power !== "none" || input.setpointCelsius <= 0) return power;
  return state.reached ? holdingVerdict(state, input, reading) : warmUpVerdict(state, profile, input, reading);
}

function restart(state: GuardState, setpointCelsius: number): void {
  state.setpointCelsius = setpointCelsius;
  state.reached = false;
  state.stableSeconds = 0;
  state.excursionSeconds = 0;
  state.deficitKelvinSeconds = 0;
  state.warmUpSeconds = 0;
  state.slopeSeconds = 0;
}

function observe(state: GuardState, profile: ThermalProfile, input: GuardInput, reading: number): void {
  const commanded = input.duty * fullPowerWatt(profile, input.mainsVolt);
  const blend = input.dtSeconds / (COMMANDED_SMOOTH_SECONDS + input.dtSeconds);
  state.commandedWatt += blend * (commanded - state.commandedWatt);
  const card = input.cardInNip ? plannedCardWatt(profile) : 0;
  const periods = clamp(Math.round(input.dtSeconds / CONTROL_PERIOD_SECONDS), 1, CATCH_UP_PERIODS_MAX);
  for (let i = 0; i < periods; i++) stepHeatObserver(state.observer, profile, reading, commanded, card);
}

/** Heat that nobody commanded, or commanded heat that does not arrive. */
function powerVerdict(state: GuardState, profile: ThermalProfile, input: GuardInput): GuardVerdict {
  const full = fullPowerWatt(profile, input.mainsVolt);
  const watt = state.observer.unexplainedWatt;
  const likeHeater = watt > STUCK_SHARE_MIN * full && watt < STUCK_SHARE_MAX * full;
  state.stuckSeconds = likeHeater ? state.stuckSeconds + input.dtSeconds : 0;
  if (state.stuckSeconds >= STUCK_SECONDS) return "heaterStuckOn";
  const asked = state.commandedWatt > OPEN_COMMANDED_SHARE_MIN * full;
  const nothingCame = asked && -watt > OPEN_MISSING_SHARE * state.commandedWatt;
  state.openSeconds = nothingCame ? state.openSeconds + input.dtSeconds : 0;
  return state.openSeconds >= OPEN_SECONDS ? "heaterOpen" : "none";
}

/** Heat that was commanded is missing: no card should enter the nip now, though it is too early for a verdict. */
export function heatIsMissing(state: GuardState, profile: ThermalProfile, mainsVolt: number): boolean {
  return -state.observer.unexplainedWatt > MISSING_SHARE_MAX * fullPowerWatt(profile, mainsVolt);
}

/** Why the roller falls behind its set-point: no heat at all, or too little. */
function behindVerdict(state: GuardState): GuardVerdict {
  return -state.observer.unexplainedWatt > BEHIND_MISSING_SHARE * state.commandedWatt ? "heaterOpen" : "warmUpTooSlow";
}

function holdingVerdict(state: GuardState, input: GuardInput, reading: number): GuardVerdict {
  const error = reading - input.setpointCelsius;
  state.excursionSeconds = Math.abs(error) > EXCURSION_KELVIN ? state.excursionSeconds + input.dtSeconds : 0;
  if (state.excursionSeconds > EXCURSION_SECONDS) return error > 0 ? "heaterStuckOn" : behindVerdict(state);
  if (error > -DEFICIT_KELVIN) state.deficitKelvinSeconds = 0;
  else state.deficitKelvinSeconds += (-error - DEFICIT_KELVIN) * input.dtSeconds;
  return state.deficitKelvinSeconds >= DEFICIT_KELVIN_SECONDS ? behindVerdict(state) : "none";
}

function warmUpVerdict(state: GuardState, profile: ThermalProfile, input: GuardInput, reading: number): GuardVerdict {
  const below = input.setpointCelsius - reading;
  state.stableSeconds = Math.abs(below) <= STABLE_KELVIN ? state.stableSeconds + input.dtSeconds : 0;
  if (state.stableSeconds >= STABLE_SECONDS) {
    state.reached = true;
    return "none";
  }
  // A roller that cools down to a lower set-point is in no hurry.
  if (below <= STABLE_KELVIN) return "none";
  const mains = Math.min(1, input.mainsVolt / profile.mainsVolt);
  state.warmUpSeconds += input.dtSeconds * mains ** 3;
  if (state.warmUpSeconds > WARM_UP_SECONDS_MAX) return "warmUpTooSlow";

  if (input.duty < SLOPE_DUTY_MIN || below < SLOPE_BELOW_KELVIN) {
    state.slopeSeconds = 0;
    return "none";
  }
  state.slopeFromCelsius = state.slopeSeconds === 0 ? reading : Math.min(state.slopeFromCelsius, reading);
  state.slopeSeconds += input.dtSeconds;
  if (state.slopeSeconds < SLOPE_WINDOW_SECONDS) return "none";
  state.slopeSeconds = 0;
  return reading - state.slopeFromCelsius < SLOPE_KELVIN_MIN * mains * mains ? "warmUpTooSlow" : "none";
}
