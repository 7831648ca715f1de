/** The queue as people look at it: lists, one job with its history, the pending hand-over. NIK masked, no names. */
import { JOB_STATES, type JobClass, type JobState } from "../api.ts";
import { maskNik } from "../jobs/nik.ts";
import { LANE } from "../jobs/policy.ts";
import type { RecordCode } from "../jobs/record-code.ts";
import { jobId, jobKey } from "./job-key.ts";
import { int, type Row, type Store, text } from "./store.ts";

export const LIST_MAX = 1_000;
/** Deepest place in the queue that a list shows. */
export const QUEUE_DEPTH_MAX = 20_000;

export interface JobView {
  readonly key: string;
  /** Masked; after a purge empty. */
  readonly nik: string;
  readonly class: JobClass;
  readonly urgent: boolean;
  readonly state: JobState;
  /**
   * Why it is in this state, where there is something to say. Of a queued job what it waits for before a printer may take it:
   * `waitsLease`, `waitsActivation`, `waitsLine` (docs/centre.md, the gates).
   */
  readonly cause: string;
  readonly record: RecordCode;
  readonly subdistrict: string;
  readonly printer: string;
  /** Cards spoilt so far. */
  readonly attempts: number;
  readonly requestedAtMs: number;
  readonly changedAtMs: number;
}

export interface JobFilter {
  readonly states?: readonly JobState[] | undefined;
  readonly class?: JobClass | undefined;
  readonly subdistrict?: string | undefined;
  readonly cause?: string | undefined;
  readonly printer?: string | undefined;
  /** A whole NIK. */
  readonly nik?: string | undefined;
}

export interface JobPage {
  readonly jobs: readonly JobView[];
  /** There are more than the limit allowed. */
  readonly more: boolean;
}

const COLUMNS =
  "j.id, j.nik, j.class, j.lane, j.due_ms, j.state, j.cause, j.gate, j.record, j.printer, j.attempts, j.requested_ms, j.changed_ms, coalesce(a.subdistrict, '') AS subdistrict";
const FROM = "FROM jobs j LEFT JOIN applicants a ON a.job = j.id";

export class JobViews {
  private readonly store: Store;
  private readonly hashOf: (nik: string) => string | undefined;

  /** `hashOf`: what stands for a purged NIK, undefined while none was purged. */
  constructor(store: Store, hashOf: (nik: string) => string | undefined) {
    this.store = store;
    this.hashOf = hashOf;
  }

  /** In the order of the journal after the job `after`; jobs that are only queued in the order of the queue from place `offset`. */
  list(filter: JobFilter, limit: number, after = "", offset = 0): JobPage {
    const onlyQueued = filter.states?.length === 1 && filter.states[0] === "queued";
    const count = Math.min(limit, LIST_MAX) + 1;
    const rows =
      onlyQueued && after === "" ? this.inQueueOrder(filter, count, offset) : this.inOrder(filter, count, after);
    return { jobs: rows.slice(0, count - 1).map(viewOf), more: rows.length === count };
  }

  one(key: string): JobView | undefined {
    const row = this.store.prepare(`SELECT ${COLUMNS} ${FROM} WHERE j.id = ?`).get(jobId(key) ?? -1);
    return row === undefined ? undefined : viewOf(row);
  }

  /** The whole NIK, for exports by an administrator; after a purge empty. */
  nikOf(key: string): string {
    const nik = String(this.store.prepare("SELECT nik FROM jobs WHERE id = ?").get(jobId(key) ?? -1)?.["nik"] ?? "");
    return nik.startsWith("#") ? "" : nik;
  }

  /** How many jobs go before it now; undefined when it is not queued. */
  placeOf(key: string): number | undefined {
    const id = jobId(key) ?? -1;
    const row = this.store.prepare("SELECT lane, due_ms FROM jobs WHERE id = ? AND state = 'queued'").get(id);
    if (row === undefined) return undefined;
    const [lane, due] = [int(row, "lane"), int(row, "due_ms")];
    const before = this.store.prepare(
      "SELECT count(*) AS n FROM jobs WHERE state = 'queued' AND gate = '' AND lane = ? AND (due_ms, id) < (?, ?)",
    );
    let place = 0;
    for (const other of Object.values(LANE)) {
      if (lane === LANE.urgent && other !== LANE.urgent) continue;
      if (lane !== LANE.urgent && other === LANE.urgent) {
        place += int(before.get(other, Number.MAX_SAFE_INTEGER, 0)!, "n");
      } else {
        // Of the same age, the lower lane goes first.
        const limit = other < lane ? [due + 1, 0] : other === lane ? [due, id] : [due, 0];
        place += int(before.get(other, limit[0]!, limit[1]!)!, "n");
      }
    }
    return place;
  }

  /** The cards that a job used up. */
  cardsOf(key: string): { serial: string; state: string; cause: string; printer: string; atMs: number }[] {
    const rows = this.store.prepare("SELECT serial, state, cause, printer, at_ms FROM cards WHERE job = ? ORDER BY id");
    return rows.all(jobId(key) ?? -1).map((row) => ({
      serial: text(row, "serial"),
      state: text(row, "state"),
      cause: text(row, "cause"),
      printer: text(row, "printer"),
      atMs: int(row, "at_ms"),
    }));
  }

  /** Cards that lie in the office for their owners: issued, valid, in no open delivery round. Oldest first. */
  pending(subdistrict: string | undefined, limit: number, after = ""): JobPage {
    const where = subdistrict === undefined ? "" : "AND a.subdistrict = ?";
    const rows = this.store
      .prepare(
        `SELECT ${COLUMNS} ${FROM} WHERE j.state = 'issued' AND j.id > ? ${where}
           AND EXISTS (SELECT 1 FROM cards c WHERE c.job = j.id AND c.state = 'valid')
           AND NOT EXISTS (SELECT 1 FROM round_cards r WHERE r.job = j.id AND r.outcome = '')
         ORDER BY j.id LIMIT ?`,
      )
      .all(jobId(after) ?? 0, ...(subdistrict === undefined ? [] : [subdistrict]), Math.min(limit, LIST_MAX) + 1);
    return { jobs: rows.slice(0, limit).map(viewOf), more: rows.length > limit };
  }

  private inOrder(filter: JobFilter, count: number, after: string): Row[] {
    const { sql, values } = this.where(filter);
    return this.store
      .prepare(`SELECT ${COLUMNS} ${FROM} WHERE j.id > ?${sql} ORDER BY j.id LIMIT ?`)
      .all(jobId(after) ?? 0, ...values, count);
  }

  /** The heads of the lanes, each by the index, put together; behind them what no printer may take yet. */
  private inQueueOrder(filter: JobFilter, count: number, offset: number): Row[] {
    const { sql, values } = this.where({ ...filter, states: undefined });
    const depth = Math.min(offset, QUEUE_DEPTH_MAX) + count;
    const rows = Object.values(LANE).flatMap((lane) =>
      this.store
        .prepare(
          `SELECT ${COLUMNS} ${FROM} WHERE j.state = 'queued' AND j.gate = '' AND j.lane = ?${sql} ORDER BY j.due_ms, j.id LIMIT ?`,
        )
        .all(lane, ...values, depth),
    );
    const urgent = (row: Row): number => (row["lane"] === LANE.urgent ? 0 : 1);
    rows.sort(
      (a, b) =>
        urgent(a) - urgent(b) ||
        int(a, "due_ms") - int(b, "due_ms") ||
        int(a, "lane") - int(b, "lane") ||
        int(a, "id") - int(b, "id"),
    );
    if (rows.length < depth) rows.push(...this.shutOut(filter, depth - rows.length));
    return rows.slice(offset, offset + count);
  }

  /** Queued jobs whose gate is shut, oldest first: an outage of the centre must not make the queue look empty. */
  private shutOut(filter: JobFilter, count: number): Row[] {
    const { sql, values } = this.where({ ...filter, states: ["queued"] });
    return this.store
      .prepare(`SELECT ${COLUMNS} ${FROM} WHERE j.gate <> ''${sql} ORDER BY j.due_ms, j.id LIMIT ?`)
      .all(...values, count);
  }

  private where(filter: JobFilter): { sql: string; values: (string | number)[] } {
    const parts: string[] = [];
    const values: string[] = [];
    const states = filter.states?.filter((state) => JOB_STATES.includes(state));
    // The words come from the list of states, never from outside; in this form the partial indexes can be used.
    if (states !== undefined) parts.push(`j.state IN (${states.map((state) => `'${state}'`).join(", ")})`);
    for (const [column, value] of [
      ["j.class", filter.class],
      ["a.subdistrict", filter.subdistrict],
      ["j.cause", filter.cause],
      ["j.printer", filter.printer],
    ] as const) {
      if (value === undefined) continue;
      parts.push(`${column} = ?`);
      values.push(value);
    }
    if (filter.nik !== undefined) {
      parts.push("j.nik IN (?, ?)");
      values.push(filter.nik, this.hashOf(filter.nik) ?? filter.nik);
    }
    return { sql: parts.map((part) => ` AND ${part}`).join(""), values };
  }
}

const WAITS_FOR: Readonly<Record<string, string>> = {
  lease: "waitsLease",
  activation: "waitsActivation",
  offline: "waitsLine",
};

export function viewOf(row: Row): JobView {
  const nik = text(row, "nik");
  return {
    key: jobKey(int(row, "id")),
    nik: nik.startsWith("#") ? "" : maskNik(nik),
    class: text(row, "class") as JobClass,
    urgent: int(row, "lane") === LANE.urgent,
    state: text(row, "state") as JobState,
    cause: WAITS_FOR[text(row, "gate")] ?? text(row, "cause"),
    record: text(row, "record") as RecordCode,
    subdistrict: text(row, "subdistrict"),
    printer: text(row, "printer"),
    attempts: int(row, "attempts"),
    requestedAtMs: int(row, "requested_ms"),
    changedAtMs: int(row, "changed_ms"),
  };
}
