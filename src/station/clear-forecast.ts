/**
 * A better answer to "when is the queue empty" than the pace of the last days: from a model of the office that the station's
 * composition may bring. The station only asks it and says whose answer it shows.
 */
import type { OrderView } from "./stock/stock-orders.ts";
import type { Level } from "./stock/stock-table.ts";

export interface ClearForecast {
  /**
   * Midnights of the office's zone, ms since 1970 UTC: the day by which the queue is empty in one, five and nine of ten possible
   * futures. "never": more than one future in ten comes to no end, so no date would be honest. Undefined: no answer for this
   * queue and this day yet. Never waits; a better answer is worked on.
   */
  latest(wish: ClearWish): ClearDays | "never" | undefined;
}

export interface ClearWish {
  /** Jobs that still want a card, by class. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Midnight at which today began. */
  readonly todayMs: number;
  /** What the books of this office have; undefined when nobody keeps them. Asked when an answer is worked on, not before. */
  readonly stock?: () => ClearStock | undefined;
}

export interface ClearStock {
  readonly levels: readonly Level[];
  readonly orders: readonly OrderView[];
}

export interface ClearDays {
  readonly earlyMs: number;
  readonly midMs: number;
  readonly lateMs: number;
}
