/** Where the card is drawn on the panel's mechanism bar: five stations, the ways between them, and the reject bin. */
import type { CardStop } from "../api.ts";

/** Drawn as boxes, in the order in which a card passes them. */
export const STATIONS = ["hopper", "encoder", "nip", "cooling", "output"] as const;
export type Station = (typeof STATIONS)[number];

/** `on` a station, on the way that follows it (`after`), in the reject bin, nowhere, or not known. */
export type Place =
  | { readonly kind: "on"; readonly station: Station }
  | { readonly kind: "after"; readonly station: Station }
  | { readonly kind: "reject" }
  | { readonly kind: "none" }
  | { readonly kind: "unknown" };

const PLACES: Readonly<Record<CardStop, Place>> = {
  none: { kind: "none" },
  hopper: { kind: "on", station: "hopper" },
  cleaner: { kind: "after", station: "hopper" },
  encoder: { kind: "on", station: "encoder" },
  turn: { kind: "after", station: "encoder" },
  nip: { kind: "on", station: "nip" },
  cooling: { kind: "on", station: "cooling" },
  exit: { kind: "after", station: "cooling" },
  output: { kind: "on", station: "output" },
  reject: { kind: "reject" },
  unknown: { kind: "unknown" },
};

export function placeOf(stop: CardStop): Place {
  return PLACES[stop];
}
