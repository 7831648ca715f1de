/** What a person does with a waiting job: set it aside, let it go on, end it, put it first. */
import type { JobClass, JobState } from "../api.ts";
import { dueMs, LANE, laneOf, type Policy } from "../jobs/policy.ts";
import type { EventTable } from "./event-table.ts";
import { jobId } from "./job-key.ts";
import { int, type Row, type Store, text } from "./store.ts";
import type { Tally } from "./tally.ts";

/** `done`, or why not: there is no such job, or its state does not allow it. */
export type DeskAnswer = { readonly done: true } | { readonly done: false; readonly state: JobState | undefined };

export class QueueDesk {
  private readonly store: Store;
  private readonly events: EventTable;
  private readonly tally: Tally;
  private readonly utcMs: () => number;
  private readonly policy: Policy;
  private readonly sql: ReturnType<typeof statements>;

  constructor(store: Store, events: EventTable, tally: Tally, utcMs: () => number, policy: Policy) {
    this.store = store;
    this.events = events;
    this.tally = tally;
    this.utcMs = utcMs;
    this.policy = policy;
    this.sql = statements(store);
  }

  /** Sets a queued job aside until {@link release}. */
  hold(job: string): DeskAnswer {
    return this.move(job, ["queued"], "held", "operator");
  }

  /** Back to its place in the queue. Not for suspects: somebody has to settle those. */
  release(job: string): DeskAnswer {
    const row = this.sql.one.get(jobId(job) ?? -1);
    if (row?.["state"] === "held" && row["cause"] === "suspect") return { done: false, state: "held" };
    return this.move(job, ["held"], "queued", "");
  }

  /** No card of it is wanted. For jobs that no printer holds. */
  end(job: string): DeskAnswer {
    return this.move(job, ["queued", "held"], "void", "cancelled");
  }

  /** Puts a job before all others, or back among them. The reason belongs into the audit. */
  setUrgent(job: string, urgent: boolean): DeskAnswer {
    const row = this.sql.one.get(jobId(job) ?? -1);
    const state = row === undefined ? undefined : (text(row, "state") as JobState);
    if (row === undefined || (state !== "queued" && state !== "held")) return { done: false, state };
    const lane = laneOf(text(row, "class") as JobClass, urgent);
    const due = dueMs(int(row, "requested_ms"), lane, this.policy);
    this.store.single(() => this.sql.setLane.run(lane, due, this.utcMs(), int(row, "id")));
    this.events.event("", urgent ? "jobUrgent" : "jobNotUrgent", { job });
    return { done: true };
  }

  /** Jobs set aside for this cause go on, oldest first; returns how many. */
  releaseAll(cause: string, limit: number): number {
    const rows = this.sql.heldFor.all(cause, limit);
    this.store.transaction(() => {
      for (const row of rows) this.sql.move.run("queued", "", this.utcMs(), int(row, "id"));
    });
    for (const row of rows) this.tally.jobMoved("held", "queued", text(row, "class") as JobClass);
    if (rows.length > 0) this.events.event("", "jobsReleased", { cause, count: rows.length });
    return rows.length;
  }

  private move(job: string, from: readonly JobState[], to: JobState, cause: string): DeskAnswer {
    const row: Row | undefined = this.sql.one.get(jobId(job) ?? -1);
    const state = row === undefined ? undefined : (text(row, "state") as JobState);
    if (row === undefined || state === undefined || !from.includes(state)) return { done: false, state };
    this.store.single(() => this.sql.move.run(to, cause, this.utcMs(), int(row, "id")));
    this.tally.jobMoved(state, to, text(row, "class") as JobClass);
    this.events.event("", "jobMoved", { job, from: state, to, cause });
    return { done: true };
  }
}

/** The order of the queue is kept in its rows: after a change of the policy they are written anew, once. */
export function orderByPolicy(store: Store, policy: Policy): void {
  const words = `${policy.changeWaitsDays} ${policy.replacementWaitsDays}`;
  if (store.prepare("SELECT value FROM meta WHERE key = 'policyWaits'").get()?.["value"] === words) return;
  store.transaction(() => {
    // A skipped job keeps the place that it was given.
    const reorder = store.prepare(
      `UPDATE jobs SET due_ms = requested_ms + ? WHERE lane = ? AND skipped = 0
         AND state IN ('queued', 'held', 'leased', 'printing', 'uncertain')`,
    );
    for (const lane of Object.values(LANE)) reorder.run(dueMs(0, lane, policy), lane);
    store
      .prepare("INSERT INTO meta (key, value) VALUES ('policyWaits', ?) ON CONFLICT (key) DO UPDATE SET value = ?")
      .run(words, words);
  });
}

function statements(store: Store) {
  return {
    one: store.prepare("SELECT id, state, class, cause, requested_ms FROM jobs WHERE id = ?"),
    move: store.prepare(
      `UPDATE jobs SET state = ?1, cause = ?2, changed_ms = ?3,
         record = CASE WHEN ?1 = 'queued' THEN 'PRR' ELSE record END WHERE id = ?4`,
    ),
    setLane: store.prepare("UPDATE jobs SET lane = ?, due_ms = ?, changed_ms = ? WHERE id = ?"),
    heldFor: store.prepare("SELECT id, class FROM jobs WHERE state = 'held' AND cause = ? ORDER BY id LIMIT ?"),
  };
}
