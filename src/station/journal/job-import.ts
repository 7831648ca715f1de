/** Puts the rows of a job file into the queue, all in one transaction, and says which ones may not go there and why. */
import type { JobClass, JobState } from "../api.ts";
import type { JobRow } from "../jobs/job-row.ts";
import { dueMs, laneOf, type Policy } from "../jobs/policy.ts";
import { HELD_BY_RECORD, type HoldCause, type RecordCode } from "../jobs/record-code.ts";
import { POINTS } from "../jobs/suspicion.ts";
import { type ApplicantTable, keyOfRow, type Suspect } from "./applicant-table.ts";
import type { EventTable } from "./event-table.ts";
import { jobKey } from "./job-key.ts";
import type { KeyedHash } from "./keyed-hash.ts";
import { int, type Row, type Store, text } from "./store.ts";
import type { Tally } from "./tally.ts";

export interface NotQueued {
  readonly line: number;
  /** A sentence without personal data. */
  readonly reason: string;
  /** This very request is in the journal already: the same list was read in again. Nothing is wrong with it. */
  readonly known: boolean;
}

export interface ImportResult {
  readonly queued: number;
  /** Jobs that a person has to look at first, by cause. */
  readonly held: Readonly<Record<HoldCause, number>>;
  readonly refused: readonly NotQueued[];
}

/** Called for each refused row while it is at hand. */
export type OnRefused = (row: JobRow, refused: NotQueued) => void;

/** What is to be done with one row. */
interface Fate {
  readonly record: RecordCode;
  readonly held: HoldCause | undefined;
  readonly suspects: readonly Suspect[];
}

export class JobImport {
  private readonly store: Store;
  private readonly tally: Tally;
  private readonly events: EventTable;
  private readonly applicants: ApplicantTable;
  private readonly keyed: KeyedHash;
  private readonly utcMs: () => number;
  private readonly policy: Policy;
  private readonly sql: ReturnType<typeof statements>;

  constructor(parts: {
    store: Store;
    tally: Tally;
    events: EventTable;
    applicants: ApplicantTable;
    keyed: KeyedHash;
    utcMs: () => number;
    policy: Policy;
  }) {
    this.store = parts.store;
    this.tally = parts.tally;
    this.events = parts.events;
    this.applicants = parts.applicants;
    this.keyed = parts.keyed;
    this.utcMs = parts.utcMs;
    this.policy = parts.policy;
    this.sql = statements(parts.store);
  }

  /** Doubles of unfinished or issued jobs are refused, suspects and unready records are set aside, the others are queued. */
  add(rows: Iterable<JobRow>, onRefused: OnRefused = () => {}): ImportResult {
    const refused: NotQueued[] = [];
    const moves = new Moves();
    this.store.transaction(() => {
      for (const row of rows) {
        const objection = this.objection(row);
        if (objection === undefined) this.insert(row, moves);
        else {
          const not = { line: row.line, ...objection };
          refused.push(not);
          onRefused(row, not);
        }
      }
    });
    moves.tell(this.tally);
    return { queued: moves.queued, held: moves.held, refused };
  }

  private objection(row: JobRow): Omit<NotQueued, "line"> | undefined {
    const hashed = this.keyed.any ? this.keyed.of(row.nik) : row.nik;
    // Most people are new: the cheap question first.
    if (hashed === row.nik && this.sql.isKnown.get(row.nik) === undefined) return undefined;
    const known = this.sql.ofPerson.all(row.nik, hashed);
    if (known.length === 0) return undefined;
    const live = known.find((job) => LIVE.has(text(job, "state")));
    if (live !== undefined) return this.liveObjection(live, row);
    const issued = known.find((job) => WITH_CARD.has(text(job, "state")));
    if (issued === undefined) return undefined;
    const key = jobKey(int(issued, "id"));
    const same = sameRequest(issued, row);
    if (row.class === "first") {
      const reason = `this nik has a card already: ${key}; a replacement is class change, damaged or lost`;
      return { reason, known: same };
    }
    // The same list read in twice must not replace the cards that it made.
    const old = row.requestedAtMs <= int(issued, "requested_ms");
    if (old) return { reason: `this request has its card already: ${key}`, known: same };
    if (hashed !== row.nik) this.keyed.relink(hashed, row.nik);
    return undefined;
  }

  private liveObjection(live: Row, row: JobRow): Omit<NotQueued, "line"> {
    const same = sameRequest(live, row);
    const ready = text(live, "cause") === "notReady" && HELD_BY_RECORD[row.record ?? "PRR"] === undefined;
    if (ready && same) return this.becameReady(live, row);
    return { reason: `this nik has a job already: ${jobKey(int(live, "id"))} (${live["state"]})`, known: same };
  }

  /** The record of a job that was set aside as not ready has become ready to print: it is queued, and nothing is new. */
  private becameReady(live: Row, row: JobRow): Omit<NotQueued, "line"> {
    const id = int(live, "id");
    this.sql.ready.run(this.utcMs(), id);
    this.tally.jobMoved("held", "queued", row.class);
    this.events.event("", "jobReleased", { job: jobKey(id), why: "record PRR" });
    return { reason: `this job was not ready before and is queued now: ${jobKey(id)}`, known: true };
  }

  private insert(row: JobRow, moves: Moves): void {
    const key = keyOfRow(row);
    const fate = this.fate(row, this.applicants.suspects(key));
    const now = this.utcMs();
    const lane = laneOf(row.class);
    const due = dueMs(row.requestedAtMs, lane, this.policy);
    const state = fate.held === undefined ? "queued" : "held";
    const cause = fate.held ?? "";
    const { nik, requestedAtMs } = row;
    const made = this.sql.insert.run(nik, row.class, lane, due, requestedAtMs, fate.record, state, cause, now, now);
    const id = Number(made.lastInsertRowid);
    moves.made(id, row.class, fate.held);
    this.applicants.add(id, row, key);
    for (const { id: other, score, evidence } of fate.suspects) {
      this.sql.suspect.run(id, other, score, JSON.stringify(evidence));
    }
    if (fate.suspects.length > 1) this.setAsideToo(fate.suspects, moves);
  }

  /** Records that are all like this one may be one person's too: one of them goes on, the others wait for a person. */
  private setAsideToo(suspects: readonly Suspect[], moves: Moves): void {
    const [keeps, ...others] = [...suspects].sort((a, b) => rankOf(a) - rankOf(b) || a.id - b.id);
    for (const other of others) {
      if (other.state !== "queued" || this.sql.setAside.run(this.utcMs(), other.id).changes === 0) continue;
      this.sql.suspect.run(other.id, keeps!.id, POINTS.bothLikeThird, JSON.stringify(["bothLikeThird"]));
      moves.setAside(other.id, other.class);
    }
  }

  private fate(row: JobRow, suspects: readonly Suspect[]): Fate {
    if (suspects.length > 0) return { record: "DUP", held: "suspect", suspects };
    const replaces = row.class === "damaged" || row.class === "lost";
    const lacksLetter = this.policy.letterRequired && replaces && (row.letter ?? "") === "";
    const record = lacksLetter ? "Efac" : (row.record ?? "PRR");
    return { record, held: HELD_BY_RECORD[record], suspects };
  }
}

/** Who goes on: whoever has a card or is at a printer, else the first in the journal. */
const rankOf = ({ state }: Suspect): number => (state === "queued" ? 1 : state === "held" ? 2 : 0);

/** What an import does to the counts: told when it is durable. */

class Moves {
  queued = 0;
  readonly held: Record<HoldCause, number> = { operator: 0, suspect: 0, incomplete: 0, notReady: 0, restored: 0 };
  private firstId = Number.MAX_SAFE_INTEGER;
  private readonly counts = new Map<
    string,
    [from: JobState | undefined, to: JobState, jobClass: JobClass, n: number]
  >();

  made(id: number, jobClass: JobClass, held: HoldCause | undefined): void {
    this.firstId = Math.min(this.firstId, id);
    if (held === undefined) this.queued++;
    else this.held[held]++;
    this.count(undefined, held === undefined ? "queued" : "held", jobClass);
  }

  setAside(id: number, jobClass: JobClass): void {
    if (id >= this.firstId) {
      this.queued--;
      this.held.suspect++;
    }
    this.count("queued", "held", jobClass);
  }

  tell(tally: Tally): void {
    for (const move of this.counts.values()) tally.jobMoved(...move);
  }

  private count(from: JobState | undefined, to: JobState, jobClass: JobClass): void {
    const key = `${from} ${to} ${jobClass}`;
    this.counts.set(key, [from, to, jobClass, (this.counts.get(key)?.[3] ?? 0) + 1]);
  }
}

const LIVE: ReadonlySet<string> = new Set(["queued", "held", "leased", "printing", "uncertain"]);
const WITH_CARD: ReadonlySet<string> = new Set(["issued", "handedOver"]);

const sameRequest = (known: Row, row: JobRow): boolean =>
  known["class"] === row.class && int(known, "requested_ms") === row.requestedAtMs;

function statements(store: Store) {
  return {
    isKnown: store.prepareOnJobs("SELECT 1 FROM jobs WHERE nik = ?"),
    ofPerson: store.prepareOnJobs(
      "SELECT id, state, cause, class, requested_ms FROM jobs WHERE nik IN (?, ?) ORDER BY requested_ms DESC",
    ),
    insert: store.prepareOnJobs(
      `INSERT INTO jobs (nik, class, lane, due_ms, requested_ms, record, state, cause, created_ms, changed_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    ready: store.prepareOnJobs(
      "UPDATE jobs SET state = 'queued', record = 'PRR', cause = '', changed_ms = ? WHERE id = ?",
    ),
    suspect: store.prepareOnJobs(
      "INSERT INTO suspects (job, other, score, evidence) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
    ),
    setAside: store.prepareOnJobs(
      "UPDATE jobs SET state = 'held', cause = 'suspect', record = 'DUP', changed_ms = ? WHERE id = ? AND state = 'queued'",
    ),
  };
}
