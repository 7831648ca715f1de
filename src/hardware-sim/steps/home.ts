/** home: moves gently until a sensor sees the card, so that its place is known again. What the card is stays as it was. */
import { CARD_STOP, STEP_PHASE, STEP_RESULT } from "../../protocol/index.ts";
import { believe, forgetCard, moveCard, rereadPosition, sensedStop } from "../card-path.ts";
import { raiseFault } from "../faults.ts";
import { CAUGHT_MILLIAMPERE, motorMilliampere } from "../motor.ts";
import { endStep } from "../step-end.ts";
import { enterStage, type StepRunner, stageOver } from "./runner.ts";

export const home: StepRunner = {
  begin(core, run) {
    enterStage(core, run, 0, STEP_PHASE.moving, core.spec.times.homeUs);
  },

  move() {
    // The card is where it was until the end.
  },

  tick(core, run) {
    if (!stageOver(core, run)) return;
    const card = core.state.world.card;
    // Nothing senses hopper, cleaner and turn: a card there is brought to the encoder.
    if (card !== null && sensedStop(card) === CARD_STOP.none) moveCard(core, CARD_STOP.encoder);
    if (sensedStop(card) === CARD_STOP.none && motorMilliampere(core) > CAUGHT_MILLIAMPERE) {
      // The rollers hold on to something that no sensor comes to see.
      raiseFault(core, "jamTurn", run.id);
      return;
    }
    if (card === null) forgetCard(core);
    else rereadPosition(core);
    endStep(core, run, STEP_RESULT.ok);
  },

  abort(core, run) {
    believe(core, CARD_STOP.unknown);
    endStep(core, run, STEP_RESULT.aborted);
  },
};
