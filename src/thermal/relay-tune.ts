/**
 * Relay experiment: the heater is switched fully on and off around a temperature, the roller oscillates, and amplitude and
 * period of that oscillation give the gains of the controller. After Astrom and Hagglund, as Klipper does it [P].
 */
import type { PidGains } from "./pid.ts";

/** Heat goes off at the temperature and on again this far below it, K [P: Klipper's TUNE_PID_DELTA]. */
export const RELAY_BAND_KELVIN = 5;
/** The first oscillations still carry the warm-up and are not counted. */
export const RELAY_CYCLES_SKIPPED = 2;
/** Below this many counted oscillations a median says little. */
export const RELAY_CYCLES_MIN = 3;

/** One oscillation, from one switching off to the next. */
export interface RelayCycle {
  readonly periodSeconds: number;
  /** Half of highest less lowest reading, K. */
  readonly amplitudeKelvin: number;
  readonly heatingSeconds: number;
}

/** Plain data. */
export interface RelayState {
  readonly offAtCelsius: number;
  heating: boolean;
  /** When the heat last went off and on; -1 before. */
  offSeconds: number;
  onSeconds: number;
  highest: number;
  lowest: number;
  /** Oscillations so far, the skipped ones included. */
  readonly cycles: RelayCycle[];
}

export function newRelay(offAtCelsius: number): RelayState {
  return { offAtCelsius, heating: true, offSeconds: -1, onSeconds: -1, highest: 0, lowest: 0, cycles: [] };
}

/** One reading at an instant of the engine's clock. Changes `state`; answers whether the heater is to be on. */
export function stepRelay(state: RelayState, seconds: number, readingCelsius: number): boolean {
  state.highest = Math.max(state.highest, readingCelsius);
  state.lowest = Math.min(state.lowest, readingCelsius);
  if (state.heating && readingCelsius >= state.offAtCelsius) {
    if (state.offSeconds >= 0) {
      state.cycles.push({
        periodSeconds: seconds - state.offSeconds,
        amplitudeKelvin: (state.highest - state.lowest) / 2,
        heatingSeconds: seconds - state.onSeconds,
      });
    }
    state.heating = false;
    state.offSeconds = seconds;
    state.highest = state.lowest = readingCelsius;
  } else if (!state.heating && readingCelsius <= state.offAtCelsius - RELAY_BAND_KELVIN) {
    state.heating = true;
    state.onSeconds = seconds;
  }
  return state.heating;
}

/** What the experiment says of the machine. */
export interface RelayFinding {
  readonly amplitudeKelvin: number;
  /** Ultimate period Tu, s. */
  readonly periodSeconds: number;
  /** Ultimate gain Ku, duty at nominal mains per K: 4 P / (pi a), P the whole step of the relay as Klipper has it [P]. */
  readonly gainPerKelvin: number;
  /** Share of the counted time in which the heater was on. */
  readonly heatingShare: number;
  /** Largest deviation of a counted period from Tu, as a share of it. */
  readonly periodSpread: number;
  readonly cycles: number;
}

/**
 * Medians over the counted oscillations; undefined while there are too few. `powerShare`: heater power at full duty during the
 * experiment over that at nominal mains.
 */
export function relayFinding(state: RelayState, powerShare: number): RelayFinding | undefined {
  const counted = state.cycles.slice(RELAY_CYCLES_SKIPPED);
  if (counted.length < RELAY_CYCLES_MIN) return undefined;
  const amplitudeKelvin = median(counted.map((cycle) => cycle.amplitudeKelvin));
  const periodSeconds = median(counted.map((cycle) => cycle.periodSeconds));
  const total = counted.reduce((sum, cycle) => sum + cycle.periodSeconds, 0);
  return {
    amplitudeKelvin,
    periodSeconds,
    gainPerKelvin: (4 * powerShare) / (Math.PI * amplitudeKelvin),
    heatingShare: counted.reduce((sum, cycle) => sum + cycle.heatingSeconds, 0) / total,
    periodSpread: Math.max(...counted.map((cycle) => Math.abs(cycle.periodSeconds / periodSeconds - 1))),
    cycles: counted.length,
  };
}

export type TuneRule = "gentle" | "klipper";

/** Kp over Ku, Ti and Td over Tu. `klipper`: Ziegler and Nichols [P]. `gentle`: cards bring their own feed-forward, so the loop need not hurry [C]. */
const RULES: Readonly<Record<TuneRule, { kp: number; ti: number; td: number }>> = {
  klipper: { kp: 0.6, ti: 0.5, td: 0.125 },
  gentle: { kp: 0.42, ti: 1.05, td: 0.125 },
};

export const TUNE_RULES = Object.keys(RULES) as readonly TuneRule[];

export function relayGains({ gainPerKelvin, periodSeconds }: RelayFinding, rule: TuneRule): PidGains {
  const { kp: share, ti, td } = RULES[rule];
  const kp = share * gainPerKelvin;
  return { kp, ki: kp / (ti * periodSeconds), kd: kp * td * periodSeconds };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
