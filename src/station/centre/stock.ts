/** Which of the centre's jobs a printer may take now, and when that changes by itself. */
import { type Clock, type Micros, US_PER_MS, US_PER_S } from "../../base/index.ts";
import type { EventSink } from "../../controller/index.ts";
import type { CentreConfig } from "./centre-config.ts";
import { type CentreTable, type Gate, keyOf, type LeasedJob } from "./centre-table.ts";
import type { LeaseBook } from "./lease-book.ts";

/** A card in work, from its first step to the output bin, with one pause of the heat governor. [E] */
export const CARD_US_MAX: Micros = 240 * US_PER_S;

export interface Policy {
  readonly activation: boolean;
  readonly offline: boolean;
}

export interface StockOptions {
  readonly clock: Clock;
  readonly table: CentreTable;
  readonly book: LeaseBook;
  readonly events: EventSink;
  readonly config: CentreConfig;
  /** The printer has not begun this job: it should give it back, for its lease ends too soon. */
  readonly giveBack: (printer: string, job: string) => void;
}

export interface StockView {
  readonly jobs: readonly LeasedJob[];
  /** Jobs that a printer may take now. */
  readonly ready: number;
  /** Jobs that lack only their activation or the line. */
  readonly coming: number;
  /** A job that could not be taken before can be now. */
  readonly opened: boolean;
  /** When something changes by itself; -1: never. */
  readonly nextAt: Micros;
}

export class Stock {
  private readonly o: StockOptions;

  constructor(options: StockOptions) {
    this.o = options;
  }

  /** Sets each waiting job's gate; jobs whose lease has ended leave the queue. */
  judge(policy: Policy, lineUp: boolean): StockView {
    const { table } = this.o;
    const jobs: LeasedJob[] = [];
    let [ready, coming, opened, nextAt] = [0, 0, false, -1 as Micros];
    for (const job of table.unfinished()) {
      if (job.state === "printing") {
        jobs.push(job);
        continue;
      }
      const left = this.o.book.leftUs(job.lease);
      if (left > 0) nextAt = sooner(nextAt, this.turnAt(left));
      if (job.state === "leased") {
        if (left <= this.neededUs) this.o.giveBack(job.printer, keyOf(job));
        jobs.push(job);
        continue;
      }
      // What is set aside waits for a person, whatever becomes of the lease meanwhile.
      if (!this.o.book.has(job.lease) && job.state === "queued") {
        this.drop(job);
        continue;
      }
      const gate = this.gateOf(job, left, policy, lineUp);
      if (gate !== job.gate) {
        table.setGate(job.job, gate);
        if (gate === "" && job.state === "queued") opened = true;
      }
      jobs.push({ ...job, gate });
      if (job.state !== "queued" || gate === "lease") continue;
      if (gate === "") ready++;
      else coming++;
    }
    return { jobs, ready, coming, opened, nextAt };
  }

  /** A lease has to last this long for a card to be started on it. */
  get neededUs(): Micros {
    return CARD_US_MAX + this.o.config.marginSeconds * US_PER_S;
  }

  /** The job still needs leave for the card that it is about to start. */
  lacksActivation(job: LeasedJob, policy: Policy): boolean {
    if (!policy.activation) return false;
    if (job.activated !== job.attempts) return true;
    if (job.activationEndsMs === undefined) return false;
    return (job.activationEndsMs - this.o.clock.utcMs()) * US_PER_MS <= this.neededUs;
  }

  private gateOf(job: LeasedJob, left: Micros, policy: Policy, lineUp: boolean): Gate {
    if (left <= this.neededUs) return "lease";
    if (this.lacksActivation(job, policy)) return "activation";
    return lineUp || policy.offline ? "" : "offline";
  }

  private turnAt(left: Micros): Micros {
    const now = this.o.clock.now();
    return left > this.neededUs ? now + left - this.neededUs : now + left;
  }

  private drop(job: LeasedJob): void {
    this.o.table.drop(job, "leaseEnded");
    this.o.events.event("", "centreLeaseEnded", { job: keyOf(job), lease: job.lease });
  }
}

export function sooner(one: Micros, other: Micros): Micros {
  return one < 0 ? other : other < 0 ? one : Math.min(one, other);
}
