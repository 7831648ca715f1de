/** Rows of one table, several with each statement: one statement for eight rows costs about as much as two for one row each. */
import type { SQLInputValue } from "node:sqlite";
import type { Store } from "./store.ts";
import type { Statement } from "./write-behind.ts";

/** Rows of a statement, where there are so many; fewer than the last are one statement. */
const ROWS_PER_STATEMENT = [32, 8] as const;
const LAST_ROWS = ROWS_PER_STATEMENT[1];

export class RowInsert {
  private readonly store: Store;
  private readonly into: string;
  private readonly row: string;
  /** By the number of rows. */
  private readonly made: (Statement | undefined)[] = [];

  /** `into`: a table and its columns, from the program and never from outside. */
  constructor(store: Store, table: string, columns: readonly string[]) {
    this.store = store;
    this.into = `INSERT INTO ${table} (${columns.join(", ")}) VALUES `;
    this.row = `(${columns.map(() => "?").join(", ")})`;
  }

  /** Each row has a value for each column. All of them are written or, when it throws, none. */
  write(rows: readonly (readonly SQLInputValue[])[]): void {
    // One statement is atomic by itself.
    if (rows.length <= LAST_ROWS) this.writeInOrder(rows);
    else this.store.together(() => this.writeInOrder(rows));
  }

  private writeInOrder(rows: readonly (readonly SQLInputValue[])[]): void {
    for (let from = 0; from < rows.length; ) {
      const left = rows.length - from;
      const count = ROWS_PER_STATEMENT.find((some) => some <= left) ?? left;
      this.statement(count).run(...rows.slice(from, from + count).flat());
      from += count;
    }
  }

  private statement(rows: number): Statement {
    this.made[rows] ??= this.store.prepareApart(this.into + Array.from({ length: rows }, () => this.row).join(", "));
    return this.made[rows];
  }
}
