/**
 * What time it is at the station, reckoned from the times that its messages carry and the page's own monotonic clock.
 *
 * Of the offsets seen lately the largest counts: it belongs to the message that waited least on the way. So messages
 * that crawl in over a slow line look as old as they are instead of setting the clock back. Two half windows let the
 * estimate follow a station whose clock was set back.
 */
export const OFFSET_WINDOW_MS = 60_000;

export class ServerClock {
  #current = Number.NEGATIVE_INFINITY;
  #previous = Number.NEGATIVE_INFINITY;
  #windowStartMs = 0;

  /** True once a message has told the time. */
  get known(): boolean {
    return this.#offsetMs() !== Number.NEGATIVE_INFINITY;
  }

  /** A message that says `serverMs` (UTC) arrived when the page's clock stood at `pageMs`. */
  sample(serverMs: number, pageMs: number): void {
    if (pageMs - this.#windowStartMs >= OFFSET_WINDOW_MS / 2) {
      this.#previous = this.#current;
      this.#current = Number.NEGATIVE_INFINITY;
      this.#windowStartMs = pageMs;
    }
    this.#current = Math.max(this.#current, serverMs - pageMs);
  }

  /** Forgets everything: another station, or another run of it. */
  reset(): void {
    this.#current = Number.NEGATIVE_INFINITY;
    this.#previous = Number.NEGATIVE_INFINITY;
  }

  /** The station's UTC milliseconds when the page's clock stands at `pageMs`; undefined before the first sample. */
  utcMsAt(pageMs: number): number | undefined {
    return this.known ? pageMs + this.#offsetMs() : undefined;
  }

  #offsetMs(): number {
    return Math.max(this.#current, this.#previous);
  }
}
