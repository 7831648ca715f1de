/**
 * The stock of an office: what is in the store, in the printers, lent, owed and ordered; who took it where; how long it
 * lasts. Every unit is booked from somewhere to somewhere, so nothing is spoilt or lost without a line.
 */
import type { Zone } from "../api.ts";
import { civilDay } from "../jobs/civil.ts";
import type { EventTable } from "../journal/event-table.ts";
import type { Store } from "../journal/store.ts";
import { atPrinter, type Family, type Item, lentTo, owedTo, PLACES, type Ware, wareKey } from "./items.ts";
import { DEFAULT_STOCK, type Outlook, outlook, type StockSettings, USE_DAYS } from "./outlook.ts";
import { type EngineCounts, PrinterCounts } from "./printer-counts.ts";
import { type OrderView, StockOrders } from "./stock-orders.ts";
import { type Level, type MoveKind, type MoveView, StockTable } from "./stock-table.ts";

/** Chip serials of one box. */
export const BOX_CHIPS_MAX = 10_000;

/** Undefined: booked. Else one sentence why not. */
export type StockAnswer = string | undefined;

export interface Receipt {
  /** Name of the box, for blanks. */
  readonly box?: string | undefined;
  /** Serials of the chips in the box. */
  readonly serials?: readonly string[] | undefined;
  /** The order that it belongs to. */
  readonly order?: number | undefined;
  readonly note?: string | undefined;
}

export class StockBook {
  readonly settings: StockSettings;
  readonly orders: StockOrders;
  private readonly table: StockTable;
  private readonly counts: PrinterCounts;
  private kept: boolean;

  constructor(
    store: Store,
    events: EventTable,
    zone: Zone,
    utcMs: () => number,
    settings: StockSettings = DEFAULT_STOCK,
  ) {
    this.settings = settings;
    this.table = new StockTable(store, utcMs);
    this.orders = new StockOrders(store, utcMs);
    this.kept = this.table.isKept;
    const day = (): number => civilDay(utcMs(), zone);
    this.counts = new PrinterCounts(this.table, day, {
      unbooked: (printer, ware, units) => events.event(printer, "stockUnbooked", { ware: wareKey(ware), units }),
      loaded: (printer, ware, units) => events.event(printer, "stockLoaded", { ware: wareKey(ware), units }),
    });
  }

  /** Came from outside: bought, fetched, or against an order. */
  receive(ware: Ware, units: number, { box = "", serials = [], order, note = "" }: Receipt = {}): StockAnswer {
    if (box !== "" && this.table.hasBox(box)) return `box ${box} has been received already`;
    const known = serials.find((serial) => this.table.boxOf(serial) !== undefined);
    if (known !== undefined) return `chip ${known} came already, in box ${this.table.boxOf(known)}`;
    if (new Set(serials).size !== serials.length) return "a chip serial stands twice in the list";
    const open = order === undefined ? undefined : this.orders.find(order);
    if (order !== undefined && open === undefined) return `there is no open order ${order}`;
    if (open !== undefined && wareKey(open) !== wareKey(ware)) return `order ${order} is for ${wareKey(open)}`;
    this.table.transaction(() => {
      this.table.book({
        kind: "receive",
        ...ware,
        from: PLACES.outside,
        to: PLACES.store,
        units,
        note: note || box,
      });
      if (box !== "") this.table.addBox(box, units, serials);
      if (order !== undefined) this.orders.arrived(order, units);
    });
    return undefined;
  }

  /** From one place of the office to another; `lost` and `wasted` are places too. */
  move(ware: Ware, units: number, from: string, to: string, note = ""): StockAnswer {
    if (from === to) return "it is there already";
    return this.taken("move", ware, units, from, to, note);
  }

  /** Another office borrows it and will give it back. */
  lend(ware: Ware, units: number, office: string, note = ""): StockAnswer {
    return this.taken("lend", ware, units, PLACES.store, lentTo(office), note);
  }

  /** We borrow it from another office and have to give it back. */
  borrow(ware: Ware, units: number, office: string, note = ""): void {
    this.table.transaction(() => {
      this.table.book({ kind: "borrow", ...ware, from: PLACES.outside, to: PLACES.store, units, note: note || office });
      this.table.add(ware, owedTo(office), units);
    });
  }

  /** What they had comes back, or what we had goes back. */
  giveBack(ware: Ware, units: number, office: string, note = ""): StockAnswer {
    const lent = this.table.level(ware, lentTo(office));
    const owed = this.table.level(ware, owedTo(office));
    if (lent >= units) return this.taken("return", ware, units, lentTo(office), PLACES.store, note);
    if (owed >= units) {
      const answer = this.lacking(ware, units, PLACES.store);
      if (answer !== undefined) return answer;
      this.table.transaction(() => {
        const to = PLACES.outside;
        this.table.book({ kind: "return", ...ware, from: PLACES.store, to, units, note: note || office });
        this.table.add(ware, owedTo(office), -units);
      });
      return undefined;
    }
    return `${office} has ${lent} of ours and we have ${owed} of theirs, not ${units} of ${wareKey(ware)}`;
  }

  order(ware: Ware, units: number, leadDays: number | undefined, note = ""): OrderView {
    const byHand = ware.item === "blanks";
    return this.orders.open(ware, units, leadDays ?? this.settings.leadDays[ware.item], byHand, note);
  }

  /** Somebody has counted: the books follow. Returns the difference. */
  count(ware: Ware, units: number, place: string = PLACES.store, note = ""): number {
    this.counts.flush();
    const before = this.table.level(ware, place);
    const more = units - before;
    if (more > 0) this.table.book({ kind: "count", ...ware, from: PLACES.outside, to: place, units: more, note });
    if (more < 0) this.table.book({ kind: "count", ...ware, from: place, to: PLACES.lost, units: -more, note });
    return more;
  }

  /** Somebody puts it into a printer that cannot count it itself; the others are booked when the engine's count rises. */
  load(printer: string, ware: Ware, units: number, note = ""): StockAnswer {
    return this.taken("load", ware, units, PLACES.store, atPrinter(printer), note);
  }

  /** What an engine counts now. Nothing is booked until somebody has begun to keep the books. */
  report(printer: string, family: Family, counts: EngineCounts): void {
    if (this.isKept) this.counts.report(printer, family, counts);
  }

  /** Somebody keeps books of this office's stock. */
  get isKept(): boolean {
    this.kept ||= this.table.isKept;
    return this.kept;
  }

  /** Units in the store and in the printers. */
  inOffice(ware: Ware): number {
    return this.table.inOffice(ware) - this.counts.unwrittenOf(ware);
  }

  level(ware: Ware, place: string = PLACES.store): number {
    this.counts.flush();
    return this.table.level(ware, place);
  }

  levels(): Level[] {
    this.counts.flush();
    return this.table.levels();
  }

  moves(limit: number): MoveView[] {
    this.counts.flush();
    return this.table.moves(limit);
  }

  boxes(limit: number): ReturnType<StockTable["boxes"]> {
    return this.table.boxes(limit);
  }

  boxOf(serial: string): string | undefined {
    return this.table.boxOf(serial);
  }

  /** How long each ware lasts. Wares that the office never had are left out, unless named. */
  outlooks(named: readonly Ware[] = []): Outlook[] {
    this.counts.flush();
    const levels = this.table.levels();
    const orders = this.orders.list();
    const wares = new Map<string, Ware>();
    for (const { item, family } of [...named, ...levels, ...orders])
      wares.set(wareKey({ item, family }), { item, family });
    return [...wares.values()].sort(byName).map((ware) => {
      const own = levels.filter((level) => wareKey(level) === wareKey(ware));
      const sum = (begins: string): number =>
        own.filter(({ place }) => place.startsWith(begins)).reduce((total, { units }) => total + units, 0);
      const onOrder = orders
        .filter((order) => wareKey(order) === wareKey(ware))
        .reduce((total, { units, arrived }) => total + Math.max(0, units - arrived), 0);
      const places = {
        inStore: sum(PLACES.store),
        inPrinters: sum("printer:"),
        lent: sum("lent:"),
        owed: sum("owed:"),
        onOrder,
      };
      return outlook(ware, places, this.unitsPerDay(ware), this.settings);
    });
  }

  /** Writes what is pending. */
  flush(): void {
    this.counts.flush();
  }

  private unitsPerDay(ware: Ware): number {
    const { units, days } = this.table.use(ware, USE_DAYS);
    if (days > 0) return Math.round((units / days) * 10) / 10;
    const share: Readonly<Record<Item, number>> = { blanks: 1, ribbon: 1, film: 1, cleaningKits: 0.001 };
    return Math.round(this.settings.cardsPerDay * share[ware.item] * 10) / 10;
  }

  private taken(kind: MoveKind, ware: Ware, units: number, from: string, to: string, note: string): StockAnswer {
    this.counts.flush();
    const lacking = this.lacking(ware, units, from);
    if (lacking !== undefined) return lacking;
    this.table.book({ kind, ...ware, from, to, units, note });
    return undefined;
  }

  private lacking(ware: Ware, units: number, from: string): StockAnswer {
    const there = this.table.level(ware, from);
    return there >= units ? undefined : `there are only ${there} of ${wareKey(ware)} at ${from}, not ${units}`;
  }
}

const byName = (a: Ware, b: Ware): number => (wareKey(a) < wareKey(b) ? -1 : 1);
