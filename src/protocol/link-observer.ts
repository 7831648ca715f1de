/** Reads along on an engine link without being one of its ends: blocks of both directions as messages, for recordings. */
import { BLOCK_BYTES_MIN, HEADER_BYTES, SEQUENCE_MASK, TRAILER_BYTES } from "./block.ts";
import { decodeRow, fieldsOf, type Message, RowStore } from "./codec.ts";
import { buildDictionary, IDENTIFY_ID } from "./dictionary.ts";
import { dictionaryOf } from "./dictionary-cache.ts";
import { logText } from "./log-text.ts";
import { COMMANDS, RESPONSES } from "./messages.ts";
import { DICTIONARY_BYTES_MAX, type PeerDictionary } from "./peer-dictionary.ts";
import { readVlq, vlq } from "./vlq.ts";

export interface ObservedMessage {
  readonly name: string;
  /** As {@link logText} has it; jobs are masked. */
  readonly text: string;
  /** Numbers by field name; byte strings are left out. */
  readonly values: Readonly<Record<string, number>>;
}

export interface ObservedBlock {
  /** 0..15. */
  readonly sequence: number;
  /** None: an acknowledgement, or its repetition. */
  readonly messages: readonly ObservedMessage[];
  /** The rest of its content could not be read. */
  readonly unreadable: boolean;
}

/** An engine's messages as this version of Cetak numbers them: what a recording without a handshake is read with. */
const OWN = dictionaryOf(
  buildDictionary({ mcu: "cetak", version: "", constants: { CLOCK_FREQ: 1_000_000 } }),
) as PeerDictionary;

/**
 * Decodes whole blocks. Learns the numbering from the dictionary when the recording has its download. Never throws on
 * what the blocks contain.
 */
export class LinkObserver {
  private dictionary: PeerDictionary = OWN;
  private readonly rows: { commands: RowStore; responses: RowStore } = {
    commands: new RowStore(),
    responses: new RowStore(),
  };
  private download: Uint8Array[] = [];
  private downloaded = 0;
  private readonly hear: ((message: Message, fromEngine: boolean) => void) | undefined;

  /** `hear` gets each message of ours whole, byte strings and all; it is only good while it is told. */
  constructor(hear?: (message: Message, fromEngine: boolean) => void) {
    this.hear = hear;
  }

  /** Constants of the dictionary that was downloaded last; of this version's own before that. */
  get constants(): PeerDictionary["constants"] {
    return this.dictionary.constants;
  }

  /** `block` is one block with right length, checksum and sync byte, or more bytes behind it that are ignored. */
  read(fromEngine: boolean, block: Uint8Array): ObservedBlock {
    const end = (block[0] ?? 0) - TRAILER_BYTES;
    const sequence = (block[1] ?? 0) & SEQUENCE_MASK;
    if (block.length < BLOCK_BYTES_MIN || end > block.length) return { sequence, messages: [], unreadable: true };
    const messages: ObservedMessage[] = [];
    if (!fromEngine && this.downloaded > 0 && block[HEADER_BYTES] !== IDENTIFY_ID) this.adopt();
    const table = fromEngine ? this.dictionary.responses : this.dictionary.commands;
    const rows = fromEngine ? this.rows.responses : this.rows.commands;
    for (let at = HEADER_BYTES; at < end; ) {
      const paramsAt = readVlq(block, at);
      const codec = paramsAt < 0 ? undefined : table.byId.get(vlq.value);
      if (codec === undefined) return { sequence, messages, unreadable: true };
      const message = rows.of(codec);
      at = decodeRow(codec, message, block, paramsAt, end);
      if (at < 0) return { sequence, messages, unreadable: true };
      if (codec.ours) this.hear?.(message, fromEngine);
      messages.push(codec.ours ? observed(message) : { name: codec.name, text: codec.name, values: {} });
      this.learn(message);
    }
    return { sequence, messages, unreadable: false };
  }

  private learn(message: Message): void {
    if (message.name !== "identify_response") return;
    const data = message.blobs[message.row[1]!]!;
    const offset = message.row[0]! >>> 0;
    if (offset === 0) this.forget();
    if (offset !== this.downloaded || this.downloaded + data.length > DICTIONARY_BYTES_MAX) return;
    this.download.push(data.slice());
    this.downloaded += data.length;
  }

  /** The host begins to talk: what it downloaded is the dictionary. */
  private adopt(): void {
    const parsed = dictionaryOf(Buffer.concat(this.download));
    this.forget();
    if (typeof parsed === "string") return;
    this.dictionary = parsed;
    this.rows.commands = new RowStore();
    this.rows.responses = new RowStore();
  }

  private forget(): void {
    this.download = [];
    this.downloaded = 0;
  }
}

function observed(message: Message): ObservedMessage {
  const values: Record<string, number> = {};
  for (const [i, { name, kind }] of fieldsOf(message.name).entries()) {
    const raw = message.row[i]!;
    if (kind !== "bytes") values[name] = kind === "u32" ? raw >>> 0 : raw;
  }
  return { name: message.name, text: logText(message), values };
}

/** Every message name of the link, both directions. */
export const MESSAGE_NAMES: readonly string[] = [...Object.keys(COMMANDS), ...Object.keys(RESPONSES)];
