import { crc32 } from "node:zlib";
import { x25crc } from "node-mavlink";
import { Random } from "../../src/base/index.ts";
import { crc16 } from "../../src/protocol/index.ts";
import type { Row } from "../harness.ts";

const BLOCK_BYTES = 44;
const LONG_BYTES = 4_096;
const KIB = 1_024;

function bytesOf(length: number): Buffer {
  const random = new Random("bench crc");
  return Buffer.from(Array.from({ length }, () => random.int(256)));
}

/** The checksum of the engine link over what a block with a full status covers. */
export function crcOfBlock(): Row {
  return crcRow(BLOCK_BYTES, [2, 5, undefined], "one table look-up a byte at the least, eight at once");
}

/** The same over a long run of bytes, where a call into native code is worth its price. */
export function crcOfPage(): Row {
  return crcRow(
    LONG_BYTES,
    [2, 5, undefined],
    "zlib, which the processor helps: it is what a long file is checked with",
  );
}

function crcRow(length: number, goals: readonly (number | undefined)[], limit: string): Row {
  const bytes = bytesOf(length);
  const times = Math.ceil((64 * KIB) / length);
  const units = (times * length) / KIB;
  let seen = 0;
  const repeat = (one: () => number) => () => {
    for (let i = 0; i < times; i++) seen ^= one();
    if (Number.isNaN(seen)) throw new Error("a checksum was not a number");
  };
  return {
    title: `checksum of ${length.toLocaleString("en")} B`,
    unit: "KiB",
    contestants: [
      { name: "crc16, eight bytes a step", units, run: repeat(() => crc16(bytes, 0, length)) },
      { name: "node-mavlink x25crc (the same polynomial)", units, run: repeat(() => x25crc(bytes)) },
      { name: "bit by bit, as in the standard's text", units, run: repeat(() => bitwise(bytes)) },
      { name: "zlib.crc32 (another checksum, native)", units, run: repeat(() => crc32(bytes)) },
    ],
    goals,
    limit,
  };
}

function bitwise(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x8408 : crc >>> 1;
  }
  return crc;
}
