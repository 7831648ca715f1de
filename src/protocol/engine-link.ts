import { BLOCK_BYTES_MAX, CONTENT_BYTES_MAX, SEQUENCE_MASK } from "./block.ts";
import { type Codec, decodeRow, type LooseParams, type Message, releaseMessage, takeMessage } from "./codec.ts";
import { type BlockSink, Deframer, type DeframerSaved } from "./deframer.ts";
import { dictionaryOf } from "./dictionary-cache.ts";
import type { ParamsOf } from "./format.ts";
import { borrowWriter, returnWriter } from "./frame-writer.ts";
import type { CommandName, ResponseName } from "./messages.ts";
import { codecOf, type PeerMessages } from "./peer-dictionary.ts";
import { readVlq, vlq } from "./vlq.ts";

/** Dictionary bytes in one answer: what is left of a block behind id, a five-byte offset and the length. */
export const IDENTIFY_CHUNK_BYTES_MAX = CONTENT_BYTES_MAX - 7;

const NO_BLOBS: readonly Uint8Array[] = [];

export interface EngineLinkCounters {
  blocksIn: number;
  blocksOut: number;
  bytesIn: number;
  bytesOut: number;
  naksSent: number;
  /** Bytes that belonged to no block. */
  invalidBytes: number;
  /** Good blocks whose content could not be read to its end: unknown id or malformed parameters. */
  badContents: number;
  /** Responses that did not fit into a block and were not sent. */
  oversized: number;
}

/** Everything that an engine link remembers, as plain data. */
export interface EngineLinkSaved {
  sequence: number;
  naked: boolean;
  rx: DeframerSaved;
  counters: EngineLinkCounters;
}

export interface EngineLinkOptions {
  /** Gets each block; must copy or consume it before it returns. */
  write(bytes: Uint8Array): void;
  /** Each accepted command once, in order. `identify` is answered here and not passed on. */
  onCommand(message: Message<CommandName>): void;
  /** What {@link buildDictionary} made, or any other dictionary that contains our messages. */
  dictionary: Uint8Array;
}

/**
 * The engine's end of the link: acknowledges, keeps order, executes each block at most once, hands out the dictionary. No
 * timers and no clock. The sequence survives a change of hosts; a power cut is a new object.
 */
export class EngineLink implements BlockSink {
  readonly counters: EngineLinkCounters = {
    blocksIn: 0,
    blocksOut: 0,
    bytesIn: 0,
    bytesOut: 0,
    naksSent: 0,
    invalidBytes: 0,
    badContents: 0,
    oversized: 0,
  };
  private readonly options: EngineLinkOptions;
  private readonly commands: PeerMessages;
  private readonly responses: PeerMessages;
  private readonly deframer = new Deframer(this);
  /** The row sent last, and how: mostly it is the next one too. */
  private rowName: ResponseName | "" = "";
  private rowCodec: Codec | undefined;
  private sequence = 0;
  /** One nak for each stretch of junk, not one for each of its pieces. */
  private naked = false;

  /** Throws when the dictionary cannot be read: the engine's own mistake. */
  constructor(options: EngineLinkOptions) {
    const dictionary = dictionaryOf(options.dictionary);
    if (typeof dictionary === "string") throw new TypeError(`an engine cannot use this dictionary: ${dictionary}`);
    this.options = options;
    this.commands = dictionary.commands;
    this.responses = dictionary.responses;
  }

  /** Bytes from the host, in any pieces. */
  receive(bytes: Uint8Array): void {
    this.counters.bytesIn += bytes.length;
    this.deframer.push(bytes);
  }

  /** A new host is on the line: half a block of the old one is forgotten. The sequence stays. */
  newHost(): void {
    this.deframer.reset();
    this.naked = false;
  }

  /** False when the message does not fit into a block or the dictionary lacks it. */
  send<N extends ResponseName>(name: N, params: ParamsOf<N>): boolean {
    const codec = this.responses.byName.get(name);
    if (codec === undefined) return false;
    try {
      return this.sendBlock(borrowWriter().named(codec, params as LooseParams, this.sequence));
    } finally {
      returnWriter();
    }
  }

  /** {@link send} from a row in table order: the way for status. Byte strings are indices into `blobs`. */
  sendRow(name: ResponseName, row: Int32Array, blobs: readonly Uint8Array[] = NO_BLOBS): boolean {
    if (name !== this.rowName) {
      this.rowName = name;
      this.rowCodec = this.responses.byName.get(name);
    }
    const codec = this.rowCodec;
    if (codec === undefined) return false;
    try {
      return this.sendBlock(borrowWriter().message(codec, row, blobs, this.sequence));
    } finally {
      returnWriter();
    }
  }

  save(): EngineLinkSaved {
    return {
      sequence: this.sequence,
      naked: this.naked,
      rx: this.deframer.save(),
      counters: { ...this.counters },
    };
  }

  /** Throws on anything but what {@link save} gave. */
  restore(saved: EngineLinkSaved): void {
    if (!Number.isInteger(saved.sequence) || saved.rx.held.length >= BLOCK_BYTES_MAX) {
      throw new TypeError("this is not the saved state of an engine link");
    }
    this.sequence = saved.sequence & SEQUENCE_MASK;
    this.naked = saved.naked;
    this.deframer.restore(saved.rx);
    Object.assign(this.counters, saved.counters);
  }

  /** For the deframer. */
  onBlock(bytes: Uint8Array, from: number, to: number, sequence: number): void {
    this.counters.blocksIn++;
    this.naked = false;
    if (sequence !== this.sequence) {
      this.counters.naksSent++;
      this.acknowledge();
      return;
    }
    this.sequence = (this.sequence + 1) & SEQUENCE_MASK;
    this.execute(bytes, from, to);
    this.acknowledge();
  }

  /** For the deframer. */
  onDamage(): void {
    if (this.naked) return;
    this.naked = true;
    this.counters.naksSent++;
    this.acknowledge();
  }

  /** For the deframer. */
  onJunk(_bytes: Uint8Array, from: number, to: number): void {
    this.counters.invalidBytes += to - from;
  }

  private execute(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    while (at < to) {
      const paramsAt = readVlq(bytes, at);
      const codec = paramsAt < 0 ? undefined : codecOf(this.commands, vlq.value);
      if (codec === undefined || !codec.ours) {
        this.counters.badContents++;
        return;
      }
      const message = takeMessage(codec) as Message<CommandName>;
      try {
        at = decodeRow(codec, message, bytes, paramsAt, to);
        if (at >= 0) this.obey(message);
      } finally {
        releaseMessage();
      }
      if (at < 0) {
        this.counters.badContents++;
        return;
      }
    }
  }

  private obey(message: Message<CommandName>): void {
    if (message.name === "identify") this.identify(message.row[0]! >>> 0, message.row[1]!);
    else this.options.onCommand(message);
  }

  private identify(offset: number, count: number): void {
    const { dictionary } = this.options;
    const length = Math.min(count, IDENTIFY_CHUNK_BYTES_MAX);
    this.send("identify_response", { offset, data: dictionary.subarray(offset, offset + length) });
  }

  private sendBlock(block: Uint8Array | undefined): boolean {
    if (block === undefined) {
      this.counters.oversized++;
      return false;
    }
    this.write(block);
    return true;
  }

  private acknowledge(): void {
    try {
      this.write(borrowWriter().empty(this.sequence));
    } finally {
      returnWriter();
    }
  }

  private write(block: Uint8Array): void {
    this.counters.blocksOut++;
    this.counters.bytesOut += block.length;
    this.options.write(block);
  }
}
