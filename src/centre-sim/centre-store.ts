/** The simulated centre's memory: SQLite, in a file or in memory. Every answer that changes something is one transaction. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { CentreJob } from "../station/centre/schema.ts";

const TABLES = `
  CREATE TABLE IF NOT EXISTS records (
    id TEXT PRIMARY KEY,
    nik TEXT NOT NULL,
    class TEXT NOT NULL,
    rank INTEGER NOT NULL,
    requested_at TEXT NOT NULL,
    document TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'ready'
      CHECK (state IN ('ready', 'leased', 'issued', 'void', 'uncertain', 'duplicate')),
    lease TEXT NOT NULL DEFAULT '',
    station TEXT NOT NULL DEFAULT '',
    cause TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE INDEX IF NOT EXISTS records_ready ON records (rank, requested_at, id) WHERE state = 'ready';
  CREATE INDEX IF NOT EXISTS records_lease ON records (lease) WHERE state = 'leased';
  CREATE TABLE IF NOT EXISTS leases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    station TEXT NOT NULL,
    expires_ms INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'live' CHECK (state IN ('live', 'ended'))
  ) STRICT;
  CREATE INDEX IF NOT EXISTS leases_live ON leases (expires_ms) WHERE state = 'live';
  CREATE TABLE IF NOT EXISTS cards (
    serial TEXT PRIMARY KEY,
    nik TEXT NOT NULL,
    record TEXT NOT NULL,
    station TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('valid', 'revoked', 'void')),
    at_ms INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS cards_valid ON cards (nik) WHERE state = 'valid';
  CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS refusals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    record TEXT NOT NULL,
    station TEXT NOT NULL,
    serial TEXT NOT NULL,
    why TEXT NOT NULL,
    at_ms INTEGER NOT NULL
  ) STRICT;
`;

const RANK: Readonly<Record<string, number>> = { first: 0, change: 1, damaged: 2, lost: 2 };

export class CentreStore {
  private readonly db: DatabaseSync;
  private readonly known = new Map<string, StatementSync>();

  /** `:memory:` for virtual time. Throws what SQLite throws when the file cannot be used. */
  constructor(path: string) {
    this.db = new DatabaseSync(path);
    this.db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    this.db.exec(TABLES);
  }

  /** Statements are made once. */
  sql(text: string): StatementSync {
    const found = this.known.get(text);
    if (found !== undefined) return found;
    const made = this.db.prepare(text);
    this.known.set(text, made);
    return made;
  }

  transaction<T>(work: () => T): T {
    this.sql("BEGIN IMMEDIATE").run();
    try {
      const value = work();
      this.sql("COMMIT").run();
      return value;
    } catch (error) {
      if (this.db.isTransaction) this.db.exec("ROLLBACK");
      throw error;
    }
  }

  /** Records that are there already stay as they are; returns how many are new. */
  add(records: Iterable<CentreJob>): number {
    const insert = this.sql(
      "INSERT OR IGNORE INTO records (id, nik, class, rank, requested_at, document) VALUES (?, ?, ?, ?, ?, ?)",
    );
    return this.transaction(() => {
      let added = 0;
      for (const record of records) {
        const row = [record.id, record.nik, record.class, RANK[record.class] ?? 3, record.requestedAt];
        added += Number(insert.run(...row, JSON.stringify(record)).changes);
      }
      return added;
    });
  }

  /** How many rows answer a question. */
  count(text: string, ...values: SQLInputValue[]): number {
    return Number(this.sql(text).get(...values)?.["n"] ?? 0);
  }

  /** Records by state, cards by state, and results refused as duplicates. */
  tally(): { records: Record<string, number>; cards: Record<string, number>; refused: number } {
    const by = (table: string): Record<string, number> =>
      Object.fromEntries(
        this.sql(`SELECT state, count(*) AS n FROM ${table} GROUP BY state ORDER BY state`)
          .all()
          .map((row) => [String(row["state"]), Number(row["n"])]),
      );
    return { records: by("records"), cards: by("cards"), refused: this.count("SELECT count(*) AS n FROM refusals") };
  }

  close(): void {
    if (this.db.isOpen) this.db.close();
  }
}
