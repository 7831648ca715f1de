/** What has been ordered and has not come yet. Blanks are fetched in person: their lead time is the journey. */
import { MS_PER_DAY } from "../jobs/civil.ts";
import { int, type Row, type Store, text } from "../journal/store.ts";
import type { Family, Item, Ware } from "./items.ts";

export interface OrderView extends Ware {
  readonly order: number;
  readonly units: number;
  /** Units that have come so far. */
  readonly arrived: number;
  readonly orderedAtMs: number;
  readonly expectedAtMs: number;
  /** Somebody travels to fetch it. */
  readonly byHand: boolean;
  readonly note: string;
}

export class StockOrders {
  private readonly store: Store;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;

  constructor(store: Store, utcMs: () => number) {
    this.store = store;
    this.utcMs = utcMs;
    this.sql = statements(store);
  }

  open({ item, family }: Ware, units: number, leadDays: number, byHand: boolean, note: string): OrderView {
    const made = this.store.single(() =>
      this.sql.insert.run(item, family, units, this.utcMs(), leadDays, byHand ? 1 : 0, note),
    );
    return this.find(Number(made.lastInsertRowid))!;
  }

  /** An order that has not come in full. */
  find(order: number): OrderView | undefined {
    const row = this.sql.one.get(order);
    return row === undefined ? undefined : orderOf(row);
  }

  /** Joins the caller's transaction. More than was ordered closes it all the same. */
  arrived(order: number, units: number): void {
    this.sql.arrived.run(units, this.utcMs(), order);
  }

  /** It will not come. False when there is no such open order. */
  cancel(order: number): boolean {
    return this.store.single(() => this.sql.cancel.run(this.utcMs(), order)).changes === 1;
  }

  /** Oldest first. */
  list(): OrderView[] {
    return this.sql.list.all().map(orderOf);
  }
}

function orderOf(row: Row): OrderView {
  const ordered = int(row, "ordered_ms");
  return {
    order: int(row, "id"),
    item: text(row, "item") as Item,
    family: text(row, "family") as Family | "",
    units: int(row, "units"),
    arrived: int(row, "arrived"),
    orderedAtMs: ordered,
    expectedAtMs: ordered + int(row, "lead_days") * MS_PER_DAY,
    byHand: int(row, "by_hand") === 1,
    note: text(row, "note"),
  };
}

function statements(store: Store) {
  return {
    insert: store.prepare(
      "INSERT INTO stock_orders (item, family, units, ordered_ms, lead_days, by_hand, note) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    one: store.prepare("SELECT * FROM stock_orders WHERE id = ? AND closed_ms IS NULL"),
    arrived: store.prepare(
      `UPDATE stock_orders SET arrived = arrived + ?1, closed_ms = CASE WHEN arrived + ?1 >= units THEN ?2 END WHERE id = ?3`,
    ),
    cancel: store.prepare("UPDATE stock_orders SET closed_ms = ? WHERE id = ? AND closed_ms IS NULL"),
    list: store.prepare("SELECT * FROM stock_orders WHERE closed_ms IS NULL ORDER BY id"),
  };
}
