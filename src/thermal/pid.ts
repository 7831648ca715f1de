/**
 * Roller temperature control, 10 Hz: PID with the derivative on the measurement, smoothed; feed-forward watts added
 * before saturation; the integral moves only when that does not push further into saturation; duty corrected for the
 * mains voltage. After Klipper's and RepRapFirmware's heater loops [P].
 */
import { clamp } from "../base/index.ts";
import type { ThermalProfile } from "./profiles.ts";

/** Period of the loop, s; gains of the profiles are tuned for it. */
export const CONTROL_PERIOD_SECONDS = 0.1;
/** First-order smoothing of the derivative, s [P: Klipper's smooth_time]. */
const DERIVATIVE_SMOOTH_SECONDS = 1;
/** Below this share of nominal voltage the correction stops: the machine is browning out, not sagging. */
const MAINS_SHARE_MIN = 0.6;
/** Losses of the roller are preset as if the hot zone had this temperature, degC; the integral finds the rest. */
const PRESET_HOT_ZONE_CELSIUS = 45;
/** Integral within +- this share of nominal power. */
const INTEGRAL_DUTY_MAX = 0.35;

/** Plain data. */
export interface PidState {
  integralDuty: number;
  /** Smoothed slope of the reading, K/s. */
  slope: number;
  lastReading: number;
  /** What the last step asked for, feed-forward included, before the limits of the heater, W. */
  wantedWatt: number;
  /** False until the first reading. */
  primed: boolean;
}

export interface PidInput {
  /** 0 or below: heater off. */
  setpointCelsius: number;
  readingCelsius: number;
  /** Watts to add, from the card feed-forward, and the rise of the reading that they are expected to cause, K. */
  feedForwardWatt: number;
  expectedRiseKelvin: number;
  mainsVolt: number;
  dtSeconds: number;
}

export interface PidGains {
  readonly kp: number;
  readonly ki: number;
  readonly kd: number;
}

export function newPid(): PidState {
  return { integralDuty: 0, slope: 0, lastReading: 0, wantedWatt: 0, primed: false };
}

/** Makes it as {@link newPid} gives it, in place. */
export function resetPid(state: PidState): void {
  state.integralDuty = 0;
  state.slope = 0;
  state.lastReading = 0;
  state.wantedWatt = 0;
  state.primed = false;
}

/** Heater power at full duty, W, at this mains voltage, as the firmware reckons it. */
export function fullPowerWatt(profile: ThermalProfile, mainsVolt: number): number {
  const share = Math.max(mainsVolt / profile.mainsVolt, MAINS_SHARE_MIN);
  return profile.heaterWatt * share * share;
}

/** Watts that hold the roller at a set-point, roughly: its losses to a hot zone of ordinary temperature. */
export function holdingWatt(profile: ThermalProfile, setpointCelsius: number): number {
  const wattPerKelvin = profile.surfaceToHotZone + profile.coreToHotZone + profile.surfaceToPlatenIdle;
  return Math.max(0, wattPerKelvin * (setpointCelsius - PRESET_HOT_ZONE_CELSIUS));
}

/** One period: changes `state`, returns the duty 0..1. `gains` default to the profile's. */
export function stepPid(
  state: PidState,
  profile: ThermalProfile,
  input: PidInput,
  gains: PidGains = profile.pid,
): number {
  const reading = input.readingCelsius - input.expectedRiseKelvin;
  const rawSlope = state.primed ? (reading - state.lastReading) / input.dtSeconds : 0;
  const blend = input.dtSeconds / (DERIVATIVE_SMOOTH_SECONDS + input.dtSeconds);
  state.slope += blend * (rawSlope - state.slope);
  state.lastReading = reading;
  state.primed = true;
  if (input.setpointCelsius <= 0) {
    state.integralDuty = 0;
    state.wantedWatt = 0;
    return 0;
  }

  const error = input.setpointCelsius - reading;
  const integral = clamp(
    state.integralDuty + gains.ki * error * input.dtSeconds,
    -INTEGRAL_DUTY_MAX,
    INTEGRAL_DUTY_MAX,
  );
  const nominal = gains.kp * error + integral - gains.kd * state.slope;
  const own = nominal * profile.heaterWatt + holdingWatt(profile, input.setpointCelsius);
  const watt = own + input.feedForwardWatt;
  state.wantedWatt = watt;
  const full = fullPowerWatt(profile, input.mainsVolt);
  // Only the loop's own share counts: where the feed-forward meets a limit, its model knows what was really added.
  const saturatedHigh = own > full && error > 0;
  const saturatedLow = own < 0 && error < 0;
  if (!saturatedHigh && !saturatedLow) state.integralDuty = integral;
  return clamp(watt / full, 0, 1);
}
