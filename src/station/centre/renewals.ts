/** Keeps leases alive while jobs of theirs are unfinished, and forgets the others. */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";
import type { EventSink } from "../../controller/index.ts";
import type { Answer } from "./answer.ts";
import type { CentreConfig } from "./centre-config.ts";
import { type CentreTable, keyOf } from "./centre-table.ts";
import type { LeaseBook } from "./lease-book.ts";
import type { CentreLine } from "./line.ts";
import { LEASE_JOBS_MAX, type Renew, type Renewed } from "./schema.ts";
import type { StockView } from "./stock.ts";

const PAUSE_US: Micros = 60 * US_PER_S;

export interface RenewalsOptions {
  readonly clock: Clock;
  readonly line: CentreLine;
  readonly table: CentreTable;
  readonly book: LeaseBook;
  readonly events: EventSink;
  readonly config: CentreConfig;
  readonly onChange: () => void;
}

export class Renewals {
  private readonly o: RenewalsOptions;
  private readonly underWay = new Set<string>();
  private readonly pausedUntil = new Map<string, Micros>();

  constructor(options: RenewalsOptions) {
    this.o = options;
  }

  /** The line is up again, or a person wants to know: what was not understood is tried again at once. */
  forgetPauses(): void {
    this.pausedUntil.clear();
  }

  ask({ jobs }: StockView): void {
    const { book, clock } = this.o;
    for (const lease of book.names) {
      if (this.underWay.has(lease)) continue;
      const records = jobs.filter((job) => job.lease === lease).map(({ record }) => record);
      if (records.length === 0) {
        book.end(lease);
        this.pausedUntil.delete(lease);
      } else if (book.wantsRenewal(lease) && (this.pausedUntil.get(lease) ?? -1) <= clock.now()) {
        this.send(lease, records.slice(0, LEASE_JOBS_MAX));
      }
    }
  }

  private send(lease: string, records: string[]): void {
    const { line, clock, config } = this.o;
    const askedAt = clock.now();
    const body: Renew = { station: config.station, leaseSeconds: config.leaseSeconds, jobs: records };
    const sent = line.call({ route: "renew", id: lease, body }, (answer) => {
      this.underWay.delete(lease);
      this.heard(lease, askedAt, answer);
      this.o.onChange();
    });
    if (sent) this.underWay.add(lease);
  }

  private heard(lease: string, askedAt: Micros, answer: Answer<Renewed>): void {
    const { book, table, events, clock } = this.o;
    if (answer.kind === "ok") {
      book.extend(lease, askedAt, answer.body);
      const withdrawn = new Set(answer.body.withdrawn);
      for (const job of withdrawn.size === 0 ? [] : table.unfinished()) {
        if (job.lease !== lease || !withdrawn.has(job.record)) continue;
        if (job.state !== "queued") continue;
        table.drop(job, "leaseEnded");
        events.event("", "centreJobWithdrawn", { job: keyOf(job) });
      }
      return;
    }
    if (answer.kind === "gone") {
      book.end(lease);
      events.event("", "centreLeaseGone", { lease });
    } else if (answer.kind !== "lost" && answer.kind !== "later") {
      this.pausedUntil.set(lease, clock.now() + PAUSE_US);
      events.event("", "centreAnswerWrong", { what: "renewal", lease });
    }
  }
}
