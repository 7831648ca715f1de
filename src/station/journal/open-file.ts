/** Opens the journal's database file: locked, checked, copied, migrated; or says in one sentence why not. */
import { randomInt } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { BusyError, InputError, JournalError, StorageError, systemCode } from "../errors.ts";
import { type CopyOptions, listCopies, makeCopy } from "./copies.ts";
import { MIGRATIONS } from "./migrations.ts";
import { partsGone, partsOf } from "./schema-parts.ts";

/** Numbers from which a new journal file may begin to count its jobs. */
const FIRST_JOB_MAX = 2 ** 35;

/** Pages kept in memory: the indexes of a quarter of a million jobs, so that neither import nor queue reads them again. */
const CACHE_KIB = 65_536;

/**
 * Pages of a new file. A durable step writes three to the log: at half of SQLite's usual size they are on the disk sooner.
 * In memory, where nothing is flushed, smaller pages cost a quarter more [C: npm run bench, calls of one card].
 */
const PAGE_BYTES = 2_048;

/** At the start no copy is made while the newest is younger. */
export const COPY_AGE_MS_MIN = 3_600_000;

export interface OpenOptions {
  readonly path: string;
  readonly durable: boolean;
  readonly image?: Uint8Array | undefined;
  readonly copies?: CopyOptions | undefined;
  /** For the mark of a copy, ms since 1970. */
  readonly utcMs: () => number;
}

export interface OpenedFile {
  readonly db: DatabaseSync;
  /** What went wrong without being a reason not to work. */
  readonly warnings: readonly string[];
}

/** Throws {@link BusyError}, {@link InputError}, {@link StorageError} or {@link JournalError}. */
export function openFile(options: OpenOptions): OpenedFile {
  const { path, durable, image } = options;
  const memory = path === ":memory:";
  let db: DatabaseSync | undefined;
  try {
    if (!memory) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    if (!memory && isHollow(options)) throw damaged(options, "it is empty or gone, and there are copies of it");
    // Names are in it: SQLite gives its logs the mode that the file has from its first moment.
    if (!memory && !existsSync(path)) closeSync(openSync(path, "a", 0o600));
    db = new DatabaseSync(path);
    if (image !== undefined) db.deserialize(image);
    // Exclusive: a second station on the same journal would print every job twice.
    db.exec("PRAGMA locking_mode = EXCLUSIVE");
    if (!memory) db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    db.exec("PRAGMA journal_mode = WAL");
    db.exec(`PRAGMA synchronous = ${durable ? "FULL" : "OFF"}`);
    db.exec("PRAGMA foreign_keys = ON");
    db.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    db.exec("BEGIN IMMEDIATE; COMMIT");
    const check = db.prepare("PRAGMA integrity_check(1)").get();
    if (check?.["integrity_check"] !== "ok")
      throw damaged(options, String(check?.["integrity_check"]).replace(/\s+/g, " "));
    const version = versionOf(db, path);
    const copy = version > 0 && !memory && (version < MIGRATIONS.length || isDue(options));
    const warnings = copy ? copied(db, options) : [];
    migrate(db, version, memory);
    if (!memory) warnings.push(...rulesMadeAgain(db, options));
    if (version === 0 && !memory) {
      beginAnywhere(db);
    }
    return { db, warnings };
  } catch (error) {
    if (db?.isOpen === true) db.close();
    throw explained(error, options);
  }
}

/** SQLite's primary result codes. */
const SQLITE = { busy: 5, locked: 6, ioError: 10, corrupt: 11, full: 13, cantOpen: 14, notADatabase: 26 } as const;

/** The primary result code of an error of SQLite, 0 for other errors. */
const sqliteCode = (error: unknown): number =>
  error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode & 0xff : 0;

/** A write that the disk did not take, as {@link StorageError}; other errors as they are. */
export function writeError(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  if (code === SQLITE.full) {
    return new StorageError(`${path}: the disk is full; free some space and start again. What was confirmed is safe`);
  }
  if (code !== SQLITE.ioError) return error;
  return new StorageError(`${path}: the disk does not take what is written; look after it. What was confirmed is safe`);
}

function explained(error: unknown, options: OpenOptions): unknown {
  if (!(error instanceof Error) || error instanceof JournalError || error instanceof InputError) return error;
  const { path } = options;
  const code = sqliteCode(error);
  if (code === SQLITE.busy || code === SQLITE.locked)
    return new BusyError(`${path}: another station uses this journal`);
  if (code === SQLITE.notADatabase) return new InputError(`is not a journal; ${remedy(options)}`, { file: path });
  if (code === SQLITE.corrupt) return damaged(options, "");
  if (code === SQLITE.full || code === SQLITE.ioError) return writeError(error, path);
  if (systemCode(error) === "ENOSPC")
    return new StorageError(`${path}: the disk is full; free some space and start again`);
  return new InputError(`the journal cannot be opened (${error.message})`, { file: path });
}

function damaged(options: OpenOptions, how: string): JournalError {
  const said = how === "" ? "" : ` (${how})`;
  return new JournalError(`${options.path}: the journal is damaged${said}; ${remedy(options)}`);
}

function remedy({ copies }: OpenOptions): string {
  const newest = copies === undefined ? undefined : listCopies(copies.dir).at(-1);
  if (newest !== undefined) return `restore a copy of it: cetak journal restore ${newest.number}`;
  return `put a copy of it in its place${copies === undefined ? "" : ` (there is none in ${copies.dir})`}`;
}

/** A file without a byte, or none, where a journal was once: to begin anew would print everybody a second card. */
function isHollow({ path, copies }: OpenOptions): boolean {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  const file = statSync(path, { throwIfNoEntry: false });
  return (file?.size ?? 0) === 0 && (log?.size ?? 0) === 0 && copies !== undefined && listCopies(copies.dir).length > 0;
}

/** A station that is started again and again must not push its good copies out. By a clock that went back, a copy is due. */
function isDue({ copies, utcMs }: OpenOptions): boolean {
  if (copies === undefined || copies.atOpening === false) return false;
  const newest = listCopies(copies.dir).at(-1);
  const ageMs = newest === undefined ? -1 : utcMs() - newest.madeAtMs;
  return ageMs < 0 || ageMs >= COPY_AGE_MS_MIN;
}

/** A copy that cannot be made is no reason not to print. */
function copied(db: DatabaseSync, { copies, utcMs }: OpenOptions): string[] {
  if (copies === undefined) return [];
  try {
    makeCopy(db, copies, utcMs());
    return [];
  } catch (error) {
    return [`no copy of the journal could be made in ${copies.dir}: ${error instanceof Error ? error.message : error}`];
  }
}

/**
 * Each journal counts its jobs from a number of its own. Job keys are what an engine compares before it joins film and card:
 * two journals used on one engine must never give the same key to two people.
 */
function beginAnywhere(db: DatabaseSync): void {
  db.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('jobs', ?)").run(randomInt(1, FIRST_JOB_MAX));
}

/** Migrations that the file has had; 0: it is new. Throws when it was written by a newer version. */
function versionOf(db: DatabaseSync, path: string): number {
  const version = Number(db.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
  if (version <= MIGRATIONS.length) return version;
  const what = `was written by a newer version (format ${version}, this one knows ${MIGRATIONS.length})`;
  throw new InputError(`${what}; use that version: this one changes nothing in it`, { file: path });
}

function migrate(db: DatabaseSync, version: number, memory: boolean): void {
  if (version === MIGRATIONS.length) return;
  const begins = version === 0 && memory;
  if (begins && schemaOfNew !== undefined) {
    db.exec(`BEGIN IMMEDIATE; ${schemaOfNew}; PRAGMA user_version = ${MIGRATIONS.length}; COMMIT`);
    return;
  }
  // A table that is rebuilt goes for a moment, and what refers to it with it.
  db.exec("PRAGMA foreign_keys = OFF");
  for (let next = version; next < MIGRATIONS.length; next++) {
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS[next]}; PRAGMA user_version = ${next + 1}; COMMIT`);
  }
  const broken = db.prepare("PRAGMA foreign_key_check").get();
  if (broken !== undefined) throw new JournalError(`the migration left a row of ${broken["table"]} without its owner`);
  db.exec("PRAGMA foreign_keys = ON");
  if (begins) schemaOfNew = schemaOf(db);
}

/**
 * Indexes and triggers that somebody took out are made again: they refuse a second card for one person and a change of the
 * audit, and without them the file would work on and refuse nothing. A table that is gone, or a rule that the rows in it
 * break already, is damage. Returns what to tell people.
 */
function rulesMadeAgain(db: DatabaseSync, options: OpenOptions): string[] {
  return partsGone(db).map(({ type, name, sql }) => {
    if (type === "table") throw damaged(options, `the table ${name} is gone`);
    try {
      db.exec(sql);
    } catch {
      throw damaged(options, `the ${type} ${name} is gone, and rows break its rule`);
    }
    return `the ${type} ${name} of the journal was gone and was made again: somebody changed the file by hand`;
  });
}

/** What all migrations come to in an empty database: a simulated world begins with it, hundreds of them a minute. */
let schemaOfNew: string | undefined;

const schemaOf = (db: DatabaseSync): string =>
  partsOf(db)
    .map(({ sql }) => sql)
    .join(";\n");
