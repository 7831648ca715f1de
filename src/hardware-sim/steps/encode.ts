/** encode: the chip is read and bound to the job; its serial goes into the ledger. */
import { CARD_FLAG, FAULT_CODE, STEP_PHASE, STEP_RESULT } from "../../protocol/index.ts";
import { flagCard } from "../card-path.ts";
import { encodeMishap, encodeTimeUs } from "../encoder.ts";
import { setFault } from "../fault-bits.ts";
import { saveKeepsake } from "../ledger.ts";
import { endStep } from "../step-end.ts";
import { enterStage, inStageUs, type StepRunner, stageOver } from "./runner.ts";

/** From this share of the time on the chip has taken the job, whether or not the end is reached [E]. */
const BOUND_FROM_SHARE = 0.5;

export const encode: StepRunner = {
  begin(core, run) {
    enterStage(core, run, 0, STEP_PHASE.encoding, encodeTimeUs(core));
    const card = core.state.world.card;
    if (card !== null && card.chip === "blank") card.chip = "touched";
  },

  move(core, run) {
    const card = core.state.world.card;
    if (run.beginUs < 0 || card === null || card.chip !== "touched") return;
    if (core.state.world.injections["encoderFailed"] !== undefined) return;
    if (inStageUs(core, run) < BOUND_FROM_SHARE * run.planUs) return;
    card.chip = "bound";
    card.chipJob = run.job;
  },

  tick(core, run) {
    if (!stageOver(core, run)) return;
    const card = core.state.world.card;
    const mishap = encodeMishap(core);
    const { keep } = core.state.ram;
    if (mishap !== undefined || card === null) {
      // A chip that answers no more cannot have been bound; one whose writing failed might be half written.
      flagCard(core, CARD_FLAG.suspect);
      setFault(core, mishap ?? "encoderFailed", run.id);
      endStep(core, run, STEP_RESULT.failed, FAULT_CODE[mishap ?? "encoderFailed"]);
      return;
    }
    card.chip = "bound";
    card.chipJob = run.job;
    keep.cardJob = run.job;
    keep.cardSerial = card.uid;
    keep.cardFlags |= CARD_FLAG.encoded;
    saveKeepsake(core);
    endStep(core, run, STEP_RESULT.ok, 0, card.uid);
  },

  abort(core, run) {
    flagCard(core, CARD_FLAG.suspect);
    endStep(core, run, STEP_RESULT.aborted);
  },
};
