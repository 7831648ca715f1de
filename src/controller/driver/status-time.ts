/**
 * When a status of the heat was true, by the clock of the engine that sent it. Statuses that were held up on their way, or by a host that had
 * no time for them, arrive in a bunch: by the host's clock the first of them would stand for the whole stall and the others for nothing.
 */
import { type Micros, US_PER_S } from "../../base/index.ts";

/** A longer gap is another engine's clock, or the same one after a restart or a jump: then it is the host's clock that counts, s. */
const GAP_SECONDS_MAX = 120;

export class StatusTime {
  private ticks = 0;
  private heardUs: Micros = -1;
  private atUs: Micros = 0;

  /** `clockTicks`: the status's, 32 bits that wrap; `nowUs`: when it was heard. Only differences of what this returns mean anything; it never runs back. */
  of(clockTicks: number, ticksPerSecond: number, nowUs: Micros): Micros {
    if (this.heardUs < 0) this.atUs = nowUs;
    else {
      const since = ((clockTicks - this.ticks) >>> 0) / ticksPerSecond;
      this.atUs += since <= GAP_SECONDS_MAX ? Math.round(since * US_PER_S) : nowUs - this.heardUs;
    }
    this.ticks = clockTicks;
    this.heardUs = nowUs;
    return this.atUs;
  }
}
