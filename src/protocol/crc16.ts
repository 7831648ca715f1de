/**
 * CRC-16 of the engine link: reflected CCITT polynomial (0x8408), initial value 0xFFFF, no final exclusive-or
 * (CRC-16/MCRF4XX; "123456789" gives 0x6F91) [P: Klipper docs/Protocol.md].
 */
const POLYNOMIAL = 0x8408;
const SLICES = 8;

/** TABLE[256 * k + b]: what byte `b` contributes when `k` more bytes follow it in the same step. */
const TABLE = buildTable();

function buildTable(): Uint16Array {
  const table = new Uint16Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    table[byte] = crc;
  }
  for (let slice = 1; slice < SLICES; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = table[256 * (slice - 1) + byte]!;
      table[256 * slice + byte] = (before >>> 8) ^ table[before & 0xff]!;
    }
  }
  return table;
}

/** CRC of `bytes[from..to)`. Eight bytes a step, then four: the checksum is the largest single cost of a block. */
export function crc16(bytes: Uint8Array, from: number, to: number): number {
  const t = TABLE;
  let crc = 0xffff;
  let at = from;
  for (const stop = to - 7; at < stop; at += 8) {
    crc =
      t[1792 + ((crc ^ bytes[at]!) & 0xff)]! ^
      t[1536 + ((crc >>> 8) ^ bytes[at + 1]!)]! ^
      t[1280 + bytes[at + 2]!]! ^
      t[1024 + bytes[at + 3]!]! ^
      t[768 + bytes[at + 4]!]! ^
      t[512 + bytes[at + 5]!]! ^
      t[256 + bytes[at + 6]!]! ^
      t[bytes[at + 7]!]!;
  }
  if (at < to - 3) {
    crc =
      t[768 + ((crc ^ bytes[at]!) & 0xff)]! ^
      t[512 + ((crc >>> 8) ^ bytes[at + 1]!)]! ^
      t[256 + bytes[at + 2]!]! ^
      t[bytes[at + 3]!]!;
    at += 4;
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ t[(crc ^ bytes[at]!) & 0xff]!;
  return crc;
}
