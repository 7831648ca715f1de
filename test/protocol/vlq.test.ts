import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readVlq, vlq, writeTopVlq, writeVlq } from "../../src/protocol/vlq.ts";
import { hex, toHex } from "./pair.ts";

/** Value and the bytes that a stock host writes. */
const WRITTEN: readonly (readonly [number, string])[] = [
  [0, "00"],
  [95, "5f"],
  [96, "8060"],
  [-1, "7f"],
  [-32, "60"],
  [-33, "ff5f"],
  [127, "807f"],
  [128, "8100"],
  [12287, "df7f"],
  [12288, "80e000"],
  [-4096, "e000"],
  [-4097, "ffdf7f"],
  [1572863, "dfff7f"],
  [1572864, "80e08000"],
  [-524288, "e08000"],
  [-524289, "ffdfff7f"],
  [201326591, "dfffff7f"],
  [201326592, "80e0808000"],
  [-67108864, "e0808000"],
  [-67108865, "ffdfffff7f"],
  [2147483647, "87ffffff7f"],
  [4294967295, "8fffffff7f"],
  [-2147483648, "f880808000"],
];
/** Other legal forms: what C firmware sends, and over-long ones. */
const ALSO_READ: readonly (readonly [number, string])[] = [
  [4294967295, "7f"],
  [2147483648, "8880808000"],
  [-2147483648, "8880808000"],
  [-67108865, "8fdfffff7f"],
  [0, "80808000"],
  [1, "8080808001"],
  [-1, "ffffffff7f"],
  [95, "805f"],
];

function read(text: string): { value: number; next: number } {
  const next = readVlq(hex(text), 0);
  return { value: vlq.value, next };
}

describe("integers", () => {
  test("an unsigned value of 2^31 and more is written alike from its 32-bit pattern", () => {
    for (const value of [2 ** 31, 2 ** 31 + 1, 2_684_354_559, 3_000_000_000, 2 ** 32 - 128, 2 ** 32 - 1]) {
      const [usual, top] = [new Uint8Array(6), new Uint8Array(6)];
      expect(writeTopVlq(top, 0, value | 0)).toBe(writeVlq(usual, 0, value));
      expect(top).toEqual(usual);
    }
  });

  test.each(WRITTEN)("%i is written as %s", (value, text) => {
    const out = new Uint8Array(8);
    expect(toHex(out.subarray(0, writeVlq(out, 0, value)))).toBe(text);
  });

  test.each([...WRITTEN, ...ALSO_READ])("%i is read from %s, modulo 2^32", (value, text) => {
    expect(read(text)).toEqual({ value: value | 0, next: text.length / 2 });
  });

  test("six bytes are refused", () => {
    expect(readVlq(hex("808080808000"), 0)).toBe(-1);
  });

  test("a number that is cut off ends behind the bytes there are", () => {
    expect(readVlq(hex("8f"), 0)).toBeGreaterThan(1);
  });

  test("any 32-bit number survives, signed or unsigned, in at most five bytes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer(), fc.nat(0xffffffff), fc.integer({ min: -70000, max: 70000 })), (value) => {
        const out = new Uint8Array(8);
        const end = writeVlq(out, 1, value);
        expect(end - 1).toBeLessThanOrEqual(5);
        expect(readVlq(out, 1)).toBe(end);
        expect(vlq.value).toBe(value | 0);
      }),
    );
  });
});
