/** The journal's database file: opened, checked, migrated; and its transactions. */
import { randomInt } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { BusyError, InputError, JournalError } from "../errors.ts";
import { MIGRATIONS } from "./migrations.ts";

export interface StoreOptions {
  /** A file, or `:memory:` for virtual time. */
  readonly path: string;
  /**
   * True (default): what a call returned survives a power cut (WAL, `synchronous=FULL`). False (`synchronous=OFF`): only
   * for virtual time, where the disk is no part of the experiment.
   */
  readonly durable?: boolean;
}

/** Numbers from which a new journal file may begin to count its jobs. */
const FIRST_JOB_MAX = 2 ** 35;

export interface LateWork {
  waits(): boolean;
  write(): void;
}

export type Row = Record<string, SQLOutputValue>;

export class Store {
  readonly path: string;
  readonly durable: boolean;
  private readonly db: DatabaseSync;
  private readonly begin: StatementSync;
  private readonly commit: StatementSync;
  private readonly rollback: StatementSync;
  private late: LateWork | undefined;
  private inside = false;

  /** Throws {@link BusyError} when another station has the file, {@link InputError} when it is no journal, {@link JournalError} when it is damaged. */
  constructor(options: StoreOptions) {
    this.path = options.path;
    const memory = options.path === ":memory:";
    this.durable = !memory && options.durable !== false;
    this.db = openFile(options.path, this.durable);
    if (migrate(this.db, options.path) && !memory) beginAnywhere(this.db);
    this.begin = this.db.prepare("BEGIN IMMEDIATE");
    this.commit = this.db.prepare("COMMIT");
    this.rollback = this.db.prepare("ROLLBACK");
  }

  prepare(sql: string): StatementSync {
    return this.db.prepare(sql);
  }

  /** Work that may wait for the next write: runs inside its transaction. */
  onCommit(late: LateWork): void {
    this.late = late;
  }

  /**
   * For a single statement, which is atomic by itself. A durable store takes waiting work along, since the disk is flushed
   * anyway; in memory that would only cost time.
   */
  single<T>(statement: () => T): T {
    return this.durable && this.late?.waits() === true ? this.transaction(statement) : statement();
  }

  /** All or nothing, durable when it returns. Nested calls join the outer one. */
  transaction<T>(work: () => T): T {
    if (this.inside) return work();
    this.begin.run();
    this.inside = true;
    try {
      const value = work();
      this.late?.write();
      this.commit.run();
      return value;
    } catch (error) {
      if (this.db.isTransaction) this.rollback.run();
      throw error;
    } finally {
      this.inside = false;
    }
  }

  /** False after {@link close}. */
  get isOpen(): boolean {
    return this.db.isOpen;
  }

  close(): void {
    if (this.db.isOpen) this.db.close();
  }
}

function openFile(path: string, durable: boolean): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    db = new DatabaseSync(path);
    // Exclusive: a second station on the same journal would print every job twice.
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    db.exec("PRAGMA journal_mode = WAL");
    db.exec(`PRAGMA synchronous = ${durable ? "FULL" : "OFF"}`);
    db.exec("PRAGMA foreign_keys = ON");
    db.exec("BEGIN IMMEDIATE; COMMIT");
    const check = db.prepare("PRAGMA integrity_check(1)").get();
    if (check?.["integrity_check"] !== "ok") {
      throw new JournalError(`${path}: the journal is damaged (${check?.["integrity_check"]}); restore a copy of it`);
    }
    return db;
  } catch (error) {
    db?.close();
    throw explained(error, path);
  }
}

/** SQLite's primary result codes. */
const SQLITE = { busy: 5, locked: 6, readOnly: 8, corrupt: 11, cantOpen: 14, notADatabase: 26 } as const;

function explained(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof JournalError) return error;
  const code = "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;
  if (code === SQLITE.busy || code === SQLITE.locked)
    return new BusyError(`${path}: another station uses this journal`);
  if (code === SQLITE.notADatabase) return new InputError("is not a journal", { file: path });
  if (code === SQLITE.corrupt) return new JournalError(`${path}: the journal is damaged; restore a copy of it`);
  return new InputError(`the journal cannot be opened (${error.message})`, { file: path });
}

/**
 * Each journal counts its jobs from a number of its own. Job keys are what an engine compares before it joins film and card:
 * two journals used on one engine must never give the same key to two people.
 */
function beginAnywhere(db: DatabaseSync): void {
  db.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('jobs', ?)").run(randomInt(1, FIRST_JOB_MAX));
}

/** Returns whether the file is new. Throws when it was written by a newer version. */
function migrate(db: DatabaseSync, path: string): boolean {
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
  if (version > MIGRATIONS.length) {
    db.close();
    throw new InputError(`was written by a newer version (format ${version}, this one knows ${MIGRATIONS.length})`, {
      file: path,
    });
  }
  for (let next = version; next < MIGRATIONS.length; next++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[next]}; PRAGMA user_version = ${next + 1}; COMMIT`);
  }
  return version === 0;
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
