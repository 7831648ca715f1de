import { type Clock, type Micros, type Timer, US_PER_MS, US_PER_S } from "../base/index.ts";
import { DictionaryPieces } from "./dictionary-cache.ts";
import { DICTIONARY_BYTES_MAX, type PeerDictionary } from "./peer-dictionary.ts";

/** Bytes asked for at a time, as the stock host does [P: Klipper msgproto.py]. */
export const IDENTIFY_CHUNK_BYTES = 40;
/** An answer may be lost; then the question is put again, after this many round trips (as the sender's timeout measures them) ... */
const ASK_AGAIN_RTOS = 3;
/** ... doubling up to this. */
const ASK_AGAIN_MAX_US = 500 * US_PER_MS;
/** No answer at all for this long: the peer counts as no engine. */
export const HANDSHAKE_SILENCE_US = 3 * US_PER_S;

export type Question = "identify" | "get_uptime" | "get_clock" | "get_config";

/** Who asks the engine and hears what comes of it. */
export interface HandshakeOwner {
  ask(question: Question, offset: number): void;
  /** False: this engine has no such question, and it is passed over. */
  knows(question: Question): boolean;
  rtoUs(): Micros;
  /** The dictionary is complete; a string refuses it. */
  onDictionary(dictionary: PeerDictionary): string | undefined;
  onDone(): void;
  onFailed(reason: string): void;
}

/** The order of the questions behind the dictionary. */
const NEXT: Readonly<Record<Question, Question | undefined>> = {
  identify: "get_uptime",
  get_uptime: "get_clock",
  get_clock: "get_config",
  get_config: undefined,
};

/** Question and answer until the link is up: dictionary piece by piece, then uptime, clock and configuration. */
export class Handshake {
  private readonly clock: Clock;
  private readonly owner: HandshakeOwner;
  private readonly timer: Timer;
  private readonly pieces = new DictionaryPieces();
  private question: Question | undefined = "identify";
  private askedAt: Micros = 0;
  private waitUs: Micros = 0;

  constructor(clock: Clock, owner: HandshakeOwner) {
    this.clock = clock;
    this.owner = owner;
    this.timer = clock.timer(() => this.askAgain());
  }

  start(): void {
    this.ask("identify");
  }

  stop(): void {
    this.question = undefined;
    this.pieces.forget();
    this.timer.cancel();
  }

  /** A piece of the dictionary; one that was not asked for is a late repetition. */
  onPiece(offset: number, data: Uint8Array): void {
    if (this.question !== "identify" || offset !== this.pieces.length) return;
    if (data.length === 0) {
      this.onComplete();
    } else if (this.pieces.add(data)) {
      this.ask("identify");
    } else {
      this.fail(`its dictionary is longer than ${DICTIONARY_BYTES_MAX} bytes`);
    }
  }

  /** The answer to one of the short questions. */
  onAnswer(question: Question): void {
    if (question === this.question) this.goOn(question);
  }

  private goOn(from: Question): void {
    let next = NEXT[from];
    while (next !== undefined && !this.owner.knows(next)) next = NEXT[next];
    if (next !== undefined) {
      this.ask(next);
      return;
    }
    this.stop();
    this.owner.onDone();
  }

  private onComplete(): void {
    const dictionary = this.pieces.complete();
    if (typeof dictionary === "string") {
      this.fail(dictionary);
      return;
    }
    const refused = this.owner.onDictionary(dictionary);
    if (refused === undefined) this.goOn("identify");
    else this.fail(refused);
  }

  private ask(question: Question): void {
    this.question = question;
    this.askedAt = this.clock.now();
    this.waitUs = Math.min(this.owner.rtoUs() * ASK_AGAIN_RTOS, ASK_AGAIN_MAX_US);
    this.timer.armAfter(this.waitUs);
    this.owner.ask(question, this.pieces.length);
  }

  private askAgain(): void {
    if (this.question === undefined) return;
    if (this.clock.now() - this.askedAt >= HANDSHAKE_SILENCE_US) {
      this.fail(this.pieces.length === 0 ? "" : "the engine stopped answering while it introduced itself");
      return;
    }
    this.waitUs = Math.min(this.waitUs * 2, ASK_AGAIN_MAX_US);
    this.timer.armAfter(this.waitUs);
    this.owner.ask(this.question, this.pieces.length);
  }

  private fail(reason: string): void {
    this.stop();
    this.owner.onFailed(reason);
  }
}
