/**
 * What a journal in memory knows of its jobs and their rows do not say yet: taken, begun to print, issued. Most are all three before
 * anybody looks: then a job is written once, and many at a time.
 */
import type { CardTable } from "./card-table.ts";
import type { Store } from "./store.ts";
import { WAITS } from "./write-behind.ts";

/** Jobs that wait at most. */
const JOBS_BEHIND_MAX = 32;

interface Card {
  readonly nik: string;
  readonly serial: string;
}

interface WaitingJob {
  readonly id: number;
  readonly printer: string;
  /** It was taken, and its steps are those above this one; undefined: its row says so already. */
  readonly firstStep: number | undefined;
  readonly state: "leased" | "printing" | "issued";
  readonly atMs: number;
  /** With the state `issued`. */
  readonly card: Card | undefined;
}

export class JobsBehind {
  private readonly store: Store;
  private readonly cards: CardTable;
  private readonly sql: ReturnType<typeof statements>;
  /** In the order in which they were taken or have ended: so are their cards numbered, and what the data centre hears. */
  private jobs = new Map<number, WaitingJob>();
  private caughtUp: ReadonlyMap<number, WaitingJob> = new Map();

  constructor(store: Store, cards: CardTable) {
    this.store = store;
    this.cards = cards;
    this.sql = statements(store);
    store.writeBehind(WAITS.jobs, {
      waits: () => this.jobs.size > 0,
      write: () => this.write(),
      undo: () => {
        this.jobs = new Map([...this.caughtUp, ...this.jobs]);
      },
    });
  }

  taken(id: number, printer: string, firstStep: number, atMs: number): void {
    if (this.jobs.size >= JOBS_BEHIND_MAX) this.store.catchUp();
    this.put({ id, printer, firstStep, state: "leased", atMs, card: undefined });
  }

  /** Not to wait. */
  begunNow(id: number, atMs: number): void {
    this.sql.printing.run(atMs, id);
  }

  begun(id: number, printer: string, atMs: number): void {
    const firstStep = this.jobs.get(id)?.firstStep;
    this.jobs.set(id, { id, printer, firstStep, state: "printing", atMs, card: undefined });
  }

  issued(id: number, printer: string, card: Card, atMs: number): void {
    const firstStep = this.jobs.get(id)?.firstStep;
    this.put({ id, printer, firstStep, state: "issued", atMs, card });
    this.cards.expect(card.serial);
  }

  /** Behind all others. */
  private put(job: WaitingJob): void {
    this.jobs.delete(job.id);
    this.jobs.set(job.id, job);
  }

  private write(): void {
    this.caughtUp = this.jobs;
    this.jobs = new Map();
    this.store.together(() => {
      for (const job of this.caughtUp.values()) this.writeOne(job);
    });
  }

  private writeOne({ id, printer, firstStep, state, atMs, card }: WaitingJob): void {
    if (firstStep !== undefined) this.sql.taken.run(state, printer, firstStep, atMs, id);
    else if (state === "printing") this.begunNow(id, atMs);
    else this.sql.end.run(state, printer, atMs, id);
    if (card === undefined) return;
    this.cards.revokeOthers(card.nik);
    this.cards.addNew(id, card.nik, printer, card.serial, "valid", "", atMs);
  }
}

function statements(store: Store) {
  return {
    taken: store.prepareApart(
      "UPDATE jobs SET state = ?, printer = ?, fence = fence + 1, first_step = ?, cause = '', changed_ms = ? WHERE id = ?",
    ),
    printing: store.prepareApart(
      "UPDATE jobs SET state = 'printing', changed_ms = ? WHERE id = ? AND state = 'leased'",
    ),
    end: store.prepareApart("UPDATE jobs SET state = ?, printer = ?, cause = '', changed_ms = ? WHERE id = ?"),
  };
}
