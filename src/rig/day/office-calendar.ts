/** The office's working days and hours. Days are numbered since 1970-01-01; times of day are microseconds since the zone's midnight. */
import { US_PER_S } from "../../base/index.ts";
import { type OfficeFile, WEEKDAYS, type Weekday } from "./office-schema.ts";

export const US_PER_MINUTE = 60 * US_PER_S;
export const US_PER_HOUR = 3_600 * US_PER_S;
export const US_PER_DAY = 24 * US_PER_HOUR;
const MS_PER_DAY = 86_400_000;
/** Days looked ahead for the next working day. */
const LOOK_AHEAD_DAYS_MAX = 400;

/** From (inclusive) and to (exclusive), microseconds since midnight. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const dayOfDate = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / MS_PER_DAY);
export const dateOfDay = (day: number): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10);

export function dateExists(date: string): boolean {
  const day = dayOfDate(date);
  return Number.isFinite(day) && dateOfDay(day) === date;
}

/** 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): Weekday => WEEKDAYS[(((day + 3) % 7) + 7) % 7]!;

/** `08:30` as microseconds since midnight. */
export const timeOfDay = (text: string): number =>
  Number(text.slice(0, 2)) * US_PER_HOUR + Number(text.slice(3, 5)) * US_PER_MINUTE;

export const spanOf = (text: string): Span => ({ from: timeOfDay(text.slice(0, 5)), to: timeOfDay(text.slice(6)) });

/** When people are there, in order and apart; empty on a day off. */
export function sessionsOf(hours: OfficeFile["hours"], day: number): Span[] {
  if (hours.closed.includes(dateOfDay(day))) return [];
  return union(hours[weekdayOf(day)].map(spanOf));
}

/** Whether somebody is there on one of the days that a run looks ahead. */
export function opensWithin(hours: OfficeFile["hours"], day: number): boolean {
  for (let ahead = 0; ahead < LOOK_AHEAD_DAYS_MAX; ahead++) {
    if (sessionsOf(hours, day + ahead).length > 0) return true;
  }
  return false;
}

/** The first day from `day` on when somebody is there. Throws when there is none within a year. */
export function nextWorkingDay(hours: OfficeFile["hours"], day: number): number {
  for (let ahead = 0; ahead < LOOK_AHEAD_DAYS_MAX; ahead++) {
    if (sessionsOf(hours, day + ahead).length > 0) return day + ahead;
  }
  throw new RangeError("the office is never open");
}

/** Overlapping and touching spans become one; in order. */
export function union(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (span.to <= span.from) continue;
    if (last !== undefined && span.from <= last.to) {
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    } else result.push(span);
  }
  return result;
}

/** What is left of `spans` without `holes`. Both in order and apart. */
export function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans) {
    let from = span.from;
    for (const hole of holes) {
      if (hole.to <= from || hole.from >= span.to) continue;
      if (hole.from > from) result.push({ from, to: hole.from });
      from = hole.to;
    }
    if (from < span.to) result.push({ from, to: span.to });
  }
  return result;
}

export const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0);
export const isIn = (spans: readonly Span[], at: number): boolean =>
  spans.some(({ from, to }) => at >= from && at < to);
