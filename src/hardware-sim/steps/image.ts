/** image: ribbon panels Y, M, C, K onto one film frame. The set and the frame are spent when panel Y starts. */
import { FILM_STATE, STEP_PHASE, STEP_RESULT } from "../../protocol/index.ts";
import { type Core, TICK_US } from "../core.ts";
import { strikes } from "../encoder.ts";
import { raiseFault } from "../faults.ts";
import type { StepRun } from "../state.ts";
import { endStep } from "../step-end.ts";
import { spend } from "../supplies.ts";
import { enterStage, inStageUs, type StepRunner, stageOver } from "./runner.ts";
import { IMAGE_STAGE, PANELS } from "./timetable.ts";

const { sync: SYNC, lastRewind: LAST_REWIND } = IMAGE_STAGE;

/** Pulses too short to print, that warm a cold head, W [E]. */
const PREHEAT_WATT = 15;

export const image: StepRunner = {
  begin(core, run) {
    core.state.ram.filmState = FILM_STATE.searching;
    enterStage(core, run, SYNC, STEP_PHASE.moving, core.spec.times.filmSyncUs);
  },

  move() {
    // Film and ribbon are where the stages say.
  },

  tick(core, run) {
    // Stages of parts of a tick follow each other within one tick; each starts where the last one ended.
    while (core.state.ram.filmStep === run && stageOver(core, run)) advance(core, run);
    core.inputs.headWatt = core.state.ram.filmStep === run ? headWattNow(core, run) : 0;
  },

  abort(core, run) {
    core.inputs.headWatt = 0;
    core.state.ram.filmState = run.stage === SYNC ? FILM_STATE.idle : FILM_STATE.dirty;
    endStep(core, run, STEP_RESULT.aborted);
  },
};

function headWattNow(core: Core, run: StepRun): number {
  if (run.stage % 2 === 0) return core.state.ram.headCold ? PREHEAT_WATT : 0;
  return core.spec.thermal.headJoulePerCard / ((PANELS * core.spec.times.panelPrintUs) / 1e6);
}

/** The running stage is over: the next one starts where it ended, unless the head must cool down or warm up first. */
function advance(core: Core, run: StepRun): void {
  const { times } = core.spec;
  const endUs = run.stageUs + run.planUs;
  if (run.stage === LAST_REWIND) {
    finish(core, run);
    return;
  }
  const panelNext = run.stage % 2 === 0;
  if (panelNext && (core.state.ram.headPaused || core.state.ram.headCold)) {
    run.phase = STEP_PHASE.waiting;
    core.changes++;
    run.planUs = inStageUs(core, run) + TICK_US;
    return;
  }
  if (run.stage === SYNC && !startFrame(core, run)) return;
  enterStage(core, run, run.stage + 1, STEP_PHASE.imaging, panelNext ? times.panelPrintUs : times.panelRewindUs);
  run.stageUs = endUs;
}

/** Panel Y begins: from here the set and the frame are spent. False when ribbon or film give up. */
function startFrame(core: Core, run: StepRun): boolean {
  const { ram, world } = core.state;
  for (const mishap of ["filmMarkNotFound", "ribbonBroken", "filmBroken"] as const) {
    if (strikes(core, mishap)) {
      raiseFault(core, mishap, run.id);
      return false;
    }
  }
  spend(core, "ribbon");
  spend(core, "film");
  ram.filmState = FILM_STATE.imaging;
  ram.filmJob = run.job;
  world.frameJob = run.job;
  world.filmMarks++;
  return true;
}

/** The film slips one frame back: what stands before the nip now is the frame before, and a mark went by the wrong way. */
function slipBack(core: Core): void {
  const { world } = core.state;
  world.filmMarks--;
  world.frameJob = world.frameBehind;
}

function finish(core: Core, run: StepRun): void {
  const { ram, world } = core.state;
  ram.filmState = FILM_STATE.imaged;
  ram.filmMark = world.filmMarks;
  if (strikes(core, "cardFilmMismatch")) slipBack(core);
  endStep(core, run, STEP_RESULT.ok);
}
