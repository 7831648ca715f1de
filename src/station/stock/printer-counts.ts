/**
 * Supplies in the printers, as the engines count them. The count falls as cards are made: that is use. When it rises,
 * somebody has put something in: it came from the store. Numbers are kept in memory and written in one go now and then, so
 * that a card in work costs no extra write; after a power cut the engines say again what they have.
 */

import { atPrinter, type Family, PLACES, type Ware } from "./items.ts";
import type { StockTable } from "./stock-table.ts";

export type CountedItem = "blanks" | "ribbon" | "film";
/** `none`: the roll has been taken out. */
export type EngineCounts = Readonly<Partial<Record<CountedItem, number | "none">>>;

/** Units that may be counted before they are written. */
const UNWRITTEN_MAX = 30;

interface Counted {
  readonly ware: Ware;
  readonly place: string;
  /** As the engine said last. */
  now: number;
  /** Used since it was written. */
  used: number;
  /** Its roll was taken out: whatever comes next is another one. */
  removed: boolean;
}

export interface PrinterCountsListener {
  /** More than the store had was put in: the books were wrong, or somebody else's supplies were used. */
  unbooked(printer: string, ware: Ware, units: number): void;
  loaded(printer: string, ware: Ware, units: number): void;
}

export class PrinterCounts {
  private readonly table: StockTable;
  private readonly day: () => number;
  private readonly listener: PrinterCountsListener;
  private readonly counted = new Map<string, Counted>();
  private unwritten = 0;
  /** The day on which the unwritten units were used. */
  private usedOn = 0;

  /** `day`: the office's day, days since 1970 in its zone. */
  constructor(table: StockTable, day: () => number, listener: PrinterCountsListener) {
    this.table = table;
    this.day = day;
    this.listener = listener;
  }

  /** An engine's present counts; an item that it does not count is left out. Cheap when nothing changed. */
  report(printer: string, family: Family, counts: EngineCounts): void {
    this.one(printer, "ribbon", family, counts.ribbon);
    this.one(printer, "film", family, counts.film);
    this.one(printer, "blanks", "", counts.blanks);
    if (this.unwritten >= UNWRITTEN_MAX) this.flush();
  }

  /** Used and not yet written. */
  unwrittenOf({ item, family }: Ware): number {
    let units = 0;
    for (const { ware, used } of this.counted.values()) {
      if (ware.item === item && ware.family === family) units += used;
    }
    return units;
  }

  /** Writes what was used. */
  flush(): void {
    if (this.unwritten === 0) return;
    this.unwritten = 0;
    this.table.transaction(() => {
      for (const one of this.counted.values()) this.write(one);
    });
  }

  private one(printer: string, item: CountedItem, family: Family | "", units: number | "none" | undefined): void {
    if (units === undefined) return;
    const key = `${printer} ${item}`;
    const known = this.counted.get(key) ?? this.first(key, printer, { item, family }, units);
    if (units === "none") known.removed = true;
    else if (units > known.now || known.removed) this.filled(printer, known, units);
    else if (units < known.now) {
      this.turnDay();
      this.unwritten += known.now - units;
      known.used += known.now - units;
      known.now = units;
    }
  }

  /** Yesterday's use is yesterday's. */
  private turnDay(): void {
    const today = this.day();
    if (today === this.usedOn) return;
    this.flush();
    this.usedOn = today;
  }

  /** What a printer holds when the books are begun was always there; later it came from the store. */
  private first(key: string, printer: string, ware: Ware, units: number | "none"): Counted {
    const place = atPrinter(printer);
    if (typeof units === "number" && units > 0 && !this.table.everMoved(ware, place)) {
      this.table.book({ kind: "found", ...ware, from: PLACES.outside, to: place, units, note: "at the beginning" });
    }
    const made: Counted = { ware, place, now: this.table.level(ware, place), used: 0, removed: false };
    this.counted.set(key, made);
    return made;
  }

  /** A new roll replaces the old one, whose rest is wasted; blanks are added to those that are there. */
  private filled(printer: string, known: Counted, units: number): void {
    const { ware, place } = known;
    this.table.transaction(() => {
      this.write(known);
      const rest = ware.item === "blanks" ? 0 : this.table.level(ware, place);
      const added = ware.item === "blanks" ? units - known.now : units;
      if (rest > 0) this.table.book({ kind: "unload", ...ware, from: place, to: PLACES.wasted, units: rest });
      if (added <= 0) return;
      const booked = Math.min(added, this.table.level(ware, PLACES.store));
      if (booked > 0) this.table.book({ kind: "load", ...ware, from: PLACES.store, to: place, units: booked });
      if (added > booked) {
        this.table.book({ kind: "found", ...ware, from: PLACES.outside, to: place, units: added - booked });
        this.listener.unbooked(printer, ware, added - booked);
      }
      this.listener.loaded(printer, ware, added);
    });
    known.now = units;
    known.removed = false;
  }

  private write(one: Counted): void {
    const { ware, place, used } = one;
    if (used === 0) return;
    this.table.book({ kind: "use", ...ware, from: place, to: PLACES.used, units: used });
    this.table.addUse(this.usedOn, ware, used);
    one.used = 0;
  }
}
