/** Where a printer belongs that is whole, linked and reconciled: one pure choice, in order of weight. */
import type { PrinterContext } from "./machine-types.ts";

export const PLACES = [
  "ordered",
  "paused",
  "ribbon",
  "film",
  "blanks",
  "outputFull",
  "rejectFull",
  "headHot",
  "paced",
  "standby",
  "warming",
  "printing",
  "ready",
] as const;
export type Place = (typeof PLACES)[number];

/** A pause and a drain wait for the card in flight; what is missing weighs more than heat, heat more than work. */
export function placeOf(context: PrinterContext): Place {
  if (context.draining && !context.hasWork) return "ordered";
  if (context.pausing && !context.hasWork) return "paused";
  if (context.blocked !== "") return context.blocked;
  if (context.rest !== "") return context.rest;
  if (context.idle && !context.hasWork) return "standby";
  if (!context.hot) return "warming";
  return context.hasWork ? "printing" : "ready";
}
