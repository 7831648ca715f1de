/** The station's memory: the queue, every step ordered, every card and what happened, in one SQLite file. */
import type { EventSink, JobSource, StepJournal } from "../../controller/index.ts";
import type { JobState, Zone } from "../api.ts";
import type { LabObstacle } from "../api-lab.ts";
import { CentreTable } from "../centre/centre-table.ts";
import { OutboxTable } from "../centre/outbox-table.ts";
import { StorageError } from "../errors.ts";
import type { JobRow } from "../jobs/job-row.ts";
import { DEFAULT_POLICY, type Policy } from "../jobs/policy.ts";
import { obstacle } from "../lab-obstacle.ts";
import type { StockSettings } from "../stock/outlook.ts";
import { StockBook } from "../stock/stock-book.ts";
import { AccessTable } from "./access-table.ts";
import { AirflowTable } from "./airflow-table.ts";
import { ApplicantTable } from "./applicant-table.ts";
import { AuditChain } from "./audit-chain.ts";
import { type CopyView, dropCopies, listCopies } from "./copies.ts";
import { EventTable, type JournalEvent } from "./event-table.ts";
import { FlashTable } from "./flash-table.ts";
import { HandoverDesk } from "./handover-desk.ts";
import { HeatMemoryTable } from "./heat-memory-table.ts";
import { type ImportResult, JobImport, type NotQueued, type OnRefused } from "./job-import.ts";
import { jobId } from "./job-key.ts";
import { JobTable } from "./job-table.ts";
import { JobViews } from "./job-views.ts";
import { type KeyedHash, keyedHash } from "./keyed-hash.ts";
import { LostTable } from "./lost-table.ts";
import { newestRecordMs, openingNotes, takeOverCopy } from "./opening.ts";
import { OutcomeTable } from "./outcome-table.ts";
import { Purge } from "./purge.ts";
import { dropLeft } from "./put-back.ts";
import { orderByPolicy, QueueDesk } from "./queue-desk.ts";
import { StepIds } from "./step-ids.ts";
import { StepTable } from "./step-table.ts";
import { Store, type StoreOptions, text } from "./store.ts";
import { SuspectDesk } from "./suspect-desk.ts";
import { type CardCounts, Tally } from "./tally.ts";
import { type Verdict, VerdictDesk } from "./verdict.ts";

export interface JournalOptions extends StoreOptions {
  /** Whose midnight ends a day. */
  readonly zone: Zone;
  /** Who gets the next card. */
  readonly policy?: Policy;
  readonly stock?: StockSettings;
}

/** The parts that people's commands need. */
interface Desks {
  views: JobViews;
  queue: QueueDesk;
  suspects: SuspectDesk;
  handover: HandoverDesk;
  purge: Purge;
  stock: StockBook;
  applicants: ApplicantTable;
  importer: JobImport;
  verdicts: VerdictDesk;
}

export class Journal {
  /** Ports of the controllers. */
  readonly steps: StepJournal & { readonly last: number };
  readonly jobs: JobSource & Pick<JobTable, "skip" | "cancel" | "takeFrom" | "hasUrgent" | "headSql">;
  readonly events: EventSink;
  /** Leases and jobs of the data centre, and the results that it has to hear. */
  readonly centre: CentreTable;
  readonly outbox: OutboxTable;
  /** Who did what: append-only. */
  readonly audit: AuditChain;
  /** Passwords, sessions, wall tokens. */
  readonly access: AccessTable;
  /** What became of commands, by idempotency key. */
  readonly outcomes: OutcomeTable;
  /** Who put which firmware into which machine. */
  readonly flashes: FlashTable;
  /** Printer seconds lost, by day. */
  readonly lost: LostTable;
  /** What was learnt of the printers' airflow, by day. */
  readonly airflow: AirflowTable;
  /** What was learnt of the heat of the printers' machines. */
  readonly heat: HeatMemoryTable;
  /** False for `:memory:` and `durable: false`: a power cut loses what was written. */
  readonly durable: boolean;
  readonly path: string;
  /** What people should hear at the start: no copy could be made, a copy was put in place, the clock is behind. */
  readonly warnings: readonly string[];
  private readonly store: Store;
  private readonly keyed: KeyedHash;
  private readonly eventTable: EventTable;
  /** Made when they are first asked for: a card in work needs none of them. */
  private readonly made: Partial<Desks> = {};
  private readonly tally: Tally;
  private readonly options: JournalOptions;
  private forgot = 0;

  /** Throws what {@link Store} throws. Close it at the end. */
  constructor(options: JournalOptions) {
    const { utcMs } = options;
    this.options = options;
    this.store = new Store(options);
    this.path = options.path;
    this.durable = this.store.durable;
    const setAside = takeOverCopy(this.store, utcMs);
    this.tally = new Tally(this.store, options.zone, utcMs);
    this.eventTable = new EventTable(this.store, utcMs);
    const ids = new StepIds(this.store);
    const jobs = new JobTable(this.store, this.eventTable, this.tally, ids, utcMs);
    this.jobs = jobs;
    this.steps = new StepTable(this.store, jobs, ids, utcMs);
    this.events = this.eventTable;
    const centre = new CentreTable(this.store, this.tally, utcMs);
    jobs.onMove = (job, state, printer) => centre.moved(job, { state, printer });
    jobs.onEnd = (job) => centre.ended(job);
    this.centre = centre;
    this.outbox = new OutboxTable(this.store, this.tally, utcMs);
    this.audit = new AuditChain(this.store, utcMs);
    this.access = new AccessTable(this.store);
    this.outcomes = new OutcomeTable(this.store, utcMs);
    this.flashes = new FlashTable(this.store, utcMs);
    this.lost = new LostTable(this.store);
    this.airflow = new AirflowTable(this.store);
    this.heat = new HeatMemoryTable(this.store);
    this.keyed = keyedHash(this.store);
    orderByPolicy(this.store, options.policy ?? DEFAULT_POLICY);
    this.eventTable.trim();
    this.warnings = [...this.store.warnings, ...openingNotes(this, setAside)];
  }

  /** Lists of jobs, masked. */
  get views(): JobViews {
    const { store, keyed, made } = this;
    made.views ??= new JobViews(store, (nik) => (keyed.any ? keyed.of(nik) : undefined));
    return made.views;
  }

  /** Hold, release, urgent. */
  get queue(): QueueDesk {
    const { store, eventTable, tally, options, made } = this;
    made.queue ??= new QueueDesk(store, eventTable, tally, options.utcMs, options.policy ?? DEFAULT_POLICY);
    return made.queue;
  }

  /** Records that may be somebody's second one. */
  get suspects(): SuspectDesk {
    const { store, eventTable, tally, options, made } = this;
    made.suspects ??= new SuspectDesk(store, eventTable, tally, this.applicants, options.utcMs);
    return made.suspects;
  }

  /** From the output bin to the owner. */
  get handover(): HandoverDesk {
    const { store, eventTable, tally, options, made } = this;
    made.handover ??= new HandoverDesk(store, eventTable, tally, options.utcMs);
    return made.handover;
  }

  /** Forgets people. */
  get purge(): Purge {
    this.made.purge ??= new Purge(this.store, this.keyed, this.options.utcMs);
    return this.made.purge;
  }

  /** Blanks, ribbon, film and cleaning kits of the office. */
  get stock(): StockBook {
    const { store, eventTable, options, made } = this;
    made.stock ??= new StockBook(store, eventTable, options.zone, options.utcMs, options.stock);
    return made.stock;
  }

  private get applicants(): ApplicantTable {
    this.made.applicants ??= new ApplicantTable(this.store);
    return this.made.applicants;
  }

  private get importer(): JobImport {
    const { store, eventTable: events, tally, keyed, options, made } = this;
    const { utcMs, policy = DEFAULT_POLICY } = options;
    made.importer ??= new JobImport({ store, tally, events, applicants: this.applicants, keyed, utcMs, policy });
    return made.importer;
  }

  private get verdicts(): VerdictDesk {
    const { store, eventTable, tally, options, made } = this;
    made.verdicts ??= new VerdictDesk(store, eventTable, tally, options.utcMs);
    return made.verdicts;
  }

  /** Queues jobs; returns those that may not be queued, with the reason. */
  addJobs(rows: Iterable<JobRow>): readonly NotQueued[] {
    return this.importer.add(rows).refused;
  }

  /** The same, told in full; `onRefused` hears of each refused row while it is at hand. */
  importJobs(rows: Iterable<JobRow>, onRefused?: OnRefused): ImportResult {
    return this.importer.add(rows, onRefused);
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

  /** What the office has done on its last days, for a date by which the queue is empty. */
  get pace(): Pick<Tally, "recentDays" | "todayMs"> {
    return this.tally;
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

  /** All steps ever intended, oldest first: for reports and for proofs in tests. `result` is null while a step is open. */
  allSteps(): { id: number; printer: string; job: string; kind: number; result: number | null; withdrawn: string }[] {
    const rows = this.store.prepare("SELECT id, printer, job, kind, result, withdrawn FROM steps ORDER BY id").all();
    return rows as ReturnType<Journal["allSteps"]>;
  }

  /** Events of a printer (of all, when the name is empty) older than the event `before`, newest first. */
  eventsOf(printer: string, before: number | undefined, count: number): JournalEvent[] {
    return this.eventTable.page(printer, before, count);
  }

  /** The newest `count` events, oldest first. */
  newestEvents(count: number): JournalEvent[] {
    return this.eventTable.newest(count);
  }

  /** How SQLite carries out a query: which indexes it uses. */
  explain(sql: string): string {
    const rows = this.store.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    return rows.map((row) => text(row, "detail")).join("\n");
  }

  /** `ok`, or what SQLite finds wrong with the file. Reads all of it. */
  integrity(): string {
    return String(this.store.prepare("PRAGMA integrity_check(1)").get()?.["integrity_check"]);
  }

  /** Copies of this journal, oldest first. */
  copies(): CopyView[] {
    return this.options.copies === undefined ? [] : listCopies(this.options.copies.dir);
  }

  /** Makes a copy now. Undefined when the journal has no place for copies. Throws `StorageError` when the disk is full. */
  makeCopy(): string | undefined {
    const { copies, utcMs } = this.options;
    if (copies === undefined) return undefined;
    this.eventTable.flush();
    return this.store.copy(copies, utcMs());
  }

  /** Forgets people of before an instant, here and in the copies: those are replaced by one new one. */
  forget(beforeMs: number): { people: number; backups: number } {
    const people = this.purge.run(beforeMs);
    const { copies, path } = this.options;
    if (people === 0) return { people, backups: 0 };
    this.forgot++;
    dropLeft(path);
    if (copies === undefined) return { people, backups: 0 };
    const backups = dropCopies(copies.dir);
    this.makeCopy();
    return { people, backups };
  }

  /** How far the clock is behind the newest record, ms; not positive when it is right. */
  behindMs(): number {
    return newestRecordMs(this.store) - this.options.utcMs();
  }

  /** What is on the disk at this instant, as plain bytes: `image` of another journal's options. */
  image(): Uint8Array {
    return this.store.image();
  }

  /** {@link image}, or why it cannot be had: it is larger than `bytesMax`, or the runtime is too old. */
  imageWithin(bytesMax: number): Uint8Array | LabObstacle {
    const { store } = this;
    if (!store.hasImage) return obstacle("oldRuntime", { has: process.versions.node });
    if (store.bytes <= bytesMax) return store.image();
    const mebibytes = (bytes: number): string => (bytes / 1_048_576).toFixed(1);
    return obstacle("largeJournal", { has: mebibytes(store.bytes), most: mebibytes(bytesMax) });
  }

  /** How often people were forgotten since the opening: images from before must not come back. */
  get forgettings(): number {
    return this.forgot;
  }

  /**
   * The journal as the next process finds it when this one dies here: nothing of what is only in memory is carried over, and
   * this one must not be used again.
   */
  afterDeath(): Journal {
    const { image: _, ...options } = this.options;
    return new Journal({ ...options, dead: this.store });
  }

  /** True while the file can be written. */
  get healthy(): boolean {
    return this.store.isOpen;
  }

  /** Writes what is pending. Harmless twice. */
  close(): void {
    if (!this.store.isOpen) return;
    try {
      this.made.stock?.flush();
      this.eventTable.flush();
    } catch (error) {
      // A full disk: what was confirmed is in the file; what an engine counts it says again, events of the last seconds go.
      if (!(error instanceof StorageError)) throw error;
    } finally {
      this.store.close();
    }
  }
}
