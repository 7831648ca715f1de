/** Gets jobs from the centre: ahead up to `prefetch`, or (0) one for each printer that waits. */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";
import type { EventSink } from "../../controller/index.ts";
import type { Zone } from "../api.ts";
import { type JobRow, jobRow } from "../jobs/job-row.ts";
import type { NotQueued } from "../journal/job-import.ts";
import { jobKey } from "../journal/job-key.ts";
import type { Answer } from "./answer.ts";
import type { CentreConfig } from "./centre-config.ts";
import type { CentreTable } from "./centre-table.ts";
import type { LeaseBook } from "./lease-book.ts";
import type { CentreLine } from "./line.ts";
import { type CentreJob, type Claim, LEASE_JOBS_MAX, type Lease } from "./schema.ts";
import type { StockView } from "./stock.ts";

/** After an answer without jobs, and after one that makes no sense, the centre is left alone for this long. */
const NOTHING_US: Micros = 30 * US_PER_S;
/** Claims under way at one time. */
export const CLAIMS_MAX = 16;

export interface ClaimsOptions {
  readonly clock: Clock;
  readonly line: CentreLine;
  readonly table: CentreTable;
  readonly book: LeaseBook;
  readonly events: EventSink;
  readonly config: CentreConfig;
  readonly zone: Zone;
  /** The journal's. */
  readonly addJobs: (rows: Iterable<JobRow>) => readonly NotQueued[];
  readonly onChange: () => void;
}

export class Claims {
  /** The centre had nothing to print when last asked. */
  nothing = false;
  private readonly o: ClaimsOptions;
  private readonly underWay = new Map<number, number>();
  /** Claims of an earlier run, or not answered: asked again under the same key. */
  private readonly again: { id: number; jobsMax: number }[];
  private pausedUntil: Micros = -1;

  constructor(options: ClaimsOptions) {
    this.o = options;
    this.again = options.table.openClaims();
  }

  /** When the next claim may be made, -1 when nothing holds it back. */
  get nextAt(): Micros {
    return this.pausedUntil > this.o.clock.now() ? this.pausedUntil : -1;
  }

  /** The line is up again, or a person wants to know: what was not understood is tried again at once. */
  forgetPauses(): void {
    this.pausedUntil = -1;
  }

  /** `waiting`: printers that would take a job now. */
  ask(stock: StockView, waiting: number): void {
    if (this.nextAt >= 0) return;
    for (const { id, jobsMax } of this.again.splice(0)) this.send(id, jobsMax);
    const { prefetch } = this.o.config;
    let have = stock.ready + stock.coming;
    for (const jobsMax of this.underWay.values()) have += jobsMax;
    if (prefetch === 0) {
      while (have < waiting && this.underWay.size < CLAIMS_MAX && this.claim(1)) have++;
      return;
    }
    if (this.underWay.size > 0) return;
    const most = Math.min(LEASE_JOBS_MAX, this.o.line.window?.leaseJobsMax ?? 1);
    if (have < Math.max(waiting, Math.ceil(prefetch / 2)))
      this.claim(Math.min(most, Math.max(prefetch, waiting) - have));
  }

  private claim(jobsMax: number): boolean {
    return this.o.line.isUp && this.send(this.o.table.beginClaim(jobsMax), jobsMax);
  }

  private send(id: number, jobsMax: number): boolean {
    const { line, table, config, clock } = this.o;
    const askedAt = clock.now();
    const body: Claim = { station: config.station, jobsMax, leaseSeconds: config.leaseSeconds };
    const sent = line.call({ route: "claim", body, key: `${table.name}-c${id}` }, (answer) => {
      this.underWay.delete(id);
      this.heard(id, jobsMax, askedAt, answer);
      this.o.onChange();
    });
    if (sent) this.underWay.set(id, jobsMax);
    else this.again.push({ id, jobsMax });
    return sent;
  }

  private heard(id: number, jobsMax: number, askedAt: Micros, answer: Answer<Lease>): void {
    const { clock, table, events } = this.o;
    if (answer.kind === "ok") {
      const problem = table.transaction(() => {
        const wrong = this.take(answer.body, askedAt);
        if (wrong === "") table.endClaim(id);
        return wrong;
      });
      if (problem === "") return;
      events.event("", "centreAnswerWrong", { what: problem });
    }
    // Refused for good: the claim is forgotten. Else the centre may have made the lease: the same key is asked again.
    if (answer.kind === "refused" || answer.kind === "gone" || answer.kind === "duplicate") table.endClaim(id);
    else this.again.push({ id, jobsMax });
    if (answer.kind !== "lost" && answer.kind !== "later") this.pausedUntil = clock.now() + NOTHING_US;
  }

  /** Makes jobs of a lease. "" or what is wrong with the answer. */
  private take(lease: Lease, askedAt: Micros): string {
    const { clock, book, events } = this.o;
    this.nothing = lease.jobs.length === 0;
    if (this.nothing) {
      this.pausedUntil = clock.now() + NOTHING_US;
      return "";
    }
    const { lease: name, expiresAtMs, nowMs } = lease;
    if (name === undefined || expiresAtMs === undefined) return "jobsWithoutLease";
    if (!book.add(name, askedAt, { nowMs, expiresAtMs })) return "leaseOver";
    let refused = 0;
    for (const job of lease.jobs) if (!this.accept(job, name)) refused++;
    events.event("", "centreLease", { lease: name, jobs: lease.jobs.length, refused });
    return "";
  }

  private accept(job: CentreJob, lease: string): boolean {
    const { table, zone, addJobs } = this.o;
    const known = table.revive(job.id, lease);
    if (known !== "new") return true;
    const row = jobRow(0, cellsOf(job), zone);
    if (typeof row === "string") return this.refuse(job, lease, "void", "recordInvalid");
    const [refusal] = addJobs([row]);
    if (refusal !== undefined) return this.refuse(job, lease, "duplicate", refusal.known ? "known" : "duplicate");
    const made = table.queuedJobOf(job.nik);
    if (made === undefined) return this.refuse(job, lease, "void", "recordRefused");
    table.tie(job.id, made, lease);
    this.o.events.event("", "centreJob", { job: jobKey(made), record: job.id });
    return true;
  }

  private refuse(job: CentreJob, lease: string, outcome: "void" | "duplicate", cause: string): false {
    this.o.table.owe(job.id, lease, null, outcome, cause);
    this.o.events.event("", "centreJobRefused", { record: job.id, cause });
    return false;
  }
}

/** The record under the names of a job file's columns, so that there is one place that judges what a job is. */
function cellsOf(job: CentreJob): Map<string, string> {
  return new Map([
    ["nik", job.nik],
    ["name", job.name],
    ["class", job.class],
    ["subdistrict", job.subdistrict],
    ["requested_at", job.requestedAt],
    ["birth_place", job.birthPlace ?? ""],
    ["birth_date", job.birthDate ?? ""],
    ["letter_number", job.letterNumber ?? ""],
    ["image", job.image ?? ""],
  ]);
}
