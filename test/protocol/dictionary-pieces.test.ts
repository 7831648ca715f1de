import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DICTIONARIES_CACHED_MAX, DictionaryPieces, dictionaryOf } from "../../src/protocol/dictionary-cache.ts";
import { DICTIONARY_BYTES_MAX, type PeerDictionary, parseDictionary } from "../../src/protocol/peer-dictionary.ts";
import { DICTIONARY } from "./pair.ts";

/** Dictionaries that begin alike and end differently, for nothing in them is packed. */
function dictionary(version: string): Uint8Array {
  const json = { build_versions: "x".repeat(300), commands: {}, responses: {}, config: { CLOCK_FREQ: 1e6 }, version };
  return new Uint8Array(deflateSync(JSON.stringify(json), { level: 0 }));
}

/** Taken in pieces of these sizes, again and again. */
function taken(bytes: Uint8Array, sizes: readonly number[]): PeerDictionary | string {
  const pieces = new DictionaryPieces();
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const piece = bytes.slice(at, at + sizes[i % sizes.length]!);
    expect(pieces.add(piece)).toBe(true);
    at += piece.length;
    expect(pieces.length).toBe(at);
    // Whoever hands out pieces may use their bytes again.
    piece.fill(0xaa);
  }
  return pieces.complete();
}

describe("a dictionary that comes in pieces", () => {
  test("is what its bytes say, however they are cut and whatever else is known", () => {
    const versions = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 30 });
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(versions, sizes, (numbers, cuts) => {
        for (const number of numbers) {
          const bytes = dictionary(`v${number}`);
          expect(taken(bytes, cuts)).toEqual(parseDictionary(bytes));
        }
      }),
      { numRuns: 40 },
    );
  });

  test("is the known one itself when it is the same, and another when it is longer or shorter", () => {
    const known = dictionaryOf(DICTIONARY);
    const bytes = new Uint8Array(DICTIONARY);
    expect(taken(bytes, [40])).toBe(known);
    const shorter = new Uint8Array(DICTIONARY).slice(0, -1);
    expect(taken(shorter, [40])).toEqual(parseDictionary(shorter));
    const longer = new Uint8Array([...DICTIONARY, 0, 0]);
    expect(taken(longer, [40])).toEqual(parseDictionary(longer));
    expect(taken(bytes, [40])).toBe(known);
  });

  test("outlives others that push its like out of what is known", () => {
    const bytes = dictionary("first");
    const first = dictionaryOf(bytes);
    expect(first).toMatchObject({ version: "first" });
    const pieces = new DictionaryPieces();
    pieces.add(bytes.subarray(0, 350));
    for (let i = 0; i < DICTIONARIES_CACHED_MAX; i++) dictionaryOf(dictionary(`other ${i}`));
    pieces.add(bytes.subarray(350));
    expect(pieces.complete()).toEqual(first);
  });

  test("may be empty, and is never longer than its limit", () => {
    expect(new DictionaryPieces().complete()).toEqual(parseDictionary(new Uint8Array(0)));
    const pieces = new DictionaryPieces();
    const piece = new Uint8Array(1000).fill(7);
    while (pieces.length + piece.length <= DICTIONARY_BYTES_MAX) expect(pieces.add(piece)).toBe(true);
    const { length } = pieces;
    expect(pieces.add(piece)).toBe(false);
    expect(pieces.length).toBe(length);
  });
});
