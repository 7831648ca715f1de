import { crc16 } from "./crc16.ts";

/** The block of the engine link: `<length><sequence><content 0..59><crc, high byte first><0x7E>` [P: Klipper docs/Protocol.md]. */
export const SYNC = 0x7e;
export const BLOCK_BYTES_MIN = 5;
export const BLOCK_BYTES_MAX = 64;
/** Where the content begins. */
export const HEADER_BYTES = 2;
/** Checksum and sync byte. */
export const TRAILER_BYTES = 3;
export const CONTENT_BYTES_MAX = BLOCK_BYTES_MAX - HEADER_BYTES - TRAILER_BYTES;
/** The high half of the sequence byte never changes. */
export const SEQUENCE_MARK = 0x10;
export const SEQUENCE_MASK = 0x0f;

/**
 * Completes the block that begins at `start` of `block` and whose content ends at `contentEnd`; returns its end. `sequence` may be a
 * growing number: its lowest four bits travel.
 */
export function sealBlock(block: Uint8Array, start: number, contentEnd: number, sequence: number): number {
  block[start] = contentEnd - start + TRAILER_BYTES;
  block[start + 1] = SEQUENCE_MARK | (sequence & SEQUENCE_MASK);
  const crc = crc16(block, start, contentEnd);
  block[contentEnd] = crc >>> 8;
  block[contentEnd + 1] = crc & 0xff;
  block[contentEnd + 2] = SYNC;
  return contentEnd + TRAILER_BYTES;
}
