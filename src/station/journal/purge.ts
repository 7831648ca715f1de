/**
 * Forgets people whose cards were handed over, or whose jobs ended, before an instant. What remains: the job's state and
 * instants, the card's serial and state, and a keyed hash in the place of the NIK, which still blocks a second card.
 */

import type { KeyedHash } from "./keyed-hash.ts";
import { int, type Store, text } from "./store.ts";

/** People that one transaction forgets: others may write in between. */
export const PURGE_BATCH = 2_000;

export class Purge {
  private readonly store: Store;
  private readonly keyed: KeyedHash;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;

  constructor(store: Store, keyed: KeyedHash, utcMs: () => number) {
    this.store = store;
    this.keyed = keyed;
    this.utcMs = utcMs;
    this.sql = statements(store);
  }

  /** How many people {@link run} would forget. */
  count(beforeMs: number): number {
    return int(this.sql.count.get(beforeMs, beforeMs)!, "n");
  }

  /** Forgets them; returns how many people. Deleted pages are overwritten. */
  run(beforeMs: number): number {
    let people = 0;
    this.store.overwriteDeleted(true);
    try {
      for (;;) {
        const batch = this.sql.due.all(beforeMs, beforeMs, PURGE_BATCH).map((row) => text(row, "nik"));
        if (batch.length === 0) break;
        this.store.transaction(() => {
          this.keyed.begin();
          for (const nik of batch) this.forget(nik);
        });
        people += batch.length;
      }
    } finally {
      this.store.overwriteDeleted(false);
    }
    if (people > 0) this.store.compact();
    return people;
  }

  private forget(nik: string): void {
    const hashed = this.keyed.of(nik);
    this.sql.applicants.run(nik);
    this.sql.jobs.run(hashed, nik);
    this.sql.cards.run(hashed, nik);
    this.sql.purged.run(hashed, this.utcMs());
  }
}

/** All that is known of a person has ended, and before the instant. */
const ENDED = `j.nik NOT LIKE '#%' AND j.state IN ('handedOver', 'void') AND j.changed_ms < ?
  AND NOT EXISTS (SELECT 1 FROM jobs o WHERE o.nik = j.nik AND (o.state NOT IN ('handedOver', 'void') OR o.changed_ms >= ?))`;

function statements(store: Store) {
  return {
    count: store.prepare(`SELECT count(DISTINCT j.nik) AS n FROM jobs j WHERE ${ENDED}`),
    due: store.prepare(`SELECT DISTINCT j.nik FROM jobs j WHERE ${ENDED} LIMIT ?`),
    applicants: store.prepare("DELETE FROM applicants WHERE job IN (SELECT id FROM jobs WHERE nik = ?)"),
    jobs: store.prepare("UPDATE jobs SET nik = ? WHERE nik = ?"),
    cards: store.prepare("UPDATE cards SET nik = ? WHERE nik = ?"),
    purged: store.prepare("INSERT INTO purged (nik, purged_ms) VALUES (?, ?) ON CONFLICT (nik) DO NOTHING"),
  };
}
