/** One possible future: day after day by the quick model until everybody on the list has a card. */
import type { StockItem } from "../day/office-schema.ts";
import type { WorkingOffice } from "../day/remedies.ts";
import { Backlog, placeInLane } from "./backlog.ts";
import { QuickOffice } from "./quick-office.ts";

/** A future that is not over by then counts as never. */
export const WORKING_DAYS_MAX = 750;
/** Working days from one look at the backlog to the next. */
const LOOK_DAYS = 5;
/** After so many days in a row without one card, and nothing ordered, nothing will change any more. */
const BARREN_DAYS_MAX = 30;

export interface Waiting {
  /** Since 1970-01-01. */
  readonly day: number;
  readonly people: number;
}

export interface Future {
  /** Days since 1970-01-01; -1: not within {@link WORKING_DAYS_MAX}. */
  readonly clearedDay: number;
  /** When the asked-for person has a card; -1: not in time, or nobody asked. */
  readonly jobDay: number;
  /** Until everybody has a card, or until nothing is printed any more. */
  readonly workingDays: number;
  readonly issued: number;
  readonly spoilt: number;
  /** Who waits at closing time of the first working day and of each {@link LOOK_DAYS}th after it. */
  readonly waiting: readonly Waiting[];
  /** What ran out for good, and the last day with a card (days since 1970-01-01). */
  readonly ranOut?: { readonly item: StockItem; readonly day: number };
}

export interface FutureOptions {
  readonly office: WorkingOffice;
  readonly seed: number;
  readonly kind: string;
  /** Place on the list, from 1; 0: nobody. */
  readonly job: number;
}

export function liveFuture({ office, seed, kind, job }: FutureOptions): Future {
  const quick = new QuickOffice(office, seed, kind);
  const { file, practice } = office;
  const backlog = new Backlog(file, quick.firstDay, practice.ageing);
  const person = job > 0 ? placeInLane(file, job) : undefined;
  const waiting: Waiting[] = [];
  let lastDay = quick.firstDay;
  let [issued, spoilt, barren, jobDay] = [0, 0, 0, -1];
  for (let days = 1; days <= WORKING_DAYS_MAX; days++) {
    const day = quick.next(backlog.waiting);
    backlog.serve(day.issued, day.day);
    if (days % LOOK_DAYS === 1) waiting.push({ day: day.day, people: backlog.waiting });
    issued += day.issued;
    spoilt += day.spoilt.peel + day.spoilt.warp + day.spoilt.melt + day.spoilt.void;
    if (jobDay < 0 && person !== undefined && backlog.isServed(person.lane, person.lanePlace)) jobDay = day.day;
    if (backlog.cleared) return { clearedDay: day.day, jobDay, workingDays: days, issued, spoilt, waiting };
    if (day.issued > 0) lastDay = day.day;
    barren = day.issued > 0 || quick.expectsDeliveries ? 0 : barren + 1;
    if (barren >= BARREN_DAYS_MAX) {
      const item = quick.lacks;
      const ranOut = item === undefined ? {} : { ranOut: { item, day: lastDay } };
      return { clearedDay: -1, jobDay, workingDays: days - barren, issued, spoilt, waiting, ...ranOut };
    }
    backlog.arrive(day.day);
  }
  return { clearedDay: -1, jobDay, workingDays: WORKING_DAYS_MAX, issued, spoilt, waiting };
}
