/**
 * A shift to be planned with perfect knowledge, and what a plan for it is: for each card how long the machine stands
 * idle before its cycle, and when the heater burns at full power. Between those the heater is off: heat that is put in
 * earlier than needed only warms the hot zone. The image is printed beside, in the first part of the cycle.
 */
import { EXIT_CELSIUS_MAX_DEFAULT } from "../card-law.ts";
import type { ThermalProfile } from "../profiles.ts";

/** Length of the shifts that are compared, s. */
export const SHIFT_SECONDS = 6 * 3600;
/** Longest shift that can be planned, s. */
export const SHIFT_SECONDS_MAX = 24 * 3600;
/** All times of a plan are whole tenths of a second, s and us. */
export const PLAN_TICK_SECONDS = 0.1;
export const PLAN_TICK_US = 100_000;
/** The heater never burns longer than this for one card, s: a cold roller in a room of 10 degC takes 190. */
export const HEAT_LEAD_SECONDS_MAX = 240;

export interface Shift {
  profile: ThermalProfile;
  roomCelsius: number;
  /** Airflow effectiveness 0..1; the fan turns at full speed throughout. */
  airflow: number;
  /** No card may leave warmer, degC. */
  exitCelsiusMax: number;
  /** The roller surface is at least so warm when a card enters the nip, degC: the window's lower end, or more. */
  entryCelsiusMin: number;
  /** Everything starts at room temperature with the boot just done; a card counts when its cycle ends within this, s. */
  shiftSeconds: number;
}

/** One card, in ticks of {@link PLAN_TICK_SECONDS}. */
export interface CardPlan {
  /** Idle before the cycle starts, at least 0. */
  waitTicks: number;
  /** The heater goes to full power this long before nip entry; reaches back into the wait, not into the cycle before. */
  heatLeadTicks: number;
  /** It stays there this long after nip entry, at most the nip. */
  heatNipTicks: number;
}

export type Schedule = readonly CardPlan[];

/** A shift with the usual limit and length. */
export function sixHours(profile: ThermalProfile, roomCelsius: number, airflow: number): Shift {
  return {
    profile,
    roomCelsius,
    airflow,
    exitCelsiusMax: EXIT_CELSIUS_MAX_DEFAULT,
    entryCelsiusMin: profile.gateLowCelsius,
    shiftSeconds: SHIFT_SECONDS,
  };
}

export const ticksOf = (seconds: number): number => Math.round(seconds / PLAN_TICK_SECONDS);
/** Start of the cycle to nip entry. */
export const ticksToNip = (p: ThermalProfile): number => ticksOf(p.cycleSeconds - p.nipEntryBeforeEndSeconds);
