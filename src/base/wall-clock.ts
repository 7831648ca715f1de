import { Alarm, AlarmHeap } from "./alarm-heap.ts";
import type { Clock, Micros, Timer } from "./clock.ts";

/** The longest wait that `setTimeout` can do; longer alarms are reached in hops. */
const HOP_MS_MAX = 2_000_000_000;
/** Alarms fired in one go before other work gets a turn. */
const BURST_ALARMS_MAX = 1_000;

/**
 * The machine's monotonic clock, `speed` times as fast (0.01..1000; 1 = real time). One system timer serves all alarms,
 * so that they fire in the same order as on a virtual clock. An armed alarm keeps the process alive until `close`.
 */
export class WallClock implements Clock {
  private readonly heap = new AlarmHeap();
  private readonly speed: number;
  private readonly zeroMs: number;
  private pending: NodeJS.Timeout | undefined;
  private pendingFor: Micros = -1;
  private firing = false;
  private closed = false;

  constructor(options: { speed?: number } = {}) {
    this.speed = options.speed ?? 1;
    if (!(this.speed >= 0.01 && this.speed <= 1000))
      throw new RangeError(`speed must be 0.01..1000, got ${this.speed}`);
    this.zeroMs = performance.now();
  }

  now(): Micros {
    return Math.floor((performance.now() - this.zeroMs) * 1000 * this.speed);
  }

  utcMs(): number {
    return Date.now();
  }

  timer<T>(fire: (target: T) => void, target?: T): Timer {
    return new Alarm(this, fire as (target: unknown) => void, target);
  }

  /** Forgets all alarms; later ones never fire. */
  close(): void {
    this.closed = true;
    clearTimeout(this.pending);
    while (this.heap.pop() !== undefined);
  }

  /** For {@link Alarm}. */
  place(alarm: Alarm, at: Micros): void {
    if (this.closed) return;
    this.heap.place(alarm, at);
    this.schedule();
  }

  /** For {@link Alarm}. */
  dueOf(alarm: Alarm): Micros {
    return this.heap.dueOf(alarm);
  }

  /** For {@link Alarm}. */
  unplace(alarm: Alarm): void {
    this.heap.remove(alarm);
    this.schedule();
  }

  private schedule(): void {
    if (this.firing || this.closed) return;
    const due = this.heap.nextDueAt;
    if (due === this.pendingFor && this.pending !== undefined) return;
    clearTimeout(this.pending);
    this.pending = undefined;
    this.pendingFor = due;
    if (due < 0) return;
    const waitMs = Math.min(HOP_MS_MAX, Math.max(0, Math.ceil((due - this.now()) / (1000 * this.speed))));
    this.pending = setTimeout(() => this.fireDue(), waitMs);
  }

  private fireDue(): void {
    this.pending = undefined;
    this.pendingFor = -1;
    this.firing = true;
    try {
      const now = this.now();
      for (let fired = 0; fired < BURST_ALARMS_MAX; fired++) {
        const due = this.heap.nextDueAt;
        if (due < 0 || due > now) break;
        this.heap.pop()!.fire();
      }
    } finally {
      this.firing = false;
      this.schedule();
    }
  }
}
