/** What truly happened to each card: the record that no controller ever sees and every test compares with. */
import {
  cardClass,
  cardEntryCelsius,
  cardExitCelsius,
  cardQuality,
  filmSurfaceCelsius,
  NODE,
} from "../thermal/index.ts";
import type { Core } from "./core.ts";
import type { CardState, CardTruth, TruthState } from "./state.ts";

/** Newest cards kept with all their figures; older ones are in the totals. */
export const CARDS_REMEMBERED_MAX = 10_000;
/** Broken invariants kept in words. */
export const BREACHES_MAX = 100;

/** Of all machines that have counted nothing yet: each gets its own with the first. */
const NO_TOTALS: Readonly<Record<string, number>> = {};

export function emptyTruth(): TruthState {
  return { cards: [], totals: NO_TOTALS, breaches: [] };
}

export function count(core: Core, name: string, by = 1): void {
  const { truth } = core.state;
  if (truth.totals === NO_TOTALS) truth.totals = {};
  const totals = truth.totals as Record<string, number>;
  totals[name] = (totals[name] ?? 0) + by;
}

/** Writes down a broken invariant. */
export function breach(core: Core, words: string): void {
  const { breaches } = core.state.truth;
  if (breaches.length < BREACHES_MAX) breaches.push(`${(core.state.nowUs / 1e6).toFixed(1)} s: ${words}`);
}

/** A blank left the hopper. */
export function cardEnters(core: Core, card: CardState): void {
  const { cards } = core.state.truth;
  if (cards.length === CARDS_REMEMBERED_MAX) cards.shift();
  cards.push({
    number: card.number,
    uid: card.uid,
    chipJob: "",
    filmJob: "",
    nipEntryUs: -1,
    surfaceEntryCelsius: 0,
    surfaceMinimumCelsius: 0,
    surfaceMaximumCelsius: 0,
    inCelsius: 0,
    exitCelsius: 0,
    filmCelsius: 0,
    quality: "blank",
    place: "inside",
  });
  count(core, "fed", card.double ? 2 : 1);
}

/** Record of a card, while it is among the newest. */
export function truthOf(core: Core, card: CardState): CardTruth | undefined {
  const { cards } = core.state.truth;
  // It nearly always is the newest; asked for at each tick of a transfer.
  for (let at = cards.length - 1; at >= 0; at--) if (cards[at]!.number === card.number) return cards[at];
  return undefined;
}

/** The card goes into the closing nip: its fate by the card law. */
export function cardEntersNip(core: Core, card: CardState): CardTruth | undefined {
  const record = truthOf(core, card);
  if (record === undefined) return undefined;
  const celsius = core.plant.celsius;
  const surface = celsius[NODE.surface]!;
  const inside = cardEntryCelsius(celsius[NODE.hotZone]!, celsius[NODE.chassis]!);
  record.nipEntryUs = core.state.nowUs;
  record.surfaceEntryCelsius = surface;
  record.surfaceMinimumCelsius = surface;
  record.surfaceMaximumCelsius = surface;
  record.inCelsius = inside;
  record.exitCelsius = cardExitCelsius(core.spec.thermal, inside, surface, celsius[NODE.platen]!);
  record.filmJob = core.state.world.frameJob;
  core.event({ type: "nipEntry", atUs: core.state.nowUs, card: record });
  return record;
}

/** Lowest and highest surface while the card is in the nip. */
export function cardInNip(core: Core, card: CardState): void {
  const record = truthOf(core, card);
  if (record === undefined) return;
  const surface = core.plant.celsius[NODE.surface]!;
  if (surface < record.surfaceMinimumCelsius) record.surfaceMinimumCelsius = surface;
  if (surface > record.surfaceMaximumCelsius) record.surfaceMaximumCelsius = surface;
}

/** The nip lets go of the card; `standingCelsius` when it stood in it, else 0. */
export function cardLeavesNip(core: Core, card: CardState, standingCelsius: number): void {
  const record = truthOf(core, card);
  if (record === undefined) return;
  record.exitCelsius = Math.max(record.exitCelsius, standingCelsius);
  record.filmCelsius = filmSurfaceCelsius(record.inCelsius, record.surfaceMinimumCelsius);
  record.quality = cardQuality(record.exitCelsius, record.filmCelsius);
  card.exitCelsius = record.exitCelsius;
  count(core, record.quality);
  const worth = cardClass(record.quality as Parameters<typeof cardClass>[0]);
  if (worth !== "good") count(core, worth);
  core.event({ type: "nipExit", atUs: core.state.nowUs, card: record });
}

/** The card is out of the machine. */
export function cardLeaves(core: Core, card: CardState, place: "output" | "reject" | "removed", cards: number): void {
  count(core, place, cards);
  const record = truthOf(core, card);
  if (record === undefined) return;
  record.chipJob = card.chipJob;
  record.filmJob = card.printedJob;
  record.place = place;
  if (place === "output" && card.printedJob !== card.chipJob) {
    breach(
      core,
      `card ${card.number} came out with the chip of "${card.chipJob}" and the picture of "${card.printedJob}"`,
    );
  }
  core.event({ type: "cardOut", atUs: core.state.nowUs, card: record });
}
