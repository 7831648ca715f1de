/** One cell of the comparison: a machine, a room, an airflow, and all six ways to work a shift there. */
import {
  bestFound,
  cardClass,
  EXIT_CELSIUS_MAX_DEFAULT,
  SHIFT_SECONDS,
  sixHours,
  THERMAL_PROFILES,
  type ThermalProfile,
} from "../../src/thermal/index.ts";
import type { CardRecord, Machine } from "../../test/thermal/machine.ts";
import { shiftCards, workShift } from "./full-stack.ts";
import { type RuleName, runRule } from "./rules.ts";

export const RULES = ["none", "hundred", "hold165", "setback"] as const satisfies readonly RuleName[];
export const CONTESTANTS = [...RULES, "ours", "best"] as const;
export type ContestantName = (typeof CONTESTANTS)[number];
export type MachineName = keyof typeof THERMAL_PROFILES;

export interface Cell {
  readonly machine: MachineName;
  readonly roomCelsius: number;
  readonly airflow: number;
}

export interface Score {
  /** Cards out within the shift, at most `exitCelsiusMax` warm, the surface inside the window throughout. */
  readonly within: number;
  /** Cards that melted, warped or peeled. */
  readonly spoilt: number;
  /** The rest: above the limit or outside the window, and yet usable. */
  readonly outside: number;
  readonly exitCelsiusMax: number;
  /** Roller surface at nip entry, mean. */
  readonly entryCelsius: number;
  /** Surface during all transfers, degC; 0 where nobody looked. */
  readonly surfaceCelsiusMin: number;
  readonly surfaceCelsiusMax: number;
}

export interface CellResult {
  readonly cell: Cell;
  readonly scores: Readonly<Record<ContestantName, Score>>;
  /** Cards of the two methods behind "best". */
  readonly beam: number;
  readonly burst: number;
}

/** What counts of a card. */
type Judged = Pick<CardRecord, "atSeconds" | "exit" | "entrySurface" | "minSurface" | "maxSurface" | "quality">;

function isWithin(card: Judged, p: ThermalProfile): boolean {
  return (
    card.exit <= EXIT_CELSIUS_MAX_DEFAULT &&
    cardClass(card.quality) !== "spoilt" &&
    card.minSurface >= p.gateLowCelsius &&
    card.maxSurface <= p.gateHighCelsius
  );
}

/** Arithmetic mean; 0 of nothing. */
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

export const scoreOf = (machine: Machine): Score => scoreCards(machine.cards, machine.o.profile);

export function scoreCards(cards: readonly Judged[], p: ThermalProfile): Score {
  const done = cards.filter((card) => card.atSeconds + p.nipEntryBeforeEndSeconds <= SHIFT_SECONDS);
  const within = done.filter((card) => isWithin(card, p)).length;
  const spoilt = done.filter((card) => cardClass(card.quality) === "spoilt").length;
  const exitCelsiusMax = done.reduce((most, card) => Math.max(most, card.exit), 0);
  const entryCelsius = mean(done.map((card) => card.entrySurface));
  const surfaceCelsiusMin = done.reduce((least, card) => Math.min(least, card.minSurface), Number.POSITIVE_INFINITY);
  const surfaceCelsiusMax = done.reduce((most, card) => Math.max(most, card.maxSurface), 0);
  const outside = done.length - within - spoilt;
  return { within, spoilt, outside, exitCelsiusMax, entryCelsius, surfaceCelsiusMin, surfaceCelsiusMax };
}

export function runCell(cell: Cell): CellResult {
  const { roomCelsius, airflow } = cell;
  const profile = THERMAL_PROFILES[cell.machine];
  const rule = (name: RuleName): Score =>
    scoreOf(runRule(name, profile, roomCelsius, airflow, EXIT_CELSIUS_MAX_DEFAULT, SHIFT_SECONDS));
  const shift = sixHours(profile, roomCelsius, airflow);
  const found = bestFound(shift);
  const { cards } = found.best.replay;
  const best: Score = {
    within: cards.length,
    spoilt: 0,
    outside: 0,
    exitCelsiusMax: cards.reduce((most, card) => Math.max(most, card.exitCelsius), 0),
    entryCelsius: mean(cards.map((card) => card.entrySurfaceCelsius)),
    surfaceCelsiusMin: cards.reduce((least, card) => Math.min(least, card.surfaceCelsiusMin), Number.POSITIVE_INFINITY),
    surfaceCelsiusMax: cards.reduce((most, card) => Math.max(most, card.surfaceCelsiusMax), 0),
  };
  return {
    cell,
    scores: {
      none: rule("none"),
      hundred: rule("hundred"),
      hold165: rule("hold165"),
      setback: rule("setback"),
      ours: scoreCards(shiftCards(workShift(cell)), profile),
      best,
    },
    beam: found.beam.schedule.length,
    burst: found.burst.schedule.length,
  };
}
