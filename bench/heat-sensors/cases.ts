/** What may happen to a roller's sensor and around a machine without any part being plainly broken. */
import type { Random } from "../../src/base/index.ts";
import type { FaultName } from "../../src/protocol/index.ts";

export type Model = "hdp5000" | "sr300";
export const MODELS: readonly Model[] = ["hdp5000", "sr300"];

/** Of one control period. */
export interface Sensed {
  /** Since it began, s. */
  readonly seconds: number;
  /** What a sound sensor would show, degC. */
  readonly celsius: number;
  readonly random: Random;
  /** A first-order lag of so many seconds behind `celsius`. */
  lagging(seconds: number): number;
}

/** What the sensor shows: an error in K, or nothing for an open contact. */
export type Lie = (sensed: Sensed) => number | "open";

export interface SensorCase {
  readonly words: string;
  readonly lie?: Lie;
  /** Room, degC, airflow, 0..1, and mains, V, `seconds` after it began. */
  readonly room?: (seconds: number) => number;
  readonly airflow?: (seconds: number) => number;
  readonly mains?: (seconds: number) => number;
  readonly inject?: { readonly fault: FaultName; readonly value: number };
  readonly doorSeconds?: number;
  /** No work for so long before it begins, s: the machine has gone cold. */
  readonly restSeconds?: number;
}

export const ROOM_CELSIUS = 28;
export const AIRFLOW = 0.7;
/** Airflow is a mode of the plant: few different ones. */
const steps = (airflow: number): number => Math.round(airflow * 50) / 50;
const within = (seconds: number, over: number): number => Math.min(1, seconds / over);
/** A sensor does not drift for ever, K. */
const DRIFT_KELVIN_MAX = 45;
const drift =
  (kelvinPerSecond: number): Lie =>
  ({ seconds }) =>
    Math.sign(kelvinPerSecond) * Math.min(DRIFT_KELVIN_MAX, Math.abs(kelvinPerSecond) * seconds);

export const SENSOR_CASES: readonly SensorCase[] = [
  { words: "nothing" },
  { words: "noise, 0.1 K", lie: ({ random }) => 0.1 * random.normal() },
  { words: "noise, 0.5 K", lie: ({ random }) => 0.5 * random.normal() },
  { words: "noise, 2 K", lie: ({ random }) => 2 * random.normal() },
  { words: "shows 1 K too much", lie: () => 1 },
  { words: "shows 1 K too little", lie: () => -1 },
  { words: "shows 4 K too much", lie: () => 4 },
  { words: "shows 4 K too little", lie: () => -4 },
  { words: "drifts up, 0.1 K/s", lie: drift(0.1) },
  { words: "drifts up, 0.01 K/s", lie: drift(0.01) },
  { words: "drifts down, 0.1 K/s", lie: drift(-0.1) },
  { words: "drifts down, 0.01 K/s", lie: drift(-0.01) },
  { words: "lags 4 s more", lie: ({ celsius, lagging }) => lagging(4) - celsius },
  { words: "slow contact, lags 20 s more", lie: ({ celsius, lagging }) => lagging(20) - celsius },
  { words: "open now and then, one reading of a hundred", lie: ({ random }) => (random.chance(0.01) ? "open" : 0) },
  { words: "open for 0.2 s each minute", lie: ({ seconds }) => (seconds % 60 < 0.15 ? "open" : 0) },
  { words: "open for 1 s each minute", lie: ({ seconds }) => (seconds > 60 && seconds % 60 < 1 ? "open" : 0) },
  { words: "mains sag to 198 V", mains: (seconds) => Math.round(230 - 32 * within(seconds, 600)) },
  { words: "mains sag to 180 V", mains: (seconds) => Math.round(230 - 50 * within(seconds, 600)) },
  { words: "dust: airflow falls from 0.7 to 0.1", airflow: (seconds) => steps(AIRFLOW - 0.6 * within(seconds, 6000)) },
  { words: "rotor turns at six tenths", inject: { fault: "airflowWeak", value: 0.6 } },
  { words: "heater gives six tenths", inject: { fault: "warmUpTooSlow", value: 0.6 } },
  { words: "door open for half an hour", doorSeconds: 1800 },
  { words: "a room of 34 C cools to 24 C", room: (seconds) => 34 - 10 * within(seconds, 5400) },
  { words: "first cards after six hours without work", restSeconds: 6 * 3600 },
];
