import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CONTENT_BYTES_MAX, HEADER_BYTES, sealBlock } from "../../src/protocol/block.ts";
import { type Codec, decodeRow, encodeRow, fieldsOf, fillRow, RowStore } from "../../src/protocol/codec.ts";
import { dictionaryOf } from "../../src/protocol/dictionary-cache.ts";
import {
  Deframer,
  type MessageName,
  paramsOf,
  renderMessageTable,
  withMessageTable,
} from "../../src/protocol/index.ts";
import type { PeerDictionary } from "../../src/protocol/peer-dictionary.ts";
import { readVlq, vlq, writeVlq } from "../../src/protocol/vlq.ts";
import { DICTIONARY, hex, toHex } from "./pair.ts";

const DOCUMENT = readFileSync(new URL("../../docs/engine-link.md", import.meta.url), "utf8");

interface Example {
  to: "host" | "engine";
  sequence: number;
  bytes: string;
  messages: string[];
}

const EXAMPLES: Example[] = [...DOCUMENT.matchAll(/```block to=(host|engine) sequence=(\d+)\n([\s\S]*?)```/g)].map(
  (match) => {
    const [bytes = "", ...messages] = match[3]!.trim().split("\n");
    return { to: match[1] as Example["to"], sequence: Number(match[2]), bytes: bytes.replaceAll(" ", ""), messages };
  },
);

const dictionary = dictionaryOf(DICTIONARY) as PeerDictionary;

/** `lease_renew ms=5000` into name and parameters. */
function parse(line: string): { name: MessageName; params: Record<string, number | Uint8Array> } {
  const [name = "", ...words] = line.split(" ");
  const params: Record<string, number | Uint8Array> = {};
  for (const word of words) {
    const [key = "", value = ""] = word.split("=", 2);
    if (value.startsWith("hex:")) params[key] = hex(value.slice(4));
    else if (value.startsWith("text:")) params[key] = new TextEncoder().encode(value.slice(5));
    else params[key] = Number(value);
  }
  return { name: name as MessageName, params };
}

function table(to: Example["to"]): PeerDictionary["commands"] {
  return to === "engine" ? dictionary.commands : dictionary.responses;
}

function encode(example: Example): string {
  const block = new Uint8Array(64);
  let end = HEADER_BYTES;
  for (const line of example.messages) {
    const { name, params } = parse(line);
    const codec = table(example.to).byName.get(name) as Codec;
    const message = new RowStore().of(codec);
    fillRow(codec, message, params);
    end = encodeRow(codec, message.row, message.blobs, block, end, HEADER_BYTES + CONTENT_BYTES_MAX);
  }
  return toHex(block.subarray(0, sealBlock(block, 0, end, example.sequence)));
}

function decode(example: Example): { sequence: number; messages: unknown[] } {
  const messages: unknown[] = [];
  let found = -1;
  const deframer = new Deframer({
    onBlock: (bytes, from, to, sequence) => {
      found = sequence;
      for (let at = from; at < to; ) {
        const next = readVlq(bytes, at);
        const codec = table(example.to).byId.get(vlq.value) as Codec;
        const message = new RowStore().of(codec);
        at = decodeRow(codec, message, bytes, next, to);
        messages.push({ name: message.name, params: paramsOf(message) });
      }
    },
    onDamage: () => {},
    onJunk: () => messages.push("junk"),
  });
  deframer.push(hex(example.bytes));
  return { sequence: found, messages };
}

describe("docs/engine-link.md", () => {
  test("has the worked examples", () => {
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(14);
  });

  test.each(EXAMPLES.map((example) => [example.messages.join(", ") || "acknowledgement", example] as const))(
    "%s: written and read as the document says",
    (_name, example) => {
      expect(encode(example)).toBe(example.bytes);
      expect(decode(example)).toEqual({ sequence: example.sequence, messages: example.messages.map(parse) });
    },
  );

  test("its integers are written as the document says", () => {
    const rows = [...DOCUMENT.matchAll(/^\| (-?\d+) \| `([0-9a-f ]+)` \|$/gm)];
    expect(rows.length).toBeGreaterThanOrEqual(20);
    for (const [, value, bytes] of rows) {
      const out = new Uint8Array(8);
      expect([value, toHex(out.subarray(0, writeVlq(out, 0, Number(value))))]).toEqual([
        value,
        bytes!.replaceAll(" ", ""),
      ]);
    }
  });

  test("its message table is the generated one", () => {
    expect(withMessageTable(DOCUMENT)).toBe(DOCUMENT);
    expect(DOCUMENT).toContain(renderMessageTable());
  });

  test("every message of the document has parameters that exist", () => {
    for (const { name, params } of EXAMPLES.flatMap(({ messages }) => messages.map(parse))) {
      expect(Object.keys(params)).toEqual(fieldsOf(name).map((field) => field.name));
    }
  });
});
