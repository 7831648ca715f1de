/**
 * Heat for one card, as late as it can come: the heater stays off until full power only just holds the surface inside the window
 * for the whole transfer, and the gate opens by the same forecast. What the forecast got wrong is seen in the reading after each
 * transfer, and learnt.
 */
import type { CardApproach } from "./card-feed-forward.ts";
import { gateOpen, type SurfaceEstimate } from "./gate.ts";
import {
  forecastNip,
  lowestWithoutHeat,
  NIP_BURN_SECONDS,
  type NipForecast,
  RAMP_SECONDS_MAX,
} from "./nip-forecast.ts";
import {
  aimCelsius,
  heldAimCelsius,
  learnNip,
  type NipLessons,
  NO_LESSONS,
  ownLessons,
  REST_SECONDS,
  watchedAimCelsius,
  watchNip,
} from "./nip-lessons.ts";
import { CONTROL_PERIOD_SECONDS, fullPowerWatt } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";
import { advanceSight, newRollerSight, type RollerSight, stepRollerSight } from "./roller-sight.ts";

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
/** Without a word from the host: around the roller and of the card, by the head's thermistor, as shares of its rise over a cold head. */
const ZONE_BELOW_HEAD_SHARE = 0.12;
const CARD_BELOW_HEAD_SHARE = 0.28;
const COLD_HEAD_CELSIUS = 28;
/** What the host says of them is believed from this up to the head's own temperature and a little more, degC. */
const AROUND_CELSIUS_MIN = 10;
const AROUND_OVER_HEAD_KELVIN = 5;
/** What the host knows better of the next card, degC; below {@link AROUND_CELSIUS_MIN}: nothing. */
export interface HostHint {
  zoneCelsius: number;
  cardCelsius: number;
}

/** Plain data. */
export interface JustInTimeState extends NipLessons {
  sight: RollerSight;
  /** The model alone since the card entered the nip, and for how long, s; -1: no card is watched. */
  shadow: Readonly<RollerSight>;
  shadowSeconds: number;
  errorSum: number;
  errorCount: number;
  /** The newest of these errors, and the sum of squares of their steps, K2. */
  errorLast: number;
  stepSquares: number;
  /** The heater has been fully on for so long without a break, s. */
  burnSeconds: number;
  /** Power of the last period, W, and the card's draw in the nip. */
  heaterWatt: number;
  cardWatt: number;
  /** Cards move in the machine. */
  moving: boolean;
  /** Around the roller, as a host told last, degC; 0: none has yet. */
  toldZoneCelsius: number;
}

/** Of all machines through which no card went yet: each gets its own with the first. */
const NO_SHADOW: Readonly<RollerSight> = newRollerSight();

/** The state's own, to be changed. */
function ownShadow(state: JustInTimeState): RollerSight {
  if (state.shadow === NO_SHADOW) state.shadow = newRollerSight();
  return state.shadow;
}

/** The host says nothing. */
export const NO_HINT: Readonly<HostHint> = { zoneCelsius: -273.1, cardCelsius: -273.1 };

export function newJustInTime(): JustInTimeState {
  return {
    sight: newRollerSight(),
    shadow: NO_SHADOW,
    shadowSeconds: -1,
    errorSum: 0,
    errorCount: 0,
    errorLast: 0,
    stepSquares: 0,
    noiseKelvin: 0,
    sinceNipSeconds: REST_SECONDS,
    watchedKind: 0,
    watchedBetweenSeconds: 0,
    lessons: NO_LESSONS,
    burnSeconds: 0,
    heaterWatt: 0,
    cardWatt: 0,
    moving: false,
    toldZoneCelsius: 0,
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
  advanceSight(ownShadow(state), p, state.heaterWatt, state.cardWatt, around.zoneCelsius, state.moving);
  state.shadowSeconds += CONTROL_PERIOD_SECONDS;
  if (state.shadowSeconds > p.nipSeconds) {
    const error = readingCelsius - state.shadow.readingCelsius;
    if (state.errorCount > 0) state.stepSquares += (error - state.errorLast) ** 2;
    state.errorLast = error;
    state.errorSum += error;
    state.errorCount++;
  }
  if (state.shadowSeconds <= p.nipSeconds + COMPARE_SECONDS) return;
  // Noise is what changes from one reading to the next: twice its square.
  const noiseKelvin = Math.sqrt(state.stepSquares / (2 * Math.max(1, state.errorCount - 1)));
  learnNip(state, state.errorSum / state.errorCount, noiseKelvin);
  state.shadowSeconds = -1;
}

/**
 * The host announces; `anew` after it had ceased to. One that was started again believes in another hot zone for some minutes, and what was learnt with
 * the old one is off by what the heat that nothing explains now makes up for. Changes `state`.
 */
export function hearHint(state: JustInTimeState, hint: HostHint, anew: boolean): void {
  if (hint.zoneCelsius < AROUND_CELSIUS_MIN) return;
  const other = Math.abs(hint.zoneCelsius - state.toldZoneCelsius) > OTHER_ZONE_KELVIN;
  if (anew && other && state.toldZoneCelsius > 0)
    for (const lesson of ownLessons(state)) lesson.doubt = Math.max(lesson.doubt, DOUBT_OTHER_ZONE);
  state.toldZoneCelsius = hint.zoneCelsius;
}

/** A card enters the nip now: from here on the model runs alone, to be compared with the reading. */
function cardEnters(state: JustInTimeState, p: ThermalProfile): void {
  Object.assign(ownShadow(state), state.sight);
  state.shadowSeconds = 0;
  watchNip(state);
  state.errorSum = 0;
  state.errorCount = 0;
  state.stepSquares = 0;
  state.cardWatt =
    (p.cardJoulePerKelvin * p.cardShareSurface * (state.sight.surfaceCelsius - around.cardCelsius)) / p.nipSeconds;
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
    forecast.lowestCelsius >= aimCelsius(state, lowCelsius, 0) - GATE_BELOW_AIM_KELVIN &&
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
  return forecast.lowestCelsius >= heldAimCelsius(state, p.gateLowCelsius);
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
    return low < watchedAimCelsius(state, lowCelsius) ? 1 : 0;
  }
  if (card.secondsToNip < 0 || card.secondsToNip > RAMP_SECONDS_MAX) return 0;
  const periods = Math.round(card.secondsToNip / CONTROL_PERIOD_SECONDS);
  forecastNip(forecast, p, state.sight, around, periods, periods > 0 ? 1 : 0);
  return forecast.lowestCelsius < aimCelsius(state, lowCelsius, card.secondsToNip) ? 1 : 0;
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
