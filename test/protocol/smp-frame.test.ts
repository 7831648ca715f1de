import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import {
  CONSOLE_LINE_BYTES_MAX,
  ConsoleReader,
  crc16Xmodem,
  decodeSmp,
  encodeSmp,
  FRAME_LINE_BYTES,
  framedBytes,
  frameLines,
  isJunk,
  SMP_PACKET_BYTES_MAX,
  type SmpPacket,
} from "../../src/protocol/index.ts";

/** Made by another implementation (smp 3.3.2) from these requests. */
const VECTORS: readonly { name: string; packet: SmpPacket; hex: string; base64: string }[] = [
  {
    name: "echo, version 1",
    packet: { op: "write", response: false, version: 1, group: 0, command: 0, seq: 5, payload: { d: "hi" } },
    hex: "0200000600000500a16164626869",
    base64: "ABACAAAGAAAFAKFhZGJoaUGp",
  },
  {
    name: "echo, version 2",
    packet: { op: "write", response: false, version: 2, group: 0, command: 0, seq: 5, payload: { d: "hi" } },
    hex: "0a00000600000500a16164626869",
    base64: "ABAKAAAGAAAFAKFhZGJoaarC",
  },
  {
    name: "reset",
    packet: { op: "write", response: false, version: 2, group: 0, command: 5, seq: 2, payload: {} },
    hex: "0a00000100000205a0",
    base64: "AAsKAAABAAACBaCORw==",
  },
  {
    name: "read a setting",
    packet: {
      op: "read",
      response: false,
      version: 2,
      group: 3,
      command: 0,
      seq: 1,
      payload: { name: "printer/head_temp" },
    },
    hex: "0800001800030100a1646e616d65717072696e7465722f686561645f74656d70",
    base64: "ACIIAAAYAAMBAKFkbmFtZXFwcmludGVyL2hlYWRfdGVtcGqi",
  },
];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** What a reader makes of these bytes in chunks of `size`. */
function read(bytes: Uint8Array, size = bytes.length, packetBytesMax = SMP_PACKET_BYTES_MAX) {
  const packets: string[] = [];
  const text: string[] = [];
  const reader = new ConsoleReader(
    { onPacket: (packet) => void packets.push(hex(packet)), onText: (line) => void text.push(line) },
    packetBytesMax,
  );
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return { packets, text, counters: reader.counters };
}

const latin = (words: string): Buffer => Buffer.from(words, "latin1");

test.each(VECTORS)("vector: $name", ({ packet, hex: bytes, base64 }) => {
  const encoded = encodeSmp(packet);
  expect(hex(encoded)).toBe(bytes);
  expect(Buffer.from(frameLines(encoded)).toString("latin1")).toBe(`\x06\x09${base64}\n`);
  expect(decodeSmp(encoded)).toEqual(packet);
  expect(read(latin(`\x06\x09${base64}\r\n`)).packets).toEqual([bytes]);
});

test("the document shows the same bytes", () => {
  const document = readFileSync(new URL("../../docs/management.md", import.meta.url), "utf8");
  for (const { hex: bytes, base64 } of VECTORS) expect(document).toContain(`| \`${bytes}\` | \`${base64}\` |`);
});

test("the CRC is that of XMODEM", () => {
  expect(crc16Xmodem(latin("123456789"))).toBe(0x31c3);
});

test("packets of any length survive any line length and any chunking, with log text before, between and inside", () => {
  const random = new Random("frames");
  for (const length of [8, 9, 90, 93, 94, 500, 4_000, 20_000, SMP_PACKET_BYTES_MAX]) {
    const packet = Uint8Array.from({ length }, () => random.int(256));
    for (const lineBytes of [FRAME_LINE_BYTES, 8_192, 100_000]) {
      const lines = Buffer.from(frameLines(packet, lineBytes));
      expect(framedBytes(length, lineBytes)).toBe(lines.length);
      if (lineBytes === FRAME_LINE_BYTES) {
        for (const line of lines.toString("latin1").split("\n")) expect(line.length).toBeLessThan(FRAME_LINE_BYTES);
      }
      const noisy = Buffer.concat([latin("boot \xff\xfe\n\r\nhalf a line "), lines, latin("after\r\n")]);
      const { packets, text } = read(
        noisy,
        [1, 7, 4_096][random.int(length > 5_000 ? 1 : 3) + (length > 5_000 ? 2 : 0)],
      );
      expect(packets).toEqual([hex(packet)]);
      expect(text[0]).toBe("boot \xff\xfe");
      expect(text.at(-1)).toBe("after");
      expect(text).toContain("half a line ");
    }
  }
});

test("a log line between the lines of a packet does not break it", () => {
  const packet = Uint8Array.from({ length: 300 }, (_, i) => i & 0xff);
  const lines = Buffer.from(frameLines(packet)).toString("latin1").split("\n");
  const mixed = lines.map((line) => (line === "" ? "" : `${line}\n[12.3] temperature 160\n`)).join("");
  const { packets, text } = read(latin(mixed), 11);
  expect(packets).toEqual([hex(packet)]);
  expect(text.length).toBe(lines.length - 1);
});

test("damage is dropped and counted, and the next packet gets through", () => {
  const good = Buffer.from(frameLines(encodeSmp(VECTORS[1]!.packet)));
  const long = Buffer.from(frameLines(new Uint8Array(300)));
  const flipped = Buffer.from(good);
  flipped[8] = flipped[8]! ^ 1;
  const firstLine = long.subarray(0, long.indexOf(10) + 1);
  const cases: readonly [string, Buffer, Partial<Record<"damaged" | "orphans", number>>][] = [
    ["a flipped bit", flipped, { damaged: 1 }],
    ["a lost second line", firstLine, { orphans: 1 }],
    ["a line that continues nothing", latin("\x04\x14AAAA\n"), { orphans: 1 }],
    ["no base64", latin("\x06\x09AB*D\n"), { damaged: 1 }],
    ["no whole quads", latin("\x06\x09AAAAA\n"), { damaged: 1 }],
    ["an empty first line", latin("\x06\x09\n"), { damaged: 1 }],
    ["a length that is too short", latin("\x06\x09AAAA\n"), { damaged: 1 }],
    [
      "more than the length says",
      Buffer.concat([good.subarray(0, 2), latin("AAsKAAABAAACBaCORw==AAAA\n")]),
      { damaged: 1 },
    ],
  ];
  for (const [name, bad, counts] of cases) {
    const { packets, counters } = read(Buffer.concat([bad, good]), 5);
    expect(packets, name).toEqual([VECTORS[1]!.hex]);
    expect(counters, name).toMatchObject(counts);
  }
});

test("a line without end is not kept, and a packet beyond the limit ends with its first line", () => {
  const endless = Buffer.alloc(CONSOLE_LINE_BYTES_MAX + 1, 65);
  const good = frameLines(encodeSmp(VECTORS[2]!.packet));
  const { packets, counters } = read(Buffer.concat([endless, endless, latin("\n"), good]), 4_096);
  expect(packets).toEqual([VECTORS[2]!.hex]);
  expect(counters.overlongBytes).toBe(2 * endless.length + 1);
  const large = read(Buffer.concat([frameLines(new Uint8Array(2_000)), good]), 64, 1_000);
  expect(large.packets).toEqual([VECTORS[2]!.hex]);
  expect(large.counters.damaged).toBe(1);
});

test("bytes that are no packet are named, and never throw", () => {
  expect(decodeSmp(new Uint8Array(7))).toEqual({ problem: "short" });
  expect(decodeSmp(Buffer.from("0a00000200000205a0", "hex"))).toEqual({ problem: "length" });
  expect(decodeSmp(Buffer.from("0c00000100000205a0", "hex"))).toEqual({ problem: "op" });
  expect(decodeSmp(Buffer.from("1a00000100000205a0", "hex"))).toMatchObject({ problem: "version", header: { seq: 2 } });
  expect(decodeSmp(Buffer.from("0a0000010000020580", "hex"))).toMatchObject({ problem: "payload" });
  const deep = Buffer.concat([Buffer.from("0a00ea6000000205", "hex"), Buffer.alloc(60_000, 0x81)]);
  expect(decodeSmp(deep)).toMatchObject({ problem: "payload" });
  const random = new Random("junk");
  let whole = 0;
  for (let i = 0; i < 20_000; i++) {
    const bytes = Uint8Array.from({ length: 8 + random.int(40) }, () => random.int(256));
    bytes[0] = random.int(32);
    bytes[2] = 0;
    bytes[3] = bytes.length - 8;
    if (!isJunk(decodeSmp(bytes))) whole++;
  }
  expect(whole).toBeGreaterThan(0);
});
