import { type Micros, US_PER_S } from "../base/index.ts";

/** A forward jump of the engine's clock beyond what the host's clock allows is a restart, not drift. */
const JUMP_SECONDS_MAX = 30;
const WRAP = 2 ** 32;

/**
 * The engine's 32-bit clock extended to 64 bits, and a watch for restarts: an engine that lost power counts from zero again.
 * Needs an observation at least every half turn of the counter (35 minutes at 1 MHz); status brings one each second.
 */
export class ClockSync {
  /** Engine ticks a host microsecond; a simulated engine may run faster than the host's clock. */
  private readonly ticksPerUs: number;
  private ticks = 0;
  private seenAt: Micros = 0;

  constructor(clockFreq: number, speed: number) {
    this.ticksPerUs = (clockFreq * speed) / US_PER_S;
  }

  /** From `uptime high clock`, once a connection. */
  start(high: number, clock: number, now: Micros): void {
    this.ticks = high * WRAP + clock;
    this.seenAt = now;
  }

  /** The engine says `clock` now, signed or unsigned: only its 32 bits count. False when that can only be a restart: it ran backwards, or ahead of all drift. */
  observe(clock: number, now: Micros): boolean {
    const ahead = (clock - this.ticks) | 0;
    if (ahead < 0) return false;
    const expected = (now - this.seenAt) * this.ticksPerUs;
    if (ahead > expected * 1.5 + JUMP_SECONDS_MAX * US_PER_S * this.ticksPerUs) return false;
    this.ticks += ahead;
    this.seenAt = now;
    return true;
  }

  /** The 64-bit reading (exact up to 2^53) for a 32-bit clock near the last observation. */
  extend(clock: number): number {
    return this.ticks + ((clock - this.ticks) | 0);
  }

  /** The engine's clock by dead reckoning. */
  at(now: Micros): number {
    return this.ticks + Math.round((now - this.seenAt) * this.ticksPerUs);
  }
}
