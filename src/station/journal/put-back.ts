/**
 * Puts an earlier image in the journal's place, for simulated worlds that go back in time. Never on a station that a real
 * printer belongs to: its cards do not go back.
 */
import { chmodSync, closeSync, copyFileSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { listCopies } from "./copies.ts";

/** Who may come in is no part of the world that goes back: a password that was set stays set. */
const KEPT_TABLES = ["access_passwords", "access_sessions", "access_wall_tokens"] as const;

/** Where the journal that was left stays, the newest one only. */
export const leftPath = (path: string): string => `${path}.left`;

/**
 * The journal at `path` must be closed. Copies in `copiesDir` of what is undone go: to put one back would bring the undone
 * world to machines that know nothing of it, and the audit would take them for proofs that it was changed. Whatever ends the process in here, a whole journal stands at `path`: the one that
 * was there, or the earlier one. Throws what the disk says.
 */
export function putBack(path: string, image: Uint8Array, copiesDir?: string): void {
  const half = `${path}.half`;
  for (const old of [half, `${half}-wal`, `${half}-shm`]) rmSync(old, { force: true });
  try {
    writeFileSync(half, image, { mode: 0o600 });
    keepAccess(half, path);
    flush(half);
    copyFileSync(path, leftPath(path));
    chmodSync(leftPath(path), 0o600);
    flush(leftPath(path));
    renameSync(half, path);
    flush(dirname(path));
    if (copiesDir !== undefined) dropUndone(path, copiesDir);
  } finally {
    rmSync(half, { force: true });
  }
}

/** Forgets the journal that was left: people in it have to be forgotten. */
export function dropLeft(path: string): void {
  rmSync(leftPath(path), { force: true });
}

/** Copies whose newest entry of the audit is not in the journal. */
function dropUndone(path: string, copiesDir: string): void {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const entry = db.prepare("SELECT 1 FROM audit WHERE id = ? AND hash = ?");
    for (const { path: copy, audit } of listCopies(copiesDir))
      if (audit.seq > 0 && entry.get(audit.seq, audit.hash) === undefined) rmSync(copy, { force: true });
  } finally {
    db.close();
  }
}

function keepAccess(half: string, path: string): void {
  const db = new DatabaseSync(half);
  try {
    db.exec("PRAGMA journal_mode = DELETE");
    db.prepare("ATTACH ? AS present").run(path);
    db.exec("BEGIN IMMEDIATE");
    for (const table of KEPT_TABLES) {
      db.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM present.${table}`);
    }
    db.exec("COMMIT");
  } finally {
    db.close();
  }
}

function flush(path: string): void {
  const fd = openSync(path, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
