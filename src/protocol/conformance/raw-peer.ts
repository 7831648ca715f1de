import { type Clock, type Micros, US_PER_MS } from "../../base/index.ts";
import { BLOCK_BYTES_MAX, CONTENT_BYTES_MAX, HEADER_BYTES, SEQUENCE_MASK, SYNC, sealBlock } from "../block.ts";
import { decodeRow, encodeRow, fillRow, type LooseParams, paramsOf, RowStore } from "../codec.ts";
import { IDENTIFY_ID } from "../dictionary.ts";
import type { ParamsOf } from "../format.ts";
import type { CommandName, ResponseName } from "../messages.ts";
import { BARE_MESSAGES, type PeerDictionary } from "../peer-dictionary.ts";
import { readVlq, vlq, writeVlq } from "../vlq.ts";
import { type Heard, LineError, type RawLine } from "./raw-line.ts";

/** An engine that says nothing for this long does not answer. Slow lines included: ten full blocks at 9600 baud. */
export const SILENCE_US = 700 * US_PER_MS;
/** Tries to find out which number the engine expects. */
const SETTLE_TRIES_MAX = 8;
/** An engine that says nothing at all so many times in a row does not answer. */
const SILENT_TRIES_MAX = 2;
/** Offsets from here on are beyond the end of every dictionary; each is used once, so an answer tells which question it answers. */
const NONCE_FIRST = 2 ** 20;

export interface Said<N extends ResponseName = ResponseName> {
  readonly name: N;
  readonly params: ParamsOf<N>;
  readonly atUs: Micros;
}

/** A sealed block around `content`. */
export function blockOf(content: Uint8Array | readonly number[], sequence: number): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES_MAX);
  block.set(content, HEADER_BYTES);
  return block.slice(0, sealBlock(block, 0, HEADER_BYTES + content.length, sequence));
}

export function identifyContent(offset: number, count: number): Uint8Array {
  const content = new Uint8Array(CONTENT_BYTES_MAX);
  const end = writeVlq(content, writeVlq(content, writeVlq(content, 0, IDENTIFY_ID), offset), count);
  return content.slice(0, end);
}

export function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A host without a retransmission of its own: it knows which number the engine should expect, asks, and keeps every answer. */
export class RawPeer {
  readonly line: RawLine;
  readonly clock: Clock;
  /** What the engine should expect next. */
  expected = 0;
  dictionary: PeerDictionary | undefined;
  /** Everything heard since {@link forget}. */
  heard: Heard[] = [];
  private nonces: number;
  private readonly rows = new RowStore();

  constructor(line: RawLine, clock: Clock, expected = 0, nonceFirst = NONCE_FIRST) {
    this.line = line;
    this.clock = clock;
    this.expected = expected;
    this.nonces = nonceFirst;
  }

  nonce(): number {
    return this.nonces++;
  }

  /** A block with the number that the engine expects now; from then on it should expect the next one. */
  next(content: Uint8Array | readonly number[]): Uint8Array {
    const block = blockOf(content, this.expected);
    this.expected = (this.expected + 1) & SEQUENCE_MASK;
    return block;
  }

  forget(): void {
    this.line.take();
    this.heard = [];
  }

  /** Waits until what was heard satisfies `done`. */
  until(done: () => boolean, us: Micros): Promise<boolean> {
    return this.line.until(() => {
      this.heard.push(...this.line.take());
      return done();
    }, us);
  }

  /** Offsets of the answers to `identify`, in order: what the engine has carried out. */
  answered(): number[] {
    const offsets: number[] = [];
    for (const { name, params } of this.said()) {
      if (name === "identify_response") offsets.push((params as ParamsOf<"identify_response">).offset);
    }
    return offsets;
  }

  /** The numbers of all empty blocks, in order: acknowledgements and naks. */
  named(): number[] {
    return this.heard.filter(({ content }) => content.length === 0).map(({ sequence }) => sequence);
  }

  /** Puts a question of its own behind everything written so far; true when it is answered. What was heard before is then complete. */
  async fence(): Promise<boolean> {
    const nonce = this.nonce();
    this.line.write(this.next(identifyContent(nonce, 1)));
    return await this.until(() => this.answered().includes(nonce) && this.named().at(-1) === this.expected, SILENCE_US);
  }

  /** Finds out which number the engine expects. Throws a {@link LineError} when it does not answer. */
  async settle(): Promise<void> {
    this.line.write(new Uint8Array(BLOCK_BYTES_MAX).fill(SYNC));
    let silent = 0;
    for (let tries = 0; tries < SETTLE_TRIES_MAX && silent < SILENT_TRIES_MAX; tries++) {
      this.forget();
      if (await this.fence()) return;
      const named = this.named().at(-1);
      silent = this.heard.length === 0 ? silent + 1 : 0;
      if (named !== undefined) this.expected = named;
    }
    throw new LineError(this.line.closed ?? "the engine does not answer");
  }

  /** Every message heard that this dictionary explains. */
  said(): Said[] {
    const said: Said[] = [];
    const responses = this.dictionary?.responses ?? BARE_MESSAGES.responses;
    for (const { content, atUs } of this.heard) {
      for (let at = 0; at < content.length; ) {
        const paramsAt = readVlq(content, at);
        const codec = paramsAt < 0 ? undefined : responses.byId.get(vlq.value);
        if (codec === undefined) break;
        const message = this.rows.of(codec);
        at = decodeRow(codec, message, content, paramsAt, content.length);
        if (at < 0) break;
        if (!codec.ours) continue;
        said.push({ name: message.name as ResponseName, params: paramsOf(message) as never, atUs });
      }
    }
    return said;
  }

  all<N extends ResponseName>(name: N): Said<N>[] {
    return this.said().filter((said) => said.name === name) as Said<N>[];
  }

  /** The command in the engine's own numbering. Throws when the engine lacks it: rules ask only what is there. */
  content<N extends CommandName>(name: N, params: ParamsOf<N>): Uint8Array {
    const codec = (this.dictionary ?? BARE_MESSAGES).commands.byName.get(name);
    if (codec === undefined) throw new TypeError(`this engine has no ${name}`);
    const message = new RowStore().of(codec);
    fillRow(codec, message, params as LooseParams);
    const content = new Uint8Array(CONTENT_BYTES_MAX);
    return content.slice(0, encodeRow(codec, message.row, message.blobs, content, 0, CONTENT_BYTES_MAX));
  }

  /** Sends a command; waits for the first `answer` that comes after it. */
  async ask<N extends CommandName, A extends ResponseName>(
    name: N,
    params: ParamsOf<N>,
    answer: A,
    fits: (params: ParamsOf<A>) => boolean = () => true,
  ): Promise<Said<A> | undefined> {
    this.forget();
    const found = (): Said<A> | undefined => this.all(answer).find((said) => fits(said.params));
    const sequence = this.expected;
    const block = this.next(this.content(name, params));
    this.line.write(block);
    const acked = (): boolean => this.named().includes((sequence + 1) & SEQUENCE_MASK);
    await this.until(() => found() !== undefined && acked(), SILENCE_US);
    return found();
  }

  /** Sends a command and waits for its acknowledgement. */
  async order<N extends CommandName>(name: N, params: ParamsOf<N>): Promise<boolean> {
    this.line.write(this.next(this.content(name, params)));
    return await this.until(() => this.named().at(-1) === this.expected, SILENCE_US);
  }
}
