/** The tables of a journal file and the rules in it: indexes and triggers, which refuse a second card for one person. */
import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "./migrations.ts";

export interface SchemaPart {
  readonly type: string;
  readonly name: string;
  readonly sql: string;
}

/** In the order in which they were made. */
export function partsOf(db: DatabaseSync): SchemaPart[] {
  const made =
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid";
  return db
    .prepare(made)
    .all()
    .map((row) => ({ type: String(row["type"]), name: String(row["name"]), sql: String(row["sql"]) }));
}

/** What a file that has had all migrations lacks. */
export function partsGone(db: DatabaseSync): SchemaPart[] {
  const there = new Set(partsOf(db).map(({ type, name }) => `${type} ${name}`));
  return whole().filter(({ type, name }) => !there.has(`${type} ${name}`));
}

let wholeSchema: readonly SchemaPart[] | undefined;

function whole(): readonly SchemaPart[] {
  if (wholeSchema !== undefined) return wholeSchema;
  const empty = new DatabaseSync(":memory:");
  empty.exec("PRAGMA foreign_keys = OFF");
  for (const migration of MIGRATIONS) empty.exec(migration);
  wholeSchema = partsOf(empty);
  empty.close();
  return wholeSchema;
}
