/**
 * Reads a write-ahead log by SQLite's published file format, apart from SQLite itself: how much of the file is whole, and
 * how many commits that is. (https://sqlite.org/fileformat2.html, section 4) [P]
 */
const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const MAGIC_BIG_ENDIAN = 0x377f0683;
const MAGIC_LITTLE_ENDIAN = 0x377f0682;

export interface WalContents {
  /** Where each whole frame of the present generation ends, in bytes. */
  readonly frameEnds: readonly number[];
  /** Those among them that end a commit. */
  readonly commitEnds: readonly number[];
  /** Numbers that change when the log begins anew; empty for a log without a whole header. */
  readonly generation: string;
}

const NOTHING: WalContents = { frameEnds: [], commitEnds: [], generation: "" };

export function readWal(bytes: Uint8Array): WalContents {
  if (bytes.length < HEADER_BYTES) return NOTHING;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  if (magic !== MAGIC_BIG_ENDIAN && magic !== MAGIC_LITTLE_ENDIAN) return NOTHING;
  const littleEndian = magic === MAGIC_LITTLE_ENDIAN;
  const pageBytes = view.getUint32(8);
  let sum = checksum(view, 0, 24, littleEndian, [0, 0]);
  if (sum[0] !== view.getUint32(24) || sum[1] !== view.getUint32(28)) return NOTHING;
  const frameEnds: number[] = [];
  const commitEnds: number[] = [];
  const frameBytes = FRAME_HEADER_BYTES + pageBytes;
  for (let at = HEADER_BYTES; at + frameBytes <= bytes.length; at += frameBytes) {
    if (view.getUint32(at + 8) !== view.getUint32(16) || view.getUint32(at + 12) !== view.getUint32(20)) break;
    sum = checksum(view, at, 8, littleEndian, sum);
    sum = checksum(view, at + FRAME_HEADER_BYTES, pageBytes, littleEndian, sum);
    if (sum[0] !== view.getUint32(at + 16) || sum[1] !== view.getUint32(at + 20)) break;
    frameEnds.push(at + frameBytes);
    if (view.getUint32(at + 4) !== 0) commitEnds.push(at + frameBytes);
  }
  return { frameEnds, commitEnds, generation: `${view.getUint32(16)}/${view.getUint32(20)}` };
}

/** What the log's header says of itself, without a look at the frames. */
export function generationOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString("hex");
}

type Sum = readonly [number, number];

function checksum(view: DataView, from: number, length: number, littleEndian: boolean, start: Sum): Sum {
  let [a, b] = start;
  for (let at = from; at < from + length; at += 8) {
    a = (a + view.getUint32(at, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(at + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
}
