import { FIELDS_MAX, type FieldSpec, type MessageName, type ParamsOf, parseFields } from "./format.ts";
import { COMMANDS, RESPONSES } from "./messages.ts";
import { readVlq, VLQ_BYTES_MAX, vlq, writeTopVlq, writeVlq } from "./vlq.ts";

/**
 * A message as numbers. `row[i]` is the i-th parameter in table order (see `FIELD`): `%u` as its 32-bit pattern, to be read
 * with {@link u32}; for a byte string `row[i]` is the index into `blobs`. Row and blobs are reused: valid only inside the
 * callback that hands them out.
 */
export interface Message<N extends MessageName = MessageName> {
  readonly name: N;
  readonly row: Int32Array;
  readonly blobs: Uint8Array[];
}

/** The shape of one message as one peer numbers it. Nobody writes to it: links to engines of one kind share it. */
export interface Codec {
  readonly id: number;
  readonly name: string;
  /** False for a peer's message that our table lacks: it is decoded only to find what follows it. */
  readonly ours: boolean;
  /** Place of its row among those that a link keeps ({@link RowStore}). */
  readonly index: number;
  readonly fields: readonly FieldSpec[];
  readonly numbersOnly: boolean;
  readonly isBytes: Uint8Array;
  readonly isUnsigned: Uint8Array;
  /** `((value & mask) ^ sign) - sign` brings a 32-bit value into the range of its type. */
  readonly masks: Int32Array;
  readonly signs: Int32Array;
  /** See {@link takeMessage}. */
  readonly underWay: Message[];
}

export function makeCodec(id: number, name: string, fields: readonly FieldSpec[], index = 0, ours = true): Codec {
  const masks = fields.map(({ kind }) => (kind === "u8" ? 0xff : kind === "u16" || kind === "i16" ? 0xffff : -1));
  return {
    id,
    name,
    ours,
    index,
    fields,
    numbersOnly: fields.every(({ kind }) => kind !== "bytes"),
    isBytes: Uint8Array.from(fields, ({ kind }) => (kind === "bytes" ? 1 : 0)),
    isUnsigned: Uint8Array.from(fields, ({ kind }) => (kind === "u32" ? 1 : 0)),
    masks: Int32Array.from(masks),
    signs: Int32Array.from(fields, ({ kind }) => (kind === "i16" ? 0x8000 : 0)),
    underWay: [],
  };
}

const emptyMessage = ({ name, fields }: Codec): Message => ({
  name: name as MessageName,
  row: new Int32Array(fields.length),
  blobs: [],
});

/** Messages whose handlers have not returned yet, over all links. */
let depth = 0;

/**
 * A message to decode into, the caller's until {@link releaseMessage}. All links share them: a few rows stay in the processor's cache
 * where thousands would not. A handler may make another link decode before it returns, so each depth has messages of its own.
 */
export function takeMessage(codec: Codec): Message {
  const at = depth++;
  const known = codec.underWay[at];
  if (known !== undefined) return known;
  for (let i = codec.underWay.length; i <= at; i++) codec.underWay.push(emptyMessage(codec));
  return codec.underWay[at]!;
}

/** The message taken last has been handled. To be called whatever happened meanwhile. */
export function releaseMessage(): void {
  depth--;
}

/** The reusable messages of one reader, made when first needed. For those that keep a message while others decode. */
export class RowStore {
  private readonly messages: (Message | undefined)[] = [];

  of(codec: Codec): Message {
    const known = this.messages[codec.index];
    if (known !== undefined) return known;
    while (this.messages.length <= codec.index) this.messages.push(undefined);
    const message = emptyMessage(codec);
    this.messages[codec.index] = message;
    return message;
  }
}

/** An unsigned 32-bit parameter of a row. */
export function u32(row: Int32Array, index: number): number {
  return row[index]! >>> 0;
}

/**
 * Writes id and parameters at `at`; returns the position behind them, or -1 when that would pass `limit`. `out` may be
 * scribbled on up to its end.
 */
export function encodeRow(
  codec: Codec,
  row: Int32Array,
  blobs: readonly Uint8Array[],
  out: Uint8Array,
  at: number,
  limit: number,
): number {
  if (codec.numbersOnly) return encodeNumbers(codec, row, out, at, limit);
  let next = writeVlq(out, at, codec.id);
  const { isBytes, isUnsigned, masks, signs } = codec;
  for (let i = 0; i < isBytes.length; i++) {
    const raw = row[i]!;
    if (isBytes[i] === 1) {
      const blob = blobs[raw]!;
      if (next + 1 + blob.length > limit) return -1;
      next = writeVlq(out, next, blob.length);
      out.set(blob, next);
      next += blob.length;
    } else if (raw >= 0 && raw < 96) {
      out[next++] = raw;
    } else {
      const value = ((raw & masks[i]!) ^ signs[i]!) - signs[i]!;
      next = value < 0 && isUnsigned[i] === 1 ? writeTopVlq(out, next, value) : writeVlq(out, next, value);
    }
  }
  return next > limit ? -1 : next;
}

/** `writeVlq` written out for what status is made of: it runs for every field of every status. */
function encodeNumbers(codec: Codec, row: Int32Array, out: Uint8Array, at: number, limit: number): number {
  const { isUnsigned, masks, signs } = codec;
  const count = masks.length;
  let next = writeVlq(out, at, codec.id);
  for (let i = 0; i < count; i++) {
    const raw = row[i]!;
    if (raw >= 0 && raw < 96) {
      out[next++] = raw;
      continue;
    }
    const sign = signs[i]!;
    const value = ((raw & masks[i]!) ^ sign) - sign;
    if (value >= 96 && value < 12_288) {
      out[next] = 0x80 | (value >> 7);
      out[next + 1] = value & 0x7f;
      next += 2;
    } else if (value >= 12_288 && value < 1_572_864) {
      out[next] = 0x80 | (value >> 14);
      out[next + 1] = 0x80 | (value >> 7);
      out[next + 2] = value & 0x7f;
      next += 3;
    } else if (value < 0 && isUnsigned[i] === 1) next = writeTopVlq(out, next, value);
    else next = writeVlq(out, next, value);
  }
  return next > limit ? -1 : next;
}

/**
 * Reads the parameters that begin at `at` (behind the id) into `message`; returns the position behind them, or -1
 * when they are malformed or pass `end`.
 */
export function decodeRow(codec: Codec, message: Message, bytes: Uint8Array, at: number, end: number): number {
  return codec.numbersOnly
    ? decodeNumbers(codec, message.row, bytes, at, end)
    : decodeMixed(codec, message, bytes, at, end);
}

/** `readVlq` written out, one and two bytes first: it runs for every field of every status. */
function decodeNumbers(codec: Codec, row: Int32Array, bytes: Uint8Array, at: number, end: number): number {
  const { masks, signs } = codec;
  const count = row.length;
  let next = at;
  for (let i = 0; i < count; i++) {
    let byte = bytes[next++]!;
    if (byte < 0x60) {
      row[i] = byte;
      continue;
    }
    const start = next;
    let value = byte & 0x7f;
    if ((byte & 0x60) === 0x60) value |= -0x20;
    while (byte >= 0x80) {
      if (next - start === VLQ_BYTES_MAX - 1) return -1;
      byte = bytes[next++]!;
      value = (value << 7) | (byte & 0x7f);
    }
    const sign = signs[i]!;
    row[i] = ((value & masks[i]!) ^ sign) - sign;
  }
  return next > end ? -1 : next;
}

function decodeMixed(codec: Codec, message: Message, bytes: Uint8Array, at: number, end: number): number {
  const { isBytes, masks, signs } = codec;
  const { row, blobs } = message;
  let blobCount = 0;
  let next = at;
  for (let i = 0; i < isBytes.length; i++) {
    next = readVlq(bytes, next);
    if (next < 0 || next > end) return -1;
    const { value } = vlq;
    if (isBytes[i] === 1) {
      if (value < 0 || next + value > end) return -1;
      blobs[blobCount] = bytes.subarray(next, next + value);
      row[i] = blobCount++;
      next += value;
    } else {
      row[i] = ((value & masks[i]!) ^ signs[i]!) - signs[i]!;
    }
  }
  return next;
}

/** Parameters of any message by name. */
export type LooseParams = Readonly<Record<string, number | Uint8Array>>;

/** Puts named parameters into a message. Throws on a missing parameter: that is our own mistake. */
export function fillRow(codec: Codec, message: Pick<Message, "row" | "blobs">, params: LooseParams): void {
  const { blobs } = message;
  const { fields } = codec;
  // Even from 0 to 0 this is a call into the runtime.
  if (blobs.length > 0) blobs.length = 0;
  let at = 0;
  // Named in the table's order, as they nearly always are, they are read as they come, without a look-up of any name.
  for (const name in params) {
    if (at === fields.length || fields[at]!.name !== name) break;
    put(codec, message, at++, params[name]);
  }
  for (; at < fields.length; at++) put(codec, message, at, params[fields[at]!.name]);
}

function put(
  codec: Codec,
  { row, blobs }: Pick<Message, "row" | "blobs">,
  at: number,
  value: number | Uint8Array | undefined,
): void {
  const { name, kind } = codec.fields[at]!;
  if (value === undefined || (typeof value === "number") === (kind === "bytes")) {
    throw new TypeError(`${codec.name} needs ${name} as ${kind === "bytes" ? "bytes" : "a number"}`);
  }
  row[at] = typeof value === "number" ? value : blobs.push(value) - 1;
}

/** Where a message that goes out is put together. It is encoded before anything else happens, so one serves all links. */
const outgoing = { row: new Int32Array(FIELDS_MAX), blobs: [] as Uint8Array[] };

/** {@link fillRow} and {@link encodeRow} in one. */
export function encodeParams(codec: Codec, params: LooseParams, out: Uint8Array, at: number, limit: number): number {
  fillRow(codec, outgoing, params);
  return encodeRow(codec, outgoing.row, outgoing.blobs, out, at, limit);
}

/** The parameters of a message as an object of its own: unsigned where the table says so, byte strings copied. For cold paths. */
export function paramsOf<N extends MessageName>(message: Message<N>): ParamsOf<N> {
  const params: Record<string, number | Uint8Array> = {};
  for (const [i, field] of fieldsOf(message.name).entries()) {
    const value = message.row[i]!;
    if (field.kind === "bytes") params[field.name] = new Uint8Array(message.blobs[value]!);
    else params[field.name] = field.kind === "u32" ? value >>> 0 : value;
  }
  return params as ParamsOf<N>;
}

const FIELDS_OF = new Map<string, readonly FieldSpec[]>(
  Object.entries({ ...COMMANDS, ...RESPONSES }).map(([name, format]) => [name, parseFields(format) ?? []]),
);

/** The parameters of one of our own messages, in table order. */
export function fieldsOf(name: MessageName): readonly FieldSpec[] {
  return FIELDS_OF.get(name)!;
}
