/**
 * What of a machine's soak outlasts a silence, be it that the host was restarted or that the power was gone: chassis and room, which change
 * over hours, the dust in its filter, and in what it is not as its profile says, with all that is unsure about them and how those doubts
 * hang together. It grows old: the longer the silence, the less of chassis, room and dust is believed.
 */
import type { ThermalProfile } from "./profiles.ts";
import { STATES } from "./soak-covariance.ts";
import { SOAK } from "./soak-model.ts";
import { CHASSIS_PER_ROOM, type RoomGuess } from "./soak-start.ts";

/** States that are remembered: chassis, room, dust, and what the machine itself is otherwise. */
const KEPT: readonly number[] = Array.from({ length: STATES }, (_, state) => state).filter(
  (state) => state === SOAK.chassis || state >= SOAK.room,
);
const OF_CHASSIS = 0;
const OF_ROOM = 1;
const OF_DUST = 2;
const COUNT = KEPT.length;
/** Numbers of a memory: the states, then the lower triangle of their covariance, row by row. */
export const SOAK_MEMORY_LENGTH = COUNT + (COUNT * (COUNT + 1)) / 2;
/** Where the covariance of the states `a` and `b` of {@link KEPT} is, `b` <= `a`. */
const placeOf = (a: number, b: number): number => COUNT + (a * (a + 1)) / 2 + b;

/** Standard deviations that come on top within an hour: chassis and room, K, effectiveness; so much more with the root of the time [E]. */
const HOURLY_SIGMA = [4, 3, 0.1] as const;
/** Never less than after this, s: what is kept is not of the last moment, and a wall clock may be behind. */
const SECONDS_MIN = 300;
/** Roller and hot zone leave their heat to the chassis, which is what a machine that cools down is warm of: so much more than it was itself [C]. */
const WARMTH_PER_CHASSIS = 1.5;
/** Nobody knows less of them than who knows nothing. */
const SIGMA_MAX = [5, 5, 0.35] as const;

/** What a filter with this state and covariance (row by row) knows. */
export function rememberSoak(x: Float64Array, p: Float64Array, out: Float64Array): void {
  for (let a = 0; a < COUNT; a++) {
    out[a] = x[KEPT[a]!]!;
    for (let b = 0; b <= a; b++) out[placeOf(a, b)] = p[KEPT[a]! * STATES + KEPT[b]!]!;
  }
}

/** What the machine is otherwise, into the state. */
export function recallMachine(memory: Float64Array, x: Float64Array): void {
  for (let a = OF_DUST + 1; a < COUNT; a++) x[KEPT[a]!] = memory[a]!;
}

/** The room after `seconds`, and how warm the machine may be over it if nothing has moved or heated since. */
export function recallRoom(memory: Float64Array, seconds: number, p: ThermalProfile): RoomGuess {
  const celsius = memory[OF_ROOM]!;
  const joulePerKelvin = p.chassisJoulePerKelvin + p.hotZoneJoulePerKelvin + p.platenJoulePerKelvin;
  const cooled = Math.exp((-seconds * (p.chassisToRoomBase + p.hotZoneToRoomBase)) / joulePerKelvin);
  const warmthKelvin = WARMTH_PER_CHASSIS * Math.max(0, memory[OF_CHASSIS]! - celsius) * cooled;
  return { celsius, sigma: Math.sqrt(agedVariance(memory, OF_ROOM, seconds)), warmthKelvin };
}

/**
 * What is remembered into state and covariance, in place of a first guess for a machine that is `hot` or not: a cold one tells its room and chassis
 * itself.
 */
export function recallSoak(
  memory: Float64Array,
  seconds: number,
  hot: boolean,
  x: Float64Array,
  p: Float64Array,
): void {
  const set = (a: number, b: number, value: number): void => {
    p[KEPT[a]! * STATES + KEPT[b]!] = p[KEPT[b]! * STATES + KEPT[a]!] = value;
  };
  x[SOAK.effectiveness] = memory[OF_DUST]!;
  const first = hot ? OF_ROOM : OF_DUST;
  for (let a = first; a < COUNT; a++) {
    for (let b = first; b < a; b++) set(a, b, memory[placeOf(a, b)]!);
    set(a, a, agedVariance(memory, a, seconds));
  }
  if (!hot) return;
  const chassis = KEPT[OF_CHASSIS]! * (STATES + 1);
  const remembered = agedVariance(memory, OF_CHASSIS, seconds);
  const better = remembered < p[chassis]!;
  if (better) {
    x[SOAK.chassis] = memory[OF_CHASSIS]!;
    p[chassis] = remembered;
  }
  for (let b = OF_ROOM; b < COUNT; b++) {
    set(b, OF_CHASSIS, better ? memory[placeOf(b, OF_CHASSIS)]! : CHASSIS_PER_ROOM * p[KEPT[b]! * STATES + SOAK.room]!);
  }
}

/** What is kept of a state's doubt, as it has grown since; the machine itself stays what it is. */
function agedVariance(memory: Float64Array, a: number, seconds: number): number {
  const variance = memory[placeOf(a, a)]!;
  const hourly = HOURLY_SIGMA[a];
  if (hourly === undefined) return variance;
  const hours = Math.max(SECONDS_MIN, seconds) / 3600;
  return Math.max(variance, Math.min(variance + hourly * hourly * hours, SIGMA_MAX[a]! ** 2));
}

/** Finite numbers, as many as there must be, that {@link rememberSoak} could have written: within what the filter believes at most, and a covariance. */
export function isSoakMemory(numbers: Float64Array, factorMax: number): boolean {
  for (let a = 0; a < COUNT; a++) {
    const [low, high] = a < OF_DUST ? [-50, 150] : a === OF_DUST ? [0, 1] : [-factorMax, factorMax];
    if (numbers[a]! < low! || numbers[a]! > high!) return false;
    const variance = numbers[placeOf(a, a)]!;
    if (variance < 0) return false;
    for (let b = 0; b < a; b++) {
      if (numbers[placeOf(a, b)]! ** 2 > variance * numbers[placeOf(b, b)]! * (1 + 1e-6)) return false;
    }
  }
  return true;
}
