import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CONTENT_BYTES_MAX, HEADER_BYTES, sealBlock } from "../../src/protocol/block.ts";
import { type Codec, decodeRow, encodeRow, fillRow, type LooseParams, RowStore } from "../../src/protocol/codec.ts";
import { crc16, Deframer, EngineLink, type MessageName, paramsOf } from "../../src/protocol/index.ts";
import { type PeerDictionary, type PeerMessages, parseDictionary } from "../../src/protocol/peer-dictionary.ts";
import { readVlq, vlq, writeVlq } from "../../src/protocol/vlq.ts";
import { checksum, readInteger, shortest } from "./foreign-engine.ts";
import { DICTIONARY, hex, toHex } from "./pair.ts";

interface Vector {
  name: string;
  hex: string;
  meaning: string;
  source: string;
}

function load<T extends object>(file: string): [name: string, vector: Vector & T][] {
  const { vectors } = JSON.parse(readFileSync(new URL(`../../docs/vectors/${file}.json`, import.meta.url), "utf8")) as {
    vectors: (Vector & T)[];
  };
  return vectors.map((vector) => [vector.name, vector]);
}

const ours = parseDictionary(DICTIONARY) as PeerDictionary;

describe("vlq.json", () => {
  test.each(load<{ value: number | null; forms: string[] }>("vlq"))("%s", (_name, { value, hex: text, forms }) => {
    if (value === null) {
      const next = readVlq(hex(text), 0);
      expect(next < 0 || next > hex(text).length).toBe(true);
      expect(() => readInteger([...hex(text)], 0)).toThrow();
      return;
    }
    const out = new Uint8Array(8);
    expect(toHex(out.subarray(0, writeVlq(out, 0, value)))).toBe(text);
    for (const form of [text, ...forms]) {
      expect(readVlq(hex(form), 0)).toBe(form.length / 2);
      expect(vlq.value).toBe(value | 0);
      expect(readInteger([...hex(form)], 0)).toEqual([value | 0, form.length / 2]);
    }
    expect([text, ...forms]).toContain(toHex(Uint8Array.from(shortest(value | 0))));
  });
});

describe("crc.json", () => {
  test.each(load<{ crc: string }>("crc"))("%s", (_name, { hex: text, crc }) => {
    expect(crc16(hex(text), 0, text.length / 2)).toBe(Number.parseInt(crc, 16));
    expect(checksum([...hex(text)])).toBe(Number.parseInt(crc, 16));
  });
});

interface BlockVector {
  to: "host" | "engine";
  sequence: number;
  messages: { name: MessageName; params: Record<string, number | string> }[];
}

function valuesOf(params: Record<string, number | string>): LooseParams {
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, typeof value === "string" ? hex(value.slice(4)) : value]),
  );
}

function readMessages(table: PeerMessages, bytes: Uint8Array, from: number, to: number): unknown[] {
  const messages: unknown[] = [];
  for (let at = from; at < to; ) {
    const next = readVlq(bytes, at);
    const codec = table.byId.get(vlq.value) as Codec;
    const message = new RowStore().of(codec);
    at = decodeRow(codec, message, bytes, next, to);
    messages.push({ name: message.name, params: paramsOf(message) });
  }
  return messages;
}

describe("blocks.json", () => {
  test.each(load<BlockVector>("blocks"))("%s", (_name, { hex: text, to, sequence, messages }) => {
    const table = to === "engine" ? ours.commands : ours.responses;
    const block = new Uint8Array(64);
    let end = HEADER_BYTES;
    for (const { name, params } of messages) {
      const codec = table.byName.get(name) as Codec;
      const message = new RowStore().of(codec);
      fillRow(codec, message, valuesOf(params));
      end = encodeRow(codec, message.row, message.blobs, block, end, HEADER_BYTES + CONTENT_BYTES_MAX);
    }
    expect(toHex(block.subarray(0, sealBlock(block, 0, end, sequence)))).toBe(text);
    const read: unknown[] = [];
    const deframer = new Deframer({
      onBlock: (bytes, from, until, number) => read.push(number, ...readMessages(table, bytes, from, until)),
      onDamage: () => read.push("damage"),
      onJunk: () => read.push("junk"),
    });
    deframer.push(hex(text));
    expect(read).toEqual([sequence, ...messages.map(({ name, params }) => ({ name, params: valuesOf(params) }))]);
  });
});

/** The stream as one piece, byte by byte, and cut in two at every place. */
function cuts(bytes: Uint8Array): Uint8Array[][] {
  const all: Uint8Array[][] = [[bytes], Array.from(bytes, (byte) => Uint8Array.of(byte))];
  for (let at = 1; at < bytes.length; at++) all.push([bytes.subarray(0, at), bytes.subarray(at)]);
  return all;
}

interface StreamVector {
  blocks: { sequence: number; content: string }[];
  junkBytes: number;
  damages: number;
}

describe("streams.json", () => {
  test.each(load<StreamVector>("streams"))("%s", (_name, { hex: text, blocks, junkBytes, damages }) => {
    for (const pieces of cuts(hex(text))) {
      const found = { blocks: [] as StreamVector["blocks"], junkBytes: 0, damages: 0 };
      const deframer = new Deframer({
        onBlock: (bytes, from, to, sequence) =>
          found.blocks.push({ sequence, content: toHex(bytes.subarray(from, to)) }),
        onDamage: () => found.damages++,
        onJunk: (_bytes, from, to) => {
          found.junkBytes += to - from;
        },
      });
      for (const piece of pieces) deframer.push(piece);
      expect(found).toEqual({ blocks, junkBytes, damages });
    }
  });
});

interface DictionaryVector {
  expect: {
    mcu: string;
    version: string;
    clockFreq: number;
    commands: Record<string, number>;
    responses: Record<string, number>;
    foreign: string[];
  } | null;
}

describe("dictionary.json", () => {
  test.each(load<DictionaryVector>("dictionary"))("%s", (_name, vector) => {
    const read = parseDictionary(hex(vector.hex));
    if (vector.expect === null) {
      expect(typeof read).toBe("string");
      return;
    }
    const { commands, responses, foreign, ...facts } = vector.expect;
    expect(read).toMatchObject(facts);
    const { commands: c, responses: r } = read as PeerDictionary;
    const ids = (table: PeerMessages): Record<string, number> =>
      Object.fromEntries([...table.byName].map(([name, { id }]) => [name, id]));
    expect([ids(c), ids(r)]).toEqual([commands, responses]);
    for (const name of foreign) {
      expect(c.names.has(name) || r.names.has(name)).toBe(true);
      expect(c.byName.has(name) || r.byName.has(name)).toBe(false);
    }
  });
});

interface Conversation {
  engineExpects: number;
  steps: { to: "engine" | "host"; hex: string; meaning: string }[];
}

describe("conversations.json", () => {
  const [, small] = load("dictionary").find(([name]) => name === "small")!;

  function engineAt(sequence: number, out: number[]): EngineLink {
    const engine: EngineLink = new EngineLink({
      write: (bytes) => void out.push(...bytes),
      dictionary: hex(small.hex),
      onCommand: ({ name }) => {
        if (name === "get_uptime") engine.send("uptime", { high: 1, clock: 305_419_896 });
        else if (name === "get_clock") engine.send("clock", { clock: 305_419_896 });
      },
    });
    engine.restore({ ...engine.save(), sequence });
    return engine;
  }

  test.each(load<Conversation>("conversations"))("%s", (_name, { engineExpects, steps }) => {
    for (const byteByByte of [false, true]) {
      const out: number[] = [];
      const engine = engineAt(engineExpects, out);
      for (const { to, hex: text, meaning } of steps) {
        if (to === "engine") {
          const bytes = hex(text);
          for (const piece of byteByByte ? Array.from(bytes, (byte) => Uint8Array.of(byte)) : [bytes]) {
            engine.receive(piece);
          }
        } else expect([meaning, toHex(Uint8Array.from(out.splice(0)))]).toEqual([meaning, text]);
      }
      expect(out).toEqual([]);
    }
  });
});
