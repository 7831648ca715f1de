/**
 * What viewers see of one printer, made from its controller's view. Values that have gone stale stay as they were, with
 * the instant at which they were new: a viewer then sees their age, never a fresh-looking old number.
 */
import { type Clock, US_PER_MS } from "../../base/index.ts";
import type { PrinterView } from "../../controller/index.ts";
import { CARD_FLAG, nameOf, SENSOR, SUPPLY_TYPE } from "../../protocol/index.ts";
import {
  CARD_STOPS,
  FILM_WORDS,
  PHASE_WORDS,
  type PrinterState,
  type Reason,
  STEP_WORDS,
  SUPPLY_WORDS,
} from "../api.ts";

type Groups = Pick<PrinterState, "card" | "temps" | "supplies">;

export interface ShadowClocks {
  /** The printer's clock, in which the view counts. */
  readonly printer: Clock;
  /** The wall's, which viewers read. */
  readonly wall: Clock;
  /** Printer seconds in one second of the wall. */
  readonly speed: () => number;
}

const NO_GROUPS: Readonly<Groups> = {};

/** Shared by all printers that nobody looked at yet. */
const NO_STAMPS = new Map<string, { instantUs: number; ms: number }>();

export class PrinterShadow {
  private readonly clocks: ShadowClocks;
  private groups: Readonly<Groups> = NO_GROUPS;
  private statusMs: number | undefined;
  private serial = "";
  private stamps = NO_STAMPS;

  constructor(clocks: ShadowClocks) {
    this.clocks = clocks;
  }

  /** The parts of the state that come from the engine and its controller. */
  state(view: PrinterView): Omit<PrinterState, "name" | "place" | "model" | "alarms" | "counters" | "lostSeconds"> {
    this.refresh(view);
    if (view.serial !== "") this.serial = view.serial;
    const { link } = view;
    const { counters } = link;
    const offline = link.state !== "up" && view.word === "unknown";
    const atMs = this.statusMs;
    const { word, path, reason } = view;
    return {
      ...(this.serial === "" ? {} : { serial: this.serial }),
      sim: { on: view.sim, speed: view.simSpeed },
      state: {
        word: offline ? "offline" : word,
        path,
        sinceMs: this.wallMs("since", view.sinceUs),
        ...(atMs === undefined ? {} : { atMs }),
      },
      ...(reason === undefined ? {} : { reason: { code: reason.code, params: { ...reason.params } } }),
      ...governorOf(view),
      ...jobOf(view),
      ...this.groups,
      link: {
        state: link.state,
        reason: link.reason,
        atMs: atMs ?? this.wallMs("since", view.sinceUs),
        srttMs: Math.round(counters.srttUs / US_PER_MS),
        retransmits: counters.retransmits,
        invalid: counters.invalidBytes,
        reconnects: counters.reconnects,
      },
    };
  }

  private refresh(view: PrinterView): void {
    const now = this.clocks.printer.now();
    if (view.ageUs >= 0) {
      const atMs = this.wallMs("status", now - view.ageUs);
      this.statusMs = atMs;
      this.groups = { ...this.groups, card: cardOf(view), supplies: suppliesOf(view, atMs) };
    }
    if (view.heatAgeUs >= 0)
      this.groups = { ...this.groups, temps: tempsOf(view, this.wallMs("heat", now - view.heatAgeUs)) };
  }

  /** Milliseconds UTC of an instant of the printer's clock. The same instant always gives the same number. */
  private wallMs(what: string, instantUs: number): number {
    const known = this.stamps.get(what);
    if (known?.instantUs === instantUs) return known.ms;
    const agoUs = (this.clocks.printer.now() - instantUs) / this.clocks.speed();
    const ms = Math.round(this.clocks.wall.utcMs() - agoUs / US_PER_MS);
    if (this.stamps === NO_STAMPS) this.stamps = new Map();
    this.stamps.set(what, { instantUs, ms });
    return ms;
  }
}

function jobOf(view: PrinterView): Pick<PrinterState, "job"> {
  if (view.job === "") return {};
  const step = wordOf(STEP_WORDS, view.cardStep, "none");
  const filmStep = wordOf(STEP_WORDS, view.filmStep, "none");
  return { job: { key: view.job, step, phase: wordOf(PHASE_WORDS, view.phase, "idle"), filmStep } };
}

function governorOf(view: PrinterView): { governor?: Reason } {
  if (view.governor === undefined) return {};
  const { code, ...params } = view.governor;
  return { governor: { code: String(code ?? "rest"), params } };
}

function cardOf(view: PrinterView): NonNullable<PrinterState["card"]> {
  const flags = view.cardFlags;
  return {
    stop: wordOf(CARD_STOPS, view.cardStop, "unknown"),
    encoded: (flags & CARD_FLAG.encoded) !== 0,
    transferred: (flags & CARD_FLAG.transferred) !== 0,
    suspect: (flags & CARD_FLAG.suspect) !== 0,
    film: wordOf(FILM_WORDS, view.filmState, "none"),
  };
}

function tempsOf(view: PrinterView, atMs: number): NonNullable<PrinterState["temps"]> {
  const { rollerCelsius, headCelsius, hotZoneCelsius, exitCelsius } = view;
  return {
    atMs,
    ...(rollerCelsius === undefined ? {} : { roller: tenth(rollerCelsius) }),
    ...(headCelsius === undefined ? {} : { head: tenth(headCelsius) }),
    ...(hotZoneCelsius === undefined ? {} : { hotZone: tenth(hotZoneCelsius) }),
    ...(exitCelsius === undefined ? {} : { exit: tenth(exitCelsius) }),
    setpoint: tenth(view.setpointCelsius),
    duty: Math.round(view.dutyPermille / 10) / 100,
    fanRpm: view.fanRpm,
  };
}

function suppliesOf(view: PrinterView, atMs: number): NonNullable<PrinterState["supplies"]> {
  const senses = (bit: keyof typeof SENSOR): boolean => (view.sensors & SENSOR[bit]) !== 0;
  const limiting = firstToRunOut(view, senses("hopperEmpty"));
  return {
    atMs,
    ribbon: { type: supplyWord(view.ribbonType), left: view.ribbonLeft },
    film: { type: supplyWord(view.filmType), left: view.filmLeft },
    blanks: { ...(view.blanksLeft === undefined ? {} : { left: view.blanksLeft }), empty: senses("hopperEmpty") },
    output: { full: senses("outputFull") },
    reject: { full: senses("rejectFull") },
    coverOpen: senses("coverOpen"),
    ...(limiting === undefined ? {} : { limiting }),
  };
}

type Limiting = NonNullable<NonNullable<PrinterState["supplies"]>["limiting"]>;

/** What stops this printer first, in cards: one ribbon set and one film frame each. */
function firstToRunOut(view: PrinterView, hopperEmpty: boolean): Limiting | undefined {
  const found: Limiting[] = [
    { kind: "film", cards: view.filmLeft },
    { kind: "ribbon", cards: view.ribbonLeft },
  ];
  if (hopperEmpty) found.push({ kind: "blanks", cards: 0 });
  else if (view.blanksLeft !== undefined) found.push({ kind: "blanks", cards: view.blanksLeft });
  return found.reduce((least, supply) => (supply.cards < least.cards ? supply : least));
}

const supplyWord = (type: number) => wordOf(SUPPLY_WORDS, nameOf(SUPPLY_TYPE, type), "unknown");
const tenth = (celsius: number): number => Math.round(celsius * 10) / 10;

/** A word of a newer engine that this list lacks becomes `other`. */
function wordOf<const T extends readonly string[]>(words: T, word: string, other: T[number]): T[number] {
  return words.find((known) => known === word) ?? other;
}
