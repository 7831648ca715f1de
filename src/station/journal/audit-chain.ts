/**
 * The audit: who did what, append-only, each entry bound to the one before it by a hash. The newest hash also stands in the
 * table `meta` and in every backup, so that an audit which was cut off at its end does not pass for a whole one.
 */
import { createHash } from "node:crypto";
import type { AuditEntry, AuditSink } from "../commands/command.ts";
import { maskNiks } from "../jobs/nik.ts";
import { int, type Row, type Store, text } from "./store.ts";

/** Characters of an actor's or action's name that are kept. */
const NAME_CHARS_MAX = 64;
const DETAIL_CHARS_MAX = 2_000;
/** What stands before the first entry. */
const GENESIS = "0".repeat(64);

export interface AuditLine {
  /** Counts from 1 without a gap. */
  readonly seq: number;
  readonly atMs: number;
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  /** SHA-256 over the hash before it and this entry, hexadecimal. */
  readonly hash: string;
}

export interface AuditHead {
  /** 0: there is no entry. */
  readonly seq: number;
  readonly hash: string;
}

/**
 * `changed`: an entry (or its place) is not what was written. `missing`: entries were taken out. `cutOff`: the end is gone.
 * `unnoted`: there are entries after the one that the journal noted as its newest; they were added, or the note was taken out.
 */
export type AuditDamage = { readonly kind: "changed" | "missing" | "cutOff" | "unnoted"; readonly seq: number };

export interface AuditVerdict {
  readonly entries: number;
  readonly head: AuditHead;
  /** The first thing that is wrong; undefined: the chain is whole. */
  readonly damage: AuditDamage | undefined;
}

export class AuditChain implements AuditSink {
  private readonly store: Store;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;
  private last: AuditHead;

  constructor(store: Store, utcMs: () => number) {
    this.store = store;
    this.utcMs = utcMs;
    this.sql = statements(store);
    this.last = this.newest();
  }

  /** Durable when it returns. Whatever looks like a NIK is masked. */
  append(entry: AuditEntry): void {
    const before = this.last;
    const line = {
      seq: before.seq + 1,
      atMs: this.utcMs(),
      actor: maskNiks(entry.actor.slice(0, NAME_CHARS_MAX)),
      role: entry.role,
      action: entry.action.slice(0, NAME_CHARS_MAX),
      detail: maskNiks(JSON.stringify(entry.detail)),
    };
    // A detail that is too long is cut between its keys, never inside: it stays JSON.
    if (line.detail.length > DETAIL_CHARS_MAX) line.detail = JSON.stringify({ tooLong: line.detail.length });
    const hash = hashOf(before.hash, line);
    try {
      this.store.transaction(() => {
        const { seq, atMs, actor, role, action, detail } = line;
        this.sql.insert.run(seq, atMs, actor, role, action, detail, hash);
        this.sql.setHead.run(`${seq} ${hash}`);
        this.last = { seq, hash };
      });
    } catch (error) {
      this.last = before;
      throw error;
    }
  }

  get head(): AuditHead {
    return this.last;
  }

  /** Entries after `after`, oldest first, at most `limit`. */
  read(after: number, limit: number): AuditLine[] {
    return this.sql.page.all(after, limit).map(lineOf);
  }

  /** The newest `limit` entries, oldest first. */
  newestLines(limit: number): AuditLine[] {
    return this.sql.newest.all(limit).reverse().map(lineOf);
  }

  /** The hash of an entry, undefined when there is none. */
  hashAt(seq: number): string | undefined {
    const row = this.sql.one.get(seq);
    return row === undefined ? undefined : text(row, "hash");
  }

  /** Goes through the whole chain. `anchors`: heads noted elsewhere (backups, a sheet of paper); each must be in the chain. */
  verify(anchors: readonly AuditHead[] = []): AuditVerdict {
    let head: AuditHead = { seq: 0, hash: GENESIS };
    let damage: AuditDamage | undefined;
    for (const row of this.sql.all.iterate()) {
      const seq = int(row, "id");
      const expected = hashOf(head.hash, rawOf(row));
      if (seq !== head.seq + 1) damage ??= { kind: "missing", seq: head.seq + 1 };
      else if (expected !== text(row, "hash")) damage ??= { kind: "changed", seq };
      head = { seq, hash: text(row, "hash") };
    }
    const noted = this.anchored();
    for (const anchor of [noted, ...anchors]) {
      if (anchor.seq > head.seq) damage ??= { kind: "cutOff", seq: head.seq + 1 };
      else if (anchor.seq > 0 && this.hashAt(anchor.seq) !== anchor.hash)
        damage ??= { kind: "changed", seq: anchor.seq };
    }
    if (noted.seq < head.seq) damage ??= { kind: "unnoted", seq: noted.seq + 1 };
    return { entries: head.seq, head, damage };
  }

  /** What `meta` says the newest entry is. */
  private anchored(): AuditHead {
    const row = this.sql.head.get();
    return row === undefined ? { seq: 0, hash: GENESIS } : parseHead(text(row, "value"));
  }

  /** Where the chain goes on: never behind what `meta` knows, so that a cut end is not papered over. */
  private newest(): AuditHead {
    const row = this.sql.newest.get(1);
    const written = row === undefined ? { seq: 0, hash: GENESIS } : { seq: int(row, "id"), hash: text(row, "hash") };
    const anchored = this.anchored();
    return anchored.seq > written.seq ? anchored : written;
  }
}

type Raw = Omit<AuditLine, "detail" | "hash"> & { readonly detail: string };

function hashOf(before: string, { seq, atMs, actor, role, action, detail }: Raw): string {
  return createHash("sha256")
    .update(JSON.stringify([before, seq, atMs, actor, role, action, detail]))
    .digest("hex");
}

/** `17 ab12...`: how a head is written down. */
export function parseHead(words: string): AuditHead {
  const [seq, hash] = words.split(/[ :]/);
  return { seq: Number(seq), hash: hash ?? "" };
}

function rawOf(row: Row): Raw {
  return {
    seq: int(row, "id"),
    atMs: int(row, "at_ms"),
    actor: text(row, "actor"),
    role: text(row, "role"),
    action: text(row, "action"),
    detail: text(row, "detail"),
  };
}

function lineOf(row: Row): AuditLine {
  return { ...rawOf(row), detail: JSON.parse(text(row, "detail")) as AuditLine["detail"], hash: text(row, "hash") };
}

function statements(store: Store) {
  return {
    insert: store.prepare(
      "INSERT INTO audit (id, at_ms, actor, role, action, detail, hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    setHead: store.prepare(
      "INSERT INTO meta (key, value) VALUES ('auditHead', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    ),
    head: store.prepare("SELECT value FROM meta WHERE key = 'auditHead'"),
    all: store.prepare("SELECT * FROM audit ORDER BY id"),
    one: store.prepare("SELECT hash FROM audit WHERE id = ?"),
    page: store.prepare("SELECT * FROM audit WHERE id > ? ORDER BY id LIMIT ?"),
    newest: store.prepare("SELECT * FROM audit ORDER BY id DESC LIMIT ?"),
  };
}
