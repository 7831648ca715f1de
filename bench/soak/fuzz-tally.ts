/** Which bytes of a stream belong to blocks and which are junk, by the book and slowly: the measure for the real receivers. */
export interface Tally {
  readonly blocks: number;
  readonly junkBytes: number;
  /** Bytes between blocks that mean nothing. */
  readonly idleBytes: number;
  readonly blockBytes: number;
  /** The beginning of something that may still become a block. */
  readonly waitingBytes: number;
}

const SYNC = 0x7e;

export function tally(stream: Uint8Array): Tally {
  let blocks = 0;
  let junkBytes = 0;
  let idleBytes = 0;
  let blockBytes = 0;
  let at = 0;
  while (at < stream.length) {
    if (stream[at] === SYNC) {
      idleBytes++;
      at++;
      continue;
    }
    const length = blockAt(stream, at);
    if (length === 0) break;
    if (length > 0) {
      blocks++;
      blockBytes += length;
      at += length;
      continue;
    }
    const sync = stream.indexOf(SYNC, at);
    const end = sync < 0 ? stream.length : sync + 1;
    junkBytes += end - at;
    at = end;
  }
  return { blocks, junkBytes, idleBytes, blockBytes, waitingBytes: stream.length - at };
}

/** Length of the block that begins here, 0 when the stream ends too soon to tell, -1 when there is none. */
function blockAt(stream: Uint8Array, at: number): number {
  const length = stream[at]!;
  if (length < 5 || length > 64) return -1;
  if (at + 1 < stream.length && stream[at + 1]! >> 4 !== 1) return -1;
  if (at + length > stream.length) return 0;
  const crc = (stream[at + length - 3]! << 8) | stream[at + length - 2]!;
  return stream[at + length - 1] === SYNC && crc === checksum(stream, at, at + length - 3) ? length : -1;
}

function checksum(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0xffff;
  for (let at = from; at < to; at++) {
    crc ^= bytes[at]!;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc;
}
