/** eject: cooling, straightening, exit sensor, output bin. The exit sensor must fire and clear in time. */
import { CARD_STOP, STEP_PHASE, STEP_RESULT } from "../../protocol/index.ts";
import { has } from "../capabilities.ts";
import { believe, cardGoes, forgetCard, JAM_MARGIN_US, moveCard } from "../card-path.ts";
import { strikes } from "../encoder.ts";
import { raiseFault } from "../faults.ts";
import { MELTED_MILLIAMPERE, motorMilliampere } from "../motor.ts";
import { endStep } from "../step-end.ts";
import { count } from "../truth.ts";
import { enterStage, inStageUs, type StepRunner } from "./runner.ts";

/** Parts of the 3.3 s, us [E]: the straightener takes the card, the exit sensor sees it, it falls into the bin. */
const TAKEN_US = 2_000_000;
const AT_EXIT_US = 2_900_000;
const DROPPED_US = 3_220_000;

export const eject: StepRunner = {
  begin(core, run) {
    enterStage(core, run, 0, STEP_PHASE.cooling, core.spec.times.ejectUs);
  },

  move(core, run) {
    if (run.beginUs < 0) return;
    const us = inStageUs(core, run);
    const card = core.state.world.card;
    if (us >= AT_EXIT_US && card?.stop === CARD_STOP.cooling) {
      moveCard(core, CARD_STOP.exit);
      if (!card.stuck && strikes(core, "jamExit")) card.stuck = true;
    }
    if (us >= DROPPED_US && card?.stop === CARD_STOP.exit && !card.stuck) cardGoes(core, "output");
  },

  tick(core, run) {
    const us = inStageUs(core, run);
    const card = core.state.world.card;
    if (us >= TAKEN_US && run.phase !== STEP_PHASE.moving) {
      run.phase = STEP_PHASE.moving;
      core.changes++;
    }
    if (card?.stop === CARD_STOP.exit) believe(core, CARD_STOP.exit);
    // Only a card that the exit sensor has seen, and sees no more, has come out: one that vanished on the way has not.
    if (us >= run.planUs && card === null && core.state.ram.cardStop === CARD_STOP.exit) {
      // A reader in the bin says which card it was that fell in.
      const serial = has(core, "outputReader") ? core.state.ram.keep.cardSerial : "";
      forgetCard(core);
      core.state.ram.keep.cardsOut++;
      count(core, "ejected");
      endStep(core, run, STEP_RESULT.ok, 0, serial);
    } else if (us >= run.planUs + JAM_MARGIN_US) {
      // A card that melted holds the motor back; one that merely caught does not.
      raiseFault(core, motorMilliampere(core) > MELTED_MILLIAMPERE ? "cardMelted" : "jamExit", run.id);
    }
  },

  abort() {
    // The card is on its way out: it runs to its end.
  },
};
