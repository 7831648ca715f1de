/** Is the roller thermistor still telling the truth? Rails of the converter, and changes faster than any roller's. */
import { ADC_OPEN_COUNTS, ADC_SHORT_COUNTS, celsiusOfCount } from "./thermistor.ts";

/** A real roller never changes faster, K/s [P: the limit RepRapFirmware uses to set derivative spikes aside]. */
const RATE_KELVIN_PER_SECOND_MAX = 10;
/** Allowance for quantiser and noise, K. */
const RATE_ALLOWANCE_KELVIN = 1;
/** Readings in a row that must be wrong: one spike is no fault [P: Klipper waits for 4]. */
const WRONG_READINGS_MAX = 3;

export type SensorVerdict = "none" | "thermistorOpen" | "thermistorShort" | "thermistorDetached";

/** Plain data. */
export interface SensorGuardState {
  /** Last reading believed, degC. */
  acceptedCelsius: number;
  /** Seconds since it. */
  acceptedAgeSeconds: number;
  /** Wrong readings in a row: on the open rail, on the short rail, jumped down, jumped up. */
  open: number;
  short: number;
  jumps: number;
  primed: boolean;
}

export function newSensorGuard(): SensorGuardState {
  return { acceptedCelsius: 0, acceptedAgeSeconds: 0, open: 0, short: 0, jumps: 0, primed: false };
}

/** Takes one converter count. Changes `state`; `state.acceptedCelsius` is the reading to control by. */
export function stepSensorGuard(state: SensorGuardState, counts: number, dtSeconds: number): SensorVerdict {
  state.acceptedAgeSeconds += dtSeconds;
  state.open = counts >= ADC_OPEN_COUNTS ? state.open + 1 : 0;
  state.short = counts <= ADC_SHORT_COUNTS ? state.short + 1 : 0;
  if (state.open >= WRONG_READINGS_MAX) return "thermistorOpen";
  if (state.short >= WRONG_READINGS_MAX) return "thermistorShort";
  if (state.open + state.short > 0) return "none";

  const reading = celsiusOfCount(counts);
  const change = reading - state.acceptedCelsius;
  const limit = RATE_ALLOWANCE_KELVIN + RATE_KELVIN_PER_SECOND_MAX * state.acceptedAgeSeconds;
  if (state.primed && Math.abs(change) > limit) {
    state.jumps++;
    if (state.jumps < WRONG_READINGS_MAX) return "none";
    // Down: it fell off the roller and shows the air. Up: its wires touch through something.
    return change < 0 ? "thermistorDetached" : "thermistorShort";
  }
  state.jumps = 0;
  state.acceptedCelsius = reading;
  state.acceptedAgeSeconds = 0;
  state.primed = true;
  return "none";
}
