/** Dead-man lease of the heater: no renewal, no heat. After Klipper's MAX_HEAT_TIME [P]. */
import { type Micros, US_PER_MS, US_PER_S } from "../base/index.ts";
import { NIP_BURN_SECONDS } from "./nip-forecast.ts";

/** Longest lease that an engine grants, ms. Renewed each second by a host that is alive. */
export const LEASE_MS_MAX = 5_000;

/** Plain data. */
export interface LeaseState {
  /** Heat is allowed before this instant; 0: never granted. */
  untilUs: Micros;
  /** How long the newest grant was. */
  grantedUs: Micros;
}

/** The heater burns so long after a card has entered the nip, and a host that is alive renews within so long, us. */
const NIP_BURN_US = NIP_BURN_SECONDS * US_PER_S;
const RENEWAL_US = 1.5 * US_PER_S;

export function newLease(): LeaseState {
  return { untilUs: 0, grantedUs: 0 };
}

/** Grants heat for `ms` from now, at most `maxMs`. A renewal replaces the old grant, also by a shorter one. */
export function renewLease(state: LeaseState, nowUs: Micros, ms: number, maxMs: number = LEASE_MS_MAX): void {
  state.grantedUs = Math.max(0, Math.min(ms, maxMs)) * US_PER_MS;
  state.untilUs = nowUs + state.grantedUs;
}

/**
 * The lease lasts for what a card needs in the nip, or, where leases are shorter, was renewed lately. A card that enters on an old lease would lose its
 * heat in the middle of the transfer.
 */
export function leaseLastsThroughNip(state: LeaseState, nowUs: Micros): boolean {
  return leaseAlive(state, nowUs) && state.untilUs - nowUs >= Math.min(NIP_BURN_US, state.grantedUs - RENEWAL_US);
}

export function leaseAlive(state: LeaseState, nowUs: Micros): boolean {
  return nowUs < state.untilUs;
}

/** Milliseconds that the lease still has, rounded down, 0 when it has run out. */
export function leaseLeftMs(state: LeaseState, nowUs: Micros): number {
  return Math.max(0, Math.floor((state.untilUs - nowUs) / US_PER_MS));
}
