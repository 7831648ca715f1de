/** The highest step id given so far. Ids grow over all restarts: the table's own sequence keeps it. */
import { int, type Store } from "./store.ts";

export class StepIds {
  last: number;

  constructor(store: Store) {
    // The row of sqlite_sequence exists only after a first insert; the journal's own may be the first.
    store
      .prepare(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'steps', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'steps')",
      )
      .run();
    this.last = int(store.prepare("SELECT seq AS highest FROM sqlite_sequence WHERE name = 'steps'").get()!, "highest");
  }
}
