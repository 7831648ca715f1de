/**
 * Where a filter's covariance is while another filter is at work. It is symmetric to the bit, and as long as a machine prints nothing or its fan
 * stands still, a third of the states has nothing to do with any other: kept are first the doubts about those, then the lower triangle of
 * the bound ones, row by row.
 */
import { roomOfFloat64 } from "../base/index.ts";
import { DOUBT_COUNT } from "./soak-doubts.ts";
import { SOAK_COUNT } from "./soak-model.ts";

/** States of the filter: those of the soak, then the factors. */
export const STATES = SOAK_COUNT + DOUBT_COUNT;
const N = STATES;
/** One that has put nothing away yet. */
const NO_ROOM = new Float64Array(0);
/** Doubles of a covariance that is put away with so many of its states bound to others. */
const roomFor = (bound: number): number => N - bound + (bound * (bound + 1)) / 2;
/** Nothing but printing binds the others: room for these at least, so that a machine needs more but once. */
const BOUND_IDLE = N - 4;
const ALL_BOUND = 2 ** N - 1;

/** The states in {@link boundStates} are bound, and how many they are. */
const boundStates = new Uint8Array(N);
let boundCount = 0;
let listed = 0;

/** Lists the states of these bits; returns how many they are. */
function listBound(bits: number): number {
  if (bits === listed) return boundCount;
  listed = bits;
  boundCount = 0;
  for (let i = 0; i < N; i++) if (((bits >> i) & 1) === 1) boundStates[boundCount++] = i;
  return boundCount;
}

export class CovarianceAway {
  /** From a place on. */
  #numbers = NO_ROOM;
  #from = 0;
  #room = 0;
  /** Bits of the states that have to do with others. */
  #bound = 0;

  /** Keeps the whole matrix, row by row. */
  put(whole: Float64Array): void {
    if (this.#bound !== ALL_BOUND) this.#findBound(whole);
    const bound = this.#bound;
    this.#makeRoom(roomFor(listBound(bound)));
    const numbers = this.#numbers;
    let at = this.#from;
    if (bound === ALL_BOUND) {
      for (let i = 0; i < N; i++) for (let j = 0; j <= i; j++) numbers[at++] = whole[i * N + j]!;
      return;
    }
    for (let i = 0; i < N; i++) if (((bound >> i) & 1) === 0) numbers[at++] = whole[i * N + i]!;
    for (let a = 0; a < boundCount; a++) {
      const row = boundStates[a]! * N;
      for (let b = 0; b <= a; b++) numbers[at++] = whole[row + boundStates[b]!]!;
    }
  }

  /** Gives it back into `whole`. False: nothing was put away, and all of it is 0. */
  take(whole: Float64Array): boolean {
    const bound = this.#bound;
    const numbers = this.#numbers;
    let at = this.#from;
    if (bound === ALL_BOUND) {
      for (let i = 0; i < N; i++) {
        for (let j = 0; j <= i; j++) whole[i * N + j] = whole[j * N + i] = numbers[at++]!;
      }
      return true;
    }
    listBound(bound);
    whole.fill(0);
    if (this.#room === 0) return false;
    for (let i = 0; i < N; i++) if (((bound >> i) & 1) === 0) whole[i * N + i] = numbers[at++]!;
    for (let a = 0; a < boundCount; a++) {
      const i = boundStates[a]!;
      for (let b = 0; b <= a; b++) {
        const j = boundStates[b]!;
        whole[i * N + j] = whole[j * N + i] = numbers[at++]!;
      }
    }
    return true;
  }

  /** Once bound, always bound: looked at are only those that were not. */
  #findBound(whole: Float64Array): void {
    for (let i = 0; i < N; i++) {
      if (((this.#bound >> i) & 1) === 1) continue;
      for (let j = 0; j < N; j++) {
        if (j === i || whole[i * N + j] === 0) continue;
        this.#bound |= (1 << i) | (1 << j);
        break;
      }
    }
  }

  #makeRoom(length: number): void {
    if (length <= this.#room) return;
    this.#room = Math.max(length, roomFor(BOUND_IDLE));
    [this.#numbers, this.#from] = roomOfFloat64(this.#room);
  }
}
