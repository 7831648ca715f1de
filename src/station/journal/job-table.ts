/**
 * The queue, as the controllers see it. A job is reserved for one printer at a time; what another printer says about it is
 * fenced off. Each change of a job, its cards and its counts is one transaction.
 */
import type { JobSource, JobTicket, ReturnReason, VoidCause } from "../../controller/index.ts";
import type { JobClass, JobState } from "../api.ts";
import { LANE, laneOf } from "../jobs/policy.ts";
import { CardTable } from "./card-table.ts";
import type { EventTable } from "./event-table.ts";
import { jobId, jobKey } from "./job-key.ts";
import { JobsBehind } from "./jobs-behind.ts";
import { ALL_LANES, HELD, headSql, QueueHead } from "./queue-head.ts";
import type { StepIds } from "./step-ids.ts";
import { int, NO_TOPIC, type Row, type Store, type Topic, text } from "./store.ts";
import type { Tally } from "./tally.ts";

/** Cards that a job may spoil before it is void itself. */
export const ATTEMPTS_MAX = 3;

/** A job that a printer holds ends: the queue stays as it is, and of the job itself {@link JobTable.onEnd} tells. */
const HELD_ENDS: readonly Topic[] = ["results"];

/** The job that a printer holds: a copy of its row, for the calls that happen many times a card. */
interface Held {
  readonly id: number;
  readonly key: string;
  readonly class: JobClass;
  readonly nik: string;
  readonly firstStep: number;
  readonly attempts: number;
  state: "leased" | "printing";
  /** An operator wants no card of it any more: however it ends short of an issued card, it is void. */
  cancelled: boolean;
}

export class JobTable implements JobSource {
  private readonly store: Store;
  private readonly events: EventTable;
  private readonly tally: Tally;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;
  private readonly cards: CardTable;
  private readonly ids: StepIds;
  private readonly behind: JobsBehind;
  private readonly head: QueueHead;
  private readonly held = new Map<string, Held>();
  private readonly takes = new Map<number, ReturnType<Store["prepare"]>>();
  /** By lanes: the queue's version at which they had no job. */
  private readonly emptyAt = new Map<number, number>();
  private readonly lookUrgent: () => boolean;
  /** Hears of what no topic is told: a printer has taken a job, or has begun to print it. */
  onMove: ((job: number, state: "leased" | "printing", printer: string) => void) | undefined;
  /** Hears, for the same reason, that a job which a printer held has ended, and waits for no card any more. */
  onEnd: ((job: number) => void) | undefined;

  constructor(store: Store, events: EventTable, tally: Tally, ids: StepIds, utcMs: () => number) {
    this.store = store;
    this.events = events;
    this.tally = tally;
    this.utcMs = utcMs;
    this.sql = statements(store);
    this.cards = new CardTable(store);
    this.ids = ids;
    this.behind = new JobsBehind(store, this.cards);
    this.head = new QueueHead(store);
    this.lookUrgent = store.kept("queue", () => this.sql.urgent.get() !== undefined);
    for (const row of this.sql.allHeld.all()) this.held.set(text(row, "printer"), heldOf(row));
  }

  take(printer: string): JobTicket | undefined {
    return this.takeFrom(printer, ALL_LANES);
  }

  /** The next job of those lanes (a bit each) for this printer. Urgent ones first, then by age. */
  takeFrom(printer: string, lanes: number): JobTicket | undefined {
    const before = this.held.get(printer);
    if (before !== undefined) return { job: before.key };
    if (this.tally.jobs.queued === 0) return undefined;
    const held = this.store.single(() => this.takeHead(printer, lanes), NO_TOPIC);
    if (held === undefined) return undefined;
    this.held.set(printer, held);
    this.onMove?.(held.id, "leased", printer);
    this.tally.jobMoved("queued", "leased", held.class);
    return { job: held.key };
  }

  resume(printer: string): JobTicket | undefined {
    const held = this.held.get(printer);
    return held === undefined ? undefined : { job: held.key };
  }

  /** It keeps its place in the queue, unless it was skipped or cancelled meanwhile. */
  giveBack(printer: string, job: string, reason: ReturnReason): void {
    const held = this.fenced(printer, job, "giveBack");
    if (held === undefined) return;
    this.end(printer, held, held.cancelled ? "void" : "queued", held.cancelled ? "cancelled" : reason, () => {});
  }

  issued(printer: string, job: string, serial: string): void {
    const held = this.fenced(printer, job, "issued", serial);
    if (held === undefined) return;
    const clash = serial === "" ? "serialMissing" : this.cards.ownerOf(serial) !== undefined ? "serialTwice" : "";
    if (clash !== "") {
      this.events.event(printer, clash, { job, serial });
      this.uncertain(printer, job, serial, clash);
      return;
    }
    if (this.store.mayWait) this.issuedLater(printer, held, serial);
    else {
      this.end(printer, held, "issued", "", () => {
        this.cards.revokeOthers(held.nik);
        this.cards.addNew(held.id, held.nik, printer, serial, "valid", "", this.utcMs());
      });
    }
    this.tally.card(printer, "issued");
  }

  /** Back to the queue until {@link ATTEMPTS_MAX} cards are spoilt. */
  voided(printer: string, job: string, serial: string, cause: VoidCause): void {
    const held = this.fenced(printer, job, "voided", serial);
    if (held === undefined) return;
    const last = held.cancelled || held.attempts + 1 >= ATTEMPTS_MAX;
    this.end(printer, held, last ? "void" : "queued", held.cancelled ? "cancelled" : cause, () => {
      this.sql.attempt.run(held.id);
      this.cards.add(held.id, held.nik, printer, serial, "void", cause, this.utcMs());
    });
    this.tally.card(printer, "spoiltSeen");
    this.events.event(printer, "cardVoid", { job, serial, cause, attempts: held.attempts + 1, requeued: !last });
  }

  uncertain(printer: string, job: string, serial: string, why: string): void {
    const held = this.fenced(printer, job, "uncertain", serial);
    if (held === undefined) return;
    this.end(printer, held, "uncertain", why, () => {
      this.cards.add(held.id, held.nik, printer, serial, "uncertain", why, this.utcMs());
    });
    this.tally.card(printer, "uncertain");
    this.events.event(printer, "jobUncertain", { job, serial, why });
  }

  private takeHead(printer: string, lanes: number): Held | undefined {
    const atMs = this.utcMs();
    const firstStep = this.ids.last;
    if (!this.store.mayWait) return this.takeNow(printer, lanes, firstStep, atMs);
    const row = this.head.take(lanes);
    if (row === undefined) return undefined;
    const held: Held = { ...heldOf(row), firstStep };
    this.behind.taken(held.id, printer, firstStep, atMs);
    return held;
  }

  /** Printers that wait ask again and again: where there was nothing, nobody looks before something has changed. */
  private takeNow(printer: string, lanes: number, firstStep: number, atMs: number): Held | undefined {
    const version = this.store.version("queue");
    if (this.emptyAt.get(lanes) === version) return undefined;
    const row = this.takeOf(lanes).get(printer, atMs, firstStep);
    if (row === undefined) {
      this.emptyAt.set(lanes, version);
      return undefined;
    }
    // Whether there is another urgent one has to be looked up.
    if (int(row, "lane") === LANE.urgent) this.store.wrote(["queue"]);
    return heldOf(row);
  }

  /** Puts an unfinished job behind all that wait now, urgent or not. False when there is no such job. */
  skip(job: string): boolean {
    return this.store.single(() => this.sql.skip.run(this.utcMs(), jobId(job) ?? -1)).changes === 1;
  }

  /** The query that finds the next job of those lanes. */
  headSql(lanes = ALL_LANES): string {
    return headSql(lanes);
  }

  /** An urgent job waits. */
  hasUrgent(): boolean {
    return this.tally.jobs.queued > 0 && this.lookUrgent();
  }

  private takeOf(lanes: number): ReturnType<Store["prepare"]> {
    const known = this.takes.get(lanes);
    if (known !== undefined) return known;
    const made = this.store.prepareOnJobs(
      `UPDATE jobs SET state = 'leased', printer = ?, fence = fence + 1, changed_ms = ?, cause = '',
         first_step = ?
       WHERE id = (${headSql(lanes)}) RETURNING ${HELD}`,
    );
    this.takes.set(lanes, made);
    return made;
  }

  /** No card of this job is wanted any more; one that is issued before it can be stopped counts. False when there is no such job. */
  cancel(job: string): boolean {
    const id = jobId(job) ?? -1;
    for (const held of this.held.values()) if (held.id === id) held.cancelled = true;
    const row = this.store.single(() => this.sql.cancel.get(this.utcMs(), id));
    if (row === undefined) return false;
    if (text(row, "state") === "void") this.tally.jobMoved("queued", "void", text(row, "class") as JobClass);
    return true;
  }

  /** The printer holds this job and no step of it has been intended yet. */
  isFresh(printer: string, job: string): boolean {
    const held = this.held.get(printer);
    return held?.key === job && held.state === "leased";
  }

  /** The first step of the printer's job is being intended: from now on something may have been spent. Joins the caller's transaction. */
  begun(printer: string): void {
    const held = this.held.get(printer)!;
    if (this.store.mayWait) this.behind.begun(held.id, printer, this.utcMs());
    else this.behind.begunNow(held.id, this.utcMs());
    held.state = "printing";
    this.onMove?.(held.id, "printing", printer);
    this.tally.jobMoved("leased", "printing", held.class);
  }

  /** Steps above this id belong to the present attempt; undefined when the printer does not hold the job. */
  firstStepOf(printer: string, job: string): number | undefined {
    const held = this.held.get(printer);
    return held?.key === job ? held.firstStep : undefined;
  }

  private end(printer: string, held: Held, to: JobState, cause: string, more: () => void): void {
    const work = (): void => {
      this.sql.end.run(to, to === "queued" ? "" : printer, cause, this.utcMs(), held.id);
      more();
    };
    if (to === "queued") this.store.transaction(work);
    else this.store.transaction(work, HELD_ENDS);
    this.ended(printer, held, to);
  }

  private issuedLater(printer: string, held: Held, serial: string): void {
    const card = { nik: held.nik, serial };
    this.store.waiting(() => this.behind.issued(held.id, printer, card, this.utcMs()), HELD_ENDS);
    this.ended(printer, held, "issued");
  }

  private ended(printer: string, held: Held, to: JobState): void {
    this.held.delete(printer);
    if (to !== "queued") this.onEnd?.(held.id);
    this.tally.jobMoved(held.state, to, held.class);
  }

  /** The job, when this printer holds it. Saying twice how a job ended is harmless; anything else is kept as evidence. */
  private fenced(printer: string, job: string, call: string, serial = ""): Held | undefined {
    const held = this.held.get(printer);
    if (held?.key === job) return held;
    const row = this.sql.one.get(jobId(job) ?? -1);
    const repeated = call === "issued" && row?.["state"] === "issued" && this.cards.ownerOf(serial) === row["id"];
    if (!repeated)
      this.events.event(printer, "jobFenced", { job, call, serial, state: String(row?.["state"] ?? "none") });
    return undefined;
  }
}

const LAST_DUE = [LANE.first, LANE.change, LANE.replacement]
  .map((lane) => `coalesce((SELECT max(due_ms) FROM jobs WHERE state = 'queued' AND gate = '' AND lane = ${lane}), 0)`)
  .join(", ");
const OWN_LANE = `CASE class WHEN 'first' THEN ${laneOf("first")} WHEN 'change' THEN ${laneOf("change")} ELSE ${laneOf("lost")} END`;

function statements(store: Store) {
  return {
    allHeld: store.prepareOnJobs(`SELECT ${HELD}, printer FROM jobs WHERE state IN ('leased', 'printing')`),
    urgent: store.prepareOnJobs(headSql(1 << LANE.urgent)),
    end: store.prepareOnJobs("UPDATE jobs SET state = ?, printer = ?, cause = ?, changed_ms = ? WHERE id = ?"),
    skip: store.prepareOnJobs(
      `UPDATE jobs SET skipped = skipped + 1, changed_ms = ?, lane = ${OWN_LANE}, due_ms = max(due_ms, ${LAST_DUE}) + 1
       WHERE id = ? AND state IN ('queued', 'held', 'leased', 'printing')`,
    ),
    cancel: store.prepareOnJobs(
      `UPDATE jobs SET cancelled = 1, cause = 'cancelled', changed_ms = ?,
         state = CASE state WHEN 'queued' THEN 'void' ELSE state END
       WHERE id = ? AND state IN ('queued', 'leased', 'printing') RETURNING state, class`,
    ),
    attempt: store.prepareApart("UPDATE jobs SET attempts = attempts + 1 WHERE id = ?"),
    one: store.prepareOnJobs("SELECT id, state FROM jobs WHERE id = ?"),
  };
}

function heldOf(row: Row): Held {
  const id = int(row, "id");
  return {
    id,
    key: jobKey(id),
    class: text(row, "class") as JobClass,
    nik: text(row, "nik"),
    firstStep: int(row, "first_step"),
    attempts: int(row, "attempts"),
    state: text(row, "state") === "printing" ? "printing" : "leased",
    cancelled: int(row, "cancelled") === 1,
  };
}
