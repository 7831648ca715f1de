/** The quick model of an office: the same days as the full stack, a card a step. For forecasts over thousands of days. */
import { Random } from "../../base/index.ts";
import { type CardTally, emptyTally } from "../batch-report.ts";
import { type DayPlan, draw, planDay } from "../day/day-plan.ts";
import { dayOfDate, nextWorkingDay, timeOfDay } from "../day/office-calendar.ts";
import { STOCK_ITEMS, type StockItem } from "../day/office-schema.ts";
import { patienceSeconds } from "../day/practice.ts";
import type { WorkingOffice } from "../day/remedies.ts";
import { StoreRoom } from "../day/store-room.ts";
import { QuickPool } from "./quick-pool.ts";
import { QuickPrinter, type QuickWork } from "./quick-printer.ts";
import { QuickWay } from "./quick-way.ts";

const US = 1_000_000;

export interface QuickDay extends CardTally {
  readonly day: number;
  readonly date: string;
  readonly kind: string;
  uncertain: number;
}

export class QuickOffice {
  private readonly office: WorkingOffice;
  private readonly seed: number;
  private readonly kind: string;
  private readonly store: StoreRoom;
  private readonly printers: readonly QuickPrinter[];
  /** The centre's own chance, as the simulated centre's: the same claim takes as long in both models. */
  private readonly claims: Random;
  private day: number;

  constructor(office: WorkingOffice, seed: number, kind: string) {
    this.office = office;
    this.seed = seed;
    this.kind = kind;
    this.store = new StoreRoom(office.file.stock);
    this.day = dayOfDate(office.file.from) - 1;
    this.claims = new Random(seed).fork("centre").fork("service");
    this.printers = office.file.printers.machines.map((spec) => new QuickPrinter(spec, seed, 25));
  }

  /** The first working day, days since 1970-01-01. */
  get firstDay(): number {
    const { hours, from } = this.office.file;
    return nextWorkingDay(hours, dayOfDate(from));
  }

  /** Something is still to come to the store. */
  get expectsDeliveries(): boolean {
    return this.office.file.deliveries.some(({ date }) => dayOfDate(date) > this.day);
  }

  /** What ends all printing until something is delivered; undefined while a printer has all that it needs. */
  get lacks(): StockItem | undefined {
    const items = this.printers.map((printer) => printer.lacks(this.store));
    // What another machine of the office still had at the end is not what all of them wait for.
    return items.includes(undefined) ? undefined : STOCK_ITEMS.findLast((item) => items.includes(item));
  }

  /** The next working day, with at most `most` cards. */
  next(most: number): QuickDay {
    const { office, seed, kind, store, printers } = this;
    this.day = nextWorkingDay(office.file.hours, this.day + 1);
    const plan = planDay(office, this.day, seed, kind);
    const random = new Random(seed).fork(`way ${plan.date}`);
    const way = new QuickWay(plan, random, patienceSeconds(plan.office) * US);
    const work = workOf(plan, way, this.claims, printers.length);
    for (const printer of printers) printer.newDay(plan, work);
    const deliveries = deliveriesOf(plan);
    const tally: QuickDay = { day: this.day, date: plan.date, kind: plan.kind, uncertain: 0, ...emptyTally() };
    while (tally.issued < most) {
      const next = printers.reduce((soonest, printer) => (printer.now < soonest.now ? printer : soonest));
      if (!Number.isFinite(next.now)) break;
      while (deliveries.length > 0 && deliveries[0]!.at <= next.now) {
        const { item, family, count } = deliveries.shift()!;
        store.deliver(item, family, count);
      }
      next.step(store, tally);
    }
    for (const { item, family, count } of deliveries) store.deliver(item, family, count);
    return tally;
  }
}

/** One record at a time, or from the pool of those that were leased ahead. */
function workOf(plan: DayPlan, way: QuickWay, claims: Random, printers: number): QuickWork {
  const { practice, file } = plan.office;
  if (practice.prefetch > 0) return new QuickPool(plan, way, claims, practice.prefetch * printers);
  const { fetchSeconds, activateSeconds } = file.centre;
  return {
    jobAt: (at, asks, record) => {
      const fetched = record ? way.openAt(at) : way.answered(at, Math.round(draw(asks, fetchSeconds) * US));
      if (!practice.activation) return fetched;
      // Without leave to print offline, a card is not begun while the way is known to be closed.
      return way.openAt(way.answered(fetched, Math.round(draw(asks, activateSeconds) * US)));
    },
  };
}

function deliveriesOf(plan: DayPlan) {
  return plan.office.file.deliveries
    .filter(({ date }) => date === plan.date)
    .map(({ at, item, family, count }) => ({ at: timeOfDay(at), item, family, count }))
    .sort((a, b) => a.at - b.at);
}
