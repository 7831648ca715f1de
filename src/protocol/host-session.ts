import { type Clock, type Micros, type Timer, US_PER_S } from "../base/index.ts";
import { CONTENT_BYTES_MAX } from "./block.ts";
import { ClockSync } from "./clock-sync.ts";
import { decodeRow, encodeParams, type LooseParams, type Message, releaseMessage, takeMessage } from "./codec.ts";
import type { LinkCounters } from "./counters.ts";
import { type BlockSink, Deframer } from "./deframer.ts";
import { RECEIVE_WINDOW_BYTES } from "./dictionary.ts";
import { Handshake, type HandshakeOwner, IDENTIFY_CHUNK_BYTES, type Question } from "./handshake.ts";
import { JunkText } from "./junk-text.ts";
import type { ResponseName } from "./messages.ts";
import { unfit } from "./needed-messages.ts";
import { BARE_MESSAGES, codecOf, type PeerDictionary, type PeerMessages } from "./peer-dictionary.ts";
import { BLOCKS_IN_FLIGHT_MAX, ReliableSender, type SenderLine } from "./reliable-sender.ts";
import { readVlq, VLQ_BYTES_MAX, vlq } from "./vlq.ts";
import type { Wire } from "./wire.ts";

/** An engine that said nothing for this long is asked for its clock: the answer, or its absence, decides. */
const QUIET_US = 2 * US_PER_S;

/** Commands of the link itself: nobody misses one that was not acknowledged. */
const QUESTIONS: ReadonlySet<string> = new Set(["identify", "get_uptime", "get_clock", "get_config"]);

export interface SessionOptions {
  clock: Clock;
  wire: Wire;
  leaseMs: number;
  counters: LinkCounters;
  firstSequence: number;
  /** Also an engine that lacks what a printer needs is welcome. */
  anyEngine: boolean;
}

/** Who hears of it. */
export interface SessionOwner {
  onDictionary(dictionary: PeerDictionary): void;
  onUp(): void;
  onMessage(message: Message<ResponseName>): void;
  /** The session is over, by its own judgement. Empty when the peer never said anything that could be understood. */
  fail(reason: string): void;
}

/** Where a command is encoded until the sender has copied it; a few bytes more, for the encoder may scribble behind the limit. */
const content = new Uint8Array(CONTENT_BYTES_MAX + VLQ_BYTES_MAX);

const ANSWER: Readonly<Record<Question, string>> = {
  identify: "identify_response",
  get_uptime: "uptime",
  get_clock: "clock",
  get_config: "config",
};

/** One connection, from the first byte to the last: identify, synchronise, then carry commands and messages. */
export class HostSession implements BlockSink, SenderLine, HandshakeOwner {
  private static readonly looks = (session: HostSession): void => session.onWatch();
  /** At least one good block came. */
  understood = false;
  clockSync: ClockSync | undefined;
  private readonly options: SessionOptions;
  private readonly owner: SessionOwner;
  private readonly sender: ReliableSender;
  /** Until the link is up. */
  private handshake: Handshake | undefined;
  private readonly deframer = new Deframer(this);
  private readonly watch: Timer;
  private commands: PeerMessages = BARE_MESSAGES.commands;
  private responses: PeerMessages = BARE_MESSAGES.responses;
  private known = false;
  /** Made with the first: a sound line has none. */
  private junk: JunkText | undefined;
  private up = false;
  private over = false;
  /** Begins as a number: a field that was once something else keeps each of its instants in an object of its own. */
  private heardAt: Micros = 0;

  constructor(options: SessionOptions, owner: SessionOwner) {
    const { clock } = options;
    this.options = options;
    this.owner = owner;
    this.heardAt = clock.now();
    this.watch = clock.timer(HostSession.looks, this);
    this.sender = new ReliableSender(options, this);
    this.handshake = new Handshake(clock, this);
  }

  /** What came that could not be understood, the beginning of the last of it. */
  get junkText(): string {
    return this.junk?.toString() ?? "";
  }

  /** For the sender. */
  write(bytes: Uint8Array): void {
    this.options.wire.write(bytes);
  }

  /** For the sender. */
  onDead(reason: string): void {
    this.fail(this.understood ? reason : "");
  }

  get nextSequence(): number {
    return this.sender.nextSequence;
  }

  get idle(): boolean {
    return this.sender.idle;
  }

  start(): void {
    this.handshake?.start();
  }

  /** Ends the session without a word. Returns the commands that were never acknowledged. */
  stop(): string[] {
    this.over = true;
    this.watch.cancel();
    this.handshake?.stop();
    return this.sender.stop();
  }

  send(name: string, params: LooseParams): boolean {
    const codec = this.commands.byName.get(name);
    if (codec === undefined || this.over) return false;
    const end = encodeParams(codec, params, content, 0, CONTENT_BYTES_MAX);
    return end >= 0 && this.sender.send(QUESTIONS.has(name) ? "" : name, content, end);
  }

  receive(bytes: Uint8Array): void {
    if (this.over) return;
    this.options.counters.bytesIn += bytes.length;
    this.deframer.push(bytes);
  }

  /** For the deframer. */
  onBlock(bytes: Uint8Array, from: number, to: number, sequence: number): void {
    if (this.over) return;
    this.options.counters.blocksIn++;
    this.understood = true;
    this.heardAt = this.options.clock.now();
    this.junk?.end();
    this.sender.receive(sequence, from === to);
    let at = from;
    while (at < to && !this.over) at = this.readMessage(bytes, at, to);
  }

  /** For the deframer. */
  onDamage(): void {}

  /** For the deframer. */
  onJunk(bytes: Uint8Array, from: number, to: number): void {
    if (this.over) return;
    this.options.counters.invalidBytes += to - from;
    this.junk ??= new JunkText();
    this.junk.add(bytes, from, to);
  }

  /** Returns where the next message begins; the end when the rest cannot be read. */
  private readMessage(bytes: Uint8Array, at: number, end: number): number {
    const paramsAt = readVlq(bytes, at);
    const codec = paramsAt < 0 ? undefined : codecOf(this.responses, vlq.value);
    if (codec === undefined) return this.unreadable(end);
    const message = takeMessage(codec) as Message<ResponseName>;
    try {
      const next = decodeRow(codec, message, bytes, paramsAt, end);
      if (next < 0) return this.unreadable(end);
      if (codec.ours) this.dispatch(message);
      return next;
    } finally {
      releaseMessage();
    }
  }

  private unreadable(end: number): number {
    if (this.known) this.options.counters.badContents++;
    return end;
  }

  private dispatch(message: Message<ResponseName>): void {
    const { row } = message;
    const wasUp = this.up;
    switch (message.name) {
      case "status_heat":
      case "status_path":
        if (!this.observe(row[0]!)) return;
        break;
      case "identify_response":
        this.handshake?.onPiece(row[0]! >>> 0, message.blobs[0]!);
        return;
      case "uptime":
        this.clockSync?.start(row[0]! >>> 0, row[1]! >>> 0, this.options.clock.now());
        this.handshake?.onAnswer("get_uptime");
        break;
      case "clock":
        if (!this.observe(row[0]!)) return;
        this.handshake?.onAnswer("get_clock");
        break;
      case "config":
        this.handshake?.onAnswer("get_config");
        break;
    }
    if (wasUp && !this.over) this.owner.onMessage(message);
  }

  /** False, and the session over, when the engine's clock says that it has started again. */
  private observe(clock: number): boolean {
    if (!this.up || this.clockSync === undefined) return true;
    if (this.clockSync.observe(clock, this.options.clock.now())) return true;
    this.fail("the engine has started again");
    return false;
  }

  /** For the handshake. */
  ask(question: Question, offset: number): void {
    this.send(question, question === "identify" ? { offset, count: IDENTIFY_CHUNK_BYTES } : {});
  }

  /** For the handshake. */
  knows(question: Question): boolean {
    return this.commands.byName.has(question) && this.responses.byName.has(ANSWER[question]);
  }

  /** For the handshake. */
  rtoUs(): Micros {
    return this.options.counters.rtoUs;
  }

  /** For the handshake. */
  onDictionary(dictionary: PeerDictionary): string | undefined {
    const reason = this.options.anyEngine ? undefined : unfit(dictionary);
    if (reason !== undefined) return reason;
    this.commands = dictionary.commands;
    this.responses = dictionary.responses;
    this.known = true;
    const speed = Number(dictionary.constants["SIM_SPEED"] ?? 1);
    this.clockSync = new ClockSync(dictionary.clockFreq, speed > 0 ? speed : 1);
    if (speed > 0) this.sender.setSpeed(speed);
    const window = Number(dictionary.constants["RECEIVE_WINDOW"]);
    this.sender.receiveWindowBytes = window > 0 ? window : RECEIVE_WINDOW_BYTES;
    this.owner.onDictionary(dictionary);
    return undefined;
  }

  /** For the handshake. */
  onDone(): void {
    this.up = true;
    this.handshake = undefined;
    this.sender.blocksMax = BLOCKS_IN_FLIGHT_MAX;
    this.watch.armAfter(QUIET_US);
    this.owner.onUp();
  }

  private onWatch(): void {
    const quietFor = this.options.clock.now() - this.heardAt;
    if (quietFor >= QUIET_US && this.sender.idle) this.send("get_clock", {});
    this.watch.armAfter(quietFor >= QUIET_US ? QUIET_US : QUIET_US - quietFor);
  }

  /** For the handshake. */
  onFailed(reason: string): void {
    this.fail(reason);
  }

  private fail(reason: string): void {
    if (this.over) return;
    this.owner.fail(reason);
  }
}
