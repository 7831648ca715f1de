/**
 * Who gets the next card. One table: four lanes, and how much longer a lane waits than the first-time holders. Ageing is a
 * constant added to the request's instant: both of two jobs grow older at the same pace, so their order never changes, an
 * index can keep it, and nobody waits for ever.
 */
import type { JobClass } from "../api.ts";
import { MS_PER_DAY } from "./civil.ts";

/** Lanes of the queue, in the order in which they go at the same age. Urgent jobs go before all others, the oldest first. */
export const LANE = { urgent: 0, first: 1, change: 2, replacement: 3 } as const;

const LANE_OF: Readonly<Record<JobClass, number>> = {
  first: LANE.first,
  change: LANE.change,
  damaged: LANE.replacement,
  lost: LANE.replacement,
};

export interface Policy {
  /** A change of data goes before a first-time holder who asked this many days later. */
  readonly changeWaitsDays: number;
  /** The same for the replacement of a damaged or lost card. */
  readonly replacementWaitsDays: number;
  /** Ration mode: only first-time holders and urgent jobs while less than this is left in the office; 0: never. In cards. */
  readonly rationBelow: Readonly<Record<"ribbon" | "film" | "blanks", number>>;
  /** Replacements without the number of the recommendation letter are set aside as incomplete (Efac). */
  readonly letterRequired: boolean;
}

export const DEFAULT_POLICY: Policy = {
  changeWaitsDays: 30,
  replacementWaitsDays: 60,
  rationBelow: { ribbon: 0, film: 0, blanks: 0 },
  letterRequired: false,
};

export function laneOf(jobClass: JobClass, urgent = false): number {
  return urgent ? LANE.urgent : LANE_OF[jobClass];
}

/** The lane's waiting time, ms. */
export function laneWaitMs(lane: number, policy: Policy): number {
  if (lane === LANE.change) return policy.changeWaitsDays * MS_PER_DAY;
  return lane === LANE.replacement ? policy.replacementWaitsDays * MS_PER_DAY : 0;
}

/** Key of a job within the queue: the smallest goes first. */
export function dueMs(requestedAtMs: number, lane: number, policy: Policy): number {
  return requestedAtMs + laneWaitMs(lane, policy);
}
