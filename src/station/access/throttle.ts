/** Slows down who guesses passwords: after a few failures each further try has to wait, twice as long each time. */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";

/** Failures that cost nothing yet. */
export const FREE_FAILURES_MAX = 4;
export const WAIT_US_MIN: Micros = US_PER_S;
export const WAIT_US_MAX: Micros = 300 * US_PER_S;
/** Without a failure for this long the count begins anew. */
export const FORGET_US: Micros = 3600 * US_PER_S;
/** Sources that are counted apart; more share one count, so that many addresses help nobody. */
export const SOURCES_MAX = 1_000;

interface Count {
  failures: number;
  lastAt: Micros;
}

export class Throttle {
  private readonly clock: Clock;
  private readonly counts = new Map<string, Count>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Microseconds until this source may try again; 0 = now. */
  waitUs(source: string): Micros {
    const count = this.counts.get(this.bucket(source));
    if (count === undefined || count.failures <= FREE_FAILURES_MAX) return 0;
    const wait = Math.min(WAIT_US_MAX, WAIT_US_MIN * 2 ** Math.min(30, count.failures - FREE_FAILURES_MAX - 1));
    return Math.max(0, count.lastAt + wait - this.clock.now());
  }

  failed(source: string): void {
    this.forgetOld();
    const bucket = this.bucket(source);
    const count = this.counts.get(bucket) ?? { failures: 0, lastAt: 0 };
    this.counts.set(bucket, { failures: count.failures + 1, lastAt: this.clock.now() });
  }

  succeeded(source: string): void {
    this.counts.delete(source);
  }

  private bucket(source: string): string {
    return this.counts.has(source) || this.counts.size < SOURCES_MAX ? source : "";
  }

  private forgetOld(): void {
    const now = this.clock.now();
    for (const [source, { lastAt }] of this.counts) if (now - lastAt >= FORGET_US) this.counts.delete(source);
  }
}
