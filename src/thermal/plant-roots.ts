/**
 * When does a node reach a level, and where are its extremes, under constant inputs? The exact solution is walked in
 * pieces shorter than half the fastest time constant; a piece whose slope changes sign holds an extremum, so a level
 * touched twice within one piece is found too. Roots are then bisected on the exact solution.
 */
import type { Micros } from "../base/index.ts";
import { flowInto } from "./expm.ts";
import { NODE_COUNT } from "./network.ts";
import type { PlantMode } from "./propagator-cache.ts";

/** Fastest time constant of the standard machines is 3 s; pieces of a second are safely under half of it. */
const PIECE_US = 1_000_000;
/** Longest horizon of a search: 48 h of one-second pieces. */
export const SEARCH_HORIZON_US_MAX = 48 * 3600 * PIECE_US;
const BISECTIONS = 60;
const SECONDS_PER_MICRO = 1e-6;

export interface Extremum {
  readonly lowCelsius: number;
  readonly lowAtUs: Micros;
  readonly highCelsius: number;
  readonly highAtUs: Micros;
}

function slopeAt(mode: PlantMode, x: Float64Array, q: Float64Array, node: number): number {
  let sum = q[node]!;
  for (let k = 0; k < NODE_COUNT; k++) sum += mode.matrix[node * NODE_COUNT + k]! * x[k]!;
  return sum;
}

/** One search: walks the pieces of the horizon and looks inside them. */
class Walk {
  readonly #mode: PlantMode;
  readonly #q: Float64Array;
  readonly #node: number;
  readonly #probe = new Float64Array(NODE_COUNT);
  readonly #scratch = new Float64Array(2 * NODE_COUNT);
  readonly #next = new Float64Array(NODE_COUNT);
  readonly x: Float64Array;

  constructor(mode: PlantMode, x: Float64Array, q: Float64Array, node: number) {
    this.#mode = mode;
    this.#q = q;
    this.#node = node;
    this.x = Float64Array.from(x);
  }

  get value(): number {
    return this.x[this.#node]!;
  }
  slope(): number {
    return slopeAt(this.#mode, this.x, this.#q, this.#node);
  }

  /** The node `seconds` into the current piece. */
  valueAt(seconds: number): number {
    flowInto(this.#probe, this.#mode.matrix, NODE_COUNT, this.x, this.#q, seconds, this.#scratch);
    return this.#probe[this.#node]!;
  }
  #slopeAt(seconds: number): number {
    this.valueAt(seconds);
    return slopeAt(this.#mode, this.#probe, this.#q, this.#node);
  }

  /** Does the slope change sign within the piece? */
  turns(length: number): boolean {
    return this.slope() > 0 !== this.#slopeAt(length) > 0;
  }

  /** Seconds within (0, length] at which the slope changes sign, given that it does. */
  turningPoint(length: number): number {
    const rising = this.slope() > 0;
    let low = 0;
    let high = length;
    for (let i = 0; i < BISECTIONS; i++) {
      const middle = (low + high) / 2;
      if (this.#slopeAt(middle) > 0 === rising) low = middle;
      else high = middle;
    }
    return high;
  }

  /** Seconds within [from, to] at which the node reaches the level, given that it lies between the two ends. */
  levelBetween(from: number, to: number, level: number): number {
    const startsBelow = this.valueAt(from) < level;
    let low = from;
    let high = to;
    for (let i = 0; i < BISECTIONS; i++) {
      const middle = (low + high) / 2;
      if (this.valueAt(middle) < level === startsBelow) low = middle;
      else high = middle;
    }
    return high;
  }

  advance(dtUs: Micros): void {
    const { phi, psi } = this.#mode.over(dtUs);
    for (let i = 0; i < NODE_COUNT; i++) {
      let sum = 0;
      const row = i * NODE_COUNT;
      for (let k = 0; k < NODE_COUNT; k++) sum += phi[row + k]! * this.x[k]! + psi[row + k]! * this.#q[k]!;
      this.#next[i] = sum;
    }
    this.x.set(this.#next);
  }
}

function checkHorizon(horizonUs: Micros): void {
  if (!(Number.isSafeInteger(horizonUs) && horizonUs >= 0 && horizonUs <= SEARCH_HORIZON_US_MAX)) {
    throw new RangeError(`search horizon of ${horizonUs} us`);
  }
}

/** See `Plant.crossing`. */
export function findCrossing(
  mode: PlantMode,
  x: Float64Array,
  q: Float64Array,
  node: number,
  level: number,
  horizonUs: Micros,
): Micros | -1 {
  checkHorizon(horizonUs);
  const walk = new Walk(mode, x, q, node);
  if (walk.value === level) return 0;
  const startsBelow = walk.value < level;
  const passed = (value: number): boolean => (startsBelow ? value >= level : value <= level);
  for (let atUs = 0; atUs < horizonUs; ) {
    const pieceUs = Math.min(PIECE_US, horizonUs - atUs);
    const length = pieceUs * SECONDS_PER_MICRO;
    const towards = startsBelow ? 1 : -1;
    const slopeStart = walk.slope() * towards;
    const end = walk.valueAt(length);
    let reach = -1;
    if (passed(end)) reach = length;
    else if (slopeStart > 0 && walk.turns(length)) {
      const turn = walk.turningPoint(length);
      if (passed(walk.valueAt(turn))) reach = turn;
    }
    if (reach >= 0) {
      const seconds = walk.levelBetween(0, reach, level);
      return atUs + Math.ceil(seconds / SECONDS_PER_MICRO);
    }
    walk.advance(pieceUs);
    atUs += pieceUs;
  }
  return -1;
}

/** See `Plant.extremum`. */
export function findExtremum(
  mode: PlantMode,
  x: Float64Array,
  q: Float64Array,
  node: number,
  horizonUs: Micros,
): Extremum {
  checkHorizon(horizonUs);
  const walk = new Walk(mode, x, q, node);
  let lowCelsius = walk.value;
  let highCelsius = walk.value;
  let lowAtUs = 0;
  let highAtUs = 0;
  const look = (value: number, at: Micros): void => {
    if (value < lowCelsius) {
      lowCelsius = value;
      lowAtUs = at;
    }
    if (value > highCelsius) {
      highCelsius = value;
      highAtUs = at;
    }
  };
  for (let atUs = 0; atUs < horizonUs; ) {
    const pieceUs = Math.min(PIECE_US, horizonUs - atUs);
    const length = pieceUs * SECONDS_PER_MICRO;
    if (walk.turns(length)) {
      const turn = walk.turningPoint(length);
      look(walk.valueAt(turn), atUs + Math.round(turn / SECONDS_PER_MICRO));
    }
    walk.advance(pieceUs);
    atUs += pieceUs;
    look(walk.value, atUs);
  }
  return { lowCelsius, lowAtUs, highCelsius, highAtUs };
}
