/** Dead-man lease of the heater: no renewal, no heat. After Klipper's MAX_HEAT_TIME [P]. */
import { type Micros, US_PER_MS } from "../base/index.ts";

/** Longest lease that an engine grants, ms. Renewed each second by a host that is alive. */
export const LEASE_MS_MAX = 5_000;

/** Plain data. */
export interface LeaseState {
  /** Heat is allowed before this instant; 0: never granted. */
  untilUs: Micros;
}

export function newLease(): LeaseState {
  return { untilUs: 0 };
}

/** Grants heat for `ms` from now, at most `maxMs`. A renewal replaces the old grant, also by a shorter one. */
export function renewLease(state: LeaseState, nowUs: Micros, ms: number, maxMs: number = LEASE_MS_MAX): void {
  state.untilUs = nowUs + Math.max(0, Math.min(ms, maxMs)) * US_PER_MS;
}

export function leaseAlive(state: LeaseState, nowUs: Micros): boolean {
  return nowUs < state.untilUs;
}

/** Milliseconds that the lease still has, rounded down, 0 when it has run out. */
export function leaseLeftMs(state: LeaseState, nowUs: Micros): number {
  return Math.max(0, Math.floor((state.untilUs - nowUs) / US_PER_MS));
}
