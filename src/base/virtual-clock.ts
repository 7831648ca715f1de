import { Alarm, AlarmHeap } from "./alarm-heap.ts";
import type { Clock, Micros, Timer } from "./clock.ts";

/** Alarms that may fire at one instant before the clock calls it a storm: a loop of alarms that arm each other with no delay. */
export const STORM_ALARMS_MAX = 100_000;

/** 2015-01-05T01:00:00Z, 08:00 in Palembang: where virtual time begins when nobody says otherwise. */
const START_UTC_MS = 1_420_419_600_000;

/**
 * Discrete-event clock. Time stands still while code runs and jumps from alarm to alarm; each alarm fires at exactly its
 * own due time, alarms of one instant in the order in which they were armed.
 */
export class VirtualClock implements Clock {
  private readonly heap = new AlarmHeap();
  private readonly startUtcMs: number;
  private at: Micros = 0;
  private firedAtThisInstant = 0;

  constructor(options: { startUtcMs?: number } = {}) {
    this.startUtcMs = options.startUtcMs ?? START_UTC_MS;
  }

  now(): Micros {
    return this.at;
  }

  utcMs(): number {
    return this.startUtcMs + Math.floor(this.at / 1000);
  }

  timer<T>(fire: (target: T) => void, target?: T): Timer {
    return new Alarm(this, fire as (target: unknown) => void, target);
  }

  /** The instant of the next alarm, or -1 when none is armed. */
  nextDueAt(): Micros {
    return this.heap.nextDueAt;
  }

  /** Fires the next alarm, at its own due time. False when none is armed. Throws when one instant never ends. */
  runNext(): boolean {
    const due = this.heap.nextDueAt;
    const alarm = this.heap.pop();
    if (alarm === undefined) return false;
    if (due > this.at) {
      this.at = due;
      this.firedAtThisInstant = 0;
    } else if (++this.firedAtThisInstant > STORM_ALARMS_MAX) {
      throw new Error(
        `more than ${STORM_ALARMS_MAX} alarms at instant ${this.at} us: something arms itself with no delay`,
      );
    }
    alarm.fire();
    return true;
  }

  /** Fires all alarms due up to and including `until`, then stands at `until`. */
  runUntil(until: Micros): void {
    if (!Number.isSafeInteger(until)) throw new RangeError(`an integer number of microseconds is needed, got ${until}`);
    this.fireUntil(until);
    if (until > this.at) {
      this.at = until;
      this.firedAtThisInstant = 0;
    }
  }

  /** By itself: a loop that runs for long is compiled while it runs, and what follows it would then not be known yet. */
  private fireUntil(until: Micros): void {
    for (;;) {
      const due = this.heap.nextDueAt;
      if (due < 0 || due > until) return;
      this.runNext();
    }
  }

  /** {@link runUntil} this many microseconds from now. */
  advance(us: Micros): void {
    this.runUntil(this.at + us);
  }

  /** For {@link Alarm}. An instant already past becomes now. */
  place(alarm: Alarm, at: Micros): void {
    this.heap.place(alarm, at < this.at ? this.at : at);
  }

  /** For {@link Alarm}. */
  dueOf(alarm: Alarm): Micros {
    return this.heap.dueOf(alarm);
  }

  /** For {@link Alarm}. */
  unplace(alarm: Alarm): void {
    this.heap.remove(alarm);
  }
}
