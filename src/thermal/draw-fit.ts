/**
 * The reading around one transfer against the roller's model: what does not fit is shared among the parameters that could be otherwise in the true machine,
 * the card's draw among them. Of a machine that differs in one of them the fit finds which.
 */
import { perProfile } from "./per-profile.ts";
import type { ThermalProfile } from "./profiles.ts";
import { ROLLER, type RollerModel, rollerModel } from "./roller-model.ts";

/** The reading is looked at this often, s; so many looks before the card enters and from then on, all within one card cycle. */
export const BIN_SECONDS = 0.5;
export const BEFORE = 46;
export const AFTER = 17;
export const LOOKS = BEFORE + AFTER;
const N = 3;
const { core: CORE, surface: SURFACE, reading: READING } = ROLLER;
/** What may be otherwise, relative: the card's draw and the heater's power, which are inputs; then the model's own. */
const DRAW = 0;
const DOUBTED = ["surfaceJoulePerKelvin", "coreToSurface", "thermistorLagSeconds", "coreJoulePerKelvin"] as const;
const PARAMETERS = 2 + DOUBTED.length;
/** The answers to a change of a parameter are taken over so much of it. */
const CHANGE = 0.1;
/**
 * Of each window by itself: core, surface and reading at its beginning, K, heat that nobody explains, W, and how much earlier than reported the card was in
 * the nip, s: a report tells of the moment, the card comes between two. Their standard deviations.
 */
const OWN_SIGMA = [5, 2, 0.5, 20, 0.1] as const;
const UNEXPLAINED = 3;
const EARLIER = 4;
const COLUMNS = PARAMETERS + OWN_SIGMA.length;
/** Error of one look, K: noise and what the model has not. Looks close to each other share most of it; were they believed more, a report that is a tenth of a second late would look like a quick thermistor [C]. */
const LOOK_SIGMA_KELVIN = 0.2;
/** A parameter differs by about so much when it is first asked; then by about what was found, and this for one that does not. */
const FIRST_SIGMA = 0.08;
const SMALL_SIGMA = 0.02;
const ROUNDS = 6;
/** A reading that far from the model's is of a broken thermistor, not of a roller: the window is not learnt from, K [E: a machine with every parameter a tenth off, 3]. */
const ODD_KELVIN = 8;
const modelOf = (p: ThermalProfile): RollerModel => rollerModel(p, N, true, BIN_SECONDS);

/** The profile's model, those with one parameter changed, and the columns that are the same in each window: its own doubts. */
const modelsOf = perProfile((p) => {
  const usual = modelOf(p);
  const changed = DOUBTED.map((name) => modelOf({ ...p, [name]: p[name] * (1 + CHANGE) }));
  const own = Array.from({ length: EARLIER }, (_, i) => {
    const from = Float64Array.from({ length: N }, (__, j) => (j === i ? 1 : 0));
    const column = new Float64Array(LOOKS);
    follow(column, usual, from, i === UNEXPLAINED ? ONE_WATT : NO_INPUT, NO_INPUT, 0);
    return column;
  });
  return { usual, changed, own };
});

const NO_INPUT = new Float64Array(LOOKS);
const ONE_WATT = new Float64Array(LOOKS).fill(1);
const AT_REST = new Float64Array(N);

/** The reading at each look by a model, from `start`, with heater and card in W, into `out`. */
function follow(
  out: Float64Array,
  { phi, perCoreWatt, perSurfaceWatt, perZoneKelvin }: RollerModel,
  start: Float64Array,
  heaterWatt: Float64Array,
  cardWatt: Float64Array,
  zoneCelsius: number,
): void {
  let core = start[CORE]!;
  let surface = start[SURFACE]!;
  let reading = start[READING]!;
  for (let k = 0; k < LOOKS; k++) {
    const watt = heaterWatt[k]!;
    const card = cardWatt[k]!;
    const next = (row: number): number =>
      phi[row * N]! * core +
      phi[row * N + 1]! * surface +
      phi[row * N + 2]! * reading +
      perCoreWatt[row]! * watt -
      perSurfaceWatt[row]! * card +
      perZoneKelvin[row]! * zoneCelsius;
    const nextCore = next(CORE);
    const nextSurface = next(SURFACE);
    reading = next(READING);
    core = nextCore;
    surface = nextSurface;
    out[k] = reading;
  }
}

/** One window, looks in their order. */
export interface DrawWindow {
  /** Core, surface and reading one look before the first, degC. */
  readonly start: Float64Array;
  /** At the end of each look, degC; heater and card of the profile over it, W. */
  readonly readCelsius: Float64Array;
  readonly heaterWatt: Float64Array;
  readonly cardWatt: Float64Array;
  /** Around the roller, degC. */
  zoneCelsius: number;
}

export const newDrawWindow = (): DrawWindow => ({
  start: new Float64Array(N),
  readCelsius: new Float64Array(LOOKS),
  heaterWatt: new Float64Array(LOOKS),
  cardWatt: new Float64Array(LOOKS),
  zoneCelsius: 0,
});

/** Numbers of the normal equations of the parameters: a row each with its right side. */
const WIDTH = PARAMETERS + 1;
export const DRAW_EQUATIONS = PARAMETERS * WIDTH;

/** Shared by all, filled and used within one call. */
const shifted = new Float64Array(LOOKS);
const base = new Float64Array(LOOKS);
const ofParameters = Array.from({ length: PARAMETERS }, () => new Float64Array(LOOKS));
const earlier = new Float64Array(LOOKS);
const normal = new Float64Array(COLUMNS * (COLUMNS + 1));
const solving = new Float64Array(DRAW_EQUATIONS);

/**
 * Adds what a window tells of the parameters to the normal equations `known`, so many times, and keeps `kept` of what they held. False, and nothing done,
 * when no roller reads like that.
 */
export function addWindow(
  known: Float64Array,
  p: ThermalProfile,
  window: DrawWindow,
  weight: number,
  kept: number,
): boolean {
  const { start, readCelsius, heaterWatt, cardWatt, zoneCelsius } = window;
  const { usual, changed, own } = modelsOf(p);
  follow(base, usual, start, heaterWatt, cardWatt, zoneCelsius);
  for (let k = 0; k < LOOKS; k++) if (!(Math.abs(readCelsius[k]! - base[k]!) < ODD_KELVIN)) return false;
  const [draw, heater, ...others] = ofParameters;
  follow(draw!, usual, AT_REST, NO_INPUT, cardWatt, 0);
  follow(heater!, usual, AT_REST, heaterWatt, NO_INPUT, 0);
  for (const [i, column] of others.entries()) {
    follow(column, changed[i]!, start, heaterWatt, cardWatt, zoneCelsius);
    for (let k = 0; k < LOOKS; k++) column[k] = (column[k]! - base[k]!) / CHANGE;
  }
  // A card that came one look earlier, less the card as it was reported.
  shifted.set(cardWatt.subarray(1));
  follow(earlier, usual, AT_REST, NO_INPUT, shifted, 0);
  for (let k = 0; k < LOOKS; k++) earlier[k] = (earlier[k]! - draw![k]!) / BIN_SECONDS;
  fillNormal([...ofParameters, ...own, earlier], readCelsius);
  for (let i = 0; i < PARAMETERS; i++) {
    for (let j = 0; j <= PARAMETERS; j++) {
      const from = i * (COLUMNS + 1) + (j === PARAMETERS ? COLUMNS : j);
      known[i * WIDTH + j] = kept * known[i * WIDTH + j]! + weight * normal[from]!;
    }
  }
  return true;
}

/** Normal equations of a window with these columns, its own doubts taken out of them. */
function fillNormal(columns: readonly Float64Array[], readCelsius: Float64Array): void {
  const width = COLUMNS + 1;
  const weight = 1 / LOOK_SIGMA_KELVIN ** 2;
  for (let i = 0; i < COLUMNS; i++) {
    const mine = columns[i]!;
    for (let j = 0; j <= i; j++) {
      const other = columns[j]!;
      let sum = 0;
      for (let k = 0; k < LOOKS; k++) sum += mine[k]! * other[k]!;
      normal[i * width + j] = normal[j * width + i] = weight * sum;
    }
    let sum = 0;
    for (let k = 0; k < LOOKS; k++) sum += mine[k]! * (readCelsius[k]! - base[k]!);
    normal[i * width + COLUMNS] = weight * sum;
    if (i >= PARAMETERS) normal[i * width + i]! += 1 / OWN_SIGMA[i - PARAMETERS]! ** 2;
  }
  for (let gone = COLUMNS - 1; gone >= PARAMETERS; gone--) {
    for (let i = 0; i < gone; i++) {
      const share = normal[i * width + gone]! / normal[gone * width + gone]!;
      for (let j = 0; j < gone; j++) normal[i * width + j]! -= share * normal[gone * width + j]!;
      normal[i * width + COLUMNS]! -= share * normal[gone * width + COLUMNS]!;
    }
  }
}

/**
 * The draw of the most likely machine. In rounds: each parameter is held to what it was found to be, which leaves those alone that explain most and
 * lets the others go to nothing.
 */
export function mostLikelyDraw(known: Float64Array): number {
  const found = new Float64Array(PARAMETERS);
  for (let round = 0; round < ROUNDS; round++) {
    solving.set(known);
    for (let i = 0; i < PARAMETERS; i++) {
      const variance = round === 0 ? FIRST_SIGMA ** 2 : found[i]! ** 2 + SMALL_SIGMA ** 2;
      solving[i * WIDTH + i]! += 1 / variance;
    }
    // Symmetric and positive: no pivots needed.
    for (let i = 0; i < PARAMETERS; i++) {
      for (let k = i + 1; k < PARAMETERS; k++) {
        const share = solving[k * WIDTH + i]! / solving[i * WIDTH + i]!;
        for (let j = i; j <= PARAMETERS; j++) solving[k * WIDTH + j]! -= share * solving[i * WIDTH + j]!;
      }
    }
    for (let i = PARAMETERS - 1; i >= 0; i--) {
      let value = solving[i * WIDTH + PARAMETERS]!;
      for (let j = i + 1; j < PARAMETERS; j++) value -= solving[i * WIDTH + j]! * found[j]!;
      found[i] = value / solving[i * WIDTH + i]!;
    }
  }
  return found[DRAW]!;
}
