/** Reads the engine's step ledger, one question at a time, asking again when an answer was lost. */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";
import { type FaultName, FIELD, faultName, type Message, u32 } from "../../protocol/index.ts";
import { bytesHex, bytesText } from "../wire-text.ts";

export interface LedgerEntry {
  readonly id: number;
  readonly kind: number;
  readonly result: number;
  readonly fault: FaultName | undefined;
  readonly job: string;
  readonly serial: string;
}

/** All entries with id >= `from` that fit one answer, in id order, and the largest id the engine has seen. */
export type LedgerAnswer = (entries: readonly LedgerEntry[], high: number) => void;

const ASK_AGAIN_US = 1 * US_PER_S;
/** Questions that may wait: two steps and a recovery. */
const QUESTIONS_MAX = 8;

interface Question {
  readonly from: number;
  readonly answer: LedgerAnswer;
}

export interface LedgerPort {
  readonly clock: Clock;
  readLedger(from: number): boolean;
}

const E = FIELD.ledger_entry;
const END = FIELD.ledger_end;

const NONE: readonly never[] = [];

export class LedgerReader {
  private readonly o: LedgerPort;
  private waiting: readonly Question[] = NONE;
  private entries: readonly LedgerEntry[] = NONE;
  private askedAt: Micros = -1;

  constructor(port: LedgerPort) {
    this.o = port;
  }

  /** The same `from` is not asked twice at once. False when too many questions wait. */
  ask(from: number, answer: LedgerAnswer): boolean {
    if (this.waiting.some((question) => question.from === from)) return true;
    if (this.waiting.length >= QUESTIONS_MAX) return false;
    this.waiting = [...this.waiting, { from, answer }];
    if (this.waiting.length === 1) this.put();
    return true;
  }

  /** The link is gone: nobody will answer. */
  forget(): void {
    this.waiting = NONE;
    this.entries = NONE;
    this.askedAt = -1;
  }

  onTick(): void {
    if (this.waiting.length > 0 && this.o.clock.now() - this.askedAt >= ASK_AGAIN_US) this.put();
  }

  onEntry({ row, blobs }: Message): void {
    const entry: LedgerEntry = {
      id: u32(row, E.id),
      kind: row[E.kind]!,
      result: row[E.result]!,
      fault: faultName(row[E.fault]!),
      job: bytesText(blobs[row[E.job]!]),
      serial: bytesHex(blobs[row[E.serial]!]),
    };
    this.entries = [...this.entries.filter(({ id }) => id !== entry.id), entry];
  }

  onEnd({ row }: Message): void {
    const question = this.waiting[0];
    if (question === undefined || u32(row, END.from) !== question.from) return;
    const got = this.entries.filter((entry) => entry.id >= question.from).sort((a, b) => a.id - b.id);
    // An entry was lost on the way: the question stays and is asked again.
    if (got.length < row[END.count]!) return;
    this.waiting = this.waiting.slice(1);
    this.entries = NONE;
    if (this.waiting.length > 0) this.put();
    question.answer(got, u32(row, END.high));
  }

  private put(): void {
    this.entries = NONE;
    this.askedAt = this.o.clock.now();
    this.o.readLedger(this.waiting[0]!.from);
  }
}
