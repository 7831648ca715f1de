import fc from "fast-check";
import { expect, test } from "vitest";
import { crc16 } from "../../src/protocol/index.ts";

/** Bit by bit, straight from the definition. */
function slow(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x8408 : crc >>> 1;
  }
  return crc;
}

test("the check value of CRC-16/MCRF4XX", () => {
  expect(crc16(new TextEncoder().encode("123456789"), 0, 9)).toBe(0x6f91);
});

test("nothing gives the initial value", () => {
  expect(crc16(new Uint8Array(3), 1, 1)).toBe(0xffff);
});

test("equals the definition for any bytes and any part of them", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 90 }), fc.nat(20), fc.nat(20), (bytes, skip, cut) => {
      const from = Math.min(skip, bytes.length);
      const to = Math.max(from, bytes.length - cut);
      expect(crc16(bytes, from, to)).toBe(slow(bytes.subarray(from, to)));
    }),
  );
});
