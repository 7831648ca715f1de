/** Dates with a range from many possible futures, and what each remedy buys: the document of `cetak forecast --json`. */
import { dateOfDay } from "../day/office-calendar.ts";
import { STOCK_ITEMS, type StockItem } from "../day/office-schema.ts";
import type { Future } from "./forecast-run.ts";

/** Null: not within the horizon. */
export interface DateRange {
  readonly p10: string | null;
  readonly p50: string | null;
  readonly p90: string | null;
}

export interface DaysRange {
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
}

export interface Outlook {
  /** Empty: the office as it is. */
  readonly remedies: readonly string[];
  /** Everybody who stood on the list at the start has a card. */
  readonly cleared: DateRange;
  readonly workingDays: DaysRange;
  /** The person asked for; absent when nobody was. */
  readonly job?: DateRange;
  /** Mean of the working days until everybody has a card, or until nothing is printed any more. */
  readonly cardsPerDay: number;
  readonly spoiltPerThousand: number;
  /** Working days that the median comes earlier than without the remedies; null where either never comes. */
  readonly daysSaved: number | null;
  /** Why it never comes: what runs out for good in most of such futures, on which day at the median, and in how many futures. */
  readonly runsOut?: { readonly item: StockItem; readonly date: string; readonly futures: number };
  /** Share of the futures that were over by each date, for drawing. */
  readonly curve: readonly { readonly date: string; readonly share: number }[];
  /** Only where no future is ever over: the median of the people who wait in the evening, for drawing. */
  readonly backlog?: readonly { readonly date: string; readonly people: number }[];
}

export interface ForecastReport {
  readonly office: string;
  readonly from: string;
  readonly people: number;
  readonly runs: number;
  readonly seed: number;
  readonly job?: { readonly place: number; readonly class: string };
  readonly outlook: Outlook;
  readonly remedies: readonly Outlook[];
}

/** Points of a curve; more than a picture has columns are of no use. */
const CURVE_POINTS_MAX = 60;

export function outlookOf(
  remedies: readonly string[],
  futures: readonly Future[],
  base: readonly Future[] | undefined,
  hasJob: boolean,
): Outlook {
  const issued = sum(futures.map((future) => future.issued));
  const days = sum(futures.map(({ workingDays }) => workingDays));
  const spoilt = sum(futures.map((future) => future.spoilt));
  const median = quantile(daysNeeded(futures), 0.5);
  const before = base === undefined ? null : quantile(daysNeeded(base), 0.5);
  return {
    remedies,
    cleared: dates(futures.map(({ clearedDay }) => clearedDay)),
    workingDays: range(daysNeeded(futures)),
    ...(hasJob ? { job: dates(futures.map(({ jobDay }) => jobDay)) } : {}),
    cardsPerDay: days === 0 ? 0 : Math.round((10 * issued) / days) / 10,
    spoiltPerThousand: issued + spoilt === 0 ? 0 : Math.round((10_000 * spoilt) / (issued + spoilt)) / 10,
    daysSaved: base === undefined ? 0 : median === null || before === null ? null : before - median,
    ...runsOut(futures),
    curve: curve(futures),
    ...backlog(futures),
  };
}

function runsOut(futures: readonly Future[]): Pick<Outlook, "runsOut"> {
  const ends = futures.flatMap(({ ranOut }) => ranOut ?? []);
  const daysOf = (item: StockItem): number[] => ends.filter((end) => end.item === item).map(({ day }) => day);
  const most = STOCK_ITEMS.map((item) => ({ item, days: daysOf(item) })).reduce((a, b) =>
    b.days.length > a.days.length ? b : a,
  );
  const day = quantile(most.days, 0.5);
  return day === null ? {} : { runsOut: { item: most.item, date: dateOfDay(day), futures: most.days.length } };
}

const daysNeeded = (futures: readonly Future[]): number[] =>
  futures.map(({ clearedDay, workingDays }) => (clearedDay < 0 ? -1 : workingDays));

/** The value that this share does not exceed; null when it never comes. -1 stands for never. */
function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.map((value) => (value < 0 ? Number.POSITIVE_INFINITY : value)).sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
  return value === undefined || !Number.isFinite(value) ? null : value;
}

const range = (values: readonly number[]): DaysRange => ({
  p10: quantile(values, 0.1),
  p50: quantile(values, 0.5),
  p90: quantile(values, 0.9),
});

function dates(days: readonly number[]): DateRange {
  const { p10, p50, p90 } = range(days);
  const date = (day: number | null): string | null => (day === null ? null : dateOfDay(day));
  return { p10: date(p10), p50: date(p50), p90: date(p90) };
}

function curve(futures: readonly Future[]): { date: string; share: number }[] {
  const days = futures
    .map(({ clearedDay }) => clearedDay)
    .filter((day) => day >= 0)
    .sort((a, b) => a - b);
  if (days.length === 0) return [];
  const span = days.at(-1)! - days[0]!;
  const step = Math.max(1, Math.ceil(span / CURVE_POINTS_MAX));
  const points: { date: string; share: number }[] = [];
  for (let day = days[0]! - step; day < days.at(-1)! + step; day += step) {
    const over = days.filter((end) => end <= day).length;
    points.push({ date: dateOfDay(day), share: Math.round((1000 * over) / futures.length) / 1000 });
  }
  return points;
}

function backlog(futures: readonly Future[]): Pick<Outlook, "backlog"> {
  if (futures.length === 0 || futures.some(({ clearedDay }) => clearedDay >= 0)) return {};
  // As long as all of them go: from then on the median would be of others.
  const seen = futures.map(({ waiting }) => waiting).reduce((a, b) => (b.length < a.length ? b : a));
  const step = Math.max(1, Math.ceil(seen.length / CURVE_POINTS_MAX));
  const points = seen.flatMap(({ day }, i) => {
    if (i % step > 0 && i < seen.length - 1) return [];
    const people = quantile(
      futures.map(({ waiting }) => waiting[i]!.people),
      0.5,
    );
    return [{ date: dateOfDay(day), people: people ?? 0 }];
  });
  return { backlog: points };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
