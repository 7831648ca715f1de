/**
 * Roller and head thermistor: NTC 100 k B3950 to ground under a 4k7 pull-up, read by a 12-bit converter. What the
 * firmware knows is the count; everything else of the plant stays hidden from it.
 */
import { clamp } from "../base/index.ts";

/** [P] Beta equation of the part: 100 kOhm at 25 degC, B = 3950 K. */
const R25_OHM = 100_000;
const BETA_KELVIN = 3950;
const T25_KELVIN = 298.15;
const ZERO_CELSIUS_KELVIN = 273.15;
const PULL_UP_OHM = 4_700;
/** 12-bit converter, ratiometric to the pull-up's own supply. */
export const ADC_COUNTS_MAX = 4095;

/** Counts at and beyond which no temperature is believed: a broken wire or bridge, not a roller. -25 degC and 330 degC. */
export const ADC_OPEN_COUNTS = 4082;
export const ADC_SHORT_COUNTS = 86;

/** What is wrong with a sensor. */
export type ThermistorFault = "none" | "open" | "short" | "detached";

export interface ThermistorState {
  fault: ThermistorFault;
  /** What a detached sensor lies on, degC: about 60 in the hot zone, or the room. */
  detachedCelsius: number;
  /** Ageing: added to the true temperature, K. */
  offsetKelvin: number;
}

/** A healthy sensor. */
export function healthyThermistor(): ThermistorState {
  return { fault: "none", detachedCelsius: 60, offsetKelvin: 0 };
}

/**
 * Temperatures from 0 degC up are remembered by cells so small that most hold one count only: counts fall with the temperature, so where both
 * ends of a cell read the same, all between them does. In a cell: 0, not looked at yet; CELL_OF_TWO, the count changes within; else the count
 * and CELL_OF_ONE.
 */
const CELLS_PER_KELVIN = 128;
const CELLS = new Int16Array(256 * CELLS_PER_KELVIN);
const CELL_OF_TWO = 1;
const CELL_OF_ONE = 2;

/** Converter counts of a sound thermistor at `celsius`, 0..4095. */
export function celsiusToCounts(celsius: number): number {
  const cell = Math.floor(celsius * CELLS_PER_KELVIN);
  if (!(cell >= 0 && cell < CELLS.length)) return countsAt(celsius);
  let known = CELLS[cell]!;
  if (known === 0) {
    const from = cell / CELLS_PER_KELVIN;
    const counts = countsAt(from);
    known = countsAt(from + 1 / CELLS_PER_KELVIN) === counts ? counts + CELL_OF_ONE : CELL_OF_TWO;
    CELLS[cell] = known;
  }
  return known === CELL_OF_TWO ? countsAt(celsius) : known - CELL_OF_ONE;
}

function countsAt(celsius: number): number {
  const kelvin = Math.max(celsius + ZERO_CELSIUS_KELVIN, 1);
  const ohm = R25_OHM * Math.exp(BETA_KELVIN * (1 / kelvin - 1 / T25_KELVIN));
  if (!Number.isFinite(ohm)) return ADC_COUNTS_MAX;
  return clamp(Math.round((ADC_COUNTS_MAX * ohm) / (ohm + PULL_UP_OHM)), 0, ADC_COUNTS_MAX);
}

/** Temperature that a count stands for, degC. The rails give the coldest and hottest values that the scale can name. */
export function countsToCelsius(counts: number): number {
  const inside = clamp(counts, 1, ADC_COUNTS_MAX - 1);
  const ohm = (PULL_UP_OHM * inside) / (ADC_COUNTS_MAX - inside);
  return 1 / (1 / T25_KELVIN + Math.log(ohm / R25_OHM) / BETA_KELVIN) - ZERO_CELSIUS_KELVIN;
}

/** {@link countsToCelsius} of a whole count 0..{@link ADC_COUNTS_MAX}, looked up. */
export function celsiusOfCount(counts: number): number {
  return CELSIUS_OF_COUNT[counts]!;
}
const CELSIUS_OF_COUNT = Float64Array.from({ length: ADC_COUNTS_MAX + 1 }, (_, counts) => countsToCelsius(counts));

/** Counts that the firmware reads from this sensor at the true (lagged) temperature of its node. */
export function readCounts(sensor: ThermistorState, nodeCelsius: number): number {
  if (sensor.fault === "open") return ADC_COUNTS_MAX;
  if (sensor.fault === "short") return 0;
  const seen = sensor.fault === "detached" ? sensor.detachedCelsius : nodeCelsius;
  return celsiusToCounts(seen + sensor.offsetKelvin);
}

/** Reading in degC: `celsiusOfCount(readCounts(...))`. */
export function readCelsius(sensor: ThermistorState, nodeCelsius: number): number {
  return celsiusOfCount(readCounts(sensor, nodeCelsius));
}
