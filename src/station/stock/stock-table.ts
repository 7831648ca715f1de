/** The stock in the journal: levels by place, and each movement that made them. A level is never negative. */
import { int, NO_TOPIC, type Row, type Store, text } from "../journal/store.ts";
import { type Family, type Item, PLACES, type Ware } from "./items.ts";

export interface Level extends Ware {
  readonly place: string;
  readonly units: number;
}

export const MOVE_KINDS = [
  "receive",
  "move",
  "lend",
  "borrow",
  "return",
  "load",
  "use",
  "waste",
  "unload",
  "count",
  "found",
] as const;
export type MoveKind = (typeof MOVE_KINDS)[number];

export interface Move extends Ware {
  readonly kind: MoveKind;
  readonly from: string;
  readonly to: string;
  readonly units: number;
  readonly note?: string;
}

export interface MoveView extends Move {
  readonly id: number;
  readonly atMs: number;
}

const NO_LEVEL: ReadonlySet<string> = new Set([PLACES.outside]);

export class StockTable {
  private readonly store: Store;
  private readonly utcMs: () => number;
  private readonly sql: ReturnType<typeof statements>;
  /** Undefined: look again. */
  private anyMove: boolean | undefined;

  constructor(store: Store, utcMs: () => number) {
    this.store = store;
    this.utcMs = utcMs;
    this.sql = statements(store);
  }

  transaction<T>(work: () => T): T {
    return this.store.transaction(work);
  }

  level({ item, family }: Ware, place: string): number {
    const row = this.sql.level.get(item, family, place);
    return row === undefined ? 0 : int(row, "units");
  }

  /** In the store and in the printers. */
  inOffice({ item, family }: Ware): number {
    return int(this.sql.inOffice.get(item, family)!, "units");
  }

  /** All levels that are not zero, in a fixed order. */
  levels(): Level[] {
    return this.sql.levels
      .all()
      .map((row) => ({ ...wareOf(row), place: text(row, "place"), units: int(row, "units") }));
  }

  /** Books a movement. Throws when there is not that much at its beginning: callers look first. */
  book(move: Move): void {
    this.anyMove = undefined;
    this.store.transaction(() => {
      this.add(move, move.from, -move.units);
      this.add(move, move.to, move.units);
      const { kind, item, family, from, to, units, note = "" } = move;
      this.sql.insert.run(this.utcMs(), kind, item, family, from, to, units, note);
    }, NO_TOPIC);
  }

  /** A debt, or a place of which no movement is kept. */
  add({ item, family }: Ware, place: string, units: number): void {
    if (NO_LEVEL.has(place) || units === 0) return;
    this.sql.add.run(item, family, place, units);
    if (units < 0) this.sql.dropZero.run(item, family, place);
  }

  /** Something was booked to this place once. */
  everMoved({ item, family }: Ware, place: string): boolean {
    return this.sql.everMoved.get(item, family, place) !== undefined;
  }

  /** Somebody keeps books of this office's stock. Asked with each card, and only a movement changes it. */
  get isKept(): boolean {
    this.anyMove ??= this.sql.anyMove.get() !== undefined;
    return this.anyMove;
  }

  /** The newest movements, oldest first. */
  moves(limit: number): MoveView[] {
    return this.sql.moves
      .all(limit)
      .reverse()
      .map((row) => ({
        id: int(row, "id"),
        atMs: int(row, "at_ms"),
        kind: text(row, "kind") as MoveKind,
        ...wareOf(row),
        from: text(row, "from_place"),
        to: text(row, "to_place"),
        units: int(row, "units"),
        note: text(row, "note"),
      }));
  }

  /** Units used on a day of the office (days since 1970 in its zone). */
  addUse(day: number, { item, family }: Ware, units: number): void {
    if (units > 0) this.sql.addUse.run(day, item, family, units);
  }

  /** Units used on the newest `days` days on which any were used, and on how many days that was. */
  use({ item, family }: Ware, days: number): { units: number; days: number } {
    const row = this.sql.use.get(item, family, days)!;
    return { units: int(row, "units"), days: int(row, "days") };
  }

  addBox(box: string, units: number, serials: readonly string[]): void {
    this.sql.box.run(box, units, this.utcMs());
    for (const serial of serials) this.sql.chip.run(serial, box);
  }

  hasBox(box: string): boolean {
    return this.sql.hasBox.get(box) !== undefined;
  }

  boxOf(serial: string): string | undefined {
    const row = this.sql.boxOf.get(serial);
    return row === undefined ? undefined : text(row, "box");
  }

  /** Boxes whose chips are known, with what became of them. */
  boxes(limit: number): { box: string; units: number; known: number; valid: number; spoilt: number; other: number }[] {
    return this.sql.boxes.all(limit).map((row) => ({
      box: text(row, "box"),
      units: int(row, "units"),
      known: int(row, "known"),
      valid: int(row, "valid"),
      spoilt: int(row, "spoilt"),
      other: int(row, "other"),
    }));
  }
}

function wareOf(row: Row): Ware {
  return { item: text(row, "item") as Item, family: text(row, "family") as Family | "" };
}

function statements(store: Store) {
  return {
    level: store.prepareApart("SELECT units FROM stock_levels WHERE item = ? AND family = ? AND place = ?"),
    inOffice: store.prepareApart(
      `SELECT coalesce(sum(units), 0) AS units FROM stock_levels
       WHERE item = ? AND family = ? AND (place = 'store' OR place LIKE 'printer:%')`,
    ),
    levels: store.prepareApart("SELECT * FROM stock_levels WHERE units > 0 ORDER BY item, family, place"),
    // The value that is inserted first must pass the check by itself, hence the two branches in one statement.
    add: store.prepareApart(
      `INSERT INTO stock_levels (item, family, place, units) SELECT ?1, ?2, ?3,
         ?4 + coalesce((SELECT units FROM stock_levels WHERE item = ?1 AND family = ?2 AND place = ?3), 0)
       WHERE true ON CONFLICT (item, family, place) DO UPDATE SET units = excluded.units`,
    ),
    dropZero: store.prepareApart("DELETE FROM stock_levels WHERE item = ? AND family = ? AND place = ? AND units = 0"),
    insert: store.prepareApart(
      "INSERT INTO stock_moves (at_ms, kind, item, family, from_place, to_place, units, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    everMoved: store.prepareApart("SELECT 1 FROM stock_moves WHERE item = ? AND family = ? AND to_place = ? LIMIT 1"),
    anyMove: store.prepareApart("SELECT 1 FROM stock_moves LIMIT 1"),
    moves: store.prepareApart("SELECT * FROM stock_moves ORDER BY id DESC LIMIT ?"),
    addUse: store.prepareApart(
      `INSERT INTO stock_use (day, item, family, units) VALUES (?, ?, ?, ?)
       ON CONFLICT (day, item, family) DO UPDATE SET units = units + excluded.units`,
    ),
    use: store.prepareApart(
      `SELECT coalesce(sum(units), 0) AS units, count(*) AS days FROM
         (SELECT units FROM stock_use WHERE item = ? AND family = ? ORDER BY day DESC LIMIT ?)`,
    ),
    box: store.prepareApart("INSERT INTO stock_boxes (box, units, received_ms) VALUES (?, ?, ?)"),
    hasBox: store.prepareApart("SELECT 1 FROM stock_boxes WHERE box = ?"),
    chip: store.prepareApart("INSERT INTO stock_chips (serial, box) VALUES (?, ?)"),
    boxOf: store.prepareApart("SELECT box FROM stock_chips WHERE serial = ?"),
    boxes: store.prepareApart(
      `SELECT b.box, b.units, count(c.serial) AS known, coalesce(sum(k.state IN ('valid', 'revoked')), 0) AS valid,
         coalesce(sum(k.state = 'void'), 0) AS spoilt, coalesce(sum(k.state = 'uncertain'), 0) AS other
       FROM stock_boxes b LEFT JOIN stock_chips c ON c.box = b.box LEFT JOIN cards k ON k.serial = c.serial AND k.serial <> ''
       GROUP BY b.box ORDER BY b.received_ms DESC, b.box LIMIT ?`,
    ),
  };
}
