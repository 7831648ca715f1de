/** What was learnt of the heat of each printer's machine: a station that starts anew goes on from there. */
import { NO_TOPIC, type Store } from "./store.ts";
import type { Statement } from "./write-behind.ts";

export interface HeatMemoryRow {
  /** Of the machine that it was learnt of. */
  readonly serial: string;
  readonly model: string;
  /** By the wall's clock. */
  readonly atMs: number;
  /** Which code's `numbers` these are. */
  readonly layout: number;
  readonly numbers: Float64Array;
}

export class HeatMemoryTable {
  private readonly store: Store;
  private readonly read: Statement;
  private readonly insert: Statement;

  constructor(store: Store) {
    this.store = store;
    this.read = store.prepare("SELECT serial, model, at_ms, layout, numbers FROM heat_memories WHERE printer = ?");
    this.insert = store.prepareApart(
      "INSERT OR REPLACE INTO heat_memories (printer, serial, model, at_ms, layout, numbers) VALUES (?, ?, ?, ?, ?, ?)",
    );
  }

  of(printer: string): HeatMemoryRow | undefined {
    const row = this.read.all(printer)[0];
    if (row === undefined) return undefined;
    const bytes = row["numbers"] as Uint8Array;
    // A copy: what the database hands out need not begin at a whole double.
    const numbers = new Float64Array(
      bytes.slice().buffer,
      0,
      Math.floor(bytes.length / Float64Array.BYTES_PER_ELEMENT),
    );
    return {
      serial: String(row["serial"]),
      model: String(row["model"]),
      atMs: Number(row["at_ms"]),
      layout: Number(row["layout"]),
      numbers,
    };
  }

  /** Replaces what was kept of this printer. */
  keep(printer: string, { serial, model, atMs, layout, numbers }: HeatMemoryRow): void {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    this.store.transaction(() => this.insert.run(printer, serial, model, Math.round(atMs), layout, bytes), NO_TOPIC);
  }
}
