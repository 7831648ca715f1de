/**
 * When the queue will be empty, from what the office really issued on its last working days. A range of days: fast days
 * and slow days differ by more than any average tells. Pure.
 */
import { MS_PER_DAY } from "../jobs/civil.ts";

/** Working days that are looked back on. */
export const CLEAR_DAYS_BACK = 10;
/** With fewer there is no range to speak of, and no date is given. */
export const CLEAR_DAYS_MIN = 3;
/** Further ahead than ten years nobody knows anything. */
export const CLEAR_DAYS_MAX = 3_650;

export interface ClearRange {
  /** Midnights of the office's zone, ms since 1970 UTC: the day on good days, and on bad ones. */
  readonly earlyMs: number;
  readonly lateMs: number;
}

export interface ClearInput {
  /** Jobs that still want a card. */
  readonly waiting: number;
  /** Cards of each of the last days on which any was issued. */
  readonly recentDays: readonly number[];
  /** 1..7. */
  readonly workingDaysPerWeek: number;
  /** Midnight at which today began. */
  readonly todayMs: number;
}

/** Undefined when nobody can say. The range: at the pace of a good day (P80) and of a bad one (P20). */
export function clearRange({ waiting, recentDays, workingDaysPerWeek, todayMs }: ClearInput): ClearRange | undefined {
  const days = recentDays.slice(-CLEAR_DAYS_BACK).sort((a, b) => a - b);
  if (days.length < CLEAR_DAYS_MIN || waiting <= 0) return undefined;
  const at = (share: number): number => days[Math.round(share * (days.length - 1))] ?? 0;
  const calendarDays = (cardsPerDay: number): number =>
    cardsPerDay <= 0
      ? Number.POSITIVE_INFINITY
      : Math.ceil((Math.ceil(waiting / cardsPerDay) * 7) / workingDaysPerWeek);
  const [early, late] = [calendarDays(at(0.8)), calendarDays(at(0.2))];
  if (late > CLEAR_DAYS_MAX) return undefined;
  return { earlyMs: todayMs + early * MS_PER_DAY, lateMs: todayMs + late * MS_PER_DAY };
}
