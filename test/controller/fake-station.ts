/** The station's ports in memory. Outlives controllers: a host restart is a new controller on the same station. */
import type {
  EventSink,
  JobSource,
  JobTicket,
  OpenStep,
  ReturnReason,
  StepIntent,
  StepJournal,
  StepOutcome,
  VoidCause,
} from "../../src/controller/index.ts";

type Entry = OpenStep & { outcome: StepOutcome | undefined; withdrawn: string };

export class FakeStation implements JobSource, StepJournal, EventSink {
  readonly queue: string[] = [];
  readonly entries: Entry[] = [];
  readonly log: string[] = [];
  readonly issuedJobs: { job: string; serial: string }[] = [];
  readonly voidedJobs: { job: string; serial: string; cause: VoidCause }[] = [];
  readonly uncertainJobs: { job: string; serial: string; why: string }[] = [];
  readonly returnedJobs: { job: string; reason: ReturnReason }[] = [];
  reserved = "";
  private nextId = 1;

  constructor(...jobs: string[]) {
    this.queue.push(...jobs);
  }

  take(): JobTicket | undefined {
    if (this.reserved !== "") throw new Error(`took a job while ${this.reserved} is reserved`);
    const job = this.queue.shift();
    if (job === undefined) return undefined;
    this.reserved = job;
    return { job };
  }

  resume(): JobTicket | undefined {
    return this.reserved === "" ? undefined : { job: this.reserved };
  }

  private release(job: string): void {
    if (job !== this.reserved) throw new Error(`ended ${job}, reserved is ${this.reserved}`);
    if (this.open().some((step) => step.job === job)) throw new Error(`ended ${job} with an open step`);
    this.reserved = "";
  }

  giveBack(_printer: string, job: string, reason: ReturnReason): void {
    this.release(job);
    this.returnedJobs.push({ job, reason });
    this.queue.unshift(job);
  }

  issued(_printer: string, job: string, serial: string): void {
    this.release(job);
    this.issuedJobs.push({ job, serial });
  }

  voided(_printer: string, job: string, serial: string, cause: VoidCause): void {
    this.release(job);
    this.voidedJobs.push({ job, serial, cause });
  }

  uncertain(_printer: string, job: string, serial: string, why: string): void {
    this.release(job);
    this.uncertainJobs.push({ job, serial, why });
  }

  intend(step: StepIntent): number {
    const id = this.nextId++;
    this.entries.push({ ...step, id, outcome: undefined, withdrawn: "" });
    return id;
  }

  settle(id: number, outcome: StepOutcome): void {
    const entry = this.find(id);
    if (entry.outcome !== undefined && entry.outcome.result !== outcome.result) {
      throw new Error(`step ${id} settled twice: ${entry.outcome.result} and ${outcome.result}`);
    }
    if (entry.withdrawn !== "") throw new Error(`step ${id} settled after it was withdrawn`);
    entry.outcome = outcome;
  }

  withdraw(id: number, why: string): void {
    const entry = this.find(id);
    if (entry.outcome !== undefined) throw new Error(`step ${id} withdrawn after it was settled`);
    entry.withdrawn = why;
  }

  open(): OpenStep[] {
    return this.entries.filter((entry) => entry.outcome === undefined && entry.withdrawn === "");
  }

  ofJob(_printer: string, job: string): Entry[] {
    return this.entries.filter((entry) => entry.job === job && entry.withdrawn === "");
  }

  skipTo(id: number): void {
    this.nextId = Math.max(this.nextId, id + 1);
  }

  event(_printer: string, code: string, detail: Record<string, string | number | boolean>): void {
    this.log.push(`${code} ${Object.values(detail).join(" ")}`.trimEnd());
  }

  private find(id: number): Entry {
    const entry = this.entries.find((one) => one.id === id);
    if (entry === undefined) throw new Error(`no step ${id}`);
    return entry;
  }
}
