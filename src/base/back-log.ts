/**
 * Whole numbers, written one after the other and read back from the newest: what is put down last is taken first. A number takes
 * one byte while it is small. Lists of thousands of printers that mostly hold little begin in memory that they share.
 */
import { roomOfBytes } from "./carve.ts";

const FIRST_BYTES = 48;
const GROWTH_BYTES_MIN = 64;
/** Of what is written. */
const GROWTH_SHARE = 1 / 4;
const MORE = 0x80;
const LOW_BITS = 7;
const LOW_MASK = 0x7f;

const NO_BYTES = new Uint8Array(0);

export class BackLog {
  #bytes = NO_BYTES;
  #from = 0;
  #room = 0;
  #length = 0;

  /** Bytes written. */
  get length(): number {
    return this.#length;
  }

  /** Bytes that it takes. */
  get room(): number {
    return this.#room;
  }

  /** Makes sure that so many bytes can be written. */
  need(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#room) return;
    const before = this.#bytes.subarray(this.#from, this.#from + this.#length);
    if (this.#room === 0 && needed <= FIRST_BYTES) {
      this.#room = FIRST_BYTES;
      [this.#bytes, this.#from] = roomOfBytes(FIRST_BYTES);
    } else {
      this.#room = Math.max(needed, this.#length + Math.max(GROWTH_BYTES_MIN, Math.ceil(this.#length * GROWTH_SHARE)));
      this.#bytes = new Uint8Array(this.#room);
      this.#from = 0;
    }
    this.#bytes.set(before, this.#from);
  }

  /** A number of 0..2^32 - 1, for which there must be room ({@link need}). Its highest part first, so that it is read backwards. */
  put(value: number): void {
    if (value > LOW_MASK) {
      this.put(value >>> LOW_BITS);
      this.#bytes[this.#from + this.#length++] = MORE | (value & LOW_MASK);
    } else this.#bytes[this.#from + this.#length++] = value;
  }

  /** A number of -2^31..2^31 - 1, small ones on both sides of 0 in few bytes. */
  putSigned(value: number): void {
    this.put(((value << 1) ^ (value >> 31)) >>> 0);
  }

  /** Reads from the newest back. Good until something is written or let go. */
  reader(): BackReader {
    return new BackReader(this.#bytes, this.#from, this.#from + this.#length);
  }

  /** Nothing is written any more, and no memory taken. */
  clear(): void {
    this.#bytes = NO_BYTES;
    this.#from = 0;
    this.#room = 0;
    this.#length = 0;
  }

  /** Lets the oldest `bytes` go: the end of something that was written whole. */
  letGo(bytes: number): void {
    this.#bytes.copyWithin(this.#from, this.#from + bytes, this.#from + this.#length);
    this.#length -= bytes;
  }
}

/** Takes what a {@link BackLog} holds, the last first. */
export class BackReader {
  readonly #bytes: Uint8Array;
  readonly #from: number;
  #at: number;

  constructor(bytes: Uint8Array, from: number, end: number) {
    this.#bytes = bytes;
    this.#from = from;
    this.#at = end;
  }

  /** Bytes that were not read yet: those before. */
  get left(): number {
    return this.#at - this.#from;
  }

  take(): number {
    let value = 0;
    for (let shift = 0; ; shift += LOW_BITS) {
      const byte = this.#bytes[--this.#at]!;
      value |= (byte & LOW_MASK) << shift;
      if (byte < MORE) return value >>> 0;
    }
  }

  takeSigned(): number {
    const value = this.take();
    return (value >>> 1) ^ -(value & 1);
  }
}
