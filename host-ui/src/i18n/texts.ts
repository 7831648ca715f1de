/** Words in the chosen language, and how numbers, times and durations are written in it. Pure: the language is an argument. */
import type { Language, Params, Zone } from "../api.ts";
import { en } from "./en.ts";
import { type Dictionary, id, type TextKey } from "./id.ts";

const DICTIONARIES: Readonly<Record<Language, Dictionary>> = { id, en };
const LOCALE: Readonly<Record<Language, string>> = { id: "id-ID", en: "en-GB" };
/** Indonesia's three zones; none has summer time. */
const ZONE_NAME: Readonly<Record<Zone, string>> = { WIB: "Asia/Jakarta", WITA: "Asia/Makassar", WIT: "Asia/Jayapura" };

/** The text of a key; `{name}` is filled from `params`, a placeholder without a value stays as it is. */
export function text(language: Language, key: TextKey, params: Params = {}): string {
  return filled(DICTIONARIES[language][key], params);
}

/** Fills `{name}` in any template, such as the fault table's. */
export function filled(template: string, params: Params): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    return value === undefined ? whole : String(value);
  });
}

/** A number with the language's separators and exactly `decimals` places. */
export function number(language: Language, value: number, decimals = 0): string {
  return numberFormat(language, decimals).format(value);
}

const numberFormats = new Map<string, Intl.NumberFormat>();
function numberFormat(language: Language, decimals: number): Intl.NumberFormat {
  const key = `${language}${decimals}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(LOCALE[language], {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    numberFormats.set(key, format);
  }
  return format;
}

export type ClockForm = "time" | "seconds" | "date";

const FORMS: Readonly<Record<ClockForm, Intl.DateTimeFormatOptions>> = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
  date: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
};
const clockFormats = new Map<string, Intl.DateTimeFormat>();

/** An instant (UTC milliseconds) on the office's clock: `14:31`, `14:31:07` or the date in words. Times use a colon in both languages. */
export function clockText(language: Language, zone: Zone, utcMs: number, form: ClockForm): string {
  const key = `${language}${zone}${form}`;
  let format = clockFormats.get(key);
  if (format === undefined) {
    // Indonesian writes 14.31; on a wall beside decimals a colon reads better, so times are always formatted in one locale.
    const locale = form === "date" ? LOCALE[language] : "en-GB";
    format = new Intl.DateTimeFormat(locale, { ...FORMS[form], timeZone: ZONE_NAME[zone] });
    clockFormats.set(key, format);
  }
  return format.format(utcMs);
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** A day and its month, short: `7 Sep`. */
export function dayText(language: Language, zone: Zone, utcMs: number, withYear = false): string {
  const key = `${language}${zone}${withYear}`;
  let format = dayFormats.get(key);
  if (format === undefined) {
    const year = withYear ? ({ year: "numeric" } as const) : {};
    const day = { day: "numeric", month: "short", timeZone: ZONE_NAME[zone] } as const;
    format = new Intl.DateTimeFormat(LOCALE[language], { ...day, ...year });
    dayFormats.set(key, format);
  }
  return format.format(utcMs);
}

/** Seconds below a minute, minutes below an hour, hours and minutes below two days, then days. Never negative. */
export function durationText(language: Language, ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return text(language, "unit.seconds", { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return text(language, "unit.minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return text(language, "unit.hoursMinutes", { h: hours, m: minutes % 60 });
  return text(language, "unit.days", { n: number(language, Math.floor(hours / 24)) });
}
