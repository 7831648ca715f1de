import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { bytesOf, wordOf } from "../../src/hardware-sim/wire-words.ts";

test("words of the link are what the converters make of them, plain or not", () => {
  const random = new Random("words");
  const decoder = new TextDecoder("latin1");
  const encoder = new TextEncoder();
  expect(wordOf(undefined)).toBe("");
  for (let i = 0; i < 500; i++) {
    const top = i % 2 === 0 ? 0x80 : 0x100;
    const bytes = Uint8Array.from({ length: i % 20 }, () => random.int(top));
    const word = wordOf(bytes);
    expect(word).toBe(decoder.decode(bytes));
    expect(bytesOf(word)).toEqual(encoder.encode(word));
  }
});
