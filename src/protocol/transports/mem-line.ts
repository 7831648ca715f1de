import type { Clock, Micros, Random } from "../../base/index.ts";
import type { DeliveryGate } from "./delivery-gate.ts";
import { PacedQueue } from "./paced-queue.ts";

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

/** One direction of a wire in memory. */
export class MemLine {
  /** Writes still to be lost on purpose. */
  dropNext = 0;
  bytesWritten = 0;
  bytesDelivered = 0;
  blocksLost = 0;
  bytesCorrupted = 0;
  blocksOverrun = 0;
  private readonly options: MemLineOptions;
  /** Only of a line that loses, spoils or splits. */
  private readonly random: Random | undefined;
  private readonly gate: DeliveryGate;
  private readonly end: LineEnd;
  private readonly clean: boolean;
  /** Only of a paced line. */
  private readonly queue: PacedQueue | undefined;

  constructor(clock: Clock, options: MemLineOptions, random: Random | undefined, gate: DeliveryGate, end: LineEnd) {
    this.options = options;
    this.random = random;
    this.gate = gate;
    this.end = end;
    this.clean = !((options.lossPerBlock ?? 0) > 0 || (options.corruptPerByte ?? 0) > 0);
    const paced = options.baud !== undefined || (options.latencyUs ?? 0) > 0;
    this.queue = paced ? new PacedQueue(clock, options, gate, this) : undefined;
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
    if (this.queue === undefined) this.gate.pass(sent, this);
    else if (!this.queue.put(sent)) this.blocksOverrun++;
  }

  /** The connection has ended: nothing under way arrives. */
  clear(): void {
    this.queue?.clear();
    this.gate.clear();
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
