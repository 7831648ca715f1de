/** Records that may be somebody's second one: listed with the evidence, settled by a person. */
import type { JobClass, JobState } from "../api.ts";
import { maskNik } from "../jobs/nik.ts";
import type { Evidence } from "../jobs/suspicion.ts";
import type { Applicant, ApplicantTable } from "./applicant-table.ts";
import type { EventTable } from "./event-table.ts";
import { jobId, jobKey } from "./job-key.ts";
import { int, type Row, type Store, text } from "./store.ts";
import type { Tally } from "./tally.ts";

/** `duplicate`: this record is void. `different`: two people, print it. `keep`: one person, this record is the right one. */
export type SuspectVerdict = "duplicate" | "different" | "keep";

export interface SuspectView {
  /** The record that is like it. */
  readonly key: string;
  readonly nik: string;
  readonly state: JobState;
  readonly score: number;
  readonly evidence: readonly Evidence[];
  /** Empty while nobody has settled it. */
  readonly verdict: string;
}

/** `done`, or one sentence why not. */
export type SettleAnswer = { readonly done: true } | { readonly done: false; readonly why: string };

export class SuspectDesk {
  private readonly store: Store;
  private readonly events: EventTable;
  private readonly tally: Tally;
  private readonly applicants: ApplicantTable;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;

  constructor(store: Store, events: EventTable, tally: Tally, applicants: ApplicantTable, utcMs: () => number) {
    this.store = store;
    this.events = events;
    this.tally = tally;
    this.applicants = applicants;
    this.utcMs = utcMs;
    this.sql = statements(store);
  }

  /** What a job is like, likeliest first. */
  of(job: string): SuspectView[] {
    return this.sql.of.all(jobId(job) ?? -1).map((row) => ({
      key: jobKey(int(row, "other")),
      nik: text(row, "nik").startsWith("#") ? "" : maskNik(text(row, "nik")),
      state: text(row, "state") as JobState,
      score: int(row, "score"),
      evidence: JSON.parse(text(row, "evidence")) as Evidence[],
      verdict: text(row, "verdict"),
    }));
  }

  /** Personal data of a job, for the eyes of whoever settles it; undefined after a purge. */
  applicant(job: string): Applicant | undefined {
    return this.applicants.of(jobId(job) ?? -1);
  }

  /** Settles a job that is set aside as a suspect. */
  settle(job: string, verdict: SuspectVerdict): SettleAnswer {
    const row = this.sql.suspect.get(jobId(job) ?? -1);
    if (row === undefined) return { done: false, why: `${job} is not set aside as a suspect` };
    const id = int(row, "id");
    const others = verdict === "keep" ? this.sql.of.all(id) : [];
    const printed = others.find((other) => !["queued", "held", "void"].includes(text(other, "state")));
    if (printed !== undefined) {
      const key = jobKey(int(printed, "other"));
      return {
        done: false,
        why: `${key} is ${text(printed, "state")}: settle ${job} as duplicate, or as different when these are two people`,
      };
    }
    this.store.transaction(() => {
      for (const other of others) this.dropOther(other);
      this.sql.decide.run(verdict === "different" ? "different" : "duplicate", this.utcMs(), id);
      this.write(id, verdict === "duplicate" ? "void" : "queued", verdict === "duplicate" ? "duplicate" : "");
    });
    const jobClass = text(row, "class") as JobClass;
    this.tally.jobMoved("held", verdict === "duplicate" ? "void" : "queued", jobClass);
    for (const other of others) {
      const state = text(other, "state") as JobState;
      if (state !== "void") this.tally.jobMoved(state, "void", text(other, "class") as JobClass);
    }
    this.events.event("", "suspectSettled", { job, verdict });
    return { done: true };
  }

  private dropOther(other: Row): void {
    if (text(other, "state") !== "void") this.write(int(other, "other"), "void", "duplicate");
  }

  private write(id: number, state: JobState, cause: string): void {
    this.sql.move.run(state, cause, state === "queued" ? "PRR" : "DUP", this.utcMs(), id);
  }
}

function statements(store: Store) {
  return {
    suspect: store.prepare("SELECT id, class FROM jobs WHERE id = ? AND state = 'held' AND cause = 'suspect'"),
    of: store.prepare(
      `SELECT s.other, s.score, s.evidence, s.verdict, j.nik, j.state, j.class FROM suspects s JOIN jobs j ON j.id = s.other
       WHERE s.job = ? ORDER BY s.score DESC, s.other`,
    ),
    decide: store.prepare("UPDATE suspects SET verdict = ?, decided_ms = ? WHERE job = ? AND verdict = ''"),
    move: store.prepare("UPDATE jobs SET state = ?, cause = ?, record = ?, changed_ms = ? WHERE id = ?"),
  };
}
