/**
 * Heat for the card before the card takes it. A card draws some 165 J in 6.7 s: left alone the surface droops 6.5 K in a
 * window of 10 K. A small model of core, surface and thermistor says what extra watts do to each of them. The plan
 * raises the surface to an entry rise by the time the card reaches the nip, lets it sink through the set-point during
 * the transfer, and brings it back. The rise of the reading that the plan itself causes is handed to the PID, which
 * therefore does not fight it.
 */
import { clamp } from "../base/index.ts";
import { type Propagator, propagator } from "./expm.ts";
import { perProfile } from "./per-profile.ts";
import { CONTROL_PERIOD_SECONDS } from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";

/** The plan starts this long before the nip, s: long enough for the watts that a mains sag of 15 % leaves. */
export const FEED_FORWARD_LEAD_SECONDS = 12;
/** Surface above the set-point at nip entry, and below it at the end of the nip, K. Together the droop left to the surface. */
export const ENTRY_RISE_KELVIN = 1.6;
const EXIT_DROOP_KELVIN = 1.6;
/** Without a card the deviation is brought to zero over this time, s, and held at the rise with this one. */
const RETURN_SECONDS = 8;
const HOLD_SECONDS = 4;
/** The plan never looks less far ahead: closer, a small error would ask for huge watts. */
const HORIZON_SECONDS_MIN = 2;
/** Card temperature that the plan reckons with, degC: between a cold machine's 26 and a soaked one's 60. */
const PLANNED_CARD_CELSIUS = 40;

const N = 3;
const CORE = 0;
const SURFACE = 1;
const READING = 2;

/** Plain data: deviations from where the roller would be without cards and without the plan, K. */
export interface FeedForwardState {
  coreKelvin: number;
  surfaceKelvin: number;
  readingKelvin: number;
}

/** Where the next card is. */
export interface CardApproach {
  /** Seconds until the card reaches the nip, 0 while it waits before it; -1 when none is expected soon. */
  secondsToNip: number;
  /** Seconds that the card has been in the nip; -1 when none is in it. */
  inNipSeconds: number;
}

export const NO_CARD: Readonly<CardApproach> = { secondsToNip: -1, inNipSeconds: -1 };

interface Deviation {
  readonly step: Propagator;
  /** Propagators by tenths of a second, for looking ahead. */
  readonly ahead: readonly Propagator[];
}

const deviationModel = perProfile((p): Deviation => {
  const core = p.coreJoulePerKelvin;
  const surface = p.surfaceJoulePerKelvin;
  const lossSurface = p.surfaceToHotZone + p.surfaceToPlatenPrinting;
  const a = Float64Array.of(
    -(p.coreToSurface + p.coreToHotZone) / core,
    p.coreToSurface / core,
    0,
    p.coreToSurface / surface,
    -(p.coreToSurface + lossSurface) / surface,
    0,
    0,
    1 / p.thermistorLagSeconds,
    -1 / p.thermistorLagSeconds,
  );
  const ahead: Propagator[] = [];
  const count = Math.round(FEED_FORWARD_LEAD_SECONDS / CONTROL_PERIOD_SECONDS);
  for (let k = 0; k <= count; k++) ahead.push(propagator(a, N, k * CONTROL_PERIOD_SECONDS));
  return { step: propagator(a, N, CONTROL_PERIOD_SECONDS), ahead };
});

export function newFeedForward(): FeedForwardState {
  return { coreKelvin: 0, surfaceKelvin: 0, readingKelvin: 0 };
}

/** Makes it as {@link newFeedForward} gives it, in place. */
export function resetFeedForward(state: FeedForwardState): void {
  state.coreKelvin = 0;
  state.surfaceKelvin = 0;
  state.readingKelvin = 0;
}

/** Watts that the planned card takes from the surface while it is in the nip. */
export function plannedCardWatt(p: ThermalProfile): number {
  return (p.cardJoulePerKelvin * p.cardShareSurface * (p.setpointCelsius - PLANNED_CARD_CELSIUS)) / p.nipSeconds;
}

/** Watts to add now, W; negative to take heat back. Not yet limited by what the heater can do. */
export function planFeedForward(state: FeedForwardState, p: ThermalProfile, card: CardApproach): number {
  let target = 0;
  let seconds = RETURN_SECONDS;
  let cardWatt = 0;
  if (card.inNipSeconds >= 0) {
    target = -EXIT_DROOP_KELVIN;
    seconds = p.nipSeconds - card.inNipSeconds;
    cardWatt = plannedCardWatt(p);
  } else if (card.secondsToNip >= 0 && card.secondsToNip <= FEED_FORWARD_LEAD_SECONDS) {
    target = ENTRY_RISE_KELVIN;
    seconds = Math.max(card.secondsToNip, card.secondsToNip > 0 ? HORIZON_SECONDS_MIN : HOLD_SECONDS);
  }
  seconds = clamp(seconds, HORIZON_SECONDS_MIN, FEED_FORWARD_LEAD_SECONDS);
  const { phi, psi } = deviationModel(p).ahead[Math.round(seconds / CONTROL_PERIOD_SECONDS)]!;
  const free =
    phi[SURFACE * N + CORE]! * state.coreKelvin +
    phi[SURFACE * N + SURFACE]! * state.surfaceKelvin -
    (psi[SURFACE * N + SURFACE]! * cardWatt) / p.surfaceJoulePerKelvin;
  return ((target - free) * p.coreJoulePerKelvin) / psi[SURFACE * N + CORE]!;
}

/** Advances the deviations by one control period under the watts that were really added. Changes `state`. */
export function stepFeedForward(
  state: FeedForwardState,
  p: ThermalProfile,
  addedWatt: number,
  card: CardApproach,
): void {
  const { phi, psi } = deviationModel(p).step;
  const heat = addedWatt / p.coreJoulePerKelvin;
  const load = card.inNipSeconds >= 0 ? plannedCardWatt(p) / p.surfaceJoulePerKelvin : 0;
  const { coreKelvin: core, surfaceKelvin: surface, readingKelvin: reading } = state;
  const row = (i: number): number =>
    phi[i * N + CORE]! * core +
    phi[i * N + SURFACE]! * surface +
    phi[i * N + READING]! * reading +
    psi[i * N + CORE]! * heat -
    psi[i * N + SURFACE]! * load;
  const nextCore = row(CORE);
  const nextSurface = row(SURFACE);
  state.readingKelvin = row(READING);
  state.coreKelvin = nextCore;
  state.surfaceKelvin = nextSurface;
}
