/** Who put which firmware into which machine; see migration 005. Written before the first byte goes, and when it is over. */
import { int, type Store, text } from "./store.ts";

export const FLASHES_PAGE_MAX = 200;

export interface FlashBegun {
  readonly printer: string;
  readonly serial: string;
  readonly actor: string;
  readonly from: string;
  readonly to: string;
  readonly hash: string;
  readonly signer: string;
}

export type FlashResult = "begun" | "confirmed" | "already" | "reverted" | "failed";

export interface FlashRow extends FlashBegun {
  readonly id: number;
  readonly atMs: number;
  /** `begun` stays when the station died meanwhile. */
  readonly result: FlashResult;
  readonly detail: string;
  readonly endedMs: number | undefined;
}

export class FlashTable {
  private readonly store: Store;
  private readonly utcMs: () => number;

  constructor(store: Store, utcMs: () => number) {
    this.store = store;
    this.utcMs = utcMs;
  }

  begin(flash: FlashBegun): number {
    const { printer, serial, actor, from, to, hash, signer } = flash;
    const sql = `INSERT INTO flashes (at_ms, printer, serial, actor, from_version, to_version, hash, signer, result)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'begun')`;
    const run = () => this.store.prepare(sql).run(this.utcMs(), printer, serial, actor, from, to, hash, signer);
    return Number(this.store.single(run).lastInsertRowid);
  }

  end(id: number, result: Exclude<FlashResult, "begun">, detail: string): void {
    const sql = "UPDATE flashes SET result = ?, detail = ?, ended_ms = ? WHERE id = ?";
    this.store.single(() => this.store.prepare(sql).run(result, detail.slice(0, 500), this.utcMs(), id));
  }

  /** Newest first; of one printer, or of all. */
  newest(count: number, printer?: string): FlashRow[] {
    const where = printer === undefined ? "" : "WHERE printer = ?";
    const statement = this.store.prepare(`SELECT * FROM flashes ${where} ORDER BY id DESC LIMIT ?`);
    const many = Math.min(count, FLASHES_PAGE_MAX);
    const rows = printer === undefined ? statement.all(many) : statement.all(printer, many);
    return rows.map((row) => ({
      id: int(row, "id"),
      atMs: int(row, "at_ms"),
      printer: text(row, "printer"),
      serial: text(row, "serial"),
      actor: text(row, "actor"),
      from: text(row, "from_version"),
      to: text(row, "to_version"),
      hash: text(row, "hash"),
      signer: text(row, "signer"),
      result: text(row, "result") as FlashResult,
      detail: text(row, "detail"),
      endedMs: row["ended_ms"] === null ? undefined : int(row, "ended_ms"),
    }));
  }
}
