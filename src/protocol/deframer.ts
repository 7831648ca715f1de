import {
  BLOCK_BYTES_MAX,
  BLOCK_BYTES_MIN,
  HEADER_BYTES,
  SEQUENCE_MARK,
  SEQUENCE_MASK,
  SYNC,
  TRAILER_BYTES,
} from "./block.ts";
import { crc16 } from "./crc16.ts";

export interface BlockSink {
  /** A block whose length, mark, sync byte and checksum are right; `bytes[from..to)` is its content, valid only inside the call. */
  onBlock(bytes: Uint8Array, from: number, to: number, sequence: number): void;
  /** Something that is no block has begun: once for each stretch of junk, before its bytes. */
  onDamage(): void;
  /** `bytes[from..to)` is thrown away. All calls together are exactly the bytes that belong to no block; idle sync bytes are not junk. */
  onJunk(bytes: Uint8Array, from: number, to: number): void;
}

export interface DeframerSaved {
  held: number[];
  skipping: boolean;
}

const NOTHING = new Uint8Array(0);

/**
 * Finds blocks in a byte stream. Works in the caller's buffer; only a block that spans chunks is copied, so it never holds
 * more than one block. After damage it searches on behind the first sync byte that follows the *beginning* of the bad block, not
 * behind its claimed length: a good block right behind is kept. The same bytes give the same calls however they are cut,
 * except that one junk stretch may come in several pieces. Never throws.
 */
export class Deframer {
  private readonly sink: BlockSink;
  /** Made when a block first comes in pieces: on a line that keeps blocks whole it is never needed. */
  private held: Uint8Array = NOTHING;
  private heldBytes = 0;
  private skipping = false;

  constructor(sink: BlockSink) {
    this.sink = sink;
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    while (this.heldBytes > 0 && at < bytes.length) at = this.pushHeld(bytes, at);
    if (at >= bytes.length) return;
    const used = this.scan(bytes, at, bytes.length);
    if (used < bytes.length) {
      this.makeRoom();
      this.held.set(used === 0 ? bytes : bytes.subarray(used));
      this.heldBytes = bytes.length - used;
    }
  }

  reset(): void {
    this.heldBytes = 0;
    this.skipping = false;
  }

  save(): DeframerSaved {
    return { held: [...this.held.subarray(0, this.heldBytes)], skipping: this.skipping };
  }

  restore(saved: DeframerSaved): void {
    if (saved.held.length > 0) this.makeRoom();
    this.held.set(saved.held);
    this.heldBytes = saved.held.length;
    this.skipping = saved.skipping;
  }

  private makeRoom(): void {
    if (this.held.length === 0) this.held = new Uint8Array(BLOCK_BYTES_MAX);
  }

  /** Tops up the held bytes from `bytes[at..]` and scans them; returns where in `bytes` to go on. */
  private pushHeld(bytes: Uint8Array, at: number): number {
    const before = this.heldBytes;
    const added = Math.min(bytes.length - at, BLOCK_BYTES_MAX - before);
    for (let i = 0; i < added; i++) this.held[before + i] = bytes[at + i]!;
    const used = this.scan(this.held, 0, before + added);
    if (used >= before) {
      this.heldBytes = 0;
      return at + used - before;
    }
    if (used === 0) {
      this.heldBytes = before + added;
      return at + added;
    }
    this.held.copyWithin(0, used, before);
    this.heldBytes = before - used;
    return at;
  }

  /** Takes what is complete from `bytes[from..to)`; returns the first byte that still waits for more. */
  private scan(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      if (this.skipping) {
        at = this.skip(bytes, at, to);
        continue;
      }
      const length = bytes[at]!;
      if (length === SYNC) {
        at++;
        continue;
      }
      if (length < BLOCK_BYTES_MIN || length > BLOCK_BYTES_MAX) {
        this.damaged();
        continue;
      }
      if (at + 1 === to) break;
      const sequence = bytes[at + 1]!;
      if ((sequence & ~SEQUENCE_MASK) !== SEQUENCE_MARK) {
        this.damaged();
        continue;
      }
      if (at + length > to) break;
      const crcAt = at + length - TRAILER_BYTES;
      if (bytes[crcAt + 2] !== SYNC || ((bytes[crcAt]! << 8) | bytes[crcAt + 1]!) !== crc16(bytes, at, crcAt)) {
        this.damaged();
        continue;
      }
      const start = at + HEADER_BYTES;
      at += length;
      this.sink.onBlock(bytes, start, crcAt, sequence & SEQUENCE_MASK);
    }
    return at;
  }

  private damaged(): void {
    this.skipping = true;
    this.sink.onDamage();
  }

  private skip(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && bytes[at] !== SYNC) at++;
    if (at < to) {
      this.skipping = false;
      at++;
    }
    this.sink.onJunk(bytes, from, at);
    return at;
  }
}
