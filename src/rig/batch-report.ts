/** What came of a batch: the document of `cetak print --json`. */
import type { CardTruth, Engine } from "../hardware-sim/index.ts";
import type { Journal, LostSeconds } from "../station/index.ts";

export interface CardTally {
  /** Cards handed out that are good or marginal. */
  issued: number;
  spoilt: { peel: number; warp: number; melt: number; void: number };
  marginal: { curl: number; peelRisk: number };
}

export interface BatchReport extends CardTally {
  /** Void cards that the station itself noticed. */
  spoiltSeen: number;
  /** Cards of which only a person can say whether they came out. */
  uncertain: number;
  rejectedRows: number;
  /** Jobs that nobody printed because they may be somebody's second record, or are not ready. */
  heldJobs: number;
  /** Jobs that are still in the queue, when the batch ended early. */
  left: number;
  /** First order to last card, in seconds of the printers' clock. */
  deviceSeconds: number;
  /** Seconds in which a printer that had work did none, by cause, summed over the printers. */
  lostSeconds: LostSeconds;
  /** Seconds before the first order: boot and warm-up. */
  warmUpSeconds: number;
  /** Why the batch ended early; absent when it did not. */
  stopped?: { printer: string; reason: string };
  /** Where simulated: what nobody but the simulator can know. */
  truth?: BatchTruth;
}

export interface BatchTruth {
  /** Number of the first card of this quality, counted per printer from 1; absent when there was none. */
  firstCurl?: number;
  firstWarp?: number;
  firstMelt?: number;
  exitCelsiusMax: number;
  /** Roller surface when cards entered the nip. */
  nipEntryCelsiusMin: number;
  nipEntryCelsiusMax: number;
  /** Roller surface while cards were in the nip. */
  nipCelsiusMin: number;
  nipCelsiusMax: number;
  /** Broken safety invariants, in words. Empty, or something is badly wrong. */
  violations: string[];
}

export function emptyTally(): CardTally {
  return {
    issued: 0,
    spoilt: { peel: 0, warp: 0, melt: 0, void: 0 },
    marginal: { curl: 0, peelRisk: 0 },
  };
}

/** By the simulators' truth: what each card that left a hopper really became. */
export function tallyOfTruth(engines: readonly Engine[]): CardTally {
  const tally = emptyTally();
  for (const engine of engines) for (const card of engine.truth.cards) tallyCard(tally, card);
  return tally;
}

/** Adds what one card really became. */
export function tallyCard(tally: CardTally, { quality, place, chipJob }: CardTruth): void {
  if (quality === "peel" || quality === "warp" || quality === "melt") tally.spoilt[quality]++;
  else if (place === "reject" || place === "removed") {
    // A blank that nothing personal was written on goes back to the stock; only a bound card is void.
    if (chipJob !== "") tally.spoilt.void++;
  } else if (place === "output") {
    tally.issued++;
    if (quality === "curl" || quality === "peelRisk") tally.marginal[quality]++;
  }
}

/** By what the station saw: all that there is on hardware. */
export function tallyOfJournal(journal: Journal): CardTally {
  const tally = emptyTally();
  for (const { state, cause } of journal.cards()) {
    if (state === "valid") tally.issued++;
    else if (state === "void") {
      if (cause === "peel" || cause === "warp" || cause === "melt") tally.spoilt[cause]++;
      else tally.spoilt.void++;
    }
  }
  return tally;
}

export function truthOf(engines: readonly Engine[], violations: string[]): BatchTruth {
  const truth: BatchTruth = {
    exitCelsiusMax: Number.NEGATIVE_INFINITY,
    nipEntryCelsiusMin: Number.POSITIVE_INFINITY,
    nipEntryCelsiusMax: Number.NEGATIVE_INFINITY,
    nipCelsiusMin: Number.POSITIVE_INFINITY,
    nipCelsiusMax: Number.NEGATIVE_INFINITY,
    violations,
  };
  for (const engine of engines) addCards(truth, engine);
  for (const key of [
    "exitCelsiusMax",
    "nipEntryCelsiusMin",
    "nipEntryCelsiusMax",
    "nipCelsiusMin",
    "nipCelsiusMax",
  ] as const)
    truth[key] = Number.isFinite(truth[key]) ? Math.round(truth[key] * 100) / 100 : 0;
  return truth;
}

function addCards(truth: BatchTruth, engine: Engine): void {
  const first = (key: "firstCurl" | "firstWarp" | "firstMelt", number: number): void => {
    truth[key] = Math.min(truth[key] ?? number, number);
  };
  let number = 0;
  for (const card of engine.truth.cards) {
    if (card.nipEntryUs < 0) continue;
    number++;
    if (card.exitCelsius >= 72) first("firstCurl", number);
    if (card.exitCelsius >= 80) first("firstWarp", number);
    if (card.exitCelsius >= 95) first("firstMelt", number);
    truth.exitCelsiusMax = Math.max(truth.exitCelsiusMax, card.exitCelsius);
    truth.nipEntryCelsiusMin = Math.min(truth.nipEntryCelsiusMin, card.surfaceEntryCelsius);
    truth.nipEntryCelsiusMax = Math.max(truth.nipEntryCelsiusMax, card.surfaceEntryCelsius);
    truth.nipCelsiusMin = Math.min(truth.nipCelsiusMin, card.surfaceMinimumCelsius);
    truth.nipCelsiusMax = Math.max(truth.nipCelsiusMax, card.surfaceMaximumCelsius);
  }
}
