/** The journal's database file: opened, checked, migrated; and its transactions. */
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { JournalError } from "../errors.ts";
import { type CopyOptions, makeCopy } from "./copies.ts";
import { openFile, writeError } from "./open-file.ts";
import { type LateWork, MemoryStatement, type Statement, WAITS, WriteBehind } from "./write-behind.ts";

export interface StoreOptions {
  /** A file, or `:memory:` for virtual time. */
  readonly path: string;
  /**
   * True (default): what a call returned survives a power cut (WAL, `synchronous=FULL`). False (`synchronous=OFF`): only
   * for virtual time, where the disk is no part of the experiment.
   */
  readonly durable?: boolean;
  /** Where a copy is put before anything is changed, and how many are kept. Without it there are none. */
  readonly copies?: CopyOptions;
  /** Milliseconds since 1970 UTC, for records. */
  readonly utcMs: () => number;
  /** Begins as a copy of a saved database, see {@link Store.image}. Only in memory. */
  readonly image?: Uint8Array;
  /** Hears of each write before anything of it is done, and after it is durable. For experiments with power cuts. */
  readonly watch?: (moment: "before" | "after") => void;
  /** The store of a process that has died: this one goes on with its database and with nothing else. */
  readonly dead?: Store;
}

/**
 * What {@link Store.kept} looks at: jobs with what the data centre has to do with them, but for what the tables of jobs and of the centre
 * tell each other; the results that it has to hear; and the queue: which jobs may be taken and in which order, but for those that
 * are taken from it.
 */
export type Topic = "jobs" | "results" | "queue";
const EVERYTHING: readonly Topic[] = ["jobs", "results", "queue"];
/** For writes that no kept look can see. */
export const NO_TOPIC: readonly Topic[] = [];

export type Row = Record<string, SQLOutputValue>;

export class Store {
  readonly path: string;
  readonly durable: boolean;
  /** What went wrong at the opening without being a reason not to work. */
  readonly warnings: readonly string[];
  private readonly db: DatabaseSync;
  private readonly begin: Statement;
  private readonly commit: Statement;
  private readonly rollback: Statement;
  private readonly watch: StoreOptions["watch"];
  private late: LateWork | undefined;
  private readonly behind: WriteBehind | undefined;
  private inside = false;
  /** Writes so far. */
  private readonly writes: Record<Topic, number> = { jobs: 0, results: 0, queue: 0 };

  /** Throws `BusyError` when another station has the file, `InputError` when it is no journal, `StorageError` when the disk is full, {@link JournalError} when it is damaged. */
  constructor(options: StoreOptions) {
    this.path = options.path;
    const memory = options.path === ":memory:";
    this.durable = !memory && options.durable !== false;
    this.watch = options.watch;
    this.behind = memory ? new WriteBehind() : undefined;
    // What the dead one would still have written is lost; what it has written only waits for somebody to look.
    options.dead?.catchUp();
    if (options.dead !== undefined) options.dead.late = undefined;
    const { path, image, copies, utcMs, dead } = options;
    const opened =
      dead === undefined
        ? openFile({ path, durable: this.durable, image, copies, utcMs })
        : { db: dead.db, warnings: [] };
    this.db = opened.db;
    this.warnings = opened.warnings;
    this.begin = this.db.prepare("BEGIN IMMEDIATE");
    this.commit = this.db.prepare("COMMIT");
    this.rollback = this.db.prepare("ROLLBACK");
  }

  /** A statement that sees all that was written; with `kinds` ({@link WAITS}) only of what its tables could lack. */
  prepare(sql: string, kinds?: number): Statement {
    const { behind, db } = this;
    if (behind === undefined) return db.prepare(sql);
    return new MemoryStatement(
      () => db.prepare(sql),
      () => behind.catchUp(this.inside, kinds),
    );
  }

  /** A statement for which it is all one whether what may wait ({@link writeBehind}) is in its tables already. */
  prepareApart(sql: string): Statement {
    return this.prepare(sql, 0);
  }

  /** A statement that sees all that was written to the rows of jobs and cards. */
  prepareOnJobs(sql: string): Statement {
    return this.prepare(sql, WAITS.jobs);
  }

  /** A row may wait now: nothing is on a disk, and no transaction is under way. */
  get mayWait(): boolean {
    return this.behind !== undefined && !this.inside;
  }

  /** Rows of one of {@link WAITS} that wait until somebody looks. In memory only; elsewhere {@link mayWait} is never true. */
  writeBehind(kind: number, work: LateWork): void {
    this.behind?.add(kind, work);
  }

  /** False for a file, durable or not. */
  get isInMemory(): boolean {
    return this.behind !== undefined;
  }

  /** Rows that waited, as one piece of work: statements one by one would each be a transaction. */
  together(work: () => void): void {
    if (this.inside) {
      work();
      return;
    }
    this.begin.run();
    try {
      work();
      this.commit.run();
    } catch (error) {
      if (this.db.isTransaction) this.rollback.run();
      throw error;
    }
  }

  /** Writes all rows that wait. */
  catchUp(): void {
    this.behind?.catchUp(this.inside);
  }

  /** A look at a topic that is only taken again after a write to it. What it gives depends on the database alone, and nobody changes it. */
  kept<T>(topic: Topic, look: () => T): () => T {
    let seen: { readonly value: T; readonly writes: number } | undefined;
    return () => {
      if (this.inside) return look();
      const writes = this.writes[topic];
      if (seen?.writes !== writes) seen = { value: look(), writes };
      return seen.value;
    };
  }

  /** Grows with each write to a topic. Inside of a transaction it is no number: what is found then proves nothing for later. */
  version(topic: Topic): number {
    return this.inside ? Number.NaN : this.writes[topic];
  }

  /** A topic was written to by a statement of which nobody knew beforehand whether it would. */
  wrote(touched: readonly Topic[]): void {
    for (const topic of touched) this.writes[topic]++;
  }

  /** Work that may wait for the next write: runs inside its transaction. */
  onCommit(late: LateWork): void {
    this.late = late;
  }

  /**
   * For a single statement, which is atomic by itself. A durable store takes waiting work along, since the disk is flushed
   * anyway; in memory that would only cost time. `touched`: what it may change of that which is looked at.
   */
  single<T>(statement: () => T, touched: readonly Topic[] = EVERYTHING): T {
    this.wrote(touched);
    if (this.inside) return statement();
    if (this.durable && this.late?.waits() === true) return this.transaction(statement, touched);
    this.watch?.("before");
    try {
      const value = statement();
      this.watch?.("after");
      return value;
    } catch (error) {
      throw writeError(error, this.path);
    }
  }

  /** All or nothing, durable when it returns. Nested calls join the outer one. */
  transaction<T>(work: () => T, touched: readonly Topic[] = EVERYTHING): T {
    this.wrote(touched);
    if (this.inside) return work();
    this.watch?.("before");
    const value = this.atOnce(work);
    this.watch?.("after");
    return value;
  }

  /** A transaction all of whose rows may wait: for {@link mayWait}. */
  waiting(work: () => void, touched: readonly Topic[] = EVERYTHING): void {
    this.wrote(touched);
    this.watch?.("before");
    work();
    this.late?.write();
    this.watch?.("after");
  }

  private atOnce<T>(work: () => T): T {
    this.begin.run();
    this.inside = true;
    let lateWritten = false;
    try {
      const value = work();
      lateWritten = true;
      this.late?.write();
      this.commit.run();
      this.behind?.ended(true);
      return value;
    } catch (error) {
      if (this.db.isTransaction) this.rollback.run();
      this.behind?.ended(false);
      if (lateWritten) this.late?.undo();
      throw writeError(error, this.path);
    } finally {
      this.inside = false;
    }
  }

  /** The database as it stands: plain bytes, to go on from in another store. Needs Node 24.16. */
  image(): Uint8Array {
    this.catchUp();
    return this.db.serialize();
  }

  /** False: this runtime has no {@link image}. */
  get hasImage(): boolean {
    return typeof this.db.serialize === "function";
  }

  /** Size of the database, bytes. */
  get bytes(): number {
    this.catchUp();
    const pages = this.db.prepare("PRAGMA page_count").get()?.["page_count"];
    return Number(pages) * Number(this.db.prepare("PRAGMA page_size").get()?.["page_size"]);
  }

  /** Puts a copy of the database beside it; returns its path. */
  copy(options: CopyOptions, atMs: number): string {
    this.catchUp();
    return makeCopy(this.db, options, atMs);
  }

  /** Whether what is deleted is overwritten at once, so that it cannot be read from the file any more. */
  overwriteDeleted(on: boolean): void {
    this.db.exec(`PRAGMA secure_delete = ${on ? "ON" : "OFF"}`);
  }

  /** Writes the database anew without gaps and empties the log. Takes a while on a large one. */
  compact(): void {
    this.db.exec("VACUUM");
    this.db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** False after {@link close}. */
  get isOpen(): boolean {
    return this.db.isOpen;
  }

  close(): void {
    if (this.db.isOpen) this.db.close();
  }
}

/** A column that the schema declares INTEGER NOT NULL. */
export function int(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== "number") throw new JournalError(`column ${column} is no integer`);
  return value;
}

/** A column that the schema declares TEXT NOT NULL. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== "string") throw new JournalError(`column ${column} is no text`);
  return value;
}
