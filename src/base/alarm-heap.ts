import type { Micros, Timer } from "./clock.ts";

/**
 * Binary heap of re-armable alarms, ordered by due time, ties in the order of arming. Shared by the virtual clock and
 * the wall clock. Re-arming moves the entry in place: no garbage, no dead entries. Due times and armings lie beside the
 * alarms in lists of numbers: with thousands of alarms a look into each one compared would be a walk through all memory.
 */
export class AlarmHeap {
  private readonly alarms: Alarm[] = [];
  private readonly dues: number[] = [];
  private readonly orders: number[] = [];
  private armings = 0;
  /** The top was taken out and its place not filled yet: mostly the alarm that fires is armed again, and gets it without a walk. */
  private vacant = false;

  /** The instant of the next alarm, or -1 when none is armed. */
  get nextDueAt(): Micros {
    if (this.vacant) this.fillTop();
    return this.alarms.length === 0 ? -1 : this.dues[0]!;
  }

  /** When an armed alarm is due. */
  dueOf(alarm: Alarm): Micros {
    return this.dues[alarm.slot]!;
  }

  get length(): number {
    return this.alarms.length - (this.vacant ? 1 : 0);
  }

  /** Takes out the alarm that is due first. The caller fires it. */
  pop(): Alarm | undefined {
    if (this.vacant) this.fillTop();
    const first = this.alarms[0];
    if (first === undefined) return undefined;
    first.slot = -1;
    this.vacant = true;
    return first;
  }

  place(alarm: Alarm, at: Micros): void {
    const order = ++this.armings;
    if (this.vacant) {
      if (alarm.slot < 0) {
        this.vacant = false;
        this.down(0, alarm, at, order);
        return;
      }
      this.fillTop();
    }
    if (alarm.slot < 0) {
      const slot = this.alarms.push(alarm) - 1;
      this.dues.push(at);
      this.orders.push(order);
      this.up(slot, alarm, at, order);
    } else if (!this.up(alarm.slot, alarm, at, order)) {
      this.down(alarm.slot, alarm, at, order);
    }
  }

  remove(alarm: Alarm): void {
    if (alarm.slot < 0) return;
    if (this.vacant) this.fillTop();
    const { slot } = alarm;
    const last = this.alarms.pop()!;
    const due = this.dues.pop()!;
    const order = this.orders.pop()!;
    alarm.slot = -1;
    if (last !== alarm && !this.up(slot, last, due, order)) this.down(slot, last, due, order);
  }

  private fillTop(): void {
    this.vacant = false;
    const last = this.alarms.pop()!;
    const due = this.dues.pop()!;
    const order = this.orders.pop()!;
    if (this.alarms.length > 0) this.down(0, last, due, order);
  }

  /** Puts the alarm at `from` or above; true when above. */
  private up(from: number, alarm: Alarm, due: number, order: number): boolean {
    const { dues, orders } = this;
    let slot = from;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      const parentDue = dues[parent]!;
      if (!(due < parentDue || (due === parentDue && order < orders[parent]!))) break;
      this.put(slot, this.alarms[parent]!, parentDue, orders[parent]!);
      slot = parent;
    }
    this.put(slot, alarm, due, order);
    return slot !== from;
  }

  /** Puts the alarm at `from` or below. */
  private down(from: number, alarm: Alarm, due: number, order: number): void {
    const { dues, orders } = this;
    const { length } = dues;
    let slot = from;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= length) break;
      let childDue = dues[child]!;
      if (child + 1 < length) {
        const otherDue = dues[child + 1]!;
        if (otherDue < childDue || (otherDue === childDue && orders[child + 1]! < orders[child]!)) {
          child++;
          childDue = otherDue;
        }
      }
      if (!(childDue < due || (childDue === due && orders[child]! < order))) break;
      this.put(slot, this.alarms[child]!, childDue, orders[child]!);
      slot = child;
    }
    this.put(slot, alarm, due, order);
  }

  private put(slot: number, alarm: Alarm, due: number, order: number): void {
    this.alarms[slot] = alarm;
    this.dues[slot] = due;
    this.orders[slot] = order;
    alarm.slot = slot;
  }
}

/** What a clock's heap needs to know of the clock that owns an alarm. */
export interface AlarmOwner {
  now(): Micros;
  dueOf(alarm: Alarm): Micros;
  place(alarm: Alarm, at: Micros): void;
  unplace(alarm: Alarm): void;
}

/** One re-armable alarm. `slot` is its place in the heap, -1 while it is not armed. What is done then many alarms share, each with a target of its own. */
export class Alarm implements Timer {
  slot = -1;
  private readonly act: (target: unknown) => void;
  private readonly target: unknown;
  private readonly owner: AlarmOwner;

  constructor(owner: AlarmOwner, act: (target: unknown) => void, target?: unknown) {
    this.owner = owner;
    this.act = act;
    this.target = target;
  }

  /** Its time has come: for the clock that took it out of its heap. */
  fire(): void {
    this.act(this.target);
  }

  get dueAt(): Micros {
    return this.slot < 0 ? -1 : this.owner.dueOf(this);
  }

  armAt(at: Micros): void {
    if (!Number.isSafeInteger(at)) throw new RangeError(`an alarm needs an integer number of microseconds, got ${at}`);
    this.owner.place(this, at);
  }

  armAfter(delay: Micros): void {
    if (!(delay >= 0)) throw new RangeError(`an alarm needs a delay of at least 0 microseconds, got ${delay}`);
    this.owner.place(this, this.owner.now() + Math.ceil(delay));
  }

  cancel(): void {
    this.owner.unplace(this);
  }
}
