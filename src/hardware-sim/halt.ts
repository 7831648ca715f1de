/**
 * Everything stops at once: motors, heater, running steps; the nip opens. Used by latched faults, the open cover, the
 * emergency stop and the failing mains, which differ in what they leave of the card.
 */
import { CARD_FLAG, CARD_STOP, FILM_STATE, STEP_KIND } from "../protocol/index.ts";
import { nipSprings } from "./boot/start-firmware.ts";
import { believe, flagCard, sensedStop } from "./card-path.ts";
import type { Core } from "./core.ts";
import { openNip } from "./nip.ts";
import type { StepRun } from "./state.ts";
import { endStep } from "./step-end.ts";

export type HaltCause = "fault" | "cover" | "emergency" | "power";

/** Ends the running steps with this result and fault code and leaves the machine still and cool. */
export function halt(core: Core, cause: HaltCause, result: number, fault: number): void {
  const { ram, world } = core.state;
  const { cardStep, filmStep } = ram;
  if (cardStep !== null) core.runners[cardStep.kind]?.move(core, cardStep);
  if (filmStep !== null) core.runners[filmStep.kind]?.move(core, filmStep);
  const inNip = world.nipClosed;
  if (cause !== "power" || nipSprings(core)) openNip(core);
  else if (inNip && world.nipStillSinceUs < 0) world.nipStillSinceUs = core.state.nowUs;
  heaterOff(core);
  if (cardStep !== null) haltCard(core, cardStep, cause, inNip);
  if (ram.filmState === FILM_STATE.imaging || ram.filmState === FILM_STATE.joined) ram.filmState = FILM_STATE.dirty;
  if (ram.filmState === FILM_STATE.searching && filmStep !== null) {
    ram.filmState = filmStep.kind === STEP_KIND.image ? FILM_STATE.idle : FILM_STATE.dirty;
  }
  if (cardStep !== null) endStep(core, cardStep, result, fault);
  if (filmStep !== null) endStep(core, filmStep, result, fault);
}

/** Heater power and set-point 0; whoever wants heat asks for it again. */
export function heaterOff(core: Core): void {
  core.inputs.heaterWatt = 0;
  core.inputs.headWatt = 0;
  core.state.ram.duty = 0;
  core.state.ram.setpointCelsius = 0;
  core.state.ram.nipAtUs = -1;
}

function haltCard(core: Core, run: StepRun, cause: HaltCause, inNip: boolean): void {
  const card = core.state.world.card;
  if (run.beginUs < 0) return;
  if (card === null) {
    // A blank that has not left the hopper is no card in the path.
    if (!core.state.ram.keep.cardInside) believe(core, CARD_STOP.none);
    return;
  }
  const seen = sensedStop(card);
  believe(core, seen === CARD_STOP.none ? CARD_STOP.unknown : seen);
  const moving = run.kind !== STEP_KIND.encode && run.kind !== STEP_KIND.clean;
  const halfWritten = run.kind === STEP_KIND.encode;
  if (inNip || halfWritten || ((cause === "emergency" || cause === "power") && moving)) {
    flagCard(core, CARD_FLAG.suspect);
  }
}
