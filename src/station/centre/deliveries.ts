/** Tells the centre how jobs ended: each result until it is answered, the same message under the same key. */
import type { Clock, Micros, Random } from "../../base/index.ts";
import type { EventSink } from "../../controller/index.ts";
import type { AuditSink } from "../commands/command.ts";
import type { Answer } from "./answer.ts";
import { BackOff } from "./back-off.ts";
import type { CentreConfig } from "./centre-config.ts";
import type { CentreTable } from "./centre-table.ts";
import type { CentreLine } from "./line.ts";
import type { OutboxTable, OwedResult } from "./outbox-table.ts";
import type { Accepted } from "./schema.ts";

/** Results under way at one time. */
export const RESULTS_MAX = 8;

export interface DeliveriesOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly line: CentreLine;
  readonly table: CentreTable;
  readonly outbox: OutboxTable;
  readonly events: EventSink;
  readonly audit: AuditSink | undefined;
  readonly config: CentreConfig;
  readonly onChange: () => void;
}

export class Deliveries {
  /** Answers in a row that nobody understood; their words. */
  garbled = "";
  private readonly o: DeliveriesOptions;
  private readonly backOff: BackOff;
  private readonly underWay = new Set<number>();
  private pausedUntil: Micros = -1;

  constructor(options: DeliveriesOptions) {
    this.o = options;
    this.backOff = new BackOff(options.random);
  }

  get nextAt(): Micros {
    return this.pausedUntil > this.o.clock.now() ? this.pausedUntil : -1;
  }

  /** The line is up again, or a person wants to know: what was not understood is tried again at once. */
  forgetPauses(): void {
    this.pausedUntil = -1;
    this.backOff.forget();
  }

  send(): void {
    const { line, outbox, table, config } = this.o;
    if (!line.isUp || this.nextAt >= 0 || this.underWay.size >= RESULTS_MAX) return;
    for (const owed of outbox.next(RESULTS_MAX - this.underWay.size, this.underWay, config.station)) {
      outbox.sending(owed);
      const call = { route: "result", id: owed.record, body: owed.body, key: `${table.name}-r${owed.id}` } as const;
      const sent = line.call(call, (answer) => {
        this.underWay.delete(owed.id);
        this.heard(owed, answer);
        this.o.onChange();
      });
      if (!sent) return;
      this.underWay.add(owed.id);
    }
  }

  private heard(owed: OwedResult, answer: Answer<Accepted>): void {
    const { outbox, events, clock } = this.o;
    if (answer.kind === "garbled") {
      if (this.garbled === "") events.event("", "centreAnswerWrong", { what: "result", id: owed.id });
      this.garbled = answer.text;
      this.pausedUntil = clock.now() + this.backOff.next();
      return;
    }
    if (answer.kind === "lost" || answer.kind === "later" || answer.kind === "denied") return;
    this.garbled = "";
    this.backOff.forget();
    if (answer.kind === "ok") outbox.delivered(owed.id);
    else if (answer.kind === "duplicate" && owed.outcome === "issued") this.duplicate(owed, answer.text);
    else if (answer.kind === "gone" && owed.outcome !== "issued" && owed.outcome !== "uncertain") {
      // What was given back is somebody else's already, or gone: nothing of ours hangs on it.
      outbox.delivered(owed.id);
    } else {
      outbox.refused(owed.id, answer.text);
      events.event("", "centreResultRefused", { id: owed.id, outcome: owed.outcome, answer: answer.kind });
    }
  }

  /** A second valid card for one person: this one is not. First revoked, then told. */
  private duplicate(owed: OwedResult, text: string): void {
    const { outbox, events, audit } = this.o;
    outbox.duplicate(owed.id, text);
    events.event("", "centreDuplicate", { id: owed.id, record: owed.record, serial: owed.body.serial });
    audit?.append({
      actor: "station",
      role: "station",
      action: "centre.revoked",
      detail: { record: owed.record, serial: owed.body.serial },
    });
  }
}
