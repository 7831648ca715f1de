/** reject: a card, wherever it is, goes into the reject bin. */
import { CARD_STOP, STEP_PHASE, STEP_RESULT } from "../../protocol/index.ts";
import { cardGoes, forgetCard, JAM_MARGIN_US, jamNameAt } from "../card-path.ts";
import { raiseFault } from "../faults.ts";
import { MELTED_MILLIAMPERE, motorMilliampere } from "../motor.ts";
import { endStep } from "../step-end.ts";
import { enterStage, inStageUs, type StepRunner } from "./runner.ts";

/** The card falls into the bin this long before the firmware sees its sensor clear, us [E]. */
const DROP_LEAD_US = 80_000;

export const reject: StepRunner = {
  begin(core, run) {
    enterStage(core, run, 0, STEP_PHASE.moving, core.spec.times.rejectUs);
  },

  move(core, run) {
    if (run.beginUs < 0) return;
    const card = core.state.world.card;
    if (card !== null && !card.stuck && inStageUs(core, run) >= run.planUs - DROP_LEAD_US) cardGoes(core, "reject");
  },

  tick(core, run) {
    const us = inStageUs(core, run);
    const card = core.state.world.card;
    if (us >= run.planUs && card === null) {
      const { ram } = core.state;
      if (ram.keep.cardInside) ram.keep.cardsRejected++;
      forgetCard(core);
      endStep(core, run, STEP_RESULT.ok);
    } else if (us >= run.planUs + JAM_MARGIN_US) {
      const melted = motorMilliampere(core) > MELTED_MILLIAMPERE;
      raiseFault(core, melted ? "cardMelted" : jamNameAt(card?.stop ?? CARD_STOP.none), run.id);
    }
  },

  abort() {
    // The card is on its way to the bin: it runs to its end.
  },
};
