/** filmAdvance: discards the frame before the nip; a clear one comes up. */
import { FILM_STATE, STEP_PHASE, STEP_RESULT } from "../../protocol/index.ts";
import type { Core } from "../core.ts";
import { endStep } from "../step-end.ts";
import { spend } from "../supplies.ts";
import { enterStage, type StepRunner, stageOver } from "./runner.ts";

export const filmAdvance: StepRunner = {
  begin(core, run) {
    core.state.ram.filmState = FILM_STATE.searching;
    enterStage(core, run, 0, STEP_PHASE.moving, core.spec.times.filmAdvanceUs);
  },

  move() {
    // The frame counts as gone when the step ends.
  },

  tick(core, run) {
    if (!stageOver(core, run)) return;
    discardFrame(core);
    endStep(core, run, STEP_RESULT.ok);
  },

  abort(core, run) {
    core.state.ram.filmState = FILM_STATE.dirty;
    endStep(core, run, STEP_RESULT.aborted);
  },
};

/** The frame is gone and a clear one stands before the nip; it costs one frame. */
export function discardFrame(core: Core): void {
  const { ram, world } = core.state;
  // Frames that had slipped back go by first.
  const slipped = ram.filmState === FILM_STATE.none ? 0 : Math.max(0, ram.filmMark - world.filmMarks);
  for (let frame = 0; frame <= slipped; frame++) spend(core, "film");
  world.filmMarks += slipped + 1;
  world.frameBehind = world.frameJob;
  world.frameJob = "";
  ram.filmMark = world.filmMarks;
  ram.filmJob = "";
  ram.filmState = FILM_STATE.idle;
}
