/** What became of commands that change something, so that a repetition under the same key is answered and not repeated. */
import type { CommandOutcome } from "./command.ts";

/** Outcomes kept; the oldest are forgotten first. */
export const OUTCOMES_KEPT_MAX = 2_000;

export interface KnownOutcome {
  /** Hash of the input that the key was first used with. */
  readonly fingerprint: string;
  /** Undefined: it was begun and nothing is known of its end. */
  readonly outcome: CommandOutcome | undefined;
}

export interface OutcomeStore {
  find(key: string): KnownOutcome | undefined;
  /** Durable when it returns: the command is about to run. */
  begin(key: string, fingerprint: string): void;
  end(key: string, outcome: CommandOutcome): void;
  /** It changed nothing: the key may be used again. */
  forget(key: string): void;
}

/** For stations without a journal, and for tests. */
export class MemoryOutcomes implements OutcomeStore {
  private readonly known = new Map<string, KnownOutcome>();

  find(key: string): KnownOutcome | undefined {
    return this.known.get(key);
  }

  begin(key: string, fingerprint: string): void {
    this.known.set(key, { fingerprint, outcome: undefined });
    if (this.known.size <= OUTCOMES_KEPT_MAX) return;
    for (const [oldest, { outcome }] of this.known) {
      if (outcome === undefined) continue;
      this.known.delete(oldest);
      return;
    }
  }

  end(key: string, outcome: CommandOutcome): void {
    const known = this.known.get(key);
    if (known !== undefined) this.known.set(key, { ...known, outcome });
  }

  forget(key: string): void {
    this.known.delete(key);
  }
}
