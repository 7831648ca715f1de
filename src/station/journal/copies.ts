/**
 * Copies of the journal: one at each start, before anything is changed, and when somebody asks for one. Numbered, because a
 * clock may be wrong; the oldest are dropped. A copy knows that it is one: opened in the journal's place, it sets aside what
 * was still to be printed, since nobody knows which of it was printed after the copy was made.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type AuditHead, parseHead } from "./audit-chain.ts";

/** Copies that a directory may keep. */
export const COPIES_MAX = 1_000;
const NAME = /^journal-(\d{6,})\.db$/;

export interface CopyOptions {
  readonly dir: string;
  /** How many are kept, 1..{@link COPIES_MAX}. */
  readonly keep: number;
  /** Whether the opening of the journal makes one; default true. */
  readonly atOpening?: boolean;
}

export interface CopyView {
  readonly number: number;
  readonly path: string;
  readonly bytes: number;
  readonly madeAtMs: number;
  /** Newest entry of the audit in it. */
  readonly audit: AuditHead;
}

/** Oldest first. Files that are no copies are passed over. */
export function listCopies(dir: string): CopyView[] {
  return numbers(dir).flatMap((number) => {
    const path = pathOf(dir, number);
    const known = readCopy(path);
    return known === undefined ? [] : [{ number, path, bytes: statSync(path).size, ...known }];
  });
}

/** Copies the database as it stands and drops the oldest copies beyond `keep`. Throws what the disk says. Returns the path. */
export function makeCopy(db: DatabaseSync, { dir, keep }: CopyOptions, atMs: number): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const number = (numbers(dir).at(-1) ?? 0) + 1;
  const path = pathOf(dir, number);
  const half = `${path}.half`;
  rmSync(half, { force: true });
  try {
    db.prepare("VACUUM INTO ?").run(half);
    chmodSync(half, 0o600);
    mark(half, number, atMs);
    flushToDisk(half);
    renameSync(half, path);
    flushToDisk(dir);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
  for (const old of numbers(dir).slice(0, -keep)) rmSync(pathOf(dir, old), { force: true });
  return path;
}

/** Removes all copies: what they hold of people has been forgotten. Returns how many. */
export function dropCopies(dir: string): number {
  const all = numbers(dir);
  for (const number of all) rmSync(pathOf(dir, number), { force: true });
  return all.length;
}

const pathOf = (dir: string, number: number): string => join(dir, `journal-${String(number).padStart(6, "0")}.db`);

function numbers(dir: string): number[] {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) return [];
  return readdirSync(dir)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** The copy's own mark, and a file without a log beside it. */
function mark(path: string, number: number, atMs: number): void {
  const db = new DatabaseSync(path);
  try {
    db.exec("PRAGMA journal_mode = DELETE");
    db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('copy', ?)").run(`${number} ${atMs}`);
  } finally {
    db.close();
  }
}

function readCopy(path: string): { madeAtMs: number; audit: AuditHead } | undefined {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    const value = (key: string): string =>
      String(db!.prepare("SELECT value FROM meta WHERE key = ?").get(key)?.["value"] ?? "");
    const head = value("auditHead");
    return {
      madeAtMs: Number(value("copy").split(" ")[1] ?? 0),
      audit: head === "" ? { seq: 0, hash: "" } : parseHead(head),
    };
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
}

function flushToDisk(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
