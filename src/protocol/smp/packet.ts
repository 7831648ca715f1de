/** One SMP packet: eight bytes of header and a CBOR map. Decoding is strict, bounded, and never throws on a peer's bytes. */
import { decode, encode } from "cborg";

export const SMP_HEADER_BYTES = 8;
/** Longest packet that the console framing can carry: its length field counts the CRC too. */
export const SMP_PACKET_BYTES_MAX = 65_533;
/** Maps and arrays inside each other. Deeper payloads are refused before they are decoded. */
const CBOR_DEPTH_MAX = 16;

export type SmpValue = number | bigint | string | boolean | null | Uint8Array | readonly SmpValue[] | SmpMap;
export interface SmpMap {
  readonly [key: string]: SmpValue;
}

export type SmpOp = "read" | "write";
/** 1: errors as `rc` only. 2: errors of a group as `err`. */
export type SmpVersion = 1 | 2;

export interface SmpPacket {
  readonly op: SmpOp;
  readonly response: boolean;
  readonly version: SmpVersion;
  readonly group: number;
  readonly command: number;
  /** 0..255; the answer carries the request's. */
  readonly seq: number;
  readonly payload: SmpMap;
}

/** Why bytes are no packet. `header` is there when it could be read, so that a server can still answer. */
export interface SmpJunk {
  readonly problem: "short" | "length" | "version" | "op" | "payload";
  readonly header?: Omit<SmpPacket, "payload">;
}

/** Throws a RangeError when the packet would be too long: our own mistake. */
export function encodeSmp(packet: SmpPacket): Uint8Array {
  const payload = encode(packet.payload);
  if (payload.length + SMP_HEADER_BYTES > SMP_PACKET_BYTES_MAX) {
    throw new RangeError(`an SMP packet has at most ${SMP_PACKET_BYTES_MAX} bytes, not ${payload.length + 8}`);
  }
  const bytes = new Uint8Array(SMP_HEADER_BYTES + payload.length);
  const op = (packet.op === "write" ? 2 : 0) | (packet.response ? 1 : 0);
  bytes[0] = ((packet.version - 1) << 3) | op;
  bytes[2] = payload.length >> 8;
  bytes[3] = payload.length & 0xff;
  bytes[4] = packet.group >> 8;
  bytes[5] = packet.group & 0xff;
  bytes[6] = packet.seq;
  bytes[7] = packet.command;
  bytes.set(payload, SMP_HEADER_BYTES);
  return bytes;
}

/** An empty payload counts as an empty map, as some clients of version 1 send it. */
export function decodeSmp(bytes: Uint8Array): SmpPacket | SmpJunk {
  if (bytes.length < SMP_HEADER_BYTES) return { problem: "short" };
  const first = bytes[0]!;
  const opBits = first & 7;
  const versionBits = (first >> 3) & 3;
  const header = {
    op: opBits & 2 ? ("write" as const) : ("read" as const),
    response: (opBits & 1) === 1,
    version: versionBits === 0 ? (1 as const) : (2 as const),
    group: (bytes[4]! << 8) | bytes[5]!,
    command: bytes[7]!,
    seq: bytes[6]!,
  };
  if (opBits > 3) return { problem: "op" };
  if (((bytes[2]! << 8) | bytes[3]!) !== bytes.length - SMP_HEADER_BYTES) return { problem: "length" };
  if (versionBits > 1) return { problem: "version", header };
  const payload = bytes.length === SMP_HEADER_BYTES ? {} : decodeMap(bytes.subarray(SMP_HEADER_BYTES));
  return payload === undefined ? { problem: "payload", header } : { ...header, payload };
}

export const isJunk = (decoded: SmpPacket | SmpJunk): decoded is SmpJunk => "problem" in decoded;

/** A CBOR map, or undefined when the bytes are anything else. */
export function decodeMap(bytes: Uint8Array): SmpMap | undefined {
  if (nestsTooDeep(bytes)) return undefined;
  try {
    const value: unknown = decode(bytes, { allowUndefined: false, rejectDuplicateMapKeys: true });
    if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array) {
      return undefined;
    }
    return value as SmpMap;
  } catch {
    return undefined;
  }
}

/** Walks the heads of all items, so that a payload of nothing but brackets cannot exhaust the decoder's stack. */
function nestsTooDeep(bytes: Uint8Array): boolean {
  const open: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const kind = bytes[at]! >> 5;
    const info = bytes[at]! & 31;
    const size = info < 24 ? 0 : info === 24 ? 1 : info === 25 ? 2 : info === 26 ? 4 : info === 27 ? 8 : 0;
    let count = info;
    if (size > 0) {
      count = 0;
      for (let i = 1; i <= size; i++) count = count * 256 + (bytes[at + i] ?? 0);
    }
    at += 1 + size;
    if (open.length > 0) open[open.length - 1]!--;
    if (kind === 2 || kind === 3) at += info === 31 ? 0 : count;
    else if (kind === 6) open.push(1);
    else if (kind === 4 || kind === 5) open.push(info === 31 ? Number.POSITIVE_INFINITY : count * (kind - 3));
    else if (kind === 7 && info === 31) open.pop();
    while (open.length > 0 && open[open.length - 1]! <= 0) open.pop();
    if (open.length > CBOR_DEPTH_MAX) return true;
  }
  return false;
}
