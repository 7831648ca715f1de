/**
 * Makes journal, ledger and sensors agree before anything else moves: after each connect, each restart of host or engine, and
 * each cleared fault. Open steps get their outcome from the ledger; the job in hand is found again; strange cards go out.
 */
import { CARD_STOP, FIELD, STEP_KIND, STEP_RESULT, u32 } from "../protocol/index.ts";
import type { CardDesk } from "./card/card-desk.ts";
import { type CardWatch, isInside } from "./card/card-facts.ts";
import type { EventSink, OpenStep, StepJournal } from "./ports.ts";
import type { LedgerEntry, LedgerReader } from "./steps/ledger-reader.ts";
import type { StepRunner } from "./steps/step-runner.ts";
import type { Telemetry } from "./telemetry.ts";

export interface RecoveryOptions {
  /** The printer's. */
  readonly name: string;
  readonly journal: StepJournal;
  readonly events: EventSink;
  readonly ledger: LedgerReader;
  readonly runner: StepRunner;
  readonly desk: CardDesk;
  readonly card: CardWatch;
  readonly telemetry: Telemetry;
  askCard(): void;
}

type Phase = "idle" | "ledger" | "card" | "tidy";

const P = FIELD.status_path;

export class Recovery {
  private readonly o: RecoveryOptions;
  private phase: Phase = "idle";
  private homed = false;

  constructor(options: RecoveryOptions) {
    this.o = options;
  }

  begin(): void {
    const { runner, ledger, card, journal, name: printer } = this.o;
    runner.forget();
    ledger.forget();
    card.known = false;
    this.homed = false;
    const open = journal.open(printer);
    this.phase = open.length > 0 ? "ledger" : "card";
    this.o.askCard();
    if (open.length > 0) this.readLedger(open, open[0]!.id, []);
  }

  forget(): void {
    this.phase = "idle";
  }

  /** Each second while it lasts: answers may be lost. */
  onTick(): void {
    if (this.phase !== "idle" && !this.o.card.known) this.o.askCard();
  }

  /** True once everything agrees; until then orders what tidying needs. */
  step(): boolean {
    if (this.phase === "card" && this.o.card.known) {
      this.o.desk.resume();
      this.phase = "tidy";
    }
    return this.phase === "tidy" && this.tidy();
  }

  private readLedger(open: readonly OpenStep[], from: number, known: readonly LedgerEntry[]): void {
    this.o.ledger.ask(from, (entries, high) => {
      const all = [...known, ...entries];
      const last = entries.at(-1)?.id ?? 0;
      if (entries.length > 0 && last < open.at(-1)!.id && last < high) this.readLedger(open, last + 1, all);
      else this.settleOpen(open, all, high);
    });
  }

  private settleOpen(open: readonly OpenStep[], entries: readonly LedgerEntry[], high: number): void {
    const { journal, events, name: printer, telemetry, runner } = this.o;
    const running = [u32(telemetry.path, P.step_id), u32(telemetry.path, P.film_step_id)];
    for (const step of open) {
      const seen = entries.find(({ id }) => id === step.id);
      const entry = seen !== undefined && isOf(seen, step) ? seen : undefined;
      if (seen !== undefined && entry === undefined) {
        // Another station's step under the same number: this is not the machine that ours was given to. It proves nothing.
        journal.settle(step.id, { result: STEP_RESULT.interrupted, fault: "nvramCorrupt", serial: "" });
        events.event(printer, "step.foreign", { id: step.id, kind: step.kind, ledgerKind: seen.kind });
      } else if (entry !== undefined && entry.result === STEP_RESULT.begun && running.includes(step.id)) {
        runner.adopt(step);
      } else if (entry !== undefined) {
        // Begun and not running: the engine lost it with its power.
        const result = entry.result === STEP_RESULT.begun ? STEP_RESULT.interrupted : entry.result;
        journal.settle(step.id, { result, fault: entry.fault, serial: entry.serial });
        events.event(printer, "step.recovered", { id: step.id, kind: step.kind, result });
      } else if (this.memoryLost(step, high)) {
        journal.settle(step.id, { result: STEP_RESULT.interrupted, fault: "nvramCorrupt", serial: "" });
        events.event(printer, "step.memoryLost", { id: step.id, kind: step.kind });
      } else {
        journal.withdraw(step.id, "unseen");
        events.event(printer, "step.unseen", { id: step.id, kind: step.kind });
      }
    }
    this.phase = "card";
  }

  /** The engine has seen less than the journal proves: its ledger is gone, so an absent id may have run. */
  private memoryLost(step: OpenStep, high: number): boolean {
    if (step.job === "") return false;
    const { journal, name: printer } = this.o;
    return journal.ofJob(printer, step.job).some(({ id, outcome }) => id > high && outcome?.result === STEP_RESULT.ok);
  }

  /** Without a job in hand a card inside belongs to nobody, unless it is a clean blank at the encoder. */
  private tidy(): boolean {
    const { desk, runner } = this.o;
    if (desk.job !== "") return this.done();
    if (!runner.idle) return false;
    const facts = desk.facts;
    const cleanBlank = facts.stop === CARD_STOP.encoder && !facts.encoded && !facts.suspect && facts.cardJob === "";
    if (!isInside(facts.stop) || cleanBlank) return this.done();
    if (facts.stop === CARD_STOP.unknown && !this.homed) this.homed = runner.order(STEP_KIND.home, "");
    else runner.order(STEP_KIND.reject, "");
    return false;
  }

  private done(): boolean {
    this.phase = "idle";
    return true;
  }
}

const isOf = (entry: LedgerEntry, step: OpenStep): boolean => entry.kind === step.kind && entry.job === step.job;
