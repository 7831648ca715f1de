import { BLOCK_BYTES_MAX, HEADER_BYTES, SYNC, TRAILER_BYTES } from "./block.ts";
import { type BlockSink, Deframer } from "./deframer.ts";

/** A piece of one direction of a link. All pieces together are the stream, to the last byte. */
export interface StreamPiece {
  readonly bytes: Uint8Array;
  /** A whole good block; otherwise bytes that belong to none: junk, idle sync bytes, the rest at the end. */
  readonly isBlock: boolean;
}

/** Cuts one direction of a link at the bounds of its blocks and loses nothing. A block that came in pieces is given when complete. */
export class FrameSplitter implements BlockSink {
  private readonly deframer = new Deframer(this);
  private readonly give: (piece: StreamPiece) => void;
  /** What came and has not been given: at most a block and the present chunk. */
  private waiting: Uint8Array = new Uint8Array(0);
  private inJunk = false;

  /** `give` may keep what it gets. */
  constructor(give: (piece: StreamPiece) => void) {
    this.give = give;
  }

  push(bytes: Uint8Array): void {
    const joined = new Uint8Array(this.waiting.length + bytes.length);
    joined.set(this.waiting);
    joined.set(bytes, this.waiting.length);
    this.waiting = joined;
    this.deframer.push(bytes);
    // Idle sync bytes alone never end a block.
    if (this.waiting.length > BLOCK_BYTES_MAX) this.giveIdle();
  }

  /** The stream ended: what was half a block is given as it is. */
  end(): void {
    this.take(this.waiting.length, false);
    this.deframer.reset();
    this.inJunk = false;
  }

  /** For the deframer. */
  onBlock(_bytes: Uint8Array, from: number, to: number): void {
    this.giveIdle();
    this.take(to - from + HEADER_BYTES + TRAILER_BYTES, true);
    this.inJunk = false;
  }

  /** For the deframer. */
  onDamage(): void {
    this.giveIdle();
    this.inJunk = true;
  }

  /** For the deframer. */
  onJunk(bytes: Uint8Array, from: number, to: number): void {
    // Junk goes on until the first sync byte, which is its last.
    this.inJunk = bytes[to - 1] !== SYNC;
    this.take(to - from, false);
  }

  /** A block never begins with a sync byte, and junk has been told of before. */
  private giveIdle(): void {
    if (this.inJunk) return;
    let idle = 0;
    while (this.waiting[idle] === SYNC) idle++;
    this.take(idle, false);
  }

  private take(count: number, isBlock: boolean): void {
    if (count === 0) return;
    const bytes = this.waiting.slice(0, count);
    this.waiting = this.waiting.subarray(count);
    this.give({ bytes, isBlock });
  }
}
