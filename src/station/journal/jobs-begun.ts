/** Jobs of a journal in memory that have begun to print and whose rows do not say so yet: how a job ends is written over it. */
import type { Store } from "./store.ts";
import { type Statement, WAITS } from "./write-behind.ts";

interface Begun {
  readonly id: number;
  readonly atMs: number;
}

export class JobsBegun {
  private readonly printing: Statement;
  private readonly jobs = new Map<number, Begun>();
  private caughtUp: readonly Begun[] = [];

  constructor(store: Store) {
    // Said late, it must not speak over how the job has ended.
    this.printing = store.prepareApart(
      "UPDATE jobs SET state = 'printing', changed_ms = ? WHERE id = ? AND state = 'leased'",
    );
    store.writeBehind(WAITS.begun, {
      waits: () => this.jobs.size > 0,
      write: () => this.write(),
      undo: () => {
        for (const job of this.caughtUp) this.jobs.set(job.id, job);
      },
    });
  }

  now(id: number, atMs: number): void {
    this.printing.run(atMs, id);
  }

  later(id: number, atMs: number): void {
    this.jobs.set(id, { id, atMs });
  }

  /** It ends, and its row says so. */
  ended(id: number): void {
    this.jobs.delete(id);
  }

  private write(): void {
    this.caughtUp = [...this.jobs.values()];
    this.jobs.clear();
    for (const { id, atMs } of this.caughtUp) this.now(id, atMs);
  }
}
