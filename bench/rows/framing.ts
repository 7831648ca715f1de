import { SlipDecoder } from "@serialport/parser-slip-encoder";
import cobs from "cobs";
import { Random } from "../../src/base/index.ts";
import { Deframer, sealBlock } from "../../src/protocol/index.ts";
import type { Row } from "../harness.ts";
import { mavlinkFrame, mavlinkReceiver } from "./mavlink.ts";

/** Content of a full status: block of 46 bytes, the commonest on the line. */
const CONTENT_BYTES = 41;
const BLOCKS = 2_000;
const CHUNK_BYTES = 256;

/** The same payloads for everybody: about one byte in eight is zero, as in a status. */
const payloads: readonly Buffer[] = (() => {
  const random = new Random("bench payloads");
  return Array.from({ length: BLOCKS }, () =>
    Buffer.from(Array.from({ length: CONTENT_BYTES }, () => (random.chance(0.12) ? 0 : random.int(256)))),
  );
})();

function ourStream(): Uint8Array {
  const out = new Uint8Array(BLOCKS * 64);
  let at = 0;
  payloads.forEach((payload, i) => {
    out.set(payload, at + 2);
    at = sealBlock(out, at, at + 2 + CONTENT_BYTES, i);
  });
  return out.slice(0, at);
}

function slipStream(): Buffer {
  const bytes: number[] = [];
  for (const payload of payloads) {
    for (const byte of payload) {
      if (byte === 0xc0) bytes.push(0xdb, 0xdc);
      else if (byte === 0xdb) bytes.push(0xdb, 0xdd);
      else bytes.push(byte);
    }
    bytes.push(0xc0);
  }
  return Buffer.from(bytes);
}

function chunksOf(stream: Uint8Array): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < stream.length; at += CHUNK_BYTES)
    chunks.push(Buffer.from(stream.subarray(at, at + CHUNK_BYTES)));
  return chunks;
}

export function decode(): Row {
  const ours = chunksOf(ourStream());
  const slip = chunksOf(slipStream());
  const frames = payloads.map((payload) => cobs.encode(payload));
  const mavlink = chunksOf(Buffer.concat(payloads.map((payload, i) => mavlinkFrame(payload, i))));
  const seen = { blocks: 0 };
  return {
    title: `block decode, ${CONTENT_BYTES} B of content`,
    unit: "blocks",
    contestants: [
      {
        name: "Deframer (stream, CRC checked)",
        units: BLOCKS,
        run: () => {
          const deframer = new Deframer({
            onBlock: () => {
              seen.blocks++;
            },
            onDamage: () => {
              throw new Error("the bench's own stream must be whole");
            },
            onJunk: () => {},
          });
          for (const chunk of ours) deframer.push(chunk);
        },
      },
      {
        name: "cobs (whole frames, no CRC)",
        units: BLOCKS,
        run: () => {
          for (const frame of frames) seen.blocks += cobs.decode(frame).length > 0 ? 1 : 0;
        },
      },
      {
        name: "@serialport/parser-slip-encoder (stream, no CRC)",
        units: BLOCKS,
        run: () => {
          const decoder = new SlipDecoder();
          decoder.on("data", () => {
            seen.blocks++;
          });
          for (const chunk of slip) decoder.write(chunk);
        },
      },
      {
        name: "node-mavlink (stream, the same CRC checked)",
        units: BLOCKS,
        run: () => {
          const read = mavlinkReceiver();
          let packets = 0;
          for (const chunk of mavlink) packets += read(chunk);
          if (packets !== BLOCKS) throw new Error(`node-mavlink read ${packets} of ${BLOCKS} packets`);
        },
      },
    ],
    goals: [2, 20, 10],
    limit: "CRC-16 alone: about 490 MB/s, 12 M blocks/s of this size",
  };
}

export function encode(): Row {
  const block = new Uint8Array(64);
  const seen = { bytes: 0 };
  return {
    title: `block encode, ${CONTENT_BYTES} B of content`,
    unit: "blocks",
    contestants: [
      {
        name: "sealBlock (with CRC, in place)",
        units: BLOCKS,
        run: () => {
          for (let i = 0; i < BLOCKS; i++) {
            block.set(payloads[i]!, 2);
            seen.bytes += sealBlock(block, 0, 2 + CONTENT_BYTES, i);
          }
        },
      },
      {
        name: "cobs (no CRC)",
        units: BLOCKS,
        run: () => {
          for (const payload of payloads) seen.bytes += cobs.encode(payload, true).length;
        },
      },
    ],
    goals: [1.5],
    limit: "CRC and one copy",
  };
}
