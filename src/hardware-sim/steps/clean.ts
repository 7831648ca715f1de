/** clean: a cleaning card runs through; the counter of cards since the last cleaning starts again. */
import { STEP_PHASE, STEP_RESULT } from "../../protocol/index.ts";
import { saveKeepsake } from "../ledger.ts";
import { endStep } from "../step-end.ts";
import { enterStage, type StepRunner, stageOver } from "./runner.ts";

export const clean: StepRunner = {
  begin(core, run) {
    enterStage(core, run, 0, STEP_PHASE.moving, core.spec.times.cleanUs);
  },

  move() {
    // The cleaning card is not counted as a card.
  },

  tick(core, run) {
    if (!stageOver(core, run)) return;
    core.state.ram.keep.cardsSinceCleaning = 0;
    saveKeepsake(core);
    endStep(core, run, STEP_RESULT.ok);
  },

  abort(core, run) {
    endStep(core, run, STEP_RESULT.aborted);
  },
};
