import {
  FrameSplitter,
  LinkObserver,
  type ObservedBlock,
  type PacketDirection,
  readPcapng,
} from "../../protocol/index.ts";
import { type Endpoint, partsOfName, REMARK } from "./recording-names.ts";

/** One packet of a recording, understood. */
export interface RecordedItem {
  /** Number of its packet in the file, from 1. */
  readonly number: number;
  /** Microseconds since 1970 UTC. */
  readonly utcUs: number;
  readonly printer: string;
  readonly endpoint: Endpoint;
  readonly direction: PacketDirection;
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
  /** The packet as a block of the link; undefined for noise, remarks and the console. */
  readonly block: ObservedBlock | undefined;
}

export interface Recording {
  readonly items: readonly RecordedItem[];
  /** About the whole recording. */
  readonly comments: readonly string[];
  readonly printers: readonly string[];
  /** Why the file was not read to its end. */
  readonly problem: string | undefined;
  /** Packets of interfaces that are none of ours. */
  readonly foreign: number;
}

/** A file that is no recording, as a sentence without a full stop. */
export class RecordingError extends Error {
  override readonly name = "RecordingError";
}

/** Reads a recording as far as it is good. Throws {@link RecordingError} on anything that is none. */
export function readRecording(bytes: Uint8Array): Recording {
  const file = readPcapng(bytes);
  if (typeof file === "string") throw new RecordingError(file);
  const observers = new Map<string, LinkObserver>();
  const printers = new Set<string>();
  const items: RecordedItem[] = [];
  let foreign = 0;
  for (const packet of file.packets) {
    const parts = partsOfName(file.interfaces[packet.interfaceId]!.name);
    if (parts === undefined) {
      foreign++;
      continue;
    }
    const { printer, endpoint } = parts;
    printers.add(printer);
    const observer = observers.get(printer) ?? new LinkObserver();
    observers.set(printer, observer);
    const { number, utcUs, direction, comments } = packet;
    const isBlock = endpoint === "link" && direction !== "none" && isOneBlock(packet.bytes);
    const block = isBlock ? observer.read(direction === "in", packet.bytes) : undefined;
    items.push({ number, utcUs, printer, endpoint, direction, bytes: packet.bytes, comments, block });
  }
  if (items.length === 0 && file.packets.length > 0) {
    throw new RecordingError('it is a capture, but not of printers: no interface is named like "P1 link"');
  }
  return { items, comments: file.comments, printers: [...printers].sort(), problem: file.problem, foreign };
}

/** The checksum is looked at: a packet that somebody edited is noise. */
function isOneBlock(bytes: Uint8Array): boolean {
  let whole = false;
  const splitter = new FrameSplitter((piece) => {
    whole = piece.isBlock && piece.bytes.length === bytes.length;
  });
  splitter.push(bytes);
  return whole;
}

/** What a packet says, in one line: messages, `ack`, console text, a remark, or hex. */
export function itemText(item: RecordedItem): string {
  const { block, endpoint, direction, bytes } = item;
  if (block !== undefined) {
    const words = block.messages.map(({ text }) => text);
    if (block.unreadable) words.push(`unreadable ${hex(bytes)}`);
    return words.length === 0 ? `ack ${block.sequence}` : words.join("; ");
  }
  if (direction === "none") return item.comments.join("; ");
  if (endpoint === "console") return consoleText(bytes);
  return `${REMARK.noise} ${hex(bytes)}`;
}

function consoleText(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => {
    if (byte === 0x0d || byte === 0x0a) return "";
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return text.join("");
}

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
