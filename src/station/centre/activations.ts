/** Asks leave for each card before it is started, where the centre wants that. */
import { type Clock, type Micros, US_PER_MS, US_PER_S } from "../../base/index.ts";
import type { EventSink } from "../../controller/index.ts";
import type { Answer } from "./answer.ts";
import type { CentreConfig } from "./centre-config.ts";
import { type CentreTable, keyOf, type LeasedJob } from "./centre-table.ts";
import type { CentreLine } from "./line.ts";
import type { Activate, Activated } from "./schema.ts";
import type { Policy, Stock, StockView } from "./stock.ts";

/** After an answer that nobody understands, the same job is left alone for this long. */
const PAUSE_US: Micros = 60 * US_PER_S;

export interface ActivationsOptions {
  readonly clock: Clock;
  readonly line: CentreLine;
  readonly table: CentreTable;
  readonly stock: Stock;
  readonly events: EventSink;
  readonly config: CentreConfig;
  /** Cards activated ahead. */
  readonly ahead: number;
  readonly onChange: () => void;
}

export class Activations {
  private readonly o: ActivationsOptions;
  private readonly underWay = new Set<number>();
  private readonly pausedUntil = new Map<number, Micros>();

  constructor(options: ActivationsOptions) {
    this.o = options;
  }

  /** The line is up again, or a person wants to know: what was not understood is tried again at once. */
  forgetPauses(): void {
    this.pausedUntil.clear();
  }

  ask(view: StockView, policy: Policy): void {
    if (!policy.activation) return;
    let ahead = view.ready + this.underWay.size;
    for (const job of view.jobs) {
      if (ahead >= this.o.ahead) return;
      if (job.state !== "queued" || job.gate !== "activation" || this.underWay.has(job.job)) continue;
      if ((this.pausedUntil.get(job.job) ?? -1) > this.o.clock.now()) continue;
      if (!this.send(job)) return;
      ahead++;
    }
  }

  private send(job: LeasedJob): boolean {
    const { line, table, config } = this.o;
    const body: Activate = { station: config.station, lease: job.lease, attempt: job.attempts };
    const key = `${table.name}-a${job.job}-${job.lease}-${job.attempts}`;
    const sent = line.call({ route: "activate", id: job.record, body, key }, (answer) => {
      this.underWay.delete(job.job);
      this.heard(job, answer);
      this.o.onChange();
    });
    if (sent) this.underWay.add(job.job);
    return sent;
  }

  private heard(job: LeasedJob, answer: Answer<Activated>): void {
    const { clock, table, events } = this.o;
    const now = clock.now();
    switch (answer.kind) {
      case "ok": {
        const { activation, expiresAtMs, nowMs } = answer.body;
        // By the station's clock, from what the centre says is left.
        const endsMs = expiresAtMs === undefined ? undefined : clock.utcMs() + expiresAtMs - nowMs;
        table.activated(job.job, job.attempts, activation, endsMs);
        this.pausedUntil.delete(job.job);
        return;
      }
      case "duplicate":
        table.drop(job, "centreDuplicate");
        events.event("", "centreJobRefused", { job: keyOf(job), cause: "duplicate" });
        return;
      case "gone":
        table.drop(job, "leaseEnded");
        events.event("", "centreLeaseEnded", { job: keyOf(job), lease: job.lease });
        return;
      case "refused":
      case "garbled":
        this.pausedUntil.set(job.job, now + PAUSE_US);
        events.event("", "centreAnswerWrong", { what: "activation", job: keyOf(job), after: PAUSE_US / US_PER_MS });
        return;
      default:
        return; // The line knows; it is asked again under the same key.
    }
  }
}
