/**
 * A better answer to "when is the queue empty" than the pace of the last days: from a model of the office that the station's
 * composition may bring. The station only asks it and says whose answer it shows.
 */
export interface ClearForecast {
  /**
   * Midnights of the office's zone, ms since 1970 UTC: the day by which the queue is empty in one, five and nine of ten possible
   * futures. Undefined: no answer for this queue and this day yet, or none at all. Never waits; a better answer is worked on.
   */
  latest(wish: ClearWish): ClearDays | undefined;
}

export interface ClearWish {
  /** Jobs that still want a card, by class. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Midnight at which today began. */
  readonly todayMs: number;
}

export interface ClearDays {
  readonly earlyMs: number;
  readonly midMs: number;
  readonly lateMs: number;
}
