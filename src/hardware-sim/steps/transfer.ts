/**
 * transfer: the card goes to the nip, waits until the roller is inside the gate, and rolls through it with the film. The
 * one step that joins picture and card, and the one that can ruin both.
 */
import { CARD_FLAG, CARD_STOP, FAULT_CODE, FILM_STATE, PARAM, STEP_PHASE, STEP_RESULT } from "../../protocol/index.ts";
import { MELT_FROM_CELSIUS, WARP_FROM_CELSIUS } from "../../thermal/index.ts";
import { has } from "../capabilities.ts";
import { believe, flagCard, JAM_MARGIN_US, moveCard } from "../card-path.ts";
import { type Core, TICK_US } from "../core.ts";
import { strikes } from "../encoder.ts";
import { setFault } from "../fault-bits.ts";
import { raiseFault } from "../faults.ts";
import { gateIsOpen } from "../heater-control.ts";
import { saveKeepsake } from "../ledger.ts";
import { closeNip, openNip } from "../nip.ts";
import type { StepRun } from "../state.ts";
import { endStep } from "../step-end.ts";
import { cardInNip } from "../truth.ts";
import { enterStage, inStageUs, type StepRunner, stageOver } from "./runner.ts";
import { TRANSFER_STAGE } from "./timetable.ts";

/** The card has left the encoder and stands in the turn, us [E]. */
const AT_TURN_US = 1_000_000;
/** A card that jams in the nip stops this long after it entered, us [E]. */
const NIP_JAM_US = 2_000_000;
/** Longest wait for the roller before the nip, us. */
export const GATE_WAIT_US_MAX = 60_000_000;

export const transfer: StepRunner = {
  begin(core, run) {
    enterStage(core, run, TRANSFER_STAGE.approach, STEP_PHASE.moving, core.spec.times.approachUs);
    run.endFault = strikes(core, "jamNip") ? FAULT_CODE.jamNip : 0;
  },

  move(core, run) {
    if (run.beginUs < 0) return;
    const { world, nowUs } = core.state;
    const us = inStageUs(core, run);
    if (run.stage === TRANSFER_STAGE.approach && us >= AT_TURN_US && world.card?.stop === CARD_STOP.encoder) {
      if (moveCard(core, CARD_STOP.turn) && strikes(core, "jamTurn")) world.card.stuck = true;
    } else if (run.stage === TRANSFER_STAGE.nip && world.card !== null) {
      cardInNip(core, world.card);
      if (run.endFault !== FAULT_CODE.jamNip || us < NIP_JAM_US) run.movedUs = nowUs;
      else if (world.nipStillSinceUs < 0) world.nipStillSinceUs = nowUs;
    } else if (run.stage === TRANSFER_STAGE.back && us >= run.planUs) moveCard(core, CARD_STOP.encoder);
  },

  tick(core, run) {
    switch (run.stage) {
      case TRANSFER_STAGE.approach:
        if (inStageUs(core, run) >= AT_TURN_US && core.state.world.card?.stop === CARD_STOP.turn) {
          believe(core, CARD_STOP.turn);
        }
        if (stageOver(core, run)) arriveAtNip(core, run);
        return;
      case TRANSFER_STAGE.gate:
        return waitForGate(core, run);
      case TRANSFER_STAGE.nip:
        return rollThrough(core, run);
      default:
        if (stageOver(core, run)) comeBack(core, run);
    }
  },

  abort(core, run) {
    // Inside the nip there is no way back: the transfer runs to its end.
    if (run.stage === TRANSFER_STAGE.nip || run.stage === TRANSFER_STAGE.back) return;
    if (run.beginUs < 0) endStep(core, run, STEP_RESULT.aborted);
    else goBack(core, run, STEP_RESULT.aborted, 0);
  },
};

function arriveAtNip(core: Core, run: StepRun): void {
  const card = core.state.world.card;
  if (card === null || card.stuck) {
    if (inStageUs(core, run) >= run.planUs + JAM_MARGIN_US)
      raiseFault(core, card === null ? "jamEncoder" : jamPlace(card.stop), run.id);
    return;
  }
  enterStage(core, run, TRANSFER_STAGE.gate, STEP_PHASE.heating, GATE_WAIT_US_MAX);
  waitForGate(core, run);
}

const jamPlace = (stop: number) => (stop === CARD_STOP.encoder ? "jamEncoder" : "jamTurn");

function waitForGate(core: Core, run: StepRun): void {
  const { ram } = core.state;
  if (core.state.world.filmMarks !== ram.filmMark) {
    // The mark sensor saw the film move since the picture was finished: nobody knows whose frame stands there.
    ram.filmState = FILM_STATE.dirty;
    ram.filmJob = "";
    raiseFault(core, "cardFilmMismatch", run.id);
  } else if (ram.filmState !== FILM_STATE.imaged || ram.filmJob !== run.job) {
    // Looked at when the step was ordered, and once more at the last moment: a picture that is not this person's never joins.
    goBack(core, run, STEP_RESULT.failed, FAULT_CODE.cardFilmMismatch);
  } else if (gateIsOpen(core)) {
    enterStage(core, run, TRANSFER_STAGE.nip, STEP_PHASE.nip, core.spec.times.nipUs);
    run.movedUs = core.state.nowUs;
    closeNip(core);
  } else if (stageOver(core, run)) goBack(core, run, STEP_RESULT.failed, FAULT_CODE.rollerUnderTemperature);
}

function rollThrough(core: Core, run: StepRun): void {
  const { nowUs, ram, world } = core.state;
  const watchdogUs = ram.settings.numbers[PARAM.nipWatchdogMs]! * 1000;
  // One tick early: the nip must be open when the time is up, not one tick later.
  if (nowUs - run.movedUs > watchdogUs - 2 * TICK_US) {
    raiseFault(core, "jamNip", run.id);
    return;
  }
  if (!stageOver(core, run) || run.movedUs !== nowUs) return;
  openNip(core, overheatedCelsius(core));
  moveThrough(core);
  believe(core, CARD_STOP.cooling);
  world.frameJob = "";
  world.frameBehind = "";
  ram.filmState = FILM_STATE.idle;
  ram.filmJob = "";
  ram.keep.cardFlags &= ~CARD_FLAG.joined;
  judgeExit(core, run);
}

/** Too hot a card is known at once where the exit temperature is measured; elsewhere it shows when it sticks, or not at all. */
function judgeExit(core: Core, run: StepRun): void {
  const { ram, world } = core.state;
  if (has(core, "exitSensor") && world.card !== null) ram.exitCelsius = world.card.exitCelsius;
  const celsius = ram.exitCelsius ?? 0;
  if (celsius >= MELT_FROM_CELSIUS) raiseFault(core, "cardMelted", Math.round(celsius * 10));
  else if (celsius >= WARP_FROM_CELSIUS) {
    flagCard(core, CARD_FLAG.suspect);
    setFault(core, "cardWarped", Math.round(celsius * 10));
    endStep(core, run, STEP_RESULT.failed, FAULT_CODE.cardWarped);
  } else {
    ram.keep.cardFlags |= CARD_FLAG.transferred;
    saveKeepsake(core);
    endStep(core, run, STEP_RESULT.ok);
  }
}

/** A card that was to come out too hot takes up more heat than its due; 0 for the others. */
function overheatedCelsius(core: Core): number {
  for (const fault of ["cardMelted", "cardWarped"] as const) {
    const celsius = core.state.world.injections[fault]?.value ?? 0;
    if (strikes(core, fault)) return celsius;
  }
  return 0;
}

/** A melted card is carried to the cooling stop by the film; it is there that it sticks. */
function moveThrough(core: Core): void {
  const card = core.state.world.card;
  if (card !== null) card.stop = CARD_STOP.cooling;
}

function goBack(core: Core, run: StepRun, result: number, fault: number): void {
  run.endResult = result;
  run.endFault = fault;
  enterStage(core, run, TRANSFER_STAGE.back, STEP_PHASE.moving, core.spec.times.returnUs);
}

function comeBack(core: Core, run: StepRun): void {
  if (core.state.world.card?.stop !== CARD_STOP.encoder) {
    if (inStageUs(core, run) >= run.planUs + JAM_MARGIN_US) raiseFault(core, "jamTurn", run.id);
    return;
  }
  believe(core, CARD_STOP.encoder);
  endStep(core, run, run.endResult, run.endFault);
}
