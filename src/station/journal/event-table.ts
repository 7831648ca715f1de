/** What people should be able to read later. Written in bulk with the next transaction: an event is never worth a disk flush of its own. */
import type { EventSink } from "../../controller/index.ts";
import { StorageError } from "../errors.ts";
import { maskNiks } from "../jobs/nik.ts";
import { RowInsert } from "./row-insert.ts";
import { int, NO_TOPIC, type Row, type Store, text } from "./store.ts";
import { WAITS } from "./write-behind.ts";

/** Events kept in memory until some write takes them along. */
export const EVENTS_PENDING_MAX = 64;
/** Events kept in memory while the disk takes nothing; older ones are dropped. */
export const EVENTS_STUCK_MAX = 1_000;
/** Events that a journal in memory keeps beside its table until somebody looks. */
const EVENTS_BEHIND_MAX = 256;
/** Events kept in the journal; older ones are dropped. */
export const EVENTS_KEPT_MAX = 200_000;

export interface JournalEvent {
  readonly id: number;
  readonly atMs: number;
  readonly printer: string;
  readonly code: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
}

type Pending = readonly [atMs: number, printer: string, code: string, detail: string];

export class EventTable implements EventSink {
  private readonly store: Store;
  private readonly utcMs: () => number;
  private readonly insert: RowInsert;
  private readonly prune: ReturnType<Store["prepare"]>;
  private readonly latest: ReturnType<Store["prepare"]>;
  private pending: Pending[] = [];
  /** Written in the transaction that is being committed. */
  private inFlight: readonly Pending[] = [];
  /** Written as far as anybody can tell, and not in the table yet. */
  private behind: Pending[] = [];
  private caughtUp: readonly Pending[] = [];

  constructor(store: Store, utcMs: () => number) {
    this.store = store;
    this.utcMs = utcMs;
    this.insert = new RowInsert(store, "events", ["at_ms", "printer", "code", "detail"]);
    this.prune = store.prepare(
      `DELETE FROM events WHERE id <= (SELECT seq FROM sqlite_sequence WHERE name = 'events') - ${EVENTS_KEPT_MAX}`,
    );
    this.latest = store.prepare("SELECT * FROM events ORDER BY id DESC LIMIT ?");
    store.onCommit({ waits: () => this.pending.length > 0, write: () => this.write(), undo: () => this.undo() });
    store.writeBehind(WAITS.events, {
      waits: () => this.behind.length > 0,
      write: () => this.catchUp(),
      undo: () => {
        this.behind = [...this.caughtUp, ...this.behind];
      },
    });
  }

  event(printer: string, code: string, detail: Record<string, string | number | boolean> = {}): void {
    this.pending.push([this.utcMs(), printer, code, maskNiks(JSON.stringify(detail))]);
    if (this.pending.length < EVENTS_PENDING_MAX) return;
    try {
      this.flush();
    } catch (error) {
      // A full disk stops the station at the next intent, in order; a note is no reason to stop in the middle of something.
      if (!(error instanceof StorageError)) throw error;
      if (this.pending.length > EVENTS_STUCK_MAX) this.pending.shift();
    }
  }

  /** Writes what is pending, in a transaction of its own. */
  flush(): void {
    if (this.pending.length > 0) this.store.transaction(() => {}, NO_TOPIC);
  }

  /** Drops all but the newest {@link EVENTS_KEPT_MAX}. */
  trim(): void {
    this.prune.run();
  }

  /** The newest `count` events, oldest first. */
  newest(count: number): JournalEvent[] {
    this.flush();
    return this.latest.all(count).reverse().map(eventOf);
  }

  /** Events of a printer (of all, when the name is empty) older than the event `before`, newest first. */
  page(printer: string, before: number | undefined, count: number): JournalEvent[] {
    this.flush();
    const older = before ?? Number.MAX_SAFE_INTEGER;
    if (printer === "") {
      return this.store
        .prepare("SELECT * FROM events WHERE id < ? ORDER BY id DESC LIMIT ?")
        .all(older, count)
        .map(eventOf);
    }
    const sql = "SELECT * FROM events WHERE id < ? AND printer = ? ORDER BY id DESC LIMIT ?";
    return this.store.prepare(sql).all(older, printer, count).map(eventOf);
  }

  private write(): void {
    this.inFlight = this.pending;
    if (this.pending.length === 0) return;
    this.pending = [];
    if (!this.store.isInMemory) this.insert.write(this.inFlight);
    else {
      this.behind.push(...this.inFlight);
      if (this.behind.length >= EVENTS_BEHIND_MAX) this.store.catchUp();
    }
  }

  private undo(): void {
    this.pending = [...this.inFlight, ...this.pending];
    if (this.store.isInMemory) this.behind.length -= this.inFlight.length;
    this.inFlight = [];
  }

  private catchUp(): void {
    this.caughtUp = this.behind;
    this.behind = [];
    this.insert.write(this.caughtUp);
  }
}

function eventOf(row: Row): JournalEvent {
  return {
    id: int(row, "id"),
    atMs: int(row, "at_ms"),
    printer: text(row, "printer"),
    code: text(row, "code"),
    detail: JSON.parse(text(row, "detail")) as JournalEvent["detail"],
  };
}
