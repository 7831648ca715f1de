import type { Clock, Micros, Random, Timer } from "../../base/index.ts";
import type { DeliveryGate } from "./delivery-gate.ts";
import { parcelOf, returnParcel } from "./parcels.ts";

/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;
export const BUFFER_BYTES_DEFAULT = 65_536;

export interface MemLineOptions {
  /** Bits a second, ten to a byte. Undefined: no pacing. */
  baud?: number | undefined;
  /** One way, in microseconds. */
  latencyUs?: Micros | undefined;
  /** Bytes that may wait for the line; a write that does not fit is lost as a whole. */
  bufferBytes?: number | undefined;
  /** Probability 0..1 that a write vanishes. Both ends write one block at a time. */
  lossPerBlock?: number | undefined;
  /** Probability 0..1 that a byte arrives with one wrong bit. */
  corruptPerByte?: number | undefined;
  /** Deliver each write in randomly cut pieces. */
  split?: boolean | undefined;
  /** Deliver what is due at one instant as one piece. Needs pacing or latency. */
  merge?: boolean | undefined;
}

/** Who gets what arrives. */
export interface LineEnd {
  onArrived(line: MemLine, bytes: Uint8Array): void;
}

interface Piece {
  bytes: Uint8Array;
  dueAt: Micros;
}

/** Of all lines on which nothing ever had to wait. */
const NO_PIECES: Piece[] = [];

/** One direction of a wire in memory. */
export class MemLine {
  /** Writes still to be lost on purpose. */
  dropNext = 0;
  bytesWritten = 0;
  bytesDelivered = 0;
  blocksLost = 0;
  bytesCorrupted = 0;
  blocksOverrun = 0;
  private readonly clock: Clock;
  private readonly options: MemLineOptions;
  /** Only of a line that loses, spoils or splits. */
  private readonly random: Random | undefined;
  private readonly gate: DeliveryGate;
  private readonly end: LineEnd;
  private readonly paced: boolean;
  private readonly clean: boolean;
  private readonly usPerByte: number;
  /** Only of a paced line. */
  private readonly timer: Timer | undefined;
  private pieces = NO_PIECES;
  private head = 0;
  private bytesWaiting = 0;
  private freeAt: Micros = 0;

  constructor(clock: Clock, options: MemLineOptions, random: Random | undefined, gate: DeliveryGate, end: LineEnd) {
    this.clock = clock;
    this.options = options;
    this.random = random;
    this.gate = gate;
    this.end = end;
    this.usPerByte = options.baud === undefined ? 0 : (BITS_PER_BYTE * 1_000_000) / options.baud;
    this.paced = options.baud !== undefined || (options.latencyUs ?? 0) > 0;
    this.clean = !((options.lossPerBlock ?? 0) > 0 || (options.corruptPerByte ?? 0) > 0);
    this.timer = this.paced ? clock.timer(() => this.onDue()) : undefined;
  }

  write(bytes: Uint8Array): void {
    this.bytesWritten += bytes.length;
    if (this.dropNext > 0) {
      this.dropNext--;
      this.blocksLost++;
      return;
    }
    const sent = this.clean ? bytes : this.spoil(bytes);
    if (sent === undefined) return;
    if (this.paced) this.enqueue(sent);
    else this.gate.pass(sent, this);
  }

  /** The connection has ended: nothing under way arrives. */
  clear(): void {
    this.timer?.cancel();
    this.gate.clear();
    this.pieces = NO_PIECES;
    this.head = 0;
    this.bytesWaiting = 0;
  }

  private spoil(bytes: Uint8Array): Uint8Array | undefined {
    const { lossPerBlock = 0, corruptPerByte = 0 } = this.options;
    if (lossPerBlock > 0 && this.random!.chance(lossPerBlock)) {
      this.blocksLost++;
      return undefined;
    }
    if (corruptPerByte <= 0) return bytes;
    let copy: Uint8Array | undefined;
    for (let i = 0; i < bytes.length; i++) {
      if (!this.random!.chance(corruptPerByte)) continue;
      copy ??= new Uint8Array(bytes);
      copy[i] = copy[i]! ^ (1 << this.random!.int(8));
      this.bytesCorrupted++;
    }
    return copy ?? bytes;
  }

  private enqueue(bytes: Uint8Array): void {
    if (this.bytesWaiting + bytes.length > (this.options.bufferBytes ?? BUFFER_BYTES_DEFAULT)) {
      this.blocksOverrun++;
      return;
    }
    const now = this.clock.now();
    this.freeAt = Math.max(now, this.freeAt) + bytes.length * this.usPerByte;
    const dueAt = Math.ceil(this.freeAt) + (this.options.latencyUs ?? 0);
    if (this.pieces === NO_PIECES) this.pieces = [];
    this.pieces.push({ bytes: parcelOf(bytes), dueAt });
    this.bytesWaiting += bytes.length;
    if (this.timer !== undefined && this.timer.dueAt < 0) this.timer.armAt(this.pieces[this.head]!.dueAt);
  }

  private onDue(): void {
    const now = this.clock.now();
    while (this.head < this.pieces.length && this.pieces[this.head]!.dueAt <= now) {
      const parcel = this.pieces[this.head++]!.bytes;
      const bytes = this.options.merge === true ? this.mergeDue(parcel, now) : parcel;
      this.bytesWaiting -= bytes.length;
      this.gate.pass(bytes, this);
      returnParcel(parcel);
    }
    if (this.head === this.pieces.length) {
      // By steps: setting the length of a list is a call into the runtime.
      while (this.pieces.length > 0) this.pieces.pop();
      this.head = 0;
    } else {
      if (this.head > 64) {
        this.pieces.splice(0, this.head);
        this.head = 0;
      }
      this.timer?.armAt(this.pieces[this.head]!.dueAt);
    }
  }

  private mergeDue(first: Uint8Array, now: Micros): Uint8Array {
    const parts = [first];
    while (this.head < this.pieces.length && this.pieces[this.head]!.dueAt <= now)
      parts.push(this.pieces[this.head++]!.bytes);
    return parts.length === 1 ? first : new Uint8Array(Buffer.concat(parts));
  }

  /** For the gate. */
  deliver(bytes: Uint8Array): void {
    this.bytesDelivered += bytes.length;
    if (!this.options.split) {
      this.end.onArrived(this, bytes);
      return;
    }
    for (let at = 0; at < bytes.length; ) {
      const stop = Math.min(bytes.length, at + 1 + this.random!.int(bytes.length));
      this.end.onArrived(this, bytes.subarray(at, stop));
      at = stop;
    }
  }
}
