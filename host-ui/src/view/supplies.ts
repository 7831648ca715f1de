/** What the panel says of each supply: the amount, how full that is, and whether somebody should come. */
import type { Model, PrinterState } from "../api.ts";

/** A new ribbon. [P] 500 cards. */
export const RIBBON_SETS_NEW = 500;
/** A new film. [P-inferred] 1,500 prints for the Fargo class, [M] 1,000 for the Datacard class. */
export const FILM_FRAMES_NEW: Readonly<Record<Model, number>> = { hdp5000: 1_500, sr300: 1_000 };
/** A full hopper. [M] */
export const BLANKS_FULL = 100;
/** From here on the amount is marked as low. Half an hour of work at 36 s a card. */
export const LOW_CARDS = 50;
/** The hopper is refilled every hour or so: it is low later than a spool. */
export const LOW_BLANKS = 15;

export type Level = "enough" | "low" | "out";
export type Supplies = NonNullable<PrinterState["supplies"]>;

export interface Spool {
  readonly left: number;
  /** 0..1 of a new one; more than new shows as full. */
  readonly share: number;
  readonly level: Level;
}

function spool(left: number, full: number, low: number): Spool {
  const level = left <= 0 ? "out" : left <= low ? "low" : "enough";
  return { left, share: Math.min(1, Math.max(0, left / full)), level };
}

export function ribbonOf(supplies: Supplies): Spool {
  return spool(supplies.ribbon.left, RIBBON_SETS_NEW, LOW_CARDS);
}

export function filmOf(supplies: Supplies, model: Model): Spool {
  return spool(supplies.film.left, FILM_FRAMES_NEW[model], LOW_CARDS);
}

/** Blanks; `undefined` when the machine only knows that the hopper is not empty. */
export function blanksOf(supplies: Supplies): Spool | undefined {
  if (supplies.blanks.empty) return spool(0, BLANKS_FULL, LOW_BLANKS);
  return supplies.blanks.left === undefined ? undefined : spool(supplies.blanks.left, BLANKS_FULL, LOW_BLANKS);
}
