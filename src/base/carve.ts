/** Small lists of numbers, cut out of larger pieces of memory: each of its own would cost some 200 bytes beside its numbers. */

const PIECE_BYTES = 32_768;
/** Starts of lists are multiples of this, as a list of doubles needs. */
const ALIGN_BYTES = 8;

let piece = new ArrayBuffer(0);
let used = 0;

/** All of {@link piece}. */
let doubles = new Float64Array(piece);
let words = new Int16Array(piece);
let bytes = new Uint8Array(piece);

function carve(length: number): number {
  const from = used;
  if (from + length <= piece.byteLength) {
    used = Math.ceil((from + length) / ALIGN_BYTES) * ALIGN_BYTES;
    return from;
  }
  piece = new ArrayBuffer(Math.max(PIECE_BYTES, length));
  used = Math.ceil(length / ALIGN_BYTES) * ALIGN_BYTES;
  return 0;
}

/** Zeros. The memory goes back when all lists of its piece are gone: for what lives as long as its printer. */
export function carveFloat64(length: number): Float64Array<ArrayBuffer> {
  const from = carve(length * Float64Array.BYTES_PER_ELEMENT);
  return new Float64Array(piece, from, length);
}

/** Room for so many doubles: the list that it is in, and where it begins there. For lists that know their place: one of its own is 100 bytes beside its numbers. */
export function roomOfFloat64(length: number): readonly [list: Float64Array<ArrayBuffer>, from: number] {
  const from = carve(length * Float64Array.BYTES_PER_ELEMENT);
  if (doubles.buffer !== piece) doubles = new Float64Array(piece);
  return [doubles, from / Float64Array.BYTES_PER_ELEMENT];
}

/** The same for whole numbers of 16 bits. */
export function roomOfInt16(length: number): readonly [list: Int16Array<ArrayBuffer>, from: number] {
  const from = carve(length * Int16Array.BYTES_PER_ELEMENT);
  if (words.buffer !== piece) words = new Int16Array(piece);
  return [words, from / Int16Array.BYTES_PER_ELEMENT];
}

/** The same for bytes. */
export function roomOfBytes(length: number): readonly [list: Uint8Array<ArrayBuffer>, from: number] {
  const from = carve(length);
  if (bytes.buffer !== piece) bytes = new Uint8Array(piece);
  return [bytes, from];
}

/** The same for whole numbers of 32 bits. */
export function carveInt32(length: number): Int32Array<ArrayBuffer> {
  const from = carve(length * Int32Array.BYTES_PER_ELEMENT);
  return new Int32Array(piece, from, length);
}
