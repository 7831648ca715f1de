import { Alarm, AlarmHeap } from "./alarm-heap.ts";
import type { Clock, Micros, Timer } from "./clock.ts";

/** Alarms fired in one go before the clock below gets a turn. */
const BURST_ALARMS_MAX = 1_000;

/**
 * Another clock, `speed` times as fast, with a zero of its own. The speed may change while it runs (an engine says only
 * after it was reached how fast its time passes): the clock never jumps, and armed alarms keep their due times.
 */
export class ScaledClock implements Clock {
  private readonly heap = new AlarmHeap();
  private readonly base: Clock;
  private readonly alarm: Timer;
  private factor: number;
  private anchor: Micros;
  private baseAnchor: Micros;
  private firing = false;
  private stopped = false;

  /** Where the alarm below was put last, -1 when it has been dealt with. */
  private wantedAt: Micros = -1;
  private readonly lateMax: Micros;

  /**
   * `lateUsMax`: alarms that fire later than this (of the clock below) held the whole process up; that much time has then not
   * passed. For worlds in which everything is simulated: nobody in them may suffer from a busy computer. Default: no limit.
   * `startUs`: what it shows at first; default 0.
   */
  constructor(base: Clock, speed = 1, options: { lateUsMax?: Micros; startUs?: Micros } = {}) {
    this.anchor = options.startUs ?? 0;
    this.lateMax = options.lateUsMax ?? Number.POSITIVE_INFINITY;
    this.base = base;
    this.baseAnchor = base.now();
    this.factor = checked(speed);
    this.alarm = base.timer(() => this.fireDue());
  }

  get speed(): number {
    return this.factor;
  }

  /** From now on time passes `speed` times as fast as on the clock below (0.01..1000). */
  setSpeed(speed: number): void {
    if (checked(speed) === this.factor) return;
    this.anchor = this.now();
    this.baseAnchor = this.base.now();
    this.factor = speed;
    this.schedule();
  }

  /** Time stands still from now on: nothing fires until {@link resume}. */
  pause(): void {
    if (this.stopped) return;
    this.anchor = this.now();
    this.stopped = true;
    this.schedule();
  }

  /** Goes on where it stood. */
  resume(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.baseAnchor = this.base.now();
    this.schedule();
  }

  get paused(): boolean {
    return this.stopped;
  }

  now(): Micros {
    if (this.stopped) return this.anchor;
    // Asked once: while time stands still, two answers a moment apart would make it tremble, and so run backwards.
    const baseNow = this.base.now();
    this.forgiveStall(baseNow);
    return this.anchor + Math.floor((baseNow - this.baseAnchor) * this.factor);
  }

  utcMs(): number {
    return this.base.utcMs();
  }

  timer<T>(fire: (target: T) => void, target?: T): Timer {
    return new Alarm(this, fire as (target: unknown) => void, target);
  }

  /** For {@link Alarm}. */
  place(alarm: Alarm, at: Micros): void {
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

  private forgiveStall(baseNow: Micros): void {
    if (this.wantedAt < 0 || this.lateMax === Number.POSITIVE_INFINITY) return;
    const late = baseNow - this.wantedAt - this.lateMax;
    if (late <= 0) return;
    this.baseAnchor += late;
    this.wantedAt += late;
  }

  private schedule(): void {
    if (this.firing) return;
    const due = this.heap.nextDueAt;
    if (due < 0 || this.stopped) {
      this.alarm.cancel();
      this.wantedAt = -1;
      return;
    }
    const at = this.baseAnchor + Math.ceil((due - this.anchor) / this.factor);
    // One that was due before it was armed is late by nobody's fault: time that has been told is not taken back.
    this.wantedAt = Math.max(at, this.base.now());
    if (this.alarm.dueAt !== at) this.alarm.armAt(at);
  }

  private fireDue(): void {
    this.forgiveStall(this.base.now());
    this.wantedAt = -1;
    this.firing = true;
    try {
      for (let fired = 0; fired < BURST_ALARMS_MAX; fired++) {
        const due = this.heap.nextDueAt;
        if (due < 0 || this.stopped || due > this.now()) break;
        // What takes long in there (a disk that flushes) is a stall as well.
        this.wantedAt = this.base.now();
        this.heap.pop()!.fire();
      }
    } finally {
      this.firing = false;
      this.schedule();
    }
  }
}

function checked(speed: number): number {
  if (!(speed >= 0.01 && speed <= 1000)) throw new RangeError(`speed must be 0.01..1000, got ${speed}`);
  return speed;
}
