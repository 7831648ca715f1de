/**
 * What comes next for the card in work: one pure choice over journal, sensors and supplies. Normal printing and every kind of
 * recovery take this same path, so a card is carried on from wherever it stands.
 */
import { CARD_STOP, FILM_STATE, STEP_KIND, STEP_RESULT } from "../../protocol/index.ts";
import type { Blocker } from "../machine/machine-types.ts";
import type { ReturnReason, VoidCause } from "../ports.ts";
import { type CardFacts, isInside, type Supplies } from "./card-facts.ts";
import type { CardHistory } from "./card-history.ts";

export type CardEnd =
  | { readonly end: "issued" }
  | { readonly end: "returned"; readonly reason: ReturnReason }
  | { readonly end: "voided"; readonly cause: VoidCause }
  | { readonly end: "uncertain"; readonly why: string };

export interface StepWish {
  readonly kind: number;
  /** False: the step concerns a card or frame that is not this job's. */
  readonly own: boolean;
}

export interface CardPlan {
  readonly card?: StepWish;
  readonly film?: StepWish;
  /** Nothing may be ordered until this is loaded or emptied. */
  readonly lacks: Blocker | "";
  /** A new card begins, or the transfer is next: roller and governor must agree. */
  readonly heat: "start" | "transfer" | "";
  readonly needsHead: boolean;
  /** Nothing of this job is in the machine: it may go back to the queue. */
  readonly unspent: boolean;
  readonly end?: CardEnd;
}

export interface PlanInput {
  readonly job: string;
  readonly history: CardHistory;
  readonly facts: CardFacts;
  readonly supplies: Supplies;
  /** The operator wants this job out. */
  readonly leave: "" | "skip" | "cancel";
  /** The engine lost its power with this card inside. */
  readonly powerLost: boolean;
}

const NOTHING: CardPlan = { lacks: "", heat: "", needsHead: false, unspent: false };
const own = (kind: number): StepWish => ({ kind, own: true });

export function planCard(input: PlanInput): CardPlan {
  const { history, facts } = input;
  if (history.eject === STEP_RESULT.ok) return { ...NOTHING, end: { end: "issued" } };
  return isInside(facts.stop) ? planInside(input) : planEmptyPath(input);
}

function planEmptyPath(input: PlanInput): CardPlan {
  const { history } = input;
  if (history.rejected) {
    const cause = history.cause ?? (input.leave !== "" ? "operator" : input.powerLost ? "power" : "unknown");
    return { ...NOTHING, end: { end: "voided", cause } };
  }
  // Only a transferred card is ordered out: an eject proves the transfer, also where the power took the record of its end.
  if (history.transfer === STEP_RESULT.ok || history.eject !== STEP_RESULT.none)
    return { ...NOTHING, end: endAfterTransfer(history) };
  if (history.transferForgotten) return { ...NOTHING, end: { end: "uncertain", why: "memoryLost" } };
  if (history.personal) return { ...NOTHING, end: { end: "voided", cause: history.cause ?? "operator" } };
  if (input.leave !== "") return { ...NOTHING, end: { end: "returned", reason: "operator" } };
  return withFilm(input, own(STEP_KIND.feed), true);
}

/** Transferred and gone without proof of the exit: only a melt is certain, all else needs eyes. */
function endAfterTransfer(history: CardHistory): CardEnd {
  if (history.ejectFault === "cardMelted") return { end: "voided", cause: "melt" };
  if (history.eject === STEP_RESULT.failed) return { end: "uncertain", why: history.ejectFault ?? "ejectFailed" };
  return { end: "uncertain", why: history.eject === STEP_RESULT.interrupted ? "powerInterrupted" : "noExitProof" };
}

function planInside(input: PlanInput): CardPlan {
  const { job, history, facts, supplies } = input;
  if (facts.stop === CARD_STOP.unknown) return { ...NOTHING, card: own(STEP_KIND.home) };
  const personalised = facts.encoded || facts.cardJob !== "";
  if (personalised && facts.cardJob !== job) return reject(input, false);
  if (facts.transferred) {
    return { ...NOTHING, lacks: supplies.outputFree ? "" : "outputFull", card: own(STEP_KIND.eject) };
  }
  const brokenChip = history.encode !== STEP_RESULT.none && history.encode !== STEP_RESULT.ok;
  const lostChip = history.encode === STEP_RESULT.ok && !facts.encoded;
  if (facts.suspect || brokenChip || lostChip || facts.stop !== CARD_STOP.encoder) return reject(input, true);
  if (input.leave !== "") {
    if (!facts.encoded) return { ...NOTHING, end: { end: "returned", reason: "operator" } };
    if (input.leave === "cancel") return reject(input, true);
  }
  if (!facts.encoded) return withFilm(input, own(STEP_KIND.encode), false);
  return facts.film === FILM_STATE.imaged && facts.filmJob === job
    ? { ...NOTHING, card: own(STEP_KIND.transfer), heat: "transfer" }
    : withFilm(input, undefined, false);
}

function reject({ supplies, history, facts, job }: PlanInput, mine: boolean): CardPlan {
  return {
    ...NOTHING,
    lacks: supplies.rejectFree ? "" : "rejectFull",
    unspent: !history.personal && facts.filmJob !== job,
    card: { kind: STEP_KIND.reject, own: mine },
  };
}

/** The card step with the film step that may run beside it; encoding waits until the frame is proven. */
function withFilm(input: PlanInput, card: StepWish | undefined, starts: boolean): CardPlan {
  const { facts, supplies, job, history } = input;
  const imaged = facts.film === FILM_STATE.imaged && facts.filmJob === job;
  const imaging = facts.film === FILM_STATE.imaging;
  const film = imaged || imaging ? undefined : filmStep(facts);
  const imageLacks = imaged || imaging ? "" : supplies.ribbon ? (supplies.film ? "" : "film") : "ribbon";
  const proven = imaged || (supplies.ribbon && supplies.film);
  const cardNow = card?.kind === STEP_KIND.encode && !proven ? undefined : card;
  return {
    ...NOTHING,
    ...(cardNow !== undefined && { card: cardNow }),
    ...(film !== undefined && { film }),
    lacks: (starts ? startLacks(supplies) : "") || imageLacks,
    heat: starts ? "start" : "",
    needsHead: film?.kind === STEP_KIND.image,
    unspent: !history.personal && !imaged && !imaging,
  };
}

/** What the film side may do while a feed or an encode runs. */
export function planFilm(input: PlanInput): CardPlan {
  return withFilm(input, undefined, false);
}

function startLacks(supplies: Supplies): Blocker | "" {
  if (!supplies.blanks) return "blanks";
  if (!supplies.outputFree) return "outputFull";
  return supplies.rejectFree ? "" : "rejectFull";
}

function filmStep(facts: CardFacts): StepWish | undefined {
  if (facts.film === FILM_STATE.idle) return own(STEP_KIND.image);
  if (facts.film === FILM_STATE.none || facts.film === FILM_STATE.searching) return undefined;
  return { kind: STEP_KIND.filmAdvance, own: false };
}

/** What would keep a new card from starting, with no job in hand. */
export function startBlocker(supplies: Supplies): Blocker | "" {
  return startLacks(supplies) || (supplies.ribbon ? (supplies.film ? "" : "film") : "ribbon");
}
