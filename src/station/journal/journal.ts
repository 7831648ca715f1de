/** The station's memory: the queue, every step ordered, every card and what happened, in one SQLite file. */
import type { EventSink, JobSource, StepJournal } from "../../controller/index.ts";
import type { JobState, Zone } from "../api.ts";
import type { JobRow } from "../jobs/job-row.ts";
import { EventTable, type JournalEvent } from "./event-table.ts";
import { JobImport, type NotQueued } from "./job-import.ts";
import { jobId } from "./job-key.ts";
import { JobTable } from "./job-table.ts";
import { StepTable } from "./step-table.ts";
import { Store, type StoreOptions, text } from "./store.ts";
import { type CardCounts, Tally } from "./tally.ts";
import { type Verdict, VerdictDesk } from "./verdict.ts";

export interface JournalOptions extends StoreOptions {
  /** Whose midnight ends a day. */
  readonly zone: Zone;
  /** Milliseconds since 1970 UTC, for records. */
  readonly utcMs: () => number;
}

export class Journal {
  /** Ports of the controllers. */
  readonly steps: StepJournal & { readonly last: number };
  readonly jobs: JobSource & Pick<JobTable, "skip" | "cancel">;
  readonly events: EventSink;
  /** False for `:memory:` and `durable: false`: a power cut loses what was written. */
  readonly durable: boolean;
  readonly path: string;
  private readonly store: Store;
  private readonly importer: JobImport;
  private readonly verdicts: VerdictDesk;
  private readonly eventTable: EventTable;
  private readonly tally: Tally;

  /** Throws what {@link Store} throws. Close it at the end. */
  constructor(options: JournalOptions) {
    const { utcMs } = options;
    this.store = new Store(options);
    this.path = options.path;
    this.durable = this.store.durable;
    this.tally = new Tally(this.store, options.zone, utcMs);
    this.eventTable = new EventTable(this.store, utcMs);
    const jobs = new JobTable(this.store, this.eventTable, this.tally, utcMs);
    this.jobs = jobs;
    this.steps = new StepTable(this.store, jobs, utcMs);
    this.events = this.eventTable;
    this.importer = new JobImport(this.store, this.tally, utcMs);
    this.verdicts = new VerdictDesk(this.store, this.eventTable, this.tally, utcMs);
    this.eventTable.trim();
  }

  /** Queues jobs; returns those that may not be queued, with the reason. */
  addJobs(rows: Iterable<JobRow>): NotQueued[] {
    return this.importer.add(rows);
  }

  /** A person's decision about an uncertain job; false when it is not (any more) uncertain. */
  decide(job: string, verdict: Verdict): boolean {
    return this.verdicts.decide(job, verdict);
  }

  get jobCounts(): Readonly<Record<JobState, number>> {
    return this.tally.jobs;
  }

  get waitingByClass(): Tally["waiting"] {
    return this.tally.waiting;
  }

  get issuedToday(): number {
    return this.tally.issuedToday;
  }

  cardCounts(printer: string): Readonly<CardCounts> {
    return this.tally.ofPrinter(printer);
  }

  /** State of a job by its key, undefined when there is none. */
  jobState(key: string): JobState | undefined {
    const row = this.store.prepare("SELECT state FROM jobs WHERE id = ?").get(jobId(key) ?? -1);
    return row === undefined ? undefined : (text(row, "state") as JobState);
  }

  /** All cards with their jobs, oldest first: for reports and for proofs in tests. No personal data. */
  cards(): { job: number; printer: string; serial: string; state: string; cause: string }[] {
    const rows = this.store.prepare("SELECT job, printer, serial, state, cause FROM cards ORDER BY id").all();
    return rows as ReturnType<Journal["cards"]>;
  }

  /** The newest `count` events, oldest first. */
  newestEvents(count: number): JournalEvent[] {
    return this.eventTable.newest(count);
  }

  /** True while the file can be written. */
  get healthy(): boolean {
    return this.store.isOpen;
  }

  /** Writes what is pending. Harmless twice. */
  close(): void {
    if (!this.store.isOpen) return;
    this.eventTable.flush();
    this.store.close();
  }
}
