/** feed: a blank goes from the hopper over the cleaning roller to the encoder. */
import { CARD_STOP, STEP_PHASE, STEP_RESULT } from "../../protocol/index.ts";
import { believe, JAM_MARGIN_US, jamNameAt, moveCard } from "../card-path.ts";
import type { Core } from "../core.ts";
import { chipSerial, strikes } from "../encoder.ts";
import { raiseFault } from "../faults.ts";
import { saveKeepsake } from "../ledger.ts";
import type { StepRun } from "../state.ts";
import { endStep } from "../step-end.ts";
import { isUnlimited } from "../supplies.ts";
import { cardEnters } from "../truth.ts";
import { enterStage, inStageUs, type StepRunner, stageOver } from "./runner.ts";

/** The blank has left the hopper, and is past the thickness sensor at the cleaning roller, us [E]. */
const LEFT_HOPPER_US = 300_000;
const AT_CLEANER_US = 800_000;

const WAITING_IN_HOPPER = 0;
const PULLED = 1;
const HELD_BACK = 2;

export const feed: StepRunner = {
  begin(core, run) {
    drawMishap(core);
    const blocked = strikes(core, "jamHopper") || core.state.world.card !== null;
    enterStage(core, run, blocked ? HELD_BACK : WAITING_IN_HOPPER, STEP_PHASE.moving, core.spec.times.feedUs);
    believe(core, CARD_STOP.hopper);
  },

  move(core, run) {
    if (run.beginUs < 0) return;
    const us = inStageUs(core, run);
    if (run.stage === WAITING_IN_HOPPER && us >= LEFT_HOPPER_US) {
      pullBlank(core);
      run.stage = PULLED;
    }
    if (run.stage !== PULLED) return;
    if (us >= AT_CLEANER_US && core.state.world.card?.stop === CARD_STOP.hopper) moveCard(core, CARD_STOP.cleaner);
    if (us >= run.planUs && core.state.world.card?.stop === CARD_STOP.cleaner) {
      if (strikes(core, "jamEncoder")) core.state.world.card.stuck = true;
      moveCard(core, CARD_STOP.encoder);
    }
  },

  tick(core, run) {
    const us = inStageUs(core, run);
    const card = core.state.world.card;
    if (us >= AT_CLEANER_US && run.stage === PULLED) {
      if (core.state.ram.cardStop === CARD_STOP.hopper) believe(core, CARD_STOP.cleaner);
      if (card?.double === true) return raiseFault(core, "doubleFeed", run.id);
    }
    if (stageOver(core, run) && card?.stop === CARD_STOP.encoder) return arrive(core, run);
    if (us >= run.planUs + JAM_MARGIN_US) raiseFault(core, jamNameAt(card?.stop ?? CARD_STOP.hopper), run.id);
  },

  abort(core, run) {
    // It stops where it is; homing finds it.
    if (core.state.world.card === null) believe(core, CARD_STOP.none);
    else believe(core, core.state.world.card.stop === CARD_STOP.encoder ? CARD_STOP.encoder : CARD_STOP.unknown);
    endStep(core, run, STEP_RESULT.aborted);
  },
};

/** Places where a jam by chance may strike. */
const JAM_PLACES = ["jamHopper", "jamEncoder", "jamTurn", "jamNip", "jamExit"] as const;

function drawMishap(core: Core): void {
  const rate = core.behaviours.jamRate;
  if (rate === 0 || !core.mishapRandom.chance(rate)) return;
  const place = JAM_PLACES[core.mishapRandom.int(JAM_PLACES.length)]!;
  core.state.world.injections[place] = { times: 1, value: 0 };
}

function pullBlank(core: Core): void {
  const { world, ram, seed, serial } = core.state;
  const rate = core.behaviours.chipDeadRate;
  const double = strikes(core, "doubleFeed") && (isUnlimited(core) || world.hopper > 1);
  world.cardsFed++;
  world.card = {
    number: world.cardsFed,
    uid: chipSerial(seed, serial, world.cardsFed),
    chip: rate > 0 && core.mishapRandom.chance(rate) ? "dead" : "blank",
    chipJob: "",
    printedJob: "",
    stop: CARD_STOP.hopper,
    double,
    stuck: false,
    exitCelsius: 0,
  };
  if (!isUnlimited(core)) world.hopper -= double ? 2 : 1;
  cardEnters(core, world.card);
  ram.keep.cardInside = true;
  ram.keep.cardFlags = 0;
  ram.keep.cardJob = "";
  ram.keep.cardSerial = "";
  ram.keep.cardsSinceCleaning++;
  saveKeepsake(core);
}

function arrive(core: Core, run: StepRun): void {
  believe(core, CARD_STOP.encoder);
  endStep(core, run, STEP_RESULT.ok);
}
