/** The four facts of a tile: which printer, its state in one word, what to do, and what runs out first. Pure. */
import { ageMs, type Freshness, freshness, worse } from "../age.ts";
import type { Alarm, FaultBook, Language, PrinterState } from "../api.ts";
import type { TextKey } from "../i18n/id.ts";
import { durationText, number, text } from "../i18n/texts.ts";
import { PRIORITY_SHAPE, PRIORITY_TONE, sortedAlarms, stepsOf, titleOf } from "../view/alarms.ts";
import { heldByHeat } from "../view/held.ts";
import { type Shape, type Tone, wordOf } from "../view/word.ts";

export interface Seen {
  readonly language: Language;
  readonly book: FaultBook | undefined;
  /** The station's time. */
  readonly utcMs: number | undefined;
  /** How fresh the connection itself is. */
  readonly feed: Freshness;
}

export interface TileFacts {
  readonly name: string;
  readonly place: string;
  readonly word: string;
  readonly shape: Shape;
  readonly tone: Tone;
  /** What it said before its data grew old. */
  readonly last: string;
  readonly freshness: Freshness;
  /** Of the newest status, in words; "" while fresh. */
  readonly age: string;
  /** What is wrong, where something is. */
  readonly why: string;
  readonly action: string;
  /** What comes after that, for tiles with room to spare. */
  readonly next: readonly string[];
  /** An alarm that nobody has acknowledged. */
  readonly unseen: boolean;
  /** Further alarms than the one shown. */
  readonly more: number;
  readonly supply: SupplyFact | undefined;
  readonly sim: boolean;
}

export interface SupplyFact {
  readonly words: string;
  readonly low: boolean;
  readonly freshness: Freshness;
  readonly age: string;
}

/** From here on the supply is marked: the half hour in which somebody can still come. */
export const SUPPLY_LOW_CARDS = 25;

const RANK: Readonly<Record<Tone, number>> = { calm: 0, active: 0, attention: 2, off: 3, alarm: 4 };

/** How much a printer needs somebody: 0 not at all. */
export function rankOf(facts: TileFacts): number {
  return RANK[facts.tone] * 2 + (facts.unseen ? 1 : 0);
}

export function tileFacts(printer: PrinterState, seen: Seen): TileFacts {
  const { language, book, utcMs, feed } = seen;
  const age = ageMs(printer.state.atMs, utcMs);
  const own = freshness(age);
  const fresh = own === "never" ? own : worse(own, feed);
  const word = wordOf(printer, fresh, book?.[printer.reason?.code ?? ""]?.priority);
  const old = word.last !== undefined;
  const standing = sortedAlarms(printer.alarms.filter((alarm) => alarm.shelved === undefined));
  const first = standing[0];
  const tone = raised(word.tone, old ? undefined : first);
  return {
    name: printer.name,
    place: printer.place,
    word: text(language, word.key),
    shape: tone === word.tone ? word.shape : PRIORITY_SHAPE[first?.priority ?? "P2"],
    tone,
    last: word.last === undefined ? "" : text(language, word.last),
    freshness: fresh,
    age: age === undefined || fresh === "fresh" ? "" : durationText(language, age),
    why: old || first === undefined ? "" : titleOf(book, language, first),
    ...(old ? { action: text(language, "advice.offline"), next: [] } : adviceOf(printer, first, seen)),
    unseen: standing.some((alarm) => alarm.acked === undefined && alarm.priority !== "P3"),
    more: Math.max(0, standing.length - 1),
    supply: supplyOf(printer, seen),
    sim: printer.sim.on,
  };
}

/** An alarm that stops the printer colours the tile also before the printer itself stands. */
function raised(tone: Tone, alarm: Alarm | undefined): Tone {
  if (alarm === undefined || alarm.priority === "P3") return tone;
  const own = PRIORITY_TONE[alarm.priority];
  return RANK[own] > RANK[tone] ? own : tone;
}

const SUPPLY_CODES = {
  film: { out: "filmOut", low: "filmLow" },
  ribbon: { out: "ribbonOut", low: "ribbonLow" },
  blanks: { out: "blanksEmpty", low: "blanksLow" },
} as const;

/**
 * What is used up while a card is still in work, also before that is an alarm. The card goes on: nobody is to open the machine
 * now, but to have ready what the next card lacks.
 */
function usedUpInWork({ state, supplies }: PrinterState, alarm: Alarm | undefined) {
  if (state.word !== "printing" || supplies?.limiting?.cards !== 0) return undefined;
  const codes = SUPPLY_CODES[supplies.limiting.kind];
  return alarm === undefined || alarm.priority === "P3" || alarm.code === codes.out ? codes : undefined;
}

/** The first steps of what stands, as far as two lines go, else what the state itself asks for. */
function adviceOf(printer: PrinterState, alarm: Alarm | undefined, seen: Seen): Pick<TileFacts, "action" | "next"> {
  const [first = "", ...next] = stepsNow(printer, alarm, seen);
  if (first === "") return { action: stateAdvice(printer, seen), next: [] };
  let action = first;
  while (next[0] !== undefined && action.length + 1 + next[0].length <= ACTION_LETTERS_MAX) {
    action = `${action} ${next.shift()}`;
  }
  return { action, next };
}

/** Two lines of a tile that is as small as tiles get. */
const ACTION_LETTERS_MAX = 44;

function stepsNow(printer: PrinterState, alarm: Alarm | undefined, { language, book }: Seen): readonly string[] {
  const { reason } = printer;
  const used = usedUpInWork(printer, alarm);
  const low = used === undefined ? undefined : stepsOf(book, language, { code: used.low, params: {} })[0];
  if (low !== undefined) return [low];
  const own = reason === undefined ? [] : stepsOf(book, language, reason);
  return own.length > 0 || alarm === undefined ? own : stepsOf(book, language, alarm);
}

function stateAdvice(printer: PrinterState, { language, book }: Seen): string {
  const { reason } = printer;
  const held = heldByHeat(printer) ?? (reason?.code === "" ? undefined : reason);
  if (held !== undefined && printer.state.word !== "printing") return titleOf(book, language, held);
  const key: TextKey = `advice.${printer.state.word}`;
  return text(language, key);
}

function supplyOf({ supplies }: PrinterState, { language, utcMs, feed }: Seen): SupplyFact | undefined {
  if (supplies?.limiting === undefined) return undefined;
  const { kind, cards } = supplies.limiting;
  const age = ageMs(supplies.atMs, utcMs);
  const fresh = worse(freshness(age), feed);
  return {
    words: `${text(language, `supply.${kind}`)} ${text(language, "supply.cards", { n: number(language, cards) })}`,
    low: cards <= SUPPLY_LOW_CARDS,
    freshness: fresh,
    age: age === undefined || fresh === "fresh" ? "" : durationText(language, age),
  };
}
