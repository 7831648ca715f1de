/**
 * Variable-length integers of the engine link: big-endian groups of 7 bits, high bit set on all but the last; the first
 * group is sign-extended when its bits 5 and 6 are both set. Several encodings of one value are legal; decoding is modulo 2^32.
 */
export const VLQ_BYTES_MAX = 5;

/**
 * Writes `value` at `at` and returns the position behind it. `value` is -2^31..2^32-1: negative values are written signed,
 * values of 2^31 and more unsigned, as stock hosts write them. Does not check for room: a write past the end is lost,
 * so callers compare the returned position with their limit.
 */
export function writeVlq(out: Uint8Array, at: number, value: number): number {
  let next = at;
  if (value >= 96 || value < -32) {
    if (value >= 12_288 || value < -4096) {
      if (value >= 1_572_864 || value < -524_288) {
        if (value >= 201_326_592 || value < -67_108_864) {
          out[next++] = 0x80 | (value < 0 ? (value >> 28) & 0x7f : value >>> 28);
        }
        out[next++] = 0x80 | (value >> 21);
      }
      out[next++] = 0x80 | (value >> 14);
    }
    out[next++] = 0x80 | (value >> 7);
  }
  out[next++] = value & 0x7f;
  return next;
}

/**
 * {@link writeVlq} of an unsigned value of 2^31 and more, given as its negative 32-bit pattern: that pattern is a small number, the value
 * would be none, and the first one on a link would have its code compiled anew.
 */
export function writeTopVlq(out: Uint8Array, at: number, pattern: number): number {
  out[at] = 0x80 | (pattern >>> 28);
  out[at + 1] = 0x80 | (pattern >> 21);
  out[at + 2] = 0x80 | (pattern >> 14);
  out[at + 3] = 0x80 | (pattern >> 7);
  out[at + 4] = pattern & 0x7f;
  return at + VLQ_BYTES_MAX;
}

/** Where {@link readVlq} leaves what it read, as a signed 32-bit number. */
export const vlq = { value: 0 };

/**
 * Reads one integer into `vlq.value` and returns the position behind it, or -1 when it is longer than five bytes. Reads past
 * `bytes` count as zero, so callers compare the returned position with their end.
 */
export function readVlq(bytes: Uint8Array, at: number): number {
  let next = at;
  let byte = bytes[next++]!;
  let value = byte & 0x7f;
  if ((byte & 0x60) === 0x60) value |= -0x20;
  while (byte & 0x80) {
    if (next - at === VLQ_BYTES_MAX) return -1;
    byte = bytes[next++]!;
    value = (value << 7) | (byte & 0x7f);
  }
  vlq.value = value | 0;
  return next;
}
