/**
 * Time as an input. Every part of Cetak that waits, stamps or measures takes a {@link Clock}; only this room and the
 * composition roots know whether it is the wall's or a virtual one.
 */

/** Integer microseconds since the clock's own zero. Safe up to 285 years. */
export type Micros = number;

export const US_PER_MS = 1_000;
export const US_PER_S = 1_000_000;

/** A re-armable one-shot alarm. Made once, armed many times: arming again moves it, it never fires twice for one arming. */
export interface Timer {
  /** The instant it will fire at, or -1 while it is not armed. */
  readonly dueAt: Micros;
  /** Fires at `at` (integer microseconds of its clock; an instant already past fires as soon as the clock runs). */
  armAt(at: Micros): void;
  /** Fires `delay` microseconds from now (rounded up to an integer, at least 0). */
  armAfter(delay: Micros): void;
  /** Does nothing when it is not armed. */
  cancel(): void;
}

export interface Clock {
  /** Now. Inside an alarm of a virtual clock this is the alarm's own due time. Never runs backwards. */
  now(): Micros;
  /** A new alarm, not armed. `fire` runs with `now()` at or after the due time, in order of due time, ties in order of arming. */
  timer(fire: () => void): Timer;
  /** The same, for what there are thousands of: one function for all of them, that gets the `target` of the alarm that fires. */
  timer<T>(fire: (target: T) => void, target: T): Timer;
  /** Milliseconds since 1970 UTC, for records that people read. Never used to measure durations. */
  utcMs(): number;
}
