/** Places in the drawing of the mechanism, seen from the side: the card runs from left to right, the film above it. */
import type { CardStop, FilmWord } from "../api.ts";

export const DRAWING = { width: 760, height: 316 } as const;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Height at which cards run. */
export const CARD_Y = 200;

/** Middle of the card at each stop; undefined where there is no card, or nobody knows where it is. */
export const CARD_AT: Readonly<Record<CardStop, Point | undefined>> = {
  none: undefined,
  unknown: undefined,
  hopper: { x: 60, y: CARD_Y },
  cleaner: { x: 130, y: CARD_Y },
  encoder: { x: 210, y: CARD_Y },
  turn: { x: 300, y: CARD_Y },
  nip: { x: 430, y: CARD_Y },
  cooling: { x: 550, y: CARD_Y },
  exit: { x: 628, y: CARD_Y },
  output: { x: 702, y: 240 },
  reject: { x: 300, y: 262 },
};

/** The picture on the film; undefined where there is none. */
export const FILM_AT: Readonly<Record<FilmWord, Point | undefined>> = {
  none: undefined,
  idle: undefined,
  searching: { x: 215, y: 100 },
  imaging: { x: 262, y: 104 },
  imaged: { x: 350, y: 131 },
  joined: { x: 430, y: 191 },
  dirty: { x: 497, y: 125 },
};

/** Film from its supply spool under the print head and around the hot roller to the take-up spool. */
export const FILM_PATH = "M178 88L215 100L300 108L396 170Q430 212 464 164L540 66";

export type NipState = "open" | "closed";

/** The rollers stand together only while a card goes through between them. */
export function nipOf(phase: string | undefined): NipState {
  return phase === "nip" ? "closed" : "open";
}
