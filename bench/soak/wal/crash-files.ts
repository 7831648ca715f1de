/** The files that a power cut may leave of a database and its log, and which states of the journal they may hold. */
import type { Random } from "../../../src/base/index.ts";
import { readWal } from "./wal-file.ts";

export interface Files {
  readonly db: Uint8Array;
  /** Empty: there is no log. */
  readonly wal: Uint8Array;
}

export interface CrashFiles extends Files {
  /** How they came about. */
  readonly how: string;
  /** The operation under way is in them, whole. */
  readonly isAfter: boolean;
}

/** What a disk writes at once. */
const SECTOR_BYTES = 512;
const PAGE_BYTES = 2048;
const GARBAGE_BYTES = 3000;

/** One way to cut: made only when it is wanted, for the files are large. */
export interface LogCut {
  readonly how: string;
  /** The log was being begun anew. */
  readonly anew: boolean;
  /** Undefined when the cut falls between two commits of one operation: that is neither the old state nor the new one. */
  make(): CrashFiles | undefined;
}

/**
 * Cuts while an operation appends to the log. `before`: as its predecessor left it on the disk, synced; `after`: as this one
 * leaves it. When the log began anew with this operation, the old frames lie behind the new ones.
 */
export function cutsInLog(before: Files, after: Files, random: Random): LogCut[] {
  const old = readWal(before.wal);
  const now = readWal(after.wal);
  const anew = now.generation !== old.generation;
  const synced = anew ? 0 : (old.commitEnds.at(-1) ?? 0);
  const done = anew ? 0 : old.commitEnds.length;
  const end = now.commitEnds.at(-1) ?? 0;
  const cut = (how: string, wal: () => Uint8Array): LogCut => ({
    how,
    anew,
    make: () => {
      const bytes = wal();
      const found = readWal(bytes);
      const commits = found.generation === now.generation ? found.commitEnds.length : done;
      if (commits !== done && commits !== now.commitEnds.length) return undefined;
      // A log begins anew only after a whole checkpoint, which may be this operation's own.
      return { db: anew ? after.db : before.db, wal: bytes, how, isAfter: commits !== done };
    },
  });
  const over = (bytes: Uint8Array): Uint8Array => {
    const wal = new Uint8Array(Math.max(bytes.length, before.wal.length));
    wal.set(before.wal);
    wal.set(bytes);
    return wal;
  };
  const cuts: LogCut[] = [];
  for (const length of cutLengths(now.frameEnds, synced, end, random)) {
    const prefix = (): Uint8Array => after.wal.subarray(0, length);
    if (anew) cuts.push(cut(`log begun anew, ${length} bytes written over the old ones`, () => over(prefix())));
    else {
      cuts.push(cut(`log cut at byte ${length}`, () => new Uint8Array(prefix())));
      cuts.push(cut(`log cut at byte ${length}, then garbage`, () => withGarbage(prefix(), random)));
    }
  }
  const sectors = (): Uint8Array => someSectors(before.wal, after.wal, synced, end, random);
  cuts.push(cut("some sectors of the new frames", sectors), cut("other sectors of the new frames", sectors));
  return cuts;
}

/** At each boundary of a frame, one byte before it, inside its header and inside its page; and inside the log's own header. */
function cutLengths(frameEnds: readonly number[], synced: number, end: number, random: Random): Set<number> {
  const lengths = new Set([synced, 1, 16, 31, 32].filter((at) => at >= synced && at <= end));
  for (const at of frameEnds) {
    if (at <= synced || at > end) continue;
    for (const length of [at, at - 1, at - PAGE_BYTES - 1 - random.int(23), at - 1 - random.int(PAGE_BYTES)]) {
      if (length >= synced) lengths.add(length);
    }
  }
  return lengths;
}

/** Cuts while a checkpoint copies pages into the database: the log is whole, the database is not. */
export function cutsInCheckpoint(before: Files, after: Files, random: Random, count: number): CrashFiles[] {
  const made: CrashFiles[] = [];
  for (let i = 0; i < count; i++) {
    const db = someSectors(before.db, after.db, 0, after.db.length, random);
    made.push({ db, wal: after.wal, how: "half a checkpoint, by sectors", isAfter: true });
    const pages = random.int(Math.ceil(after.db.length / PAGE_BYTES) + 1);
    made.push({
      db: firstPages(before.db, after.db, pages),
      wal: after.wal,
      how: `checkpoint of the first ${pages} pages`,
      isAfter: true,
    });
  }
  made.push({ ...after, how: "checkpoint done, log still there", isAfter: true });
  return made;
}

/** The first pages are new, the others old; a file grows only as far as it was written. */
function firstPages(old: Uint8Array, now: Uint8Array, pages: number): Uint8Array {
  const bytes = pages * PAGE_BYTES;
  const front = new Uint8Array(Math.max(old.length, Math.min(bytes, now.length)));
  front.set(old);
  front.set(now.subarray(0, bytes));
  return front;
}

function withGarbage(bytes: Uint8Array, random: Random): Uint8Array {
  const garbage = Uint8Array.from({ length: 1 + random.int(GARBAGE_BYTES) }, () => random.int(256));
  const all = new Uint8Array(bytes.length + garbage.length);
  all.set(bytes);
  all.set(garbage, bytes.length);
  return all;
}

/** `old` with a random choice of the sectors of `now` between `from` and `to`; what is written beyond the old end makes the file longer. */
function someSectors(old: Uint8Array, now: Uint8Array, from: number, to: number, random: Random): Uint8Array {
  const share = random.next();
  const mixed = new Uint8Array(Math.max(old.length, Math.min(to, now.length)));
  mixed.set(old);
  for (let at = from - (from % SECTOR_BYTES); at < to; at += SECTOR_BYTES) {
    if (!random.chance(share)) continue;
    const start = Math.max(at, from);
    mixed.set(now.subarray(start, Math.min(at + SECTOR_BYTES, to)), start);
  }
  return mixed;
}
