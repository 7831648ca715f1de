/** Printer seconds lost, by day of the office's zone, so that today's figure survives a restart; see migration 004. */
import { LOST_CAUSES, type LostCauseWord } from "../api.ts";
import { NO_TOPIC, type Store, text } from "./store.ts";

export type LostOfDay = ReadonlyMap<LostCauseWord, number>;

/** Days of lost time that are kept. */
export const LOST_DAYS_MAX = 400;

export class LostTable {
  private readonly store: Store;
  private readonly insert: ReturnType<Store["prepare"]>;
  private readonly forget: ReturnType<Store["prepare"]>;

  constructor(store: Store) {
    this.store = store;
    this.insert = store.prepareApart(
      "INSERT OR REPLACE INTO lost_seconds (day, printer, cause, seconds) VALUES (?, ?, ?, ?)",
    );
    this.forget = store.prepareApart("DELETE FROM lost_seconds WHERE day < ?");
  }

  /** Seconds by cause of one printer. `day`: days since 1970 in the office's zone. */
  of(day: number, printer: string): LostOfDay {
    const sql = "SELECT cause, seconds FROM lost_seconds WHERE day = ? AND printer = ?";
    const found = new Map<LostCauseWord, number>();
    for (const row of this.store.prepare(sql).all(day, printer)) {
      const cause = LOST_CAUSES.find((known) => known === text(row, "cause"));
      if (cause !== undefined) found.set(cause, Number(row["seconds"]));
    }
    return found;
  }

  /** Replaces what was kept of these printers, causes and this day, at once for all. */
  keep(day: number, printers: ReadonlyMap<string, LostOfDay>): void {
    this.store.transaction(() => {
      for (const [printer, causes] of printers) {
        for (const [cause, seconds] of causes) this.insert.run(day, printer, cause, seconds);
      }
      this.forget.run(day - LOST_DAYS_MAX);
    }, NO_TOPIC);
  }
}
