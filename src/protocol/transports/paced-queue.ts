/** What is under way on a line that takes its time: ten bits a byte, and as long again as the line is. Lines without either have none of it. */
import type { Clock, Micros, Timer } from "../../base/index.ts";
import type { DeliveryGate, GateReceiver } from "./delivery-gate.ts";
import type { MemLineOptions } from "./mem-line.ts";
import { parcelOf, returnParcel } from "./parcels.ts";

/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;
const BUFFER_BYTES_DEFAULT = 65_536;
/** So many pieces that have arrived stay in the list at most. */
const DONE_MAX = 64;

interface Piece {
  bytes: Uint8Array;
  dueAt: Micros;
}

/** Of all lines on which nothing ever had to wait. */
const NO_PIECES: Piece[] = [];

export class PacedQueue {
  private static readonly brings = (queue: PacedQueue): void => queue.onDue();
  private readonly clock: Clock;
  private readonly options: MemLineOptions;
  private readonly gate: DeliveryGate;
  private readonly receiver: GateReceiver;
  private readonly timer: Timer;
  private readonly usPerByte: number;
  private pieces = NO_PIECES;
  private head = 0;
  private bytesWaiting = 0;
  private freeAt: Micros = 0;

  constructor(clock: Clock, options: MemLineOptions, gate: DeliveryGate, receiver: GateReceiver) {
    this.clock = clock;
    this.options = options;
    this.gate = gate;
    this.receiver = receiver;
    this.timer = clock.timer(PacedQueue.brings, this);
    this.usPerByte = options.baud === undefined ? 0 : (BITS_PER_BYTE * 1_000_000) / options.baud;
  }

  /** False: there is no room for it, and it is lost. */
  put(bytes: Uint8Array): boolean {
    if (this.bytesWaiting + bytes.length > (this.options.bufferBytes ?? BUFFER_BYTES_DEFAULT)) return false;
    const now = this.clock.now();
    this.freeAt = Math.max(now, this.freeAt) + bytes.length * this.usPerByte;
    const dueAt = Math.ceil(this.freeAt) + (this.options.latencyUs ?? 0);
    if (this.pieces === NO_PIECES) this.pieces = [];
    this.pieces.push({ bytes: parcelOf(bytes), dueAt });
    this.bytesWaiting += bytes.length;
    if (this.timer.dueAt < 0) this.timer.armAt(this.pieces[this.head]!.dueAt);
    return true;
  }

  /** Nothing under way arrives. */
  clear(): void {
    this.timer.cancel();
    this.pieces = NO_PIECES;
    this.head = 0;
    this.bytesWaiting = 0;
  }

  private onDue(): void {
    const now = this.clock.now();
    while (this.head < this.pieces.length && this.pieces[this.head]!.dueAt <= now) {
      const parcel = this.pieces[this.head++]!.bytes;
      const bytes = this.options.merge === true ? this.mergeDue(parcel, now) : parcel;
      this.bytesWaiting -= bytes.length;
      this.gate.pass(bytes, this.receiver);
      returnParcel(parcel);
    }
    if (this.head === this.pieces.length) {
      // By steps: setting the length of a list is a call into the runtime.
      while (this.pieces.length > 0) this.pieces.pop();
      this.head = 0;
    } else {
      if (this.head > DONE_MAX) {
        this.pieces.splice(0, this.head);
        this.head = 0;
      }
      this.timer.armAt(this.pieces[this.head]!.dueAt);
    }
  }

  private mergeDue(first: Uint8Array, now: Micros): Uint8Array {
    const parts = [first];
    while (this.head < this.pieces.length && this.pieces[this.head]!.dueAt <= now)
      parts.push(this.pieces[this.head++]!.bytes);
    return parts.length === 1 ? first : new Uint8Array(Buffer.concat(parts));
  }
}
