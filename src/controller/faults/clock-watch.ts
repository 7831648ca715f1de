/**
 * Watches that the engine's long clock goes on without a jump. A status may come late, never early: a clock that is suddenly ahead
 * has jumped for certain; one that stays far behind, whatever arrives, has jumped back. A new start counts from zero and is no jump.
 */
import { type Micros, US_PER_S } from "../../base/index.ts";

/** Ahead of the quickest status by this much, in real time: a jump. */
const AHEAD_US = 2 * US_PER_S;
/** So many statuses must have come before one may be called early. */
const SEEN_MIN = 10;
/** Behind by this much for so many statuses in a row: a jump back. No line holds back all of them that long. */
const BEHIND_US = 10 * US_PER_S;
const BEHIND_MIN = 20;
/** The quickest status of the last one to two of these counts: clocks drift apart by some 0.1 ms each second. */
const WINDOW_US = 300 * US_PER_S;
/** Beyond half a turn of the counter nobody can tell. */
const GAP_US_MAX = 1_800 * US_PER_S;

export class ClockWatch {
  private boots = -1;
  private clock = 0;
  private at: Micros = -1;
  /** Host time less engine time, us, against the first status; the line's delay is in it. */
  private lag = 0;
  private least = Number.POSITIVE_INFINITY;
  private leastBefore = Number.POSITIVE_INFINITY;
  private windowAt: Micros = 0;
  private seen = 0;
  private behind = 0;

  /**
   * Takes the clock of one status. True when it jumped since the last one, across reconnects too, as long as the engine has not
   * started anew. `ticksPerUs`: of the engine's clock, in the printer's time. `speed`: how fast that time passes.
   */
  observe(boots: number, clock: number, now: Micros, ticksPerUs: number, speed: number): boolean {
    if (boots !== this.boots || this.at < 0 || now - this.at > GAP_US_MAX) {
      this.restart(boots, clock, now);
      return false;
    }
    const ticks = (clock - this.clock) | 0;
    this.lag += now - this.at - ticks / ticksPerUs;
    this.clock = clock;
    this.at = now;
    const least = Math.min(this.least, this.leastBefore);
    const ahead = this.seen >= SEEN_MIN && this.lag < least - AHEAD_US * speed;
    this.behind = this.lag > least + BEHIND_US * speed ? this.behind + 1 : 0;
    if (ahead || this.behind >= BEHIND_MIN) {
      this.restart(boots, clock, now);
      return true;
    }
    this.seen++;
    this.note(now);
    return false;
  }

  private note(now: Micros): void {
    // A status that may show a jump back must not become the measure of it.
    if (this.behind > 0) return;
    if (now - this.windowAt > WINDOW_US) {
      this.leastBefore = this.least;
      this.least = Number.POSITIVE_INFINITY;
      this.windowAt = now;
    }
    if (this.lag < this.least) this.least = this.lag;
  }

  private restart(boots: number, clock: number, now: Micros): void {
    this.boots = boots;
    this.clock = clock;
    this.at = now;
    this.lag = 0;
    this.least = 0;
    this.leastBefore = Number.POSITIVE_INFINITY;
    this.windowAt = now;
    this.seen = 0;
    this.behind = 0;
  }
}
