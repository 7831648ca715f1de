/**
 * What transfers teach of the forecast: how far the reading after each one was off is taken off the next, card by kind of card, and until some agree a wide
 * margin is kept. From it comes the surface that heat and gate aim for.
 */
import { clamp } from "../base/index.ts";

/** Kept above the window's lower edge by the forecast, K: quantiser and what changes from card to card. */
const MARGIN_KELVIN = 0.32;
/** More of it before any transfer was watched, K; then the share of that which is left after each one that went as forecast, and after one that did not. */
const DOUBT_KELVIN = 1.3;
const DOUBT_LEFT = 0.65;
/** The same for a card that comes to a held set-point: most of its doubt is in the entry that the set-point's gate asks for, K [C: 8,400 cards after stops]. */
const HELD_DOUBT_KELVIN = 0.5;
const DOUBT_SURPRISED = 0.4;
/**
 * An error of the reading after the nip stands for so much at the surface's lowest, when it was colder and when it was warmer than
 * forecast [C: the cautious end over all parameters a tenth off: some errors come too late to have moved the lowest].
 */
const COLDER_PER_READING = 1.6;
const WARMER_PER_READING = 0.45;
/** Share of the newest error in what is learnt. */
const LEARN_SHARE = 0.35;
const LEARN_KELVIN_MAX = 2;
/** An error that differs from what was learnt by more makes the forecast doubtful again, K. */
const SURPRISE_KELVIN = 0.25;
/**
 * Cards that follow each other, after a pause and after a rest leave the nip differently from what is forecast, so each kind is learnt
 * by itself. Between the nips, s; and the doubt with which the second and third kind begin.
 */
const PAUSE_SECONDS = 45;
export const REST_SECONDS = 100;
const KINDS = 3;
/** More margin for each kind, K: the longer the roller was left alone, the steeper it comes to the nip. */
const KIND_MARGIN_KELVIN = [0, 0.03, 0.25] as const;
/** What was learnt of cards after a rest is of another machine when it has soaked for so long since: s, K [M, `npm run soak -- heat --only 5834`]. */
const REST_STALE_SECONDS = 1800;
const REST_STALE_KELVIN = 0.33;
/** Noise of the reading beyond the converter's makes heat and gate act a little early or late: K, and margin for each kelvin more [M, ... --only 9305, 1174, 6114]. */
const NOISE_USUAL_KELVIN = 0.05;
const MARGIN_PER_NOISE = 2.5;
const NOISE_SHARE = 0.2;
/** More is no noise but a thermistor that failed meanwhile: a gate that waited for such a margin would never open again. K [E: above the 0.5 K of docs/heat-sensors.md]. */
const NOISE_KELVIN_MAX = 0.7;
/** Cards that follow each other alike differ by so much, s; shorter pauses by more. */
const USUAL_SECONDS = 1;
const USUAL_PAUSE_SECONDS = 4;
/**
 * A card that comes sooner or later behind the one before, or after a shorter or longer pause, than those of which was learnt may be colder than them: K for
 * each second, and at most [M, up to 0.03 sooner and 0.04 later, `npm run soak -- heat --only` 2912, 3477, 2963, 8735, 2948; more would be paid at the exit].
 */
const SOONER_KELVIN_PER_SECOND = 0.03;
const LATER_KELVIN_PER_SECOND = 0.02;
const SOONER_KELVIN_MAX = 0.3;
const LATER_KELVIN_MAX = 0.15;
/** The second card after a rest finds the roller as neither kind has it: the platen is still cold. Below the forecast by up to so much, K [C]. */
const AFTER_REST_MARGIN_KELVIN = 0.35;
const PAUSE_KIND = 1;
const REST_KIND = 2;
/**
 * What was learnt of cards after a pause is old after so long: a door, an evening or dust has changed them meanwhile. Seen: the first
 * pause in 48 minutes, in which a door had stood open, half a kelvin colder than what had been learnt [M, `npm run soak -- heat --only 499`].
 */
const STALE_SECONDS = 600;
const KIND_DOUBT = 0.9;
const KIND_DOUBT_LEFT = 0.9;
const KIND_DOUBT_MIN = 0.15;

/** What was learnt of one kind of card: what the lowest surface is above the forecast, K, and how much of the first margin is left, 0..1. */
export interface NipLesson {
  biasKelvin: number;
  doubt: number;
  /** A card of this kind has been watched. */
  seen: boolean;
  /** Since the last one was, as far as cards tell, s: what passed between the nips. */
  ageSeconds: number;
  /** Between the nips before the cards that taught it, s, weighed as they are in it. */
  betweenSeconds: number;
}

/** Plain data: what the transfers have taught. */
export interface NipLessons {
  /** The reading's noise, as the transfers tell it, K. */
  noiseKelvin: number;
  /** Since the last card left the nip, s, and of which kind the newest one was. */
  sinceNipSeconds: number;
  watchedKind: number;
  /** Between the nips before it, s. */
  watchedBetweenSeconds: number;
  lessons: readonly Readonly<NipLesson>[];
}

const newLessons = (): NipLesson[] =>
  Array.from({ length: KINDS }, () => ({ biasKelvin: 0, doubt: 1, seen: false, ageSeconds: 0, betweenSeconds: 0 }));

/** Of all machines through which no card went yet: each gets its own with the first. */
export const NO_LESSONS: readonly Readonly<NipLesson>[] = newLessons();

/** The state's own, to be changed. */
export function ownLessons(state: NipLessons): NipLesson[] {
  if (state.lessons === NO_LESSONS) state.lessons = newLessons();
  return state.lessons as NipLesson[];
}

const kindOf = (betweenSeconds: number): number =>
  betweenSeconds < PAUSE_SECONDS ? 0 : betweenSeconds < REST_SECONDS ? 1 : 2;

/** A card enters the nip: of which kind it is. Changes `state`. */
export function watchNip(state: NipLessons): void {
  state.watchedKind = kindOf(state.sinceNipSeconds);
  state.watchedBetweenSeconds = state.sinceNipSeconds;
  for (const lesson of ownLessons(state)) lesson.ageSeconds += state.sinceNipSeconds;
}

/** Takes in a transfer: the reading after it against the forecast's, K, and the reading's noise meanwhile, K. Changes `state`. */
export function learnNip(state: NipLessons, errorKelvin: number, noiseKelvin: number): void {
  const noise = Math.min(NOISE_KELVIN_MAX, noiseKelvin);
  state.noiseKelvin += (state.noiseKelvin === 0 ? 1 : NOISE_SHARE) * (noise - state.noiseKelvin);
  const share = errorKelvin < 0 ? COLDER_PER_READING : WARMER_PER_READING;
  const error = clamp(share * errorKelvin, -LEARN_KELVIN_MAX, LEARN_KELVIN_MAX);
  const lessons = ownLessons(state);
  const lesson = lessons[state.watchedKind]!;
  if (!lesson.seen) {
    // The first card of all says some of what is wrong for the other kinds.
    if (!lessons.some((other) => other.seen)) for (const other of lessons) other.doubt = KIND_DOUBT;
    lesson.biasKelvin = error;
    lesson.betweenSeconds = state.watchedBetweenSeconds;
    lesson.seen = true;
  }
  lesson.ageSeconds = 0;
  const surprised = Math.abs(error - lesson.biasKelvin) > SURPRISE_KELVIN;
  const learns = Math.max(LEARN_SHARE, lesson.doubt);
  lesson.biasKelvin += learns * (error - lesson.biasKelvin);
  lesson.betweenSeconds += learns * (state.watchedBetweenSeconds - lesson.betweenSeconds);
  // What is learnt of one kind makes the others a little surer too.
  for (const other of lessons)
    if (other !== lesson) other.doubt = Math.max(other.doubt * KIND_DOUBT_LEFT, Math.min(other.doubt, KIND_DOUBT_MIN));
  lesson.doubt = surprised ? Math.max(lesson.doubt, DOUBT_SURPRISED) : lesson.doubt * DOUBT_LEFT;
}

/** Noise beyond the usual, K of margin. */
const noiseMargin = (state: NipLessons): number =>
  MARGIN_PER_NOISE * Math.max(0, state.noiseKelvin - NOISE_USUAL_KELVIN);

function aimOf(state: NipLessons, lowCelsius: number, kind: number): number {
  const { doubt } = state.lessons[kind]!;
  const margin = MARGIN_KELVIN + noiseMargin(state) + KIND_MARGIN_KELVIN[kind]! + doubt * DOUBT_KELVIN;
  return lowCelsius + margin - biasOf(state, kind);
}

/** What is believed that the lowest surface is above the forecast, K. */
function biasOf(state: NipLessons, kind: number): number {
  const lesson = state.lessons[kind]!;
  let bias = lesson.biasKelvin;
  // A kind that was not seen yet, or not for long, is held to be like the coldest that was.
  if (!lesson.seen || (kind === PAUSE_KIND && lesson.ageSeconds > STALE_SECONDS))
    for (const other of state.lessons) if (other.seen) bias = Math.min(bias, other.biasKelvin);
  return bias;
}

/** Lowest surface to forecast for a card that comes in so long, degC. */
export function aimCelsius(state: NipLessons, lowCelsius: number, secondsToNip: number): number {
  const between = state.sinceNipSeconds + secondsToNip;
  const kind = kindOf(between);
  const aim = aimOf(state, lowCelsius, kind);
  if (kind === REST_KIND) {
    const isStale = state.lessons[REST_KIND]!.ageSeconds + between > REST_STALE_SECONDS;
    return isStale ? aim + REST_STALE_KELVIN : aim;
  }
  if (state.watchedKind === REST_KIND) return aim + AFTER_REST_MARGIN_KELVIN;
  return aim + betweenMargin(kind, between - state.lessons[kind]!.betweenSeconds);
}

/** For a card that comes so much later, s, than those that taught its kind; below 0 sooner. K. */
function betweenMargin(kind: number, laterSeconds: number): number {
  if (laterSeconds > 0) return clamp(LATER_KELVIN_PER_SECOND * (laterSeconds - USUAL_SECONDS), 0, LATER_KELVIN_MAX);
  const sooner = -laterSeconds - (kind === PAUSE_KIND ? USUAL_PAUSE_SECONDS : 0);
  return clamp(SOONER_KELVIN_PER_SECOND * sooner, 0, SOONER_KELVIN_MAX);
}

/** The same for the card that is in the nip. */
export const watchedAimCelsius = (state: NipLessons, lowCelsius: number): number =>
  aimOf(state, lowCelsius, state.watchedKind);

/** The same for a card that comes now to a held set-point. */
export function heldAimCelsius(state: NipLessons, lowCelsius: number): number {
  const kind = kindOf(state.sinceNipSeconds);
  const margin = MARGIN_KELVIN + noiseMargin(state) + state.lessons[kind]!.doubt * HELD_DOUBT_KELVIN;
  return lowCelsius + margin - biasOf(state, kind);
}
