import type { Micros, Timer } from "./clock.ts";

/**
 * Binary heap of re-armable alarms, ordered by due time, ties in the order of arming. Shared by the virtual clock and
 * the wall clock. Re-arming moves the entry in place: no garbage, no dead entries.
 */
export class AlarmHeap {
  private readonly heap: Alarm[] = [];
  private armings = 0;

  /** The instant of the next alarm, or -1 when none is armed. */
  get nextDueAt(): Micros {
    return this.heap.length === 0 ? -1 : this.heap[0]!.due;
  }

  get length(): number {
    return this.heap.length;
  }

  /** Takes out the alarm that is due first. The caller fires it. */
  pop(): Alarm | undefined {
    const first = this.heap[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  place(alarm: Alarm, at: Micros): void {
    alarm.due = at;
    alarm.order = ++this.armings;
    if (alarm.slot < 0) {
      alarm.slot = this.heap.length;
      this.heap.push(alarm);
      this.up(alarm.slot);
    } else if (!this.up(alarm.slot)) {
      this.down(alarm.slot);
    }
  }

  remove(alarm: Alarm): void {
    const slot = alarm.slot;
    if (slot < 0) return;
    const last = this.heap.pop()!;
    alarm.slot = -1;
    if (last !== alarm) {
      last.slot = slot;
      this.heap[slot] = last;
      if (!this.up(slot)) this.down(slot);
    }
  }

  private up(from: number): boolean {
    const heap = this.heap;
    const alarm = heap[from]!;
    let slot = from;
    while (slot > 0) {
      const parentSlot = (slot - 1) >> 1;
      const parent = heap[parentSlot]!;
      if (!before(alarm, parent)) break;
      heap[slot] = parent;
      parent.slot = slot;
      slot = parentSlot;
    }
    heap[slot] = alarm;
    alarm.slot = slot;
    return slot !== from;
  }

  private down(from: number): void {
    const heap = this.heap;
    const alarm = heap[from]!;
    let slot = from;
    for (;;) {
      let childSlot = 2 * slot + 1;
      if (childSlot >= heap.length) break;
      if (childSlot + 1 < heap.length && before(heap[childSlot + 1]!, heap[childSlot]!)) childSlot++;
      const child = heap[childSlot]!;
      if (!before(child, alarm)) break;
      heap[slot] = child;
      child.slot = slot;
      slot = childSlot;
    }
    heap[slot] = alarm;
    alarm.slot = slot;
  }
}

function before(a: Alarm, b: Alarm): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

/** What a clock's heap needs to know of the clock that owns an alarm. */
export interface AlarmOwner {
  now(): Micros;
  place(alarm: Alarm, at: Micros): void;
  unplace(alarm: Alarm): void;
}

/** One re-armable alarm. `slot` is its place in the heap, -1 while it is not armed. */
export class Alarm implements Timer {
  slot = -1;
  order = 0;
  due = 0;
  readonly fire: () => void;
  private readonly owner: AlarmOwner;

  constructor(owner: AlarmOwner, fire: () => void) {
    this.owner = owner;
    this.fire = fire;
  }

  get dueAt(): Micros {
    return this.slot < 0 ? -1 : this.due;
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
