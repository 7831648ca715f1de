/** Seconds in which a printer that had work did none, by cause. */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";
import { LOST_CAUSES, type LostCauseWord } from "../api.ts";

export type LostSeconds = Record<LostCauseWord, number>;

/** Of all causes. */
export const NO_LOST_SECONDS: Readonly<LostSeconds> = Object.freeze(
  Object.fromEntries(LOST_CAUSES.map((cause) => [cause, 0])) as LostSeconds,
);

/** To be counted up. */
export function noLostSeconds(): LostSeconds {
  return { ...NO_LOST_SECONDS };
}

/** Shared by all printers that lost nothing yet. */
const NONE: Readonly<Partial<Record<LostCauseWord, Micros>>> = Object.freeze({});

export class LostTime {
  private readonly clock: Clock;
  private micros: Partial<Record<LostCauseWord, Micros>> = NONE;
  private cause: LostCauseWord | undefined;
  private since: Micros;

  constructor(clock: Clock) {
    this.clock = clock;
    this.since = clock.now();
  }

  /** From now on time is lost by `cause`, or (undefined) not lost. */
  now(cause: LostCauseWord | undefined): void {
    if (cause === this.cause) return;
    this.book();
    this.cause = cause;
  }

  /** Nothing up to now, of any cause. */
  get isNothing(): boolean {
    return this.micros === NONE && this.cause === undefined;
  }

  /** Whole seconds up to now, by cause; all causes are named. */
  seconds(): LostSeconds {
    this.book();
    const seconds = noLostSeconds();
    if (this.micros === NONE) return seconds;
    for (const cause of LOST_CAUSES) seconds[cause] = Math.floor((this.micros[cause] ?? 0) / US_PER_S);
    return seconds;
  }

  private book(): void {
    const now = this.clock.now();
    if (this.cause !== undefined) {
      if (this.micros === NONE) this.micros = {};
      this.micros[this.cause] = (this.micros[this.cause] ?? 0) + now - this.since;
    }
    this.since = now;
  }
}
