/** `step_start`: is this step possible now, has it been done before, or does it begin? */
import {
  CARD_FLAG,
  CARD_STOP,
  FAULT_CODE,
  FILM_STATE,
  REFUSAL,
  STEP_KIND,
  STEP_PHASE,
  STEP_RESULT,
} from "../protocol/index.ts";
import type { Core } from "./core.ts";
import { isFaulted } from "./fault-bits.ts";
import { onStepOrdered } from "./injection-plans.ts";
import { ledgerBegin, ledgerFind } from "./ledger.ts";
import { isSelfTesting } from "./selftest/selftest.ts";
import type { StepRun } from "./state.ts";
import { isFilmStep } from "./step-end.ts";
import { hopperEmpty, outputIsFull, rejectIsFull, rightType } from "./supplies.ts";

/** Bytes of a job id on the wire. */
export const JOB_BYTES_MAX = 16;

export interface Order {
  readonly id: number;
  readonly kind: number;
  readonly arg: number;
  readonly job: string;
}

/** A refusal: `REFUSAL` and a detail (a fault code where one explains it, else 0). */
interface No {
  readonly reason: number;
  readonly detail: number;
}

const no = (reason: number, detail = 0): No => ({ reason, detail });

/** Carries the order out as far as it goes at once: begin, answer from the ledger, or refuse. */
export function takeOrder(core: Core, order: Order): void {
  const { ram } = core.state;
  if (order.id > 0 && order.id <= ram.keep.ledgerHigh) {
    answerKnown(core, order);
    return;
  }
  const refusal = refuse(core, order);
  if (refusal !== undefined) {
    core.send("refused", { id: order.id, reason: refusal.reason, detail: refusal.detail });
    core.print(`step ${order.id} refused, reason ${refusal.reason}`);
    return;
  }
  const run: StepRun = {
    ...order,
    beginUs: -1,
    phase: STEP_PHASE.waiting,
    stage: 0,
    stageUs: core.state.nowUs,
    planUs: 0,
    endResult: STEP_RESULT.none,
    endFault: 0,
    movedUs: core.state.nowUs,
  };
  ledgerBegin(core, order.id, order.kind, order.job);
  if (isFilmStep(order.kind)) ram.filmStep = run;
  else ram.cardStep = run;
  onStepOrdered(core, order.kind);
}

function answerKnown(core: Core, order: Order): void {
  const entry = ledgerFind(core, order.id);
  if (entry === undefined) core.send("refused", { id: order.id, reason: REFUSAL.staleId, detail: 0 });
  else if (entry.result !== STEP_RESULT.begun) {
    core.send("step_done", { id: entry.id, kind: entry.kind, result: entry.result, fault: entry.fault });
  }
}

function refuse(core: Core, order: Order): No | undefined {
  const { ram, world } = core.state;
  if (order.id === 0 || core.runners[order.kind] === undefined) return no(REFUSAL.badArgument);
  if (order.job.length > JOB_BYTES_MAX) return no(REFUSAL.badArgument);
  if (ram.shutdown) return no(REFUSAL.shutdown);
  if (world.coverOpen) return no(REFUSAL.coverOpen, FAULT_CODE.coverOpen);
  if (isFaulted(core)) return no(REFUSAL.faulted);
  // A restart that was promised on the console comes with the next tick: nothing may begin to move before it.
  if (ram.life !== "up" || core.state.boot.restart !== "no") return no(REFUSAL.notReady);
  if (isSelfTesting(core)) return no(REFUSAL.busy);
  const film = isFilmStep(order.kind);
  if (film ? ram.filmStep !== null : ram.cardStep !== null) return no(REFUSAL.busy);
  return film ? refuseFilm(core, order) : refuseCard(core, order);
}

function refuseFilm(core: Core, order: Order): No | undefined {
  const { ram } = core.state;
  if (ram.cardStep?.kind === STEP_KIND.transfer) return no(REFUSAL.busy);
  if (order.kind === STEP_KIND.filmAdvance) {
    return ram.filmState === FILM_STATE.none ? no(REFUSAL.noSupply, FAULT_CODE.filmOut) : undefined;
  }
  if (order.job === "") return no(REFUSAL.badArgument);
  if (ram.filmState !== FILM_STATE.idle && ram.filmState !== FILM_STATE.none) return no(REFUSAL.busy, ram.filmState);
  return noSupplies(core);
}

/** Ribbon and film of the right kind, at least one of each. */
function noSupplies(core: Core): No | undefined {
  const { world } = core.state;
  if (world.ribbon.left === 0) return no(REFUSAL.noSupply, FAULT_CODE.ribbonOut);
  if (world.film.left === 0) return no(REFUSAL.noSupply, FAULT_CODE.filmOut);
  if (!rightType(core, "ribbon")) return no(REFUSAL.wrongSupply, FAULT_CODE.ribbonNotRecognised);
  if (!rightType(core, "film")) return no(REFUSAL.wrongSupply, FAULT_CODE.filmNotRecognised);
  return undefined;
}

function refuseCard(core: Core, order: Order): No | undefined {
  const { ram } = core.state;
  const { cardStop } = ram;
  switch (order.kind) {
    case STEP_KIND.feed:
      return refuseFeed(core);
    case STEP_KIND.encode:
      return refuseEncode(core, order);
    case STEP_KIND.transfer:
      return refuseTransfer(core, order);
    case STEP_KIND.eject:
      if (cardStop !== CARD_STOP.cooling && cardStop !== CARD_STOP.exit) return no(REFUSAL.noCard);
      if ((ram.keep.cardFlags & CARD_FLAG.transferred) === 0) return no(REFUSAL.badArgument);
      return outputIsFull(core) ? no(REFUSAL.outputFull, FAULT_CODE.outputFull) : undefined;
    case STEP_KIND.reject:
      if (cardStop === CARD_STOP.none) return no(REFUSAL.noCard);
      return rejectIsFull(core) ? no(REFUSAL.outputFull, FAULT_CODE.rejectFull) : undefined;
    case STEP_KIND.clean:
      return cardStop === CARD_STOP.none ? undefined : no(REFUSAL.cardInPath);
    default:
      return undefined;
  }
}

function refuseFeed(core: Core): No | undefined {
  if (core.state.ram.cardStop !== CARD_STOP.none) return no(REFUSAL.cardInPath);
  if (hopperEmpty(core)) return no(REFUSAL.noSupply, FAULT_CODE.blanksEmpty);
  if (outputIsFull(core)) return no(REFUSAL.outputFull, FAULT_CODE.outputFull);
  return rejectIsFull(core) ? no(REFUSAL.outputFull, FAULT_CODE.rejectFull) : undefined;
}

function refuseEncode(core: Core, order: Order): No | undefined {
  const { ram } = core.state;
  const flags = ram.keep.cardFlags;
  if (order.job === "") return no(REFUSAL.badArgument);
  if (flags & CARD_FLAG.transferred) return no(REFUSAL.alreadyTransferred);
  if (ram.cardStop !== CARD_STOP.encoder) return no(REFUSAL.noCard);
  if (flags & CARD_FLAG.suspect) return no(REFUSAL.suspectCard);
  if (flags & CARD_FLAG.encoded) return no(REFUSAL.jobMismatch);
  const filmIsOurs = ram.filmJob === order.job && ram.filmState !== FILM_STATE.dirty;
  return filmIsOurs ? undefined : noSupplies(core);
}

function refuseTransfer(core: Core, order: Order): No | undefined {
  const { ram } = core.state;
  const flags = ram.keep.cardFlags;
  if (ram.filmStep !== null) return no(REFUSAL.busy);
  if (flags & CARD_FLAG.transferred) return no(REFUSAL.alreadyTransferred);
  if (ram.cardStop !== CARD_STOP.encoder) return no(REFUSAL.noCard);
  if (flags & CARD_FLAG.suspect) return no(REFUSAL.suspectCard);
  if ((flags & CARD_FLAG.encoded) === 0) return no(REFUSAL.notEncoded);
  if (ram.filmState !== FILM_STATE.imaged) return no(REFUSAL.jobMismatch, FAULT_CODE.cardFilmMismatch);
  const same = order.job !== "" && ram.keep.cardJob === order.job && ram.filmJob === order.job;
  return same ? undefined : no(REFUSAL.jobMismatch, FAULT_CODE.cardFilmMismatch);
}
