import { parcelOf, returnParcel } from "./parcels.ts";

/** Deliveries that wait for a running one, in bytes. Beyond it the line loses, as a real buffer would. */
export const GATE_BYTES_MAX = 1_048_576;

/** A longer list of deliveries is let go when it is empty. */
const WAITING_KEPT_MAX = 16;
/** So many that are done stay in the list at most. A conversation that goes on and on would make it long, though hardly anything waits. */
const DONE_MAX = 8;

/** Lists of gates at which nothing waits, which is nearly always so: thousands of gates need but a few. */
const spares: Waiting[][] = [];
const SPARES_MAX = 16;

/** Who gets what has passed. */
export interface GateReceiver {
  deliver(bytes: Uint8Array): void;
}

interface Waiting {
  receiver: GateReceiver;
  bytes: Uint8Array;
}

/**
 * One delivery at a time for both directions of a wire. What is written while a receiver is at work waits, copied, until that
 * receiver has returned: buffers may be reused and no parser is entered twice.
 */
export class DeliveryGate {
  private busy = false;
  /** Undefined while nothing waits. */
  private waiting: Waiting[] | undefined;
  private head = 0;
  private waitingBytes = 0;

  pass(bytes: Uint8Array, receiver: GateReceiver): void {
    if (this.busy) {
      if (this.waitingBytes + bytes.length > GATE_BYTES_MAX) return;
      this.waitingBytes += bytes.length;
      this.waiting ??= spares.pop() ?? [];
      this.waiting.push({ receiver, bytes: parcelOf(bytes) });
      return;
    }
    this.busy = true;
    try {
      receiver.deliver(bytes);
      if (this.waiting !== undefined) this.drain();
    } finally {
      this.busy = false;
    }
  }

  /** Forgets what waits: the connection has ended. */
  clear(): void {
    this.head = 0;
    this.waitingBytes = 0;
    const { waiting } = this;
    if (waiting === undefined) return;
    this.waiting = undefined;
    // A long one is let go: it would keep its room. By steps: setting the length of a list is a call into the runtime.
    if (waiting.length > WAITING_KEPT_MAX || spares.length >= SPARES_MAX) return;
    while (waiting.length > 0) waiting.pop();
    spares.push(waiting);
  }

  private drain(): void {
    while (this.waiting !== undefined && this.head < this.waiting.length) {
      const { receiver, bytes } = this.waiting[this.head++]!;
      this.waitingBytes -= bytes.length;
      if (this.head === DONE_MAX) this.moveUp(this.waiting);
      receiver.deliver(bytes);
      returnParcel(bytes);
    }
    this.clear();
  }

  /** What is done leaves the list. */
  private moveUp(waiting: Waiting[]): void {
    const left = waiting.length - this.head;
    for (let i = 0; i < left; i++) waiting[i] = waiting[this.head + i]!;
    while (waiting.length > left) waiting.pop();
    this.head = 0;
  }
}
