/** Outcomes of commands in the journal, so that a repetition is answered also after a restart; see migration 004. */
import type { CommandOutcome } from "../commands/command.ts";
import { type KnownOutcome, OUTCOMES_KEPT_MAX, type OutcomeStore } from "../commands/outcome-store.ts";
import { type Store, text } from "./store.ts";

export class OutcomeTable implements OutcomeStore {
  private readonly store: Store;
  private readonly utcMs: () => number;

  constructor(store: Store, utcMs: () => number) {
    this.store = store;
    this.utcMs = utcMs;
  }

  find(key: string): KnownOutcome | undefined {
    const row = this.store.prepare("SELECT fingerprint, outcome FROM command_outcomes WHERE key = ?").get(key);
    if (row === undefined) return undefined;
    const json = text(row, "outcome");
    return {
      fingerprint: text(row, "fingerprint"),
      outcome: json === "" ? undefined : (JSON.parse(json) as CommandOutcome),
    };
  }

  begin(key: string, fingerprint: string): void {
    this.store.transaction(() => {
      const sql = "INSERT INTO command_outcomes (key, fingerprint, at_ms) VALUES (?, ?, ?)";
      const { lastInsertRowid } = this.store.prepare(sql).run(key, fingerprint, this.utcMs());
      this.store.prepare("DELETE FROM command_outcomes WHERE id <= ?").run(Number(lastInsertRowid) - OUTCOMES_KEPT_MAX);
    });
  }

  end(key: string, outcome: CommandOutcome): void {
    const sql = "UPDATE command_outcomes SET outcome = ? WHERE key = ?";
    this.store.single(() => this.store.prepare(sql).run(JSON.stringify(outcome), key));
  }

  forget(key: string): void {
    this.store.single(() => this.store.prepare("DELETE FROM command_outcomes WHERE key = ?").run(key));
  }
}
