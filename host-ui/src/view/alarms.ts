/** Which alarms a panel shows first, and the words that come with a code. */
import type { Alarm, AlarmPriority, FaultBook, Language, Params, Reason } from "../api.ts";
import type { TextKey } from "../i18n/id.ts";
import { filled, number, text } from "../i18n/texts.ts";
import type { Shape, Tone } from "./word.ts";

/** Alarms shown with their steps; the rest are counted. A flood must not push the rest of the panel away. */
export const ALARMS_SHOWN_MAX = 4;

export const PRIORITY_SHAPE: Readonly<Record<AlarmPriority, Shape>> = { P1: "triangle", P2: "diamond", P3: "dot" };
export const PRIORITY_TONE: Readonly<Record<AlarmPriority, Tone>> = { P1: "alarm", P2: "attention", P3: "active" };

/** Most urgent first, then newest first, then by id so that the order never jumps. */
export function sortedAlarms(alarms: readonly Alarm[]): Alarm[] {
  return [...alarms].sort(
    (a, b) =>
      a.priority.localeCompare(b.priority) || b.raisedAtMs - a.raisedAtMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

/** `cameOn` becomes `came on`: what is shown for a code that nobody has words for. */
export function plainCode(code: string): string {
  return code.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}

/** The controller's own reasons, which are no faults and so not in the fault table. */
const REASON_TEXT: Readonly<Record<string, TextKey>> = {
  paced: "reason.paced",
  rest: "reason.paced",
  soaked: "reason.soaked",
  heating: "reason.heating",
  estimating: "reason.estimating",
  drained: "reason.drained",
  readingBack: "reason.readingBack",
  operator: "reason.operator",
};

/** Title of a fault code or reason; the code itself when nobody has words for it. */
export function titleOf(book: FaultBook | undefined, language: Language, reason: Reason): string {
  const params = written(language, reason.params);
  const entry = own(book, reason.code);
  if (entry !== undefined) return filled(entry.title[language], params);
  const key = own(REASON_TEXT, reason.code);
  return key === undefined ? plainCode(reason.code) : text(language, key, params);
}

/** What to do about a fault code, in order; empty when nobody has words for it. */
export function stepsOf(book: FaultBook | undefined, language: Language, reason: Reason): string[] {
  const params = written(language, reason.params);
  return (own(book, reason.code)?.steps[language] ?? []).map((step) => filled(step, params));
}

/** Parameters as people read them: fractions to one place. */
function written(language: Language, params: Params): Params {
  const entries = Object.entries(params).map(([name, value]): [string, Params[string]] => [
    name,
    typeof value === "number" ? number(language, value, Number.isInteger(value) ? 0 : 1) : value,
  ]);
  return Object.fromEntries(entries);
}

/** A code such as `constructor` is nobody's key. */
function own<T>(table: Readonly<Record<string, T>> | undefined, code: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, code) ? table[code] : undefined;
}
