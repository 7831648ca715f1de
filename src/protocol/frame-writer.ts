import { BLOCK_BYTES_MAX, CONTENT_BYTES_MAX, HEADER_BYTES, sealBlock } from "./block.ts";
import { type Codec, encodeParams, encodeRow, type LooseParams } from "./codec.ts";

/**
 * Writers by how deep the sending is nested: a block that one engine sends may, before it is consumed, make another engine send.
 * Links borrow one for as long as a block is on its way, so that thousands of them need no buffers of their own.
 */
const writers: FrameWriter[] = [];
let lent = 0;

/** To be given back with {@link returnWriter} when its block has been consumed, whatever happened. */
export function borrowWriter(): FrameWriter {
  const known = writers[lent++];
  if (known !== undefined) return known;
  const writer = new FrameWriter();
  writers.push(writer);
  return writer;
}

/** The writer that was borrowed last. */
export function returnWriter(): void {
  lent--;
}

/** Builds one block at a time in one buffer. What it returns is valid until the next call. */
export class FrameWriter {
  private readonly block = new Uint8Array(BLOCK_BYTES_MAX);
  /** One view for each length, made when first needed: a status must not cost an allocation. */
  private readonly views: (Uint8Array | undefined)[] = [];

  /** A block without content: acknowledgement, or its repetition. */
  empty(sequence: number): Uint8Array {
    return this.view(sealBlock(this.block, 0, HEADER_BYTES, sequence));
  }

  /** A block with one message, or undefined when the message does not fit. */
  message(codec: Codec, row: Int32Array, blobs: readonly Uint8Array[], sequence: number): Uint8Array | undefined {
    const end = encodeRow(codec, row, blobs, this.block, HEADER_BYTES, HEADER_BYTES + CONTENT_BYTES_MAX);
    return end < 0 ? undefined : this.view(sealBlock(this.block, 0, end, sequence));
  }

  /** The same from named parameters. Throws when one is missing. */
  named(codec: Codec, params: LooseParams, sequence: number): Uint8Array | undefined {
    const end = encodeParams(codec, params, this.block, HEADER_BYTES, HEADER_BYTES + CONTENT_BYTES_MAX);
    return end < 0 ? undefined : this.view(sealBlock(this.block, 0, end, sequence));
  }

  private view(length: number): Uint8Array {
    const known = this.views[length];
    if (known !== undefined) return known;
    while (this.views.length <= length) this.views.push(undefined);
    const view = this.block.subarray(0, length);
    this.views[length] = view;
    return view;
  }
}
