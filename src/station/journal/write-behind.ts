/**
 * Rows of a journal in memory that are written when somebody looks. On a disk a row must be there before the call returns;
 * in memory only this process sees the database, so that a row which waits and one which is written differ in nothing but
 * the time that they take: rows written together cost a third, and what changes again meanwhile is written once.
 */
import type { SQLInputValue, SQLOutputValue, StatementResultingChanges } from "node:sqlite";

export interface LateWork {
  waits(): boolean;
  write(): void;
  /** What {@link write} wrote was not kept, or could not all be written: it waits again. */
  undo(): void;
}

/** A prepared statement, with values by position. */
export interface Statement {
  run(...values: SQLInputValue[]): StatementResultingChanges;
  get(...values: SQLInputValue[]): Record<string, SQLOutputValue> | undefined;
  all(...values: SQLInputValue[]): Record<string, SQLOutputValue>[];
  iterate(...values: SQLInputValue[]): Iterable<Record<string, SQLOutputValue>>;
}

/** What may wait, a bit each: rows of steps, rows of events, and what becomes of jobs until their cards are issued, with these cards. */
export const WAITS = { steps: 1, events: 2, jobs: 4 } as const;
const ALL = WAITS.steps | WAITS.events | WAITS.jobs;

export class WriteBehind {
  private readonly works: { readonly work: LateWork; readonly kind: number }[] = [];
  /** Those that wrote in the transaction that is under way. */
  private readonly written: LateWork[] = [];

  add(kind: number, work: LateWork): void {
    this.works.push({ kind, work });
  }

  /** Writes what waits of those kinds. `inside`: of a transaction, which may yet fail. */
  catchUp(inside: boolean, kinds: number = ALL): void {
    for (const { kind, work } of this.works) {
      if ((kind & kinds) === 0 || !work.waits()) continue;
      try {
        work.write();
      } catch (error) {
        work.undo();
        throw error;
      }
      if (inside) this.written.push(work);
    }
  }

  /** The transaction has ended. What was written in one that failed waits again, the oldest first. */
  ended(kept: boolean): void {
    if (this.written.length === 0) return;
    if (!kept) for (const work of this.written.reverse()) work.undo();
    this.written.length = 0;
  }
}

/**
 * A statement of a journal in memory. What waits is written before it, so that what it reads is as if nothing had waited. It is
 * prepared when it is first needed: simulated hosts die and begin again often, and most use few of their statements.
 */
export class MemoryStatement implements Statement {
  private readonly prepare: () => Statement;
  private readonly before: () => void;
  private made: Statement | undefined;

  constructor(prepare: () => Statement, before: () => void) {
    this.prepare = prepare;
    this.before = before;
  }

  run(...values: SQLInputValue[]): StatementResultingChanges {
    return this.ready().run(...values);
  }

  get(...values: SQLInputValue[]): Record<string, SQLOutputValue> | undefined {
    return this.ready().get(...values);
  }

  all(...values: SQLInputValue[]): Record<string, SQLOutputValue>[] {
    return this.ready().all(...values);
  }

  iterate(...values: SQLInputValue[]): Iterable<Record<string, SQLOutputValue>> {
    return this.ready().iterate(...values);
  }

  private ready(): Statement {
    this.before();
    this.made ??= this.prepare();
    return this.made;
  }
}
