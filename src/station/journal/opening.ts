/** What a journal looks at when it is opened: whether it is a copy in the journal's place, and whether the clock can be right. */
import type { Journal } from "./journal.ts";
import { int, type Store } from "./store.ts";

/** A clock that is behind the newest record by less than this was only set right. */
export const CLOCK_BEHIND_MS_MAX = 2_000;

/**
 * A copy has been put in the journal's place: which jobs were printed after it was made is not in it. What was waiting is set
 * aside, what a printer had is uncertain; people compare with the cards and release. Returns how many jobs, undefined when
 * this is no copy.
 */
export function takeOverCopy(store: Store, utcMs: () => number): number | undefined {
  if (store.prepare("SELECT 1 FROM meta WHERE key = 'copy'").get() === undefined) return undefined;
  return store.transaction(() => {
    const set = (sql: string): number => Number(store.prepare(sql).run(utcMs()).changes);
    const held = set(
      "UPDATE jobs SET state = 'held', cause = 'restored', printer = '', changed_ms = ? WHERE state IN ('queued', 'leased')",
    );
    const uncertain = set(
      "UPDATE jobs SET state = 'uncertain', cause = 'restored', changed_ms = ? WHERE state = 'printing'",
    );
    store.prepare("DELETE FROM meta WHERE key = 'copy'").run();
    return held + uncertain;
  });
}

/** Records what was found, and says it in words. */
export function openingNotes(journal: Journal, setAside: number | undefined): string[] {
  const notes: string[] = [];
  if (setAside !== undefined) {
    journal.audit.append({ actor: "station", role: "station", action: "journal.restored", detail: { setAside } });
    journal.events.event("", "journalRestored", { setAside });
    notes.push(
      `a copy is in the journal's place: ${setAside} unfinished jobs are set aside, because it does not know which were printed since; compare with the cards, then release them (cetak jobs release --cause restored)`,
    );
  }
  const behindMs = journal.behindMs();
  if (behindMs > CLOCK_BEHIND_MS_MAX) {
    const seconds = Math.round(behindMs / 1000);
    journal.events.event("", "clockBehind", { seconds });
    notes.push(`the clock is ${seconds} s behind the journal's newest record; check date and time of this machine`);
  }
  return notes;
}

/** ms since 1970 of the newest event or card; 0 when there is none. */
export function newestRecordMs(store: Store): number {
  const row = store
    .prepare(
      `SELECT max(coalesce((SELECT at_ms FROM events ORDER BY id DESC LIMIT 1), 0),
         coalesce((SELECT at_ms FROM cards ORDER BY id DESC LIMIT 1), 0)) AS at`,
    )
    .get()!;
  return int(row, "at");
}
