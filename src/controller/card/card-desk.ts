/** The job in hand: what is known of its card, what comes next, and how it ends. */
import { STEP_KIND, STEP_RESULT } from "../../protocol/index.ts";
import type { JobSource, ReturnReason, StepJournal } from "../ports.ts";
import type { Telemetry } from "../telemetry.ts";
import { type CardFacts, type CardWatch, suppliesOf } from "./card-facts.ts";
import { type CardHistory, cardHistory, type KnownStep } from "./card-history.ts";
import { type CardEnd, type CardPlan, type PlanInput, planCard, planFilm } from "./card-plan.ts";

export interface CardDeskOptions {
  /** The printer's. */
  readonly name: string;
  readonly jobs: JobSource;
  readonly journal: StepJournal;
  readonly telemetry: Telemetry;
  readonly card: CardWatch;
}

export type LeaveWish = "" | "skip" | "cancel";

interface Planned extends PlanInput {
  readonly plan: CardPlan;
}

export class CardDesk {
  /** Empty: no job in hand. */
  job = "";
  leave: LeaveWish = "";
  /** The engine lost its power since the last feed. */
  powerLost = false;
  private steps: KnownStep[] = [];
  /** What the steps prove; undefined once one of them has changed. */
  private proved: CardHistory | undefined;
  /** The chip of this job that the engine has shown inside; kept for the end, when the card is out. */
  private chip = "";
  /** The newest plans and what they were made of: asked for with each thought, and others only when something has changed. */
  private planned: Planned | undefined;
  private plannedFilm: Planned | undefined;
  private readonly o: CardDeskOptions;

  constructor(options: CardDeskOptions) {
    this.o = options;
  }

  /** Asks the station for the next job. */
  take(): boolean {
    return this.hold(this.o.jobs.take(this.o.name)?.job ?? "");
  }

  /** After a start or a reconnect: the job reserved before, and all that the journal knows of its card. */
  resume(): boolean {
    return this.hold(this.job || (this.o.jobs.resume(this.o.name)?.job ?? ""));
  }

  private hold(job: string): boolean {
    if (job !== this.job) {
      this.leave = "";
      this.chip = "";
    }
    this.job = job;
    this.proved = undefined;
    this.steps =
      job === "" ? [] : this.o.journal.ofJob(this.o.name, job).map(({ id, kind, outcome }) => ({ id, kind, outcome }));
    return job !== "";
  }

  onBegun(step: { id: number; kind: number; job: string }): void {
    if (step.kind === STEP_KIND.feed) {
      this.powerLost = false;
      this.chip = "";
    }
    if (step.job !== "" && step.job === this.job && !this.steps.some(({ id }) => id === step.id)) {
      this.proved = undefined;
      this.steps.push({ id: step.id, kind: step.kind, outcome: undefined });
    }
  }

  onEnded(step: { id: number; kind: number; job: string }, outcome: KnownStep["outcome"]): void {
    const known = this.steps.find(({ id }) => id === step.id);
    if (known !== undefined) {
      this.proved = undefined;
      known.outcome = outcome;
    }
    if (step.kind === STEP_KIND.feed) this.o.card.onCardChanged();
    if (outcome?.result !== STEP_RESULT.ok) return;
    if (step.kind === STEP_KIND.eject || step.kind === STEP_KIND.reject) this.o.card.onCardChanged();
    if (step.kind === STEP_KIND.encode) this.o.card.onEncoded(step.job, outcome.serial);
    if (step.kind === STEP_KIND.image) this.o.card.onImaged(step.job);
  }

  onWithdrawn(step: { id: number }): void {
    this.proved = undefined;
    this.steps = this.steps.filter(({ id }) => id !== step.id);
  }

  get history(): CardHistory {
    this.proved ??= cardHistory(this.steps);
    return this.proved;
  }

  get facts(): CardFacts {
    return this.o.card.facts(this.o.telemetry);
  }

  /** The chip's serial, from journal or engine; empty while it was never bound. */
  get serial(): string {
    return this.history.serial || this.ownChip(this.facts);
  }

  plan(): CardPlan {
    this.planned = this.planBy(planCard, this.planned);
    return this.planned.plan;
  }

  /** While a feed or an encode runs: only what the film side may do beside it. */
  planFilm(): CardPlan {
    this.plannedFilm = this.planBy(planFilm, this.plannedFilm);
    return this.plannedFilm.plan;
  }

  private planBy(make: (input: PlanInput) => CardPlan, newest: Planned | undefined): Planned {
    const { job, history, facts, leave, powerLost } = this;
    this.ownChip(facts);
    const supplies = suppliesOf(this.o.telemetry);
    const same = newest?.facts === facts && newest.supplies === supplies && newest.history === history;
    if (same && newest.job === job && newest.leave === leave && newest.powerLost === powerLost) return newest;
    const input = { job, history, facts, leave, powerLost, supplies };
    return { ...input, plan: make(input) };
  }

  private ownChip({ cardJob, serial }: CardFacts): string {
    if (cardJob === this.job && serial !== "") this.chip = serial;
    return this.chip;
  }

  /** Tells the station; the job is no longer in hand. */
  finish(end: CardEnd): void {
    const { job, serial } = this;
    const { jobs, name: printer } = this.o;
    this.chip = "";
    this.job = "";
    this.leave = "";
    this.steps = [];
    this.proved = undefined;
    if (end.end === "issued") jobs.issued(printer, job, serial);
    else if (end.end === "voided") jobs.voided(printer, job, serial, end.cause);
    else if (end.end === "uncertain") jobs.uncertain(printer, job, serial, end.why);
    else jobs.giveBack(printer, job, end.reason);
  }

  giveBack(reason: ReturnReason): void {
    this.finish({ end: "returned", reason });
  }
}
