/** An alarm flood (ISA-18.2): more alarms than people can read. It is over when they come slowly again. */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";

export const FLOOD_WINDOW_US: Micros = 600 * US_PER_S;
/** More than so many alarms within the window begin a flood. */
export const FLOOD_ALARMS_MAX = 10;
/** Fewer than so many end it. */
export const FLOOD_END_ALARMS = 5;
/** Instants that are remembered. */
const RAISED_KEPT_MAX = 1_000;

export class FloodWatch {
  private readonly clock: Clock;
  private raised: { at: Micros; code: string }[] = [];
  private since: number | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** An alarm has come. True when a flood begins with it. */
  note(code: string): boolean {
    if (this.raised.length >= RAISED_KEPT_MAX) this.raised.shift();
    this.raised.push({ at: this.clock.now(), code });
    this.forgetOld();
    if (this.since !== undefined || this.raised.length <= FLOOD_ALARMS_MAX) return false;
    this.since = this.clock.utcMs();
    return true;
  }

  /** True when the flood has just ended. To be called at {@link nextAt}. */
  look(): boolean {
    this.forgetOld();
    if (this.since === undefined || this.raised.length >= FLOOD_END_ALARMS) return false;
    this.since = undefined;
    return true;
  }

  /** When the flood may be over; -1 while there is none. */
  get nextAt(): Micros {
    if (this.since === undefined) return -1;
    const last = this.raised[this.raised.length - FLOOD_END_ALARMS];
    return (last?.at ?? this.clock.now()) + FLOOD_WINDOW_US;
  }

  /** While it lasts: since when (ms UTC), and how many alarms of each code came within the window. */
  get flood(): { sinceMs: number; raised: number; byCode: Record<string, number> } | undefined {
    if (this.since === undefined) return undefined;
    const byCode: Record<string, number> = {};
    for (const { code } of this.raised) byCode[code] = (byCode[code] ?? 0) + 1;
    return { sinceMs: this.since, raised: this.raised.length, byCode };
  }

  private forgetOld(): void {
    const from = this.clock.now() - FLOOD_WINDOW_US;
    let old = 0;
    while (old < this.raised.length && this.raised[old]!.at <= from) old++;
    if (old > 0) this.raised = this.raised.slice(old);
  }
}
