/**
 * Heat for one card, as late as it can come: the heater stays off until full power only just holds the surface inside the window
 * for the whole transfer, and the gate opens by the same forecast. What the forecast got wrong is seen in the reading after each
 * transfer and taken off the next one; until some transfers agree, a wide margin is kept.
 */
import { clamp } from "../base/index.ts";
import type { CardApproach } from "./card-feed-forward.ts";
import { gateOpen, type SurfaceEstimate } from "./gate.ts";
import {
  forecastNip,
  lowestWithoutHeat,
  NIP_BURN_SECONDS,
  type NipForecast,
  RAMP_SECONDS_MAX,
} from "./nip-forecast.ts";
import { CONTROL_PERIOD_SECONDS, fullPowerWatt } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";
import { advanceSight, newRollerSight, type RollerSight, stepRollerSight } from "./roller-sight.ts";

/** Kept above the window's lower edge by the forecast, K: quantiser and what changes from card to card. */
const MARGIN_KELVIN = 0.32;
/** More of it before any transfer was watched, K; then the share of that which is left after each one that went as forecast, and after one that did not. */
const DOUBT_KELVIN = 1.3;
const DOUBT_LEFT = 0.65;
/** The same for a card that comes to a held set-point: most of its doubt is in the entry that the set-point's gate asks for, K [C: 8,400 cards after stops]. */
const HELD_DOUBT_KELVIN = 0.5;
const DOUBT_SURPRISED = 0.4;
/** A host that is back tells of a hot zone that differs by more, K: so much of the first margin is kept again [C: restarts between two cards]. */
const OTHER_ZONE_KELVIN = 1;
const DOUBT_OTHER_ZONE = 0.3;
/** The gate opens this much below what the heater aims for, K: waiting for the last hundredth would be waiting. */
const GATE_BELOW_AIM_KELVIN = 0.05;
/** A card that waits at a held set-point is heated for up to so far above it: more than feed-forward's own rise, and inside the window, K. */
const HELD_RISE_KELVIN = 4;
const WAITING_CARD: CardApproach = { secondsToNip: 0, inNipSeconds: -1 };
/** Kept below the window's upper edge, K. */
const HIGH_MARGIN_KELVIN = 0.5;
/** The reading is compared with the forecast from the end of the nip over so many seconds. */
const COMPARE_SECONDS = 3;
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
/** Without a word from the host: around the roller and of the card, by the head's thermistor, as shares of its rise over a cold head. */
const ZONE_BELOW_HEAD_SHARE = 0.12;
const CARD_BELOW_HEAD_SHARE = 0.28;
const COLD_HEAD_CELSIUS = 28;
/** What the host says of them is believed from this up to the head's own temperature and a little more, degC. */
const AROUND_CELSIUS_MIN = 10;
const AROUND_OVER_HEAD_KELVIN = 5;
/**
 * Cards that follow each other, after a pause and after a rest leave the nip differently from what is forecast, so each kind is learnt
 * by itself. Between the nips, s; and the doubt with which the second and third kind begin.
 */
const PAUSE_SECONDS = 45;
const REST_SECONDS = 100;
const KINDS = 3;
/** More margin for each kind, K: the longer the roller was left alone, the steeper it comes to the nip. */
const KIND_MARGIN_KELVIN = [0, 0.03, 0.25] as const;
/** Of the first kind, a card that comes later than right behind the one before is colder than what was learnt of those by so much, K [C]. */
const CLOSE_SLACK_SECONDS = 2;
const LATE_MARGIN_KELVIN = 0.05;
/** From so long between the nips up to a pause the margin grows by up to so much more: s, K [M, `npm run soak -- heat --only 8735`]. */
const LATER_SECONDS = 36;
const LATER_KELVIN = 0.1;
/** What was learnt of cards after a rest is of another machine when it has soaked for so long since: s, K [M, `npm run soak -- heat --only 5834`]. */
const REST_STALE_SECONDS = 1800;
const REST_STALE_KELVIN = 0.33;
/** Noise of the reading beyond the converter's makes heat and gate act a little early or late: K, and margin for each kelvin more [M, ... --only 9305]. */
const NOISE_USUAL_KELVIN = 0.05;
const MARGIN_PER_NOISE = 0.7;
const NOISE_SHARE = 0.2;
/**
 * Cards right behind each other again, after so long of later ones: what was learnt meanwhile is of those. The first such card is colder than it by up
 * to so much, K, and with each one that was watched half of it is left [M, `npm run soak -- heat --only 2912`].
 */
const CLOSE_ANEW_SECONDS = 240;
const CLOSE_ANEW_KELVIN = 0.2;
const CLOSE_ANEW_LEFT = 0.5;
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
}

/** What the host knows better of the next card, degC; below {@link AROUND_CELSIUS_MIN}: nothing. */
export interface HostHint {
  zoneCelsius: number;
  cardCelsius: number;
}

/** Plain data. */
export interface JustInTimeState {
  sight: RollerSight;
  /** The model alone since the card entered the nip, and for how long, s; -1: no card is watched. */
  shadow: RollerSight;
  shadowSeconds: number;
  errorSum: number;
  errorCount: number;
  /** The newest of these errors, the sum of squares of their steps, K2, and the reading's noise as they tell it, K. */
  errorLast: number;
  stepSquares: number;
  noiseKelvin: number;
  /** Since the last card left the nip, s, and the same for the card that is watched. */
  sinceNipSeconds: number;
  watchedKind: number;
  lessons: NipLesson[];
  /** The heater has been fully on for so long without a break, s. */
  burnSeconds: number;
  /** Power of the last period, W, and the card's draw in the nip. */
  heaterWatt: number;
  cardWatt: number;
  /** Cards move in the machine. */
  moving: boolean;
  /** Around the roller, as a host told last, degC; 0: none has yet. */
  toldZoneCelsius: number;
  /** Since a card came right behind another, as far as cards tell, s; and what is left of the margin for such ones, 0..1. */
  sinceCloseSeconds: number;
  closeAnew: number;
}

/** The host says nothing. */
export const NO_HINT: Readonly<HostHint> = { zoneCelsius: -273.1, cardCelsius: -273.1 };

export function newJustInTime(): JustInTimeState {
  return {
    sight: newRollerSight(),
    shadow: newRollerSight(),
    shadowSeconds: -1,
    errorSum: 0,
    errorCount: 0,
    errorLast: 0,
    stepSquares: 0,
    noiseKelvin: 0,
    sinceNipSeconds: REST_SECONDS,
    watchedKind: 0,
    lessons: Array.from({ length: KINDS }, () => ({ biasKelvin: 0, doubt: 1, seen: false, ageSeconds: 0 })),
    burnSeconds: 0,
    heaterWatt: 0,
    cardWatt: 0,
    moving: false,
    toldZoneCelsius: 0,
    sinceCloseSeconds: 0,
    closeAnew: 0,
  };
}

const forecast: NipForecast = { entryCelsius: 0, lowestCelsius: 0, highestCelsius: 0 };
const around = { fullWatt: 0, zoneCelsius: 0, cardCelsius: 0 };

function lookAround(p: ThermalProfile, headCelsius: number, mainsVolt: number, hint: HostHint): void {
  const warm = Math.max(0, headCelsius - COLD_HEAD_CELSIUS);
  const most = headCelsius + AROUND_OVER_HEAD_KELVIN;
  around.fullWatt = fullPowerWatt(p, mainsVolt);
  around.zoneCelsius = believed(hint.zoneCelsius, headCelsius - ZONE_BELOW_HEAD_SHARE * warm, most);
  around.cardCelsius = believed(hint.cardCelsius, headCelsius - CARD_BELOW_HEAD_SHARE * warm, most);
}

const believed = (told: number, own: number, most: number): number =>
  told < AROUND_CELSIUS_MIN ? own : Math.min(told, most);

const isClose = (p: ThermalProfile, betweenSeconds: number): boolean =>
  betweenSeconds <= p.cycleSeconds - p.nipSeconds + CLOSE_SLACK_SECONDS;

const kindOf = (betweenSeconds: number): number =>
  betweenSeconds < PAUSE_SECONDS ? 0 : betweenSeconds < REST_SECONDS ? 1 : 2;

/** Takes a reading; each control period, whatever the heater does. Changes `state`. */
export function watchRoller(
  state: JustInTimeState,
  p: ThermalProfile,
  readingCelsius: number,
  headCelsius: number,
  mainsVolt: number,
  hint: HostHint,
): void {
  lookAround(p, headCelsius, mainsVolt, hint);
  state.sinceNipSeconds += CONTROL_PERIOD_SECONDS;
  stepRollerSight(state.sight, p, readingCelsius, state.heaterWatt, state.cardWatt, around.zoneCelsius, state.moving);
  if (state.shadowSeconds < 0) return;
  advanceSight(state.shadow, p, state.heaterWatt, state.cardWatt, around.zoneCelsius, state.moving);
  state.shadowSeconds += CONTROL_PERIOD_SECONDS;
  if (state.shadowSeconds > p.nipSeconds) {
    const error = readingCelsius - state.shadow.readingCelsius;
    if (state.errorCount > 0) state.stepSquares += (error - state.errorLast) ** 2;
    state.errorLast = error;
    state.errorSum += error;
    state.errorCount++;
  }
  if (state.shadowSeconds > p.nipSeconds + COMPARE_SECONDS) learn(state);
}

/**
 * The host announces; `anew` after it had ceased to. One that was started again believes in another hot zone for some minutes, and what was learnt with
 * the old one is off by what the heat that nothing explains now makes up for. Changes `state`.
 */
export function hearHint(state: JustInTimeState, hint: HostHint, anew: boolean): void {
  if (hint.zoneCelsius < AROUND_CELSIUS_MIN) return;
  const other = Math.abs(hint.zoneCelsius - state.toldZoneCelsius) > OTHER_ZONE_KELVIN;
  if (anew && other && state.toldZoneCelsius > 0)
    for (const lesson of state.lessons) lesson.doubt = Math.max(lesson.doubt, DOUBT_OTHER_ZONE);
  state.toldZoneCelsius = hint.zoneCelsius;
}

function learn(state: JustInTimeState): void {
  // Noise is what changes from one reading to the next: twice its square.
  const noise = Math.sqrt(state.stepSquares / (2 * Math.max(1, state.errorCount - 1)));
  state.noiseKelvin += (state.noiseKelvin === 0 ? 1 : NOISE_SHARE) * (noise - state.noiseKelvin);
  const mean = state.errorSum / state.errorCount;
  const share = mean < 0 ? COLDER_PER_READING : WARMER_PER_READING;
  const error = clamp(share * mean, -LEARN_KELVIN_MAX, LEARN_KELVIN_MAX);
  const lesson = state.lessons[state.watchedKind]!;
  if (!lesson.seen) {
    // The first card of all says some of what is wrong for the other kinds.
    if (!state.lessons.some((other) => other.seen)) for (const other of state.lessons) other.doubt = KIND_DOUBT;
    lesson.biasKelvin = error;
    lesson.seen = true;
  }
  lesson.ageSeconds = 0;
  const surprised = Math.abs(error - lesson.biasKelvin) > SURPRISE_KELVIN;
  lesson.biasKelvin += Math.max(LEARN_SHARE, lesson.doubt) * (error - lesson.biasKelvin);
  // What is learnt of one kind makes the others a little surer too.
  for (const other of state.lessons)
    if (other !== lesson) other.doubt = Math.max(other.doubt * KIND_DOUBT_LEFT, Math.min(other.doubt, KIND_DOUBT_MIN));
  lesson.doubt = surprised ? Math.max(lesson.doubt, DOUBT_SURPRISED) : lesson.doubt * DOUBT_LEFT;
  state.shadowSeconds = -1;
}

/** A card enters the nip now: from here on the model runs alone, to be compared with the reading. */
function cardEnters(state: JustInTimeState, p: ThermalProfile): void {
  Object.assign(state.shadow, state.sight);
  state.shadowSeconds = 0;
  state.watchedKind = kindOf(state.sinceNipSeconds);
  for (const lesson of state.lessons) lesson.ageSeconds += state.sinceNipSeconds;
  state.sinceCloseSeconds += state.sinceNipSeconds;
  if (isClose(p, state.sinceNipSeconds)) {
    state.closeAnew *= CLOSE_ANEW_LEFT;
    state.sinceCloseSeconds = 0;
  } else if (state.sinceCloseSeconds > CLOSE_ANEW_SECONDS) state.closeAnew = 1;
  state.errorSum = 0;
  state.errorCount = 0;
  state.stepSquares = 0;
  state.cardWatt =
    (p.cardJoulePerKelvin * p.cardShareSurface * (state.sight.surfaceCelsius - around.cardCelsius)) / p.nipSeconds;
}

function aimOf(state: JustInTimeState, lowCelsius: number, kind: number): number {
  const { doubt } = state.lessons[kind]!;
  const noise = MARGIN_PER_NOISE * Math.max(0, state.noiseKelvin - NOISE_USUAL_KELVIN);
  return lowCelsius + MARGIN_KELVIN + noise + KIND_MARGIN_KELVIN[kind]! + doubt * DOUBT_KELVIN - biasOf(state, kind);
}

/** What is believed that the lowest surface is above the forecast, K. */
function biasOf(state: JustInTimeState, kind: number): number {
  const lesson = state.lessons[kind]!;
  let bias = lesson.biasKelvin;
  // A kind that was not seen yet, or not for long, is held to be like the coldest that was.
  if (!lesson.seen || (kind === PAUSE_KIND && lesson.ageSeconds > STALE_SECONDS))
    for (const other of state.lessons) if (other.seen) bias = Math.min(bias, other.biasKelvin);
  return bias;
}

/** Lowest surface to forecast for a card that comes in so long, degC. */
function aimCelsius(state: JustInTimeState, p: ThermalProfile, lowCelsius: number, secondsToNip: number): number {
  const between = state.sinceNipSeconds + secondsToNip;
  const kind = kindOf(between);
  const aim = aimOf(state, lowCelsius, kind);
  if (kind === REST_KIND && state.lessons[REST_KIND]!.ageSeconds + between > REST_STALE_SECONDS)
    return aim + REST_STALE_KELVIN;
  if (kind !== REST_KIND && state.watchedKind === REST_KIND) return aim + AFTER_REST_MARGIN_KELVIN;
  if (isClose(p, between)) return aim + state.closeAnew * CLOSE_ANEW_KELVIN;
  if (kind !== 0) return aim;
  return (
    aim + LATE_MARGIN_KELVIN + LATER_KELVIN * clamp((between - LATER_SECONDS) / (PAUSE_SECONDS - LATER_SECONDS), 0, 1)
  );
}

/** May a card enter now, so that its whole transfer stays inside the window? */
export function justInTimeGateOpen(
  state: JustInTimeState,
  p: ThermalProfile,
  lowCelsius: number,
  highCelsius: number,
): boolean {
  if (!state.sight.primed) return false;
  forecastNip(forecast, p, state.sight, around, 0, 0);
  return (
    forecast.lowestCelsius >= aimCelsius(state, p, lowCelsius, 0) - GATE_BELOW_AIM_KELVIN &&
    Math.max(forecast.highestCelsius, state.sight.surfaceCelsius) <= highCelsius - HIGH_MARGIN_KELVIN
  );
}

/**
 * The gate for a card that nobody announced, while the set-point is held. Where feed-forward was at work for long enough both agree. On a roller
 * that only just arrives at its set-point, or was without heat for some seconds, the card draws more than feed-forward makes up for: the
 * forecast knows the core. While it does not fit {@link heldDuty} heats for the waiting card, so the gate cannot stay shut on a sound heater.
 * `lowCelsius` and `highCelsius` narrow where the card enters; what the forecast keeps is the profile's own window.
 */
export function heldGateOpen(
  state: JustInTimeState,
  surface: SurfaceEstimate,
  p: ThermalProfile,
  lowCelsius: number,
  highCelsius: number,
): boolean {
  if (!state.sight.primed || !gateOpen(surface, p, lowCelsius, highCelsius)) return false;
  forecastNip(forecast, p, state.sight, around, 0, 0);
  const kind = kindOf(state.sinceNipSeconds);
  const margin = MARGIN_KELVIN + state.lessons[kind]!.doubt * HELD_DOUBT_KELVIN;
  return forecast.lowestCelsius >= p.gateLowCelsius + margin - biasOf(state, kind);
}

/** Duty of the next period for a card that waits before the nip while the set-point is held, 0 or 1; never far above the set-point. */
export function heldDuty(state: JustInTimeState, p: ThermalProfile, setpointCelsius: number): number {
  // A set-point below the window asks for no card.
  const mayRise =
    setpointCelsius >= p.gateLowCelsius && state.sight.surfaceCelsius < setpointCelsius + HELD_RISE_KELVIN;
  return mayRise ? dutyFor(state, p, WAITING_CARD, p.gateLowCelsius) : 0;
}

/** Duty of the next period, 0 or 1, for the card that is expected. `secondsToNip` -1: none. Changes `state`. */
export function stepJustInTime(
  state: JustInTimeState,
  p: ThermalProfile,
  card: CardApproach,
  lowCelsius: number,
): number {
  const duty = dutyFor(state, p, card, lowCelsius);
  state.burnSeconds = duty === 0 ? 0 : state.burnSeconds + CONTROL_PERIOD_SECONDS;
  return duty;
}

function dutyFor(state: JustInTimeState, p: ThermalProfile, card: CardApproach, lowCelsius: number): 0 | 1 {
  // Whatever was forecast or learnt: above the window nothing is heated any more.
  if (!state.sight.primed || state.sight.readingCelsius > p.gateHighCelsius) return 0;
  if (card.inNipSeconds >= 0) {
    if (card.inNipSeconds >= NIP_BURN_SECONDS) return 0;
    const periods = Math.round((p.nipSeconds - card.inNipSeconds) / CONTROL_PERIOD_SECONDS);
    const low = lowestWithoutHeat(p, state.sight, around.zoneCelsius, state.cardWatt, periods);
    return low < aimOf(state, lowCelsius, state.watchedKind) ? 1 : 0;
  }
  if (card.secondsToNip < 0 || card.secondsToNip > RAMP_SECONDS_MAX) return 0;
  const periods = Math.round(card.secondsToNip / CONTROL_PERIOD_SECONDS);
  forecastNip(forecast, p, state.sight, around, periods, periods > 0 ? 1 : 0);
  return forecast.lowestCelsius < aimCelsius(state, p, lowCelsius, card.secondsToNip) ? 1 : 0;
}

/** What really acts on the roller until the next reading: power, W, whether a card is in the nip, and whether any moves. Changes `state`. */
export function noteRollerHeat(
  state: JustInTimeState,
  p: ThermalProfile,
  heaterWatt: number,
  inNip: boolean,
  moving: boolean,
): void {
  state.heaterWatt = heaterWatt;
  state.moving = moving;
  if (inNip) {
    if (state.cardWatt === 0) cardEnters(state, p);
    state.sinceNipSeconds = 0;
  } else state.cardWatt = 0;
}
