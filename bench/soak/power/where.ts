/** Where in the making of a card a cut fell, by the simulator's truth. */

import { CARD_STOP, STEP_KIND } from "../../../src/protocol/index.ts";
import type { RigPrinter } from "../../../src/rig/index.ts";

/** In the order in which a card meets them. */
export const PLACES = [
  "no card: idle, booting, warming",
  "before the feed",
  "feed",
  "fed, before the chip",
  "encode",
  "encoded, before the transfer",
  "transfer, before the nip",
  "transfer, in the nip",
  "between nip and eject",
  "eject, card inside",
  "eject, card in the bin",
  "card out, not yet issued",
  "reject, home",
  "no power already",
] as const;

export type Place = (typeof PLACES)[number];

/** `job`: the one in hand there, or empty; `issued`: it counts as issued already. */
export function placeOf({ engine }: RigPrinter, job: string): Place {
  const { ram, world } = engine.truth.state;
  const { card } = world;
  if (!world.powered) return "no power already";
  const step = ram.cardStep;
  if (step?.kind === STEP_KIND.feed) return "feed";
  if (step?.kind === STEP_KIND.encode) return "encode";
  if (step?.kind === STEP_KIND.transfer) return world.nipClosed ? "transfer, in the nip" : "transfer, before the nip";
  if (step?.kind === STEP_KIND.eject) return card === null ? "eject, card in the bin" : "eject, card inside";
  if (step !== null) return "reject, home";
  if (card === null) return emptyPath(engine.truth.cards, job);
  if (card.stop === CARD_STOP.nip || card.printedJob !== "") return "between nip and eject";
  return card.chipJob === "" ? "fed, before the chip" : "encoded, before the transfer";
}

function emptyPath(cards: RigPrinter["engine"]["truth"]["cards"], job: string): Place {
  if (job === "") return "no card: idle, booting, warming";
  const out = cards.some((card) => card.place === "output" && card.chipJob === job);
  return out ? "card out, not yet issued" : "before the feed";
}

/** Only here may a cut leave a card of which nobody but a person can tell whether it came out. */
const MAY_BE_UNCERTAIN: ReadonlySet<Place> = new Set<Place>([
  "between nip and eject",
  "eject, card inside",
  "eject, card in the bin",
  "card out, not yet issued",
]);

export const mayBeUncertain = (place: Place): boolean => MAY_BE_UNCERTAIN.has(place);
