/** The fake engine's refusals, as the contract lists them. */
import {
  CARD_FLAG,
  CARD_STOP,
  ENGINE_STATE,
  FILM_STATE,
  REFUSAL,
  STEP_KIND,
  STOP_FAULTS,
} from "../../src/protocol/index.ts";
import type { FakeEngine } from "./fake-engine.ts";

/** Why a step is not possible now, as `REFUSAL`. */
export function refusalOf(engine: FakeEngine, kind: number, job: string): number {
  const { card, film } = engine;
  const forced = engine.refuse.get(kind);
  if (forced !== undefined) {
    engine.refuse.delete(kind);
    return forced;
  }
  if (engine.state === ENGINE_STATE.shutdown) return REFUSAL.shutdown;
  if (engine.faulted) return REFUSAL.faulted;
  if (engine.state !== ENGINE_STATE.ready) return REFUSAL.notReady;
  const filmSide = kind === STEP_KIND.image || kind === STEP_KIND.filmAdvance;
  if ((filmSide ? engine.filmRun : engine.cardRun) !== undefined) return REFUSAL.busy;
  if (kind === STEP_KIND.transfer && engine.filmRun !== undefined) return REFUSAL.busy;
  if (kind === STEP_KIND.feed) {
    if (card !== undefined) return REFUSAL.cardInPath;
    if (engine.blanks === 0) return REFUSAL.noSupply;
    return engine.outputFull || engine.rejectFull ? REFUSAL.outputFull : REFUSAL.none;
  }
  if (kind === STEP_KIND.image) {
    if (film.state !== FILM_STATE.idle) return REFUSAL.busy;
    return engine.ribbonLeft === 0 || engine.filmLeft === 0 || engine.filmTag !== "ok"
      ? REFUSAL.noSupply
      : REFUSAL.none;
  }
  if (kind === STEP_KIND.encode) {
    if (card === undefined) return REFUSAL.noCard;
    if (card.stop !== CARD_STOP.encoder || card.flags !== 0) return REFUSAL.suspectCard;
    const imaged = film.state === FILM_STATE.imaged && film.job === job;
    return imaged || (engine.ribbonLeft > 0 && engine.filmLeft > 0) ? REFUSAL.none : REFUSAL.noSupply;
  }
  if (kind === STEP_KIND.transfer) {
    if (card === undefined) return REFUSAL.noCard;
    if ((card.flags & CARD_FLAG.suspect) !== 0) return REFUSAL.suspectCard;
    if ((card.flags & CARD_FLAG.encoded) === 0) return REFUSAL.notEncoded;
    return card.job === job && film.job === job && film.state === FILM_STATE.imaged
      ? REFUSAL.none
      : REFUSAL.jobMismatch;
  }
  if (kind === STEP_KIND.eject) {
    if (card === undefined || (card.flags & CARD_FLAG.transferred) === 0) return REFUSAL.noCard;
    return engine.outputFull ? REFUSAL.outputFull : REFUSAL.none;
  }
  return kind === STEP_KIND.reject && card === undefined ? REFUSAL.noCard : REFUSAL.none;
}

export function kindName(kind: number): string {
  return Object.entries(STEP_KIND).find(([, value]) => value === kind)?.[0] ?? String(kind);
}

export function isStop(code: number): boolean {
  const word = code < 32 ? STOP_FAULTS.low : STOP_FAULTS.high;
  return ((word >>> (code & 31)) & 1) === 1;
}
