/** The card in the machine: where it really is, what the sensors see of it, and what the firmware believes. */
import { CARD_FLAG, CARD_STOP, FAULT_CODE, type FaultName } from "../protocol/index.ts";
import type { Core } from "./core.ts";
import { unsetFault } from "./fault-bits.ts";
import { saveKeepsake } from "./ledger.ts";
import type { CardState } from "./state.ts";
import { cardLeaves } from "./truth.ts";

/** How late a sensor may fire before the step counts as jammed, us [E]. */
export const JAM_MARGIN_US = 2_000_000;

/** Fault code of a card that stays at a stop. */
const JAM_AT: Readonly<Record<number, FaultName>> = {
  [CARD_STOP.hopper]: "jamHopper",
  [CARD_STOP.cleaner]: "jamEncoder",
  [CARD_STOP.encoder]: "jamEncoder",
  [CARD_STOP.turn]: "jamTurn",
  [CARD_STOP.nip]: "jamNip",
  [CARD_STOP.cooling]: "jamExit",
  [CARD_STOP.exit]: "jamExit",
};

export const jamNameAt = (stop: number): FaultName => JAM_AT[stop] ?? "motorStalled";

export const JAM_CODES: ReadonlySet<number> = new Set(
  (
    ["jamHopper", "jamEncoder", "jamTurn", "jamNip", "jamExit", "doubleFeed", "cardMelted", "motorStalled"] as const
  ).map((name) => FAULT_CODE[name]),
);

/** Warnings about the card inside; they stand until it is gone. */
const CARD_WARNINGS = ["cardWarped", "encoderFailed", "chipDead"] as const;

/** Moves the card physically. A stuck card stays where it is; false then. */
export function moveCard(core: Core, stop: number): boolean {
  const card = core.state.world.card;
  if (card === null || card.stuck) return false;
  card.stop = stop;
  core.changes++;
  return true;
}

/** The card stops sensors can see it at: encoder, nip, and cooling up to the exit. */
export function sensedStop(card: CardState | null): number {
  if (card === null) return CARD_STOP.none;
  switch (card.stop) {
    case CARD_STOP.encoder:
    case CARD_STOP.nip:
    case CARD_STOP.cooling:
    case CARD_STOP.exit:
      return card.stop;
    default:
      return CARD_STOP.none;
  }
}

export const sensorsSeeCard = (core: Core): boolean => sensedStop(core.state.world.card) !== CARD_STOP.none;

/** The firmware's belief. */
export function believe(core: Core, stop: number): void {
  const { ram } = core.state;
  if (ram.cardStop === stop) return;
  ram.cardStop = stop;
  core.changes++;
}

/** Reads the position from the sensors: where none sees a card that should be there, it is `unknown` until homed. */
export function rereadPosition(core: Core): void {
  const { ram, world } = core.state;
  const seen = sensedStop(world.card);
  if (seen !== CARD_STOP.none) {
    ram.cardStop = seen;
    if (!ram.keep.cardInside) adoptStranger(core);
  } else ram.cardStop = ram.keep.cardInside ? CARD_STOP.unknown : CARD_STOP.none;
}

/** A card that the memory knows nothing of: nobody can say what it is. */
function adoptStranger(core: Core): void {
  const { keep } = core.state.ram;
  keep.cardInside = true;
  keep.cardFlags = CARD_FLAG.suspect;
  saveKeepsake(core);
}

/** A card that stood under a sensor and is seen no more was taken out by a hand. */
export function noticeRemoval(core: Core): void {
  const { ram, world } = core.state;
  const stop = ram.cardStop;
  const sensed =
    stop === CARD_STOP.encoder || stop === CARD_STOP.nip || stop === CARD_STOP.cooling || stop === CARD_STOP.exit;
  if (!sensed || sensedStop(world.card) !== CARD_STOP.none) return;
  core.print("the card was taken out");
  forgetCard(core);
  core.statusNow();
}

/** The path is known to be empty: forget the card. */
export function forgetCard(core: Core): void {
  const { ram } = core.state;
  ram.cardStop = CARD_STOP.none;
  const { keep } = ram;
  keep.cardInside = false;
  keep.cardFlags = 0;
  keep.cardJob = "";
  keep.cardSerial = "";
  for (const warning of CARD_WARNINGS) unsetFault(core, warning);
  saveKeepsake(core);
}

export function flagCard(core: Core, flags: number): void {
  const { keep } = core.state.ram;
  if ((keep.cardFlags & flags) === flags) return;
  keep.cardFlags |= flags;
  saveKeepsake(core);
}

export const hasFlag = (core: Core, flag: number): boolean => (core.state.ram.keep.cardFlags & flag) !== 0;

/** The card drops into a bin, or a hand takes it: it is no longer in the machine. */
export function cardGoes(core: Core, place: "output" | "reject" | "removed"): void {
  const { world } = core.state;
  const card = world.card;
  if (card === null) return;
  world.card = null;
  core.changes++;
  world.nipStillSinceUs = -1;
  const cards = card.double ? 2 : 1;
  if (core.behaviours.supplies !== "unlimited" && place !== "removed") world[place] += cards;
  cardLeaves(core, card, place, cards);
}
