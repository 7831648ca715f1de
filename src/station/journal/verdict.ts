/** What a person decides about an uncertain job, with the card, its serial or the empty output bin in hand. Software never does. */
import type { JobClass } from "../api.ts";
import type { EventTable } from "./event-table.ts";
import { jobId } from "./job-key.ts";
import { int, type Store, text } from "./store.ts";
import type { Tally } from "./tally.ts";

/** The card is there and good; it is spoilt or gone and the person still needs one; it is spoilt and no other is wanted. */
export type Verdict = "issued" | "queued" | "void";

export class VerdictDesk {
  private readonly store: Store;
  private readonly events: EventTable;
  private readonly tally: Tally;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;

  constructor(store: Store, events: EventTable, tally: Tally, utcMs: () => number) {
    this.store = store;
    this.events = events;
    this.tally = tally;
    this.utcMs = utcMs;
    this.sql = statements(store);
  }

  /** False when the job is not uncertain (any more). */
  decide(job: string, verdict: Verdict): boolean {
    const row = this.sql.uncertain.get(jobId(job) ?? -1);
    if (row === undefined) return false;
    const now = this.utcMs();
    const id = int(row, "id");
    const good = verdict === "issued";
    this.store.transaction(() => {
      if (good) this.sql.revoke.run(text(row, "nik"));
      this.sql.card.run(good ? "valid" : "void", now, id);
      this.sql.job.run(verdict, verdict === "queued" ? "" : text(row, "printer"), now, id);
    });
    const printer = text(row, "printer");
    this.tally.jobMoved("uncertain", verdict, text(row, "class") as JobClass);
    this.tally.uncertainCardWas(printer, good ? "issued" : "spoiltSeen");
    this.events.event(printer, "jobDecided", { job, verdict });
    return true;
  }
}

function statements(store: Store) {
  return {
    uncertain: store.prepare("SELECT id, nik, class, printer FROM jobs WHERE id = ? AND state = 'uncertain'"),
    revoke: store.prepare("UPDATE cards SET state = 'revoked' WHERE nik = ? AND state = 'valid'"),
    card: store.prepare("UPDATE cards SET state = ?, at_ms = ? WHERE job = ? AND state = 'uncertain'"),
    job: store.prepare("UPDATE jobs SET state = ?, printer = ?, changed_ms = ? WHERE id = ?"),
  };
}
