/**
 * The one word that a printer's panel shows large, its shape and its tone. Colour never stands alone: each tone has its
 * own shapes. A printer whose data is old is OFFLINE, whatever it said last.
 */
import type { Freshness } from "../age.ts";
import type { FaultBook, PrinterState, StateWord } from "../api.ts";
import type { TextKey } from "../i18n/id.ts";

/** `calm` needs nobody, `active` works, `attention` stands until somebody comes, `alarm` is danger, `off` is not known. */
export type Tone = "calm" | "active" | "attention" | "alarm" | "off";
export type Shape =
  | "ring"
  | "play"
  | "up"
  | "down"
  | "bar"
  | "diamond"
  | "pause"
  | "octagon"
  | "triangle"
  | "turn"
  | "square"
  | "cross"
  | "question"
  | "dot";

export interface Word {
  readonly key: TextKey;
  readonly shape: Shape;
  readonly tone: Tone;
  /** What the printer said before its data grew old. */
  readonly last: TextKey | undefined;
}

const LOOK: Readonly<Record<StateWord, { shape: Shape; tone: Tone }>> = {
  offline: { shape: "cross", tone: "off" },
  unknown: { shape: "question", tone: "off" },
  cold: { shape: "bar", tone: "calm" },
  warming: { shape: "up", tone: "calm" },
  ready: { shape: "ring", tone: "calm" },
  printing: { shape: "play", tone: "active" },
  coolingDown: { shape: "down", tone: "calm" },
  standby: { shape: "bar", tone: "calm" },
  supplyOut: { shape: "diamond", tone: "attention" },
  paused: { shape: "pause", tone: "attention" },
  stopped: { shape: "octagon", tone: "alarm" },
  faulted: { shape: "triangle", tone: "alarm" },
  recovering: { shape: "turn", tone: "calm" },
  service: { shape: "square", tone: "calm" },
};

/** Codes with a word of their own: what has run out says more than that something has. */
const WORD_OF_REASON: Readonly<Record<string, TextKey>> = {
  ribbonOut: "word.ribbonOut",
  ribbonNotRecognised: "word.wrongRibbon",
  filmOut: "word.filmOut",
  filmNotRecognised: "word.wrongFilm",
  blanksEmpty: "word.blanksEmpty",
  outputFull: "word.outputFull",
  rejectFull: "word.rejectFull",
  coverOpen: "word.coverOpen",
  jamHopper: "word.jam",
  jamEncoder: "word.jam",
  jamTurn: "word.jam",
  jamNip: "word.jam",
  jamExit: "word.jam",
};

/**
 * `state` is how old the printer's own status is; `never` counts as old only when the printer claims to be linked.
 * `priority` is what the fault table says of the reason: red is kept for faults that put a card or data at risk.
 */
export function wordOf(printer: PrinterState, state: Freshness, priority?: FaultBook[string]["priority"]): Word {
  const said = saidWord(printer, priority === "P2" || priority === "P3");
  const unheard = state === "stale" || (state === "never" && printer.link.state === "up");
  if (!unheard || printer.state.word === "offline") return { ...said, last: undefined };
  return { key: "state.offline", ...LOOK.offline, last: said.key };
}

function saidWord(printer: PrinterState, mild: boolean): Omit<Word, "last"> {
  const { word } = printer.state;
  const special = word === "supplyOut" || word === "faulted" ? WORD_OF_REASON[printer.reason?.code ?? ""] : undefined;
  return { key: special ?? `state.${word}`, ...(word === "faulted" && mild ? LOOK.supplyOut : LOOK[word]) };
}
