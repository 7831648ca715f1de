import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Deframer, sealBlock } from "../../src/protocol/index.ts";
import { hex, toHex } from "./pair.ts";

interface Found {
  blocks: string[];
  junk: string;
  damages: number;
}

/** Everything that a stream gives, cut at `cuts`. */
function parse(stream: Uint8Array, cuts: readonly number[] = []): Found {
  const found: Found = { blocks: [], junk: "", damages: 0 };
  const deframer = new Deframer({
    onBlock: (bytes, from, to, sequence) => found.blocks.push(`${sequence}:${toHex(bytes.subarray(from, to))}`),
    onDamage: () => found.damages++,
    onJunk: (bytes, from, to) => {
      found.junk += toHex(bytes.subarray(from, to));
    },
  });
  const places = [...new Set(cuts.map((cut) => cut % (stream.length + 1)))].sort((a, b) => a - b);
  let at = 0;
  for (const place of [...places, stream.length]) {
    deframer.push(stream.slice(at, place));
    at = place;
  }
  return found;
}

function block(sequence: number, content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === "string" ? hex(content) : content;
  const out = new Uint8Array(64);
  out.set(bytes, 2);
  return out.slice(0, sealBlock(out, 0, 2 + bytes.length, sequence));
}

function join(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

describe("blocks", () => {
  test("one after another, with idle sync bytes between them", () => {
    expect(parse(join(hex("7e7e"), block(1, ""), hex("7e"), block(2, "aa7e7ebb"), block(15, "00")))).toEqual({
      blocks: ["1:", "2:aa7e7ebb", "15:00"],
      junk: "",
      damages: 0,
    });
  });

  test("of the largest size", () => {
    const content = new Uint8Array(59).fill(0x7e);
    expect(parse(block(3, content)).blocks).toEqual([`3:${toHex(content)}`]);
  });

  test.each([
    ["checksum", 4],
    ["content", 2],
    ["sync byte", 6],
    ["mark", 1],
    ["length", 0],
  ])("damage in the %s costs that block; the one behind a sync byte is kept", (_what, at) => {
    const bad = block(1, "0101");
    bad[at] = bad[at]! ^ 0x20;
    const found = parse(join(bad, hex("7e"), block(2, "02"), new Uint8Array(64).fill(0x7e)));
    expect(found.blocks).toEqual(["2:02"]);
    expect(found.damages).toBeGreaterThanOrEqual(1);
  });

  test("a length that claims too much swallows nothing behind the next sync byte", () => {
    const bad = block(1, "0101");
    bad[0] = 40;
    const found = parse(join(bad, block(2, "02"), block(3, "03"), new Uint8Array(40).fill(0x7e)));
    expect(found.blocks).toEqual(["2:02", "3:03"]);
    expect(found.junk).toBe(toHex(bad));
  });

  test("of a stranger: text is junk, counted to the last byte, damaged once", () => {
    const text = new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n");
    expect(parse(text)).toEqual({ blocks: [], junk: toHex(text), damages: 1 });
  });
});

describe("any bytes", () => {
  const piece = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.nat(15), fc.uint8Array({ maxLength: 59 })).map(([n, c]) => block(n, c)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 80 }) },
    { weight: 1, arbitrary: fc.constantFrom(hex("7e"), hex("051f"), hex("4010"), hex("7e05107e"), hex("40107e")) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.nat(15), fc.uint8Array({ maxLength: 59 }), fc.nat(63), fc.integer({ min: 1, max: 255 }))
        .map(([n, content, at, flip]) => {
          const bytes = block(n, content);
          bytes[at % bytes.length] = bytes[at % bytes.length]! ^ flip;
          return bytes;
        }),
    },
  );
  const stream = fc.array(piece, { maxLength: 20 }).map((parts) => join(...parts));

  test("give the same however they are cut", () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(2000), { maxLength: 60 }), (bytes, cuts) => {
        expect(parse(bytes, cuts)).toEqual(parse(bytes));
      }),
      { numRuns: 400 },
    );
  });

  test("give the same byte by byte", () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const each = Array.from({ length: bytes.length }, (_, i) => i);
        expect(parse(bytes, each)).toEqual(parse(bytes));
      }),
    );
  });

  test("are all accounted for: blocks, junk, idle sync bytes, and at most one unfinished block", () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const found = parse(bytes);
        const inBlocks = found.blocks.reduce((sum, text) => sum + 5 + text.split(":")[1]!.length / 2, 0);
        const rest = bytes.length - inBlocks - found.junk.length / 2;
        const idle = bytes.reduce((count, byte) => count + (byte === 0x7e ? 1 : 0), 0);
        expect(rest).toBeGreaterThanOrEqual(0);
        expect(rest).toBeLessThanOrEqual(idle + 64);
      }),
    );
  });

  test("good blocks behind any rubbish are found once a sync byte has come", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 59 }), (rubbish, content) => {
        const flush = new Uint8Array(64).fill(0x7e);
        const { blocks } = parse(join(rubbish, flush, block(9, content), block(10, "")));
        expect(blocks.slice(-2)).toEqual([`9:${toHex(content)}`, "10:"]);
      }),
    );
  });

  test("cost linear time: the worst stream we know, a megabyte of false headers, makes few steps a byte", () => {
    let bytesScanned = 0;
    const deframer = new Deframer({
      onBlock: () => {},
      onDamage: () => bytesScanned++,
      onJunk: (_bytes, from, to) => {
        bytesScanned += to - from;
      },
    });
    const evil = new Uint8Array(1 << 20);
    for (let i = 0; i < evil.length; i += 4) evil.set([0x40, 0x10, 0x7e, 0x7e], i);
    for (let at = 0; at < evil.length; at += 1000) deframer.push(evil.subarray(at, at + 1000));
    expect(bytesScanned).toBeLessThan(2 * evil.length);
    expect(deframer.save().held.length).toBeLessThan(64);
  });

  test("a saved half block goes on in another deframer", () => {
    const bytes = block(4, "0102030405");
    const first = new Deframer({ onBlock: () => {}, onDamage: () => {}, onJunk: () => {} });
    first.push(bytes.subarray(0, 6));
    const seen: number[] = [];
    const second = new Deframer({ onBlock: (_b, _f, _t, n) => seen.push(n), onDamage: () => {}, onJunk: () => {} });
    second.restore(JSON.parse(JSON.stringify(first.save())));
    second.push(bytes.subarray(6));
    expect(seen).toEqual([4]);
  });
});
