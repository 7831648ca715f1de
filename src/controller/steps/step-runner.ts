/**
 * Orders steps and finds out how they ended. The intent is durable before the command leaves; the engine's status and ledger are
 * the truth about the end. One step per side; an id is never ordered twice and never settled on a guess.
 */
import type { Clock, Micros } from "../../base/index.ts";
import { US_PER_S } from "../../base/index.ts";
import {
  type FaultName,
  FIELD,
  faultName,
  nameOf,
  REFUSAL,
  STEP_KIND,
  STEP_RESULT,
  u32,
} from "../../protocol/index.ts";
import type { OpenStep, StepJournal, StepOutcome } from "../ports.ts";
import { jobBytes } from "../wire-text.ts";
import type { LedgerEntry, LedgerReader } from "./ledger-reader.ts";
import { ABORT_GRACE_US, ASK_AGAIN_US, isFilmStep, needsLedger, STEP_UNSEEN_US, stepLimit } from "./step-limits.ts";

export interface RunningStep {
  readonly id: number;
  readonly kind: number;
  readonly job: string;
  readonly orderedAt: Micros;
  readonly deadlineAt: Micros;
  askedAt: Micros;
  aborted: boolean;
}

export interface StepRunnerOptions {
  /** The printer's. */
  readonly name: string;
  readonly clock: Clock;
  readonly journal: StepJournal;
  readonly ledger: LedgerReader;
  startStep(id: number, kind: number, job: Uint8Array): boolean;
  abortStep(id: number): void;
  onBegun(step: RunningStep): void;
  /** Settled in the journal already. */
  onEnded(step: RunningStep, outcome: StepOutcome): void;
  /** Nothing moved. `reason` is a name of `REFUSAL`, `unseen` or `unsent`. */
  onWithdrawn(step: RunningStep, reason: string): void;
  /** Neither ended nor could be aborted in time. */
  onStuck(step: RunningStep, fault: FaultName): void;
}

const P = FIELD.status_path;

export class StepRunner {
  card: RunningStep | undefined;
  film: RunningStep | undefined;
  private readonly o: StepRunnerOptions;

  constructor(options: StepRunnerOptions) {
    this.o = options;
  }

  get idle(): boolean {
    return this.card === undefined && this.film === undefined;
  }

  /** False when that side is busy or nothing could be sent; then nothing moves. */
  order(kind: number, job: string): boolean {
    if ((isFilmStep(kind) ? this.film : this.card) !== undefined) return false;
    const bytes = jobBytes(job);
    const id = this.o.journal.intend({ printer: this.o.name, job, kind, arg: 0 });
    const step = this.occupy({ printer: this.o.name, id, kind, job, arg: 0 });
    if (this.o.startStep(id, kind, bytes)) {
      this.o.onBegun(step);
      return true;
    }
    this.withdraw(step, "unsent");
    return false;
  }

  /** After a reconnect: the engine still runs a step ordered before. */
  adopt(open: OpenStep): void {
    this.o.onBegun(this.occupy(open));
  }

  /** The link is gone. The journal keeps the open steps; recovery finds out about them. */
  forget(): void {
    this.card = undefined;
    this.film = undefined;
  }

  /** Asks the engine to abort whatever of these kinds runs. */
  abort(kinds: readonly number[]): void {
    for (const step of [this.card, this.film]) {
      if (step !== undefined && kinds.includes(step.kind) && !step.aborted) {
        step.aborted = true;
        this.o.abortStep(step.id);
      }
    }
  }

  /** `row` is a fresh `status_path`. */
  onPath(row: Int32Array): void {
    const { card, film } = this;
    if (card !== undefined) {
      this.look(card, u32(row, P.step_id), u32(row, P.done_id), row[P.done_result]!, row[P.done_fault]!);
    }
    if (film !== undefined) {
      this.look(
        film,
        u32(row, P.film_step_id),
        u32(row, P.film_done_id),
        row[P.film_done_result]!,
        row[P.film_done_fault]!,
      );
    }
  }

  onRefused(id: number, reason: number): void {
    const step = this.find(id);
    if (step !== undefined) this.withdraw(step, nameOf(REFUSAL, reason));
  }

  onTick(): void {
    const now = this.o.clock.now();
    for (const step of [this.card, this.film]) {
      if (step === undefined || now < step.deadlineAt) continue;
      if (!step.aborted) this.abort([step.kind]);
      else if (now >= step.deadlineAt + ABORT_GRACE_US) this.o.onStuck(step, stepLimit(step.kind).fault);
    }
  }

  private look(step: RunningStep, runningId: number, doneId: number, result: number, fault: number): void {
    if (doneId === step.id && result !== STEP_RESULT.none && result !== STEP_RESULT.begun) {
      if (needsLedger(step.kind)) this.askLedger(step);
      else this.end(step, { result, fault: faultName(fault), serial: "" });
      return;
    }
    if (runningId !== step.id && this.o.clock.now() - step.orderedAt >= STEP_UNSEEN_US) this.askLedger(step);
  }

  private askLedger(step: RunningStep): void {
    const now = this.o.clock.now();
    if (step.askedAt >= 0 && now - step.askedAt < ASK_AGAIN_US) return;
    step.askedAt = now;
    this.o.ledger.ask(step.id, (entries) => this.onLedger(step, entries));
  }

  /** The answer was sent after the engine had read the order: an id that is absent was never begun. */
  private onLedger(step: RunningStep, entries: readonly LedgerEntry[]): void {
    if (this.find(step.id) !== step) return;
    const entry = entries.find(({ id }) => id === step.id);
    if (entry === undefined) this.withdraw(step, "unseen");
    else if (entry.result !== STEP_RESULT.begun) {
      this.end(step, { result: entry.result, fault: entry.fault, serial: entry.serial });
    }
  }

  private end(step: RunningStep, outcome: StepOutcome): void {
    this.release(step);
    this.o.journal.settle(step.id, outcome);
    this.o.onEnded(step, outcome);
  }

  private withdraw(step: RunningStep, reason: string): void {
    this.release(step);
    this.o.journal.withdraw(step.id, reason);
    this.o.onWithdrawn(step, reason);
  }

  private occupy(open: OpenStep): RunningStep {
    const now = this.o.clock.now();
    const deadlineAt = now + stepLimit(open.kind).secondsMax * US_PER_S;
    const step = {
      id: open.id,
      kind: open.kind,
      job: open.job,
      orderedAt: now,
      deadlineAt,
      askedAt: -1,
      aborted: false,
    };
    if (isFilmStep(open.kind)) this.film = step;
    else this.card = step;
    return step;
  }

  private release(step: RunningStep): void {
    if (this.card === step) this.card = undefined;
    if (this.film === step) this.film = undefined;
  }

  private find(id: number): RunningStep | undefined {
    if (this.card?.id === id) return this.card;
    return this.film?.id === id ? this.film : undefined;
  }
}

/** Name of a step kind for people and events. */
export function stepName(kind: number): string {
  return nameOf(STEP_KIND, kind);
}
