/**
 * Calendar arithmetic without a clock: dates as written in files, and the office's own midnight. Western Indonesia has no
 * summer time, so a zone is a fixed number of minutes.
 */
import type { Zone } from "../api.ts";

const MS_PER_MINUTE = 60_000;
export const MS_PER_DAY = 86_400_000;

/** Minutes that the zone's clock is ahead of UTC. */
export const ZONE_MINUTES: Readonly<Record<Zone, number>> = { WIB: 420, WITA: 480, WIT: 540 };

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function daysInMonth(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (MONTH_DAYS[month - 1] ?? 0);
}

/** Days since 1970-01-01 of a Gregorian date (H. Hinnant, days_from_civil). */
export function civilDays(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * An ISO 8601 date or date-time as milliseconds since 1970 UTC, or undefined when it is not one or does not exist. Without
 * a time it is the zone's midnight, without an offset the zone's time.
 */
export function isoMs(text: string, zone: Zone): number | undefined {
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as number[];
  if (year! < 1900 || month! < 1 || day! < 1 || day! > daysInMonth(year!, month!)) return undefined;
  if (hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const offset = match[8] === undefined ? ZONE_MINUTES[zone] : offsetMinutes(match[8]);
  if (offset === undefined) return undefined;
  const millis = Math.floor(Number(`0.${match[7] ?? "0"}`) * 1000);
  const minutes = hour! * 60 + minute! - offset;
  return civilDays(year!, month!, day!) * MS_PER_DAY + minutes * MS_PER_MINUTE + second! * 1000 + millis;
}

function offsetMinutes(text: string): number | undefined {
  if (text === "Z") return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4));
  if (hours > 14 || minutes > 59) return undefined;
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** An instant as people read it: `2018-02-03 08:30 WIB`. */
export function clockText(utcMs: number, zone: Zone): string {
  const local = new Date(utcMs + ZONE_MINUTES[zone] * MS_PER_MINUTE).toISOString();
  return `${local.slice(0, 16).replace("T", " ")} ${zone}`;
}

/** Days since 1970 of a zone's calendar, to which an instant belongs. */
export function civilDay(utcMs: number, zone: Zone): number {
  return Math.floor((utcMs + ZONE_MINUTES[zone] * MS_PER_MINUTE) / MS_PER_DAY);
}

/** The zone's last midnight at or before `utcMs`. */
export function midnightMs(utcMs: number, zone: Zone): number {
  return civilDay(utcMs, zone) * MS_PER_DAY - ZONE_MINUTES[zone] * MS_PER_MINUTE;
}
