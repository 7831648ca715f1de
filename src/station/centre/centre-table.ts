/**
 * What the journal keeps of the centre: leases, which job is which print request, claims under way, and the results that
 * the centre has to hear. Every change here is one transaction together with the job that it concerns.
 */
import { randomBytes } from "node:crypto";
import type { JobClass, JobState } from "../api.ts";
import { jobKey } from "../journal/job-key.ts";
import { int, NO_TOPIC, type Row, type Store, type Topic, text } from "../journal/store.ts";
import type { Tally } from "../journal/tally.ts";
import { type CentreSql, centreSql } from "./centre-sql.ts";

/** Why a queued job may not be taken; "" when it may. */
export type Gate = "" | "lease" | "activation" | "offline";

export interface KnownLease {
  readonly lease: string;
  readonly gotMs: number;
  readonly expiresMs: number;
}

/** An unfinished job of the centre. */
export interface LeasedJob {
  readonly record: string;
  readonly job: number;
  readonly lease: string;
  readonly state: JobState;
  readonly class: JobClass;
  /** Cards spoilt so far. */
  readonly attempts: number;
  readonly printer: string;
  readonly gate: Gate;
  /** The attempt that it is activated for; -1: none. */
  readonly activated: number;
  readonly activationEndsMs: number | undefined;
}

const GATES: readonly Topic[] = ["queue"];

export class CentreTable {
  /** Begins every idempotency key: two journals never use the same one. */
  readonly name: string;
  private readonly store: Store;
  private readonly tally: Tally;
  private readonly utcMs: () => number;
  private readonly sql: CentreSql;
  /** The unfinished jobs as of a version of the journal's jobs. What is changed here or told by {@link moved} and {@link ended} is in it. */
  private known: { readonly jobs: readonly LeasedJob[]; readonly version: number } | undefined;

  constructor(store: Store, tally: Tally, utcMs: () => number) {
    this.store = store;
    this.tally = tally;
    this.utcMs = utcMs;
    this.sql = centreSql(store);
    // In virtual time the name is fixed: same seed, same bytes.
    this.sql.nameOnce.run(store.durable ? randomBytes(8).toString("hex") : "virtual");
    this.name = text(this.sql.name.get()!, "value");
  }

  transaction<T>(work: () => T): T {
    return this.store.transaction(work);
  }

  beginClaim(jobsMax: number): number {
    return int(
      this.store.single(() => this.sql.claim.get(jobsMax)!, NO_TOPIC),
      "id",
    );
  }

  openClaims(): { id: number; jobsMax: number }[] {
    return this.sql.claims.all().map((row) => ({ id: int(row, "id"), jobsMax: int(row, "jobs_max") }));
  }

  endClaim(id: number): void {
    this.store.single(() => this.sql.endClaim.run(id), NO_TOPIC);
  }

  /** Joins the caller's transaction, as {@link tie} and {@link revive} do. */
  addLease(lease: string, gotMs: number, expiresMs: number): void {
    this.sql.lease.run(lease, gotMs, expiresMs);
  }

  extendLease(lease: string, gotMs: number, expiresMs: number): void {
    this.store.single(() => this.sql.extend.run(gotMs, expiresMs, lease), NO_TOPIC);
  }

  endLease(lease: string): void {
    this.store.single(() => this.sql.endLease.run(lease), NO_TOPIC);
  }

  liveLeases(): KnownLease[] {
    return this.sql.leases.all().map((row) => ({
      lease: text(row, "lease"),
      gotMs: int(row, "got_ms"),
      expiresMs: int(row, "expires_ms"),
    }));
  }

  /** The journal's row of the newest job with this NIK that waits for a card. */
  queuedJobOf(nik: string): number | undefined {
    const row = this.sql.queuedOf.get(nik);
    return row === undefined ? undefined : int(row, "id");
  }

  /** Ties a job to its print request, until now unknown or known from an ended lease. Closed by the gate until judged. */
  tie(record: string, job: number, lease: string): void {
    this.sql.tie.run(record, job, lease);
    this.sql.gate.run("lease", job);
  }

  /**
   * What a print request that the centre hands out is to this station. `new`: make a job of it. `here`: it is in work or done
   * here already; nothing to do. A number: its job ended with an earlier lease and waits again, or waits still.
   */
  revive(record: string, lease: string): "new" | "here" | number {
    const known = this.sql.known.get(record);
    if (known === undefined) return "new";
    const job = int(known, "job");
    const state = text(known, "state");
    if (state === "void") {
      if (!["leaseEnded", "returned"].includes(text(known, "cause"))) return "new";
      if (this.sql.liveOf.get(text(known, "nik"), job) !== undefined) return "new";
      this.sql.requeue.run(this.utcMs(), job);
      this.tally.jobMoved("void", "queued", text(known, "class") as JobClass);
    } else if (state !== "queued" && state !== "held") return "here";
    this.tie(record, job, lease);
    return job;
  }

  /** Jobs of the centre that have not ended here, in the order of the queue. */
  unfinished(): readonly LeasedJob[] {
    const version = this.store.version("jobs");
    if (this.known?.version === version) return this.known.jobs;
    const jobs = this.sql.unfinished.all().map(leasedJob);
    this.known = { jobs, version };
    return jobs;
  }

  /** A job of the journal is otherwise now, and its row says so or will. Whoever has a list of before keeps that as it was. */
  moved(job: number, change: Partial<LeasedJob>): void {
    this.otherwise(job, (jobs) => jobs.map((one) => (one.job === job ? { ...one, ...change } : one)));
  }

  /** The same of a job that has ended here. */
  ended(job: number): void {
    this.otherwise(job, (jobs) => jobs.filter((one) => one.job !== job));
  }

  private otherwise(job: number, now: (jobs: readonly LeasedJob[]) => readonly LeasedJob[]): void {
    const { known } = this;
    if (known === undefined) return;
    // A transaction may yet fail.
    if (known.version !== this.store.version("jobs")) this.known = undefined;
    else if (known.jobs.some((one) => one.job === job)) this.known = { ...known, jobs: now(known.jobs) };
  }

  setGate(job: number, gate: Gate): void {
    this.store.single(() => this.sql.gate.run(gate, job), GATES);
    this.moved(job, { gate });
  }

  activated(job: number, attempt: number, activation: string, endsMs: number | undefined): void {
    this.store.single(() => this.sql.activated.run(attempt, activation, endsMs ?? null, job), NO_TOPIC);
    this.moved(job, { activated: attempt, activationEndsMs: endsMs });
  }

  /** The waiting job leaves the queue without a card. Only of `returned` does the centre have to hear. */
  drop(job: LeasedJob, cause: "leaseEnded" | "centreDuplicate" | "returned"): void {
    const changed = this.store.transaction(() => {
      const dropped = this.sql.drop.run(cause, this.utcMs(), job.job).changes === 1;
      if (dropped && cause === "returned") this.owe(job.record, job.lease, job.job, "returned", "operator");
      return dropped;
    });
    if (changed) this.tally.jobMoved("queued", "void", job.class);
  }

  /** The policy that the centre named last, for starts while the line is down; undefined before the first. */
  get policy(): { activation: boolean; offline: boolean } | undefined {
    const row = this.sql.policy.get();
    return row === undefined ? undefined : JSON.parse(text(row, "value"));
  }

  setPolicy(policy: { activation: boolean; offline: boolean }): void {
    this.store.single(() => this.sql.setPolicy.run(JSON.stringify(policy)));
  }

  /** A result that is not the end of a job here. Joins the caller's transaction. */
  owe(
    record: string,
    lease: string,
    job: number | null,
    outcome: "returned" | "duplicate" | "void",
    cause: string,
  ): void {
    this.sql.owe.run(record, lease, job, outcome, cause, this.utcMs());
  }
}

function leasedJob(row: Row): LeasedJob {
  const ends = row["activation_ends_ms"];
  return {
    record: text(row, "record"),
    job: int(row, "job"),
    lease: text(row, "lease"),
    state: text(row, "state") as JobState,
    class: text(row, "class") as JobClass,
    attempts: int(row, "attempts"),
    printer: text(row, "printer"),
    gate: text(row, "gate") as Gate,
    activated: int(row, "activated"),
    activationEndsMs: typeof ends === "number" ? ends : undefined,
  };
}

/** For events and logs: jobs are keys. */
export const keyOf = ({ job }: Pick<LeasedJob, "job">): string => jobKey(job);
