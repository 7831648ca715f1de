/** The nip: closing on a card, the heat the card takes, opening, and what a card suffers that stands in it. */
import { CARD_FLAG, CARD_STOP, FILM_STATE } from "../protocol/index.ts";
import { cardPlatenWatt, cardSurfaceWatt, MELT_FROM_CELSIUS, NODE, stalledCardCelsius } from "../thermal/index.ts";
import { believe, flagCard } from "./card-path.ts";
import type { Core } from "./core.ts";
import { watchNipEntry } from "./invariants.ts";
import { cardEntersNip, cardLeavesNip, truthOf } from "./truth.ts";

/** The nip closes and the card begins to roll through. */
export function closeNip(core: Core): void {
  const { world, ram } = core.state;
  const card = world.card;
  if (card === null) return;
  card.stop = CARD_STOP.nip;
  world.nipClosed = true;
  core.changes++;
  believe(core, CARD_STOP.nip);
  ram.filmState = FILM_STATE.joined;
  flagCard(core, CARD_FLAG.joined);
  const record = cardEntersNip(core, card);
  if (record !== undefined) watchNipEntry(core, record.surfaceEntryCelsius);
  card.printedJob = world.frameJob;
  const inside = record?.inCelsius ?? 40;
  const celsius = core.plant.celsius;
  core.inputs.surfaceLoadWatt = cardSurfaceWatt(core.spec.thermal, inside, celsius[NODE.surface]!);
  core.inputs.platenLoadWatt = cardPlatenWatt(core.spec.thermal, inside, celsius[NODE.platen]!);
}

/** The nip opens. A card that was inside has its final temperature; standing made it hotter, and so did `extraCelsius`, if more. */
export function openNip(core: Core, extraCelsius = 0): void {
  const { world } = core.state;
  if (!world.nipClosed) return;
  world.nipClosed = false;
  core.changes++;
  core.inputs.surfaceLoadWatt = 0;
  core.inputs.platenLoadWatt = 0;
  const card = world.card;
  if (card !== null && card.stop === CARD_STOP.nip)
    cardLeavesNip(core, card, Math.max(extraCelsius, standingCelsius(core)));
  world.nipStillSinceUs = -1;
  if (card !== null && card.exitCelsius >= MELT_FROM_CELSIUS) card.stuck = true;
}

/** Temperature of the part of the card that stands in the nip, C; 0 when it has not stood. */
function standingCelsius(core: Core): number {
  const { world, nowUs } = core.state;
  const card = world.card;
  if (card === null || world.nipStillSinceUs < 0) return 0;
  const record = truthOf(core, card);
  if (record === undefined) return 0;
  const celsius = core.plant.celsius;
  const seconds = (nowUs - world.nipStillSinceUs) / 1e6;
  const { surfaceEntryCelsius } = record;
  return stalledCardCelsius(core.spec.thermal, record.inCelsius, surfaceEntryCelsius, celsius[NODE.platen]!, seconds);
}
