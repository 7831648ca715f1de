/**
 * Results that the centre has to hear, in the journal. A row is written in the transaction that ends the job, and stays
 * until the centre has answered; so a result survives a power cut and counts once, however often it is sent.
 */
import type { JobClass } from "../api.ts";
import { jobKey } from "../journal/job-key.ts";
import { int, type Row, type Store, type Topic, text } from "../journal/store.ts";
import type { Tally } from "../journal/tally.ts";
import { type Result, type ResultOutcome, VOID_SERIALS_MAX } from "./schema.ts";

/** Refused results that views list; older ones stay in the journal. */
export const OUTBOX_VIEW_MAX = 200;
/** Waiting results that one look sees, those under way among them: twice what is sent at one time is enough. */
const OUTBOX_NEXT_MAX = 32;

export interface OwedResult {
  readonly id: number;
  readonly record: string;
  readonly outcome: ResultOutcome;
  /** The message, the same at each repetition. */
  readonly body: Result;
}

/** A result that the centre did not take. No personal data. */
export interface RefusedResult {
  readonly id: number;
  readonly job: string;
  readonly outcome: ResultOutcome;
  readonly serial: string;
  readonly answer: string;
  readonly atMs: number;
}

const RESULTS: readonly Topic[] = ["results"];

export class OutboxTable {
  private readonly store: Store;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;
  private readonly tally: Tally;
  private readonly lookRefused: () => readonly RefusedResult[];
  private readonly lookNext: () => readonly Row[];

  constructor(store: Store, tally: Tally, utcMs: () => number) {
    this.store = store;
    this.tally = tally;
    this.utcMs = utcMs;
    this.sql = statements(store);
    this.lookNext = store.kept("results", () => this.sql.next.all());
    this.lookRefused = store.kept("results", () => this.sql.refused.all().map(refusedResult));
  }

  /** Results not answered yet. */
  get waiting(): number {
    return int(this.sql.waiting.get()!, "n");
  }

  /** The oldest results not answered, at most one a print request, without those being sent. */
  next(count: number, busy: ReadonlySet<number>, station: string): OwedResult[] {
    const found: OwedResult[] = [];
    for (const row of this.lookNext()) {
      if (found.length === count) break;
      if (busy.has(int(row, "id"))) continue;
      found.push({
        id: int(row, "id"),
        record: text(row, "record"),
        outcome: text(row, "outcome") as ResultOutcome,
        body: this.bodyOf(row, station),
      });
    }
    return found;
  }

  private bodyOf(row: Row, station: string): Result {
    const written = text(row, "body");
    return written === "" ? this.compose(row, station) : (JSON.parse(written) as Result);
  }

  private compose(row: Row, station: string): Result {
    const job = typeof row["job"] === "number" ? row["job"] : -1;
    const outcome = text(row, "outcome") as ResultOutcome;
    const cards = this.sql.cards.all(job);
    const own = cards.findLast((card) => card["state"] !== "void");
    const wanted = outcome === "issued" || outcome === "uncertain";
    const voids = cards.filter((card) => card["state"] === "void" && card["serial"] !== "");
    return {
      station,
      lease: text(row, "lease"),
      outcome,
      serial: wanted && own !== undefined ? text(own, "serial") : "",
      activation: String(this.sql.activation.get(text(row, "record"))?.["activation"] ?? ""),
      cause: outcome === "issued" ? "" : text(row, "cause").slice(0, 40),
      printer: String(this.sql.printer.get(job)?.["printer"] ?? ""),
      voidSerials: voids.slice(-VOID_SERIALS_MAX).map((card) => text(card, "serial")),
      endedAtMs: int(row, "at_ms"),
    };
  }

  /** It is being sent: from now on the message is what it is. Durable before a byte leaves. */
  sending({ id, body }: OwedResult): void {
    this.store.single(() => this.sql.sending.run(JSON.stringify(body), id), RESULTS);
  }

  delivered(id: number): void {
    this.store.single(() => this.sql.answered.run("delivered", "", this.utcMs(), id), RESULTS);
  }

  /** The centre will never take it. */
  refused(id: number, answer: string): void {
    this.store.single(() => this.sql.answered.run("refused", answer.slice(0, 200), this.utcMs(), id), RESULTS);
  }

  /**
   * The person has a valid card from elsewhere: this one is revoked and its job void, in one transaction. A card that was
   * handed over already keeps its job's state; people have to get it back.
   */
  duplicate(id: number, answer: string): void {
    const row = this.store.transaction(() => {
      this.refused(id, answer);
      this.sql.revoke.run(id);
      return this.sql.unissue.get(this.utcMs(), id);
    });
    if (row !== undefined) this.tally.jobMoved("issued", "void", text(row, "class") as JobClass);
  }

  /** Refused results that no person has settled, oldest first. */
  get open(): readonly RefusedResult[] {
    return this.lookRefused();
  }

  /** A person has seen to it. False when there is no such refused result (any more). */
  settle(id: number): boolean {
    return this.store.single(() => this.sql.settle.run(id)).changes === 1;
  }
}

function refusedResult(row: Row): RefusedResult {
  return {
    id: int(row, "id"),
    job: typeof row["job"] === "number" ? jobKey(row["job"]) : "",
    outcome: text(row, "outcome") as ResultOutcome,
    serial: (JSON.parse(text(row, "body")) as Result).serial,
    answer: text(row, "answer"),
    atMs: int(row, "at_ms"),
  };
}

function statements(store: Store) {
  return {
    waiting: store.prepareOnJobs("SELECT count(*) AS n FROM centre_outbox WHERE state = 'waiting'"),
    // A later result of a print request waits for the earlier one.
    next: store.prepareOnJobs(
      `SELECT * FROM centre_outbox o WHERE state = 'waiting' AND NOT EXISTS
         (SELECT 1 FROM centre_outbox e WHERE e.state = 'waiting' AND e.record = o.record AND e.id < o.id)
       ORDER BY id LIMIT ${OUTBOX_NEXT_MAX}`,
    ),
    sending: store.prepareOnJobs("UPDATE centre_outbox SET body = ?, tries = tries + 1 WHERE id = ?"),
    answered: store.prepareOnJobs("UPDATE centre_outbox SET state = ?, answer = ?, answered_ms = ? WHERE id = ?"),
    refused: store.prepareOnJobs(
      `SELECT * FROM centre_outbox WHERE state = 'refused' ORDER BY id LIMIT ${OUTBOX_VIEW_MAX}`,
    ),
    revoke: store.prepareOnJobs(
      `UPDATE cards SET state = 'revoked', cause = 'centreDuplicate' WHERE state = 'valid'
         AND job = (SELECT job FROM centre_outbox WHERE id = ?)`,
    ),
    unissue: store.prepareOnJobs(
      `UPDATE jobs SET state = 'void', cause = 'centreDuplicate', changed_ms = ? WHERE state = 'issued'
         AND id = (SELECT job FROM centre_outbox WHERE id = ?) RETURNING class`,
    ),
    settle: store.prepareOnJobs("UPDATE centre_outbox SET state = 'settled' WHERE id = ? AND state = 'refused'"),
    cards: store.prepareOnJobs("SELECT serial, state FROM cards WHERE job = ? ORDER BY id"),
    printer: store.prepareOnJobs("SELECT printer FROM jobs WHERE id = ?"),
    activation: store.prepareOnJobs("SELECT activation FROM centre_jobs WHERE record = ?"),
  };
}
