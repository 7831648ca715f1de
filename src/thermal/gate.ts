/** Surface temperature as the firmware can know it, and whether a card may enter the nip now. */
import type { ThermalProfile } from "./profiles.ts";

/** Smoothing of the estimate, s: the slope of a 0.07 K quantiser at 10 Hz would else jump by 2.8 K. */
const SMOOTH_SECONDS = 1.5;
/** The estimate's own error in steady printing stays below this, K; the gate is narrower by as much on both sides. */
export const GATE_MARGIN_KELVIN = 0.4;
/** A card draws the surface down by up to this with the feed-forward at work, K: entered lower, it would leave the window. */
const ENTRY_DROOP_KELVIN = 4.5;

/** Plain data. */
export interface SurfaceEstimate {
  surfaceCelsius: number;
  smoothReading: number;
  primed: boolean;
}

export function newSurfaceEstimate(): SurfaceEstimate {
  return { surfaceCelsius: 0, smoothReading: 0, primed: false };
}

/** Takes one reading; the surface leads it by the sensor's lag times the slope. Changes `state`, returns the surface, degC. */
export function stepSurfaceEstimate(
  state: SurfaceEstimate,
  profile: ThermalProfile,
  readingCelsius: number,
  dtSeconds: number,
): number {
  if (!state.primed) {
    state.primed = true;
    state.smoothReading = readingCelsius;
    state.surfaceCelsius = readingCelsius;
    return readingCelsius;
  }
  const slope = (readingCelsius - state.smoothReading) / (SMOOTH_SECONDS + dtSeconds);
  state.smoothReading += dtSeconds * slope;
  state.surfaceCelsius = readingCelsius + profile.thermistorLagSeconds * slope;
  return state.surfaceCelsius;
}

/** May a card enter the nip, so that its whole transfer stays inside the window (the profile's, or the engine's parameters, degC)? */
export function gateOpen(
  state: SurfaceEstimate,
  profile: ThermalProfile,
  lowCelsius: number = profile.gateLowCelsius,
  highCelsius: number = profile.gateHighCelsius,
): boolean {
  const entryLow = Math.min(lowCelsius + ENTRY_DROOP_KELVIN, (lowCelsius + highCelsius) / 2);
  return (
    state.primed &&
    state.surfaceCelsius >= entryLow + GATE_MARGIN_KELVIN &&
    state.surfaceCelsius <= highCelsius - GATE_MARGIN_KELVIN
  );
}
