/** What people should be able to read later. Written in bulk with the next transaction: an event is never worth a disk flush of its own. */
import type { EventSink } from "../../controller/index.ts";
import { maskNik, nikProblem } from "../jobs/nik.ts";
import { int, type Store, text } from "./store.ts";

/** Events kept in memory until some write takes them along. */
export const EVENTS_PENDING_MAX = 64;
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
  private readonly insert: ReturnType<Store["prepare"]>;
  private readonly prune: ReturnType<Store["prepare"]>;
  private readonly latest: ReturnType<Store["prepare"]>;
  private pending: Pending[] = [];

  constructor(store: Store, utcMs: () => number) {
    this.store = store;
    this.utcMs = utcMs;
    this.insert = store.prepare("INSERT INTO events (at_ms, printer, code, detail) VALUES (?, ?, ?, ?)");
    this.prune = store.prepare(
      `DELETE FROM events WHERE id <= (SELECT seq FROM sqlite_sequence WHERE name = 'events') - ${EVENTS_KEPT_MAX}`,
    );
    this.latest = store.prepare("SELECT * FROM events ORDER BY id DESC LIMIT ?");
    store.onCommit({ waits: () => this.pending.length > 0, write: () => this.write() });
  }

  event(printer: string, code: string, detail: Record<string, string | number | boolean> = {}): void {
    this.pending.push([this.utcMs(), printer, code, maskText(JSON.stringify(detail))]);
    if (this.pending.length >= EVENTS_PENDING_MAX) this.flush();
  }

  /** Writes what is pending, in a transaction of its own. */
  flush(): void {
    if (this.pending.length > 0) this.store.transaction(() => {});
  }

  /** Drops all but the newest {@link EVENTS_KEPT_MAX}. */
  trim(): void {
    this.prune.run();
  }

  /** The newest `count` events, oldest first. */
  newest(count: number): JournalEvent[] {
    this.flush();
    const rows = this.latest.all(count).reverse();
    return rows.map((row) => ({
      id: int(row, "id"),
      atMs: int(row, "at_ms"),
      printer: text(row, "printer"),
      code: text(row, "code"),
      detail: JSON.parse(text(row, "detail")) as JournalEvent["detail"],
    }));
  }

  private write(): void {
    if (this.pending.length === 0) return;
    const batch = this.pending;
    this.pending = [];
    for (const [atMs, printer, code, detail] of batch) this.insert.run(atMs, printer, code, detail);
  }
}

/** The last line of defence: whatever looks like a NIK leaves masked, even when a caller forgot. */
function maskText(json: string): string {
  return json.replace(/(?<!\d)\d{16}(?!\d)/g, (digits) =>
    nikProblem(digits) === undefined ? maskNik(digits) : digits,
  );
}
