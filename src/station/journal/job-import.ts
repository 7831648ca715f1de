/** Puts the rows of a job file into the queue, all in one transaction, and says which ones may not go there and why. */
import type { JobClass } from "../api.ts";
import { CLASS_RANK, type JobRow } from "../jobs/job-row.ts";
import { jobKey } from "./job-key.ts";
import { int, type Store } from "./store.ts";
import type { Tally } from "./tally.ts";

export interface NotQueued {
  readonly line: number;
  /** A sentence without personal data. */
  readonly reason: string;
  /** This very request is in the journal already: the same list was read in again. Nothing is wrong with it. */
  readonly known: boolean;
}

export class JobImport {
  private readonly store: Store;
  private readonly tally: Tally;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;

  constructor(store: Store, tally: Tally, utcMs: () => number) {
    this.store = store;
    this.tally = tally;
    this.utcMs = utcMs;
    this.sql = statements(store);
  }

  /** Duplicates of unfinished or issued jobs are returned, the others are queued. */
  add(rows: Iterable<JobRow>): NotQueued[] {
    const refused: NotQueued[] = [];
    const queued: JobClass[] = [];
    this.store.transaction(() => {
      for (const row of rows) {
        const objection = this.objection(row);
        if (objection !== undefined) refused.push({ line: row.line, ...objection });
        else {
          this.insert(row);
          queued.push(row.class);
        }
      }
    });
    for (const jobClass of queued) this.tally.jobMoved(undefined, "queued", jobClass);
    return refused;
  }

  private objection(row: JobRow): Omit<NotQueued, "line"> | undefined {
    const live = this.sql.live.get(row.nik);
    if (live !== undefined) {
      const known = live["class"] === row.class && int(live, "requested_ms") === row.requestedAtMs;
      return { reason: `this nik has a job already: ${jobKey(int(live, "id"))} (${live["state"]})`, known };
    }
    const issued = this.sql.issued.get(row.nik);
    if (issued === undefined) return undefined;
    const key = jobKey(int(issued, "id"));
    const known = issued["class"] === row.class && int(issued, "requested_ms") === row.requestedAtMs;
    if (row.class === "first") {
      return { reason: `this nik has a card already: ${key}; a replacement is class change, damaged or lost`, known };
    }
    // The same list read in twice must not replace the cards that it made.
    const old = row.requestedAtMs <= int(issued, "requested_ms");
    return old ? { reason: `this request has its card already: ${key}`, known } : undefined;
  }

  private insert(row: JobRow): void {
    const now = this.utcMs();
    const extra = JSON.stringify(row.extra);
    const rank = CLASS_RANK[row.class];
    const { nik, name, subdistrict, requestedAt, requestedAtMs } = row;
    this.sql.insert.run(nik, name, row.class, rank, subdistrict, requestedAt, requestedAtMs, extra, now, now);
  }
}

function statements(store: Store) {
  return {
    live: store.prepare(
      "SELECT id, state, class, requested_ms FROM jobs WHERE nik = ? AND state IN ('queued', 'leased', 'printing', 'uncertain')",
    ),
    issued: store.prepare(
      "SELECT id, class, requested_ms FROM jobs WHERE nik = ? AND state IN ('issued', 'handedOver') ORDER BY requested_ms DESC LIMIT 1",
    ),
    insert: store.prepare(
      `INSERT INTO jobs (nik, name, class, rank, subdistrict, requested_at, requested_ms, extra, state, created_ms, changed_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)`,
    ),
  };
}
