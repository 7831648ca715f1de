/**
 * Dust grows over days and weeks, and the governor makes up for it with rests: nobody sees it until the cards of a day do not suffice. What the
 * soak estimate has learnt of the airflow each day is compared with what it was: a machine with itself, so that what the profile has
 * wrong of it counts little.
 */

export interface AirflowDay {
  /** Days since 1970, of any zone; only differences count. */
  readonly day: number;
  /** Airflow effectiveness as learnt on that day, 0..1. */
  readonly airflow: number;
}

export interface AirflowTrend {
  /** What is left of the airflow, 0..1. */
  readonly share: number;
  /** So long ago it was still what it had been, days. */
  readonly days: number;
}

/** Days that are looked back at; older ones need not be kept. */
export const AIRFLOW_DAYS_MAX = 90;
/** Single days are not believed: this many are taken by their middle one. */
const WINDOW = 3;
/**
 * Below this share people should clean [E: a fifth to a quarter of the cards of a hot day, docs/heat-comparison.md], and an airflow that is so much
 * better today has been cleaned. Learnt airflow is off by 0.06 at most and by much the same each day (*test*): a clean machine comes nowhere near.
 */
const DUSTY_SHARE = 0.75;
const CLEAN_SHARE = 0.85;
/** Of a machine that never had more than this nothing can be told, and it has lost at least so much. */
const FELL_MIN = 0.12;
/** "As it was" within this share. */
const AS_IT_WAS_SHARE = 0.95;

/** `days`: in the order of time, one a day, the newest last; days without work are left out. Undefined: no dust to speak of. */
export function airflowTrend(days: readonly AirflowDay[]): AirflowTrend | undefined {
  const newest = days.at(-1);
  if (newest === undefined) return undefined;
  const known = days.filter(({ day }) => day > newest.day - AIRFLOW_DAYS_MAX);
  const windows = known.slice(WINDOW - 1).map((_, at) => middle(known.slice(at, at + WINDOW)));
  const lately = windows.at(-1);
  if (lately === undefined) return undefined;
  const best = Math.max(...windows);
  if (lately > best * DUSTY_SHARE || best - lately < FELL_MIN) return undefined;
  if (newest.airflow > best * CLEAN_SHARE) return undefined;
  const good = known.findLast(({ airflow }) => airflow >= best * AS_IT_WAS_SHARE)!;
  return { share: lately / best, days: newest.day - good.day };
}

function middle(window: readonly AirflowDay[]): number {
  const sorted = window.map(({ airflow }) => airflow).sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
