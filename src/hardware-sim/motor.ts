/** Motor current as the driver measures it: the engine's only sense of how hard something is to move. */
import { CARD_STOP, STEP_KIND, STEP_PHASE } from "../protocol/index.ts";
import { MELT_FROM_CELSIUS } from "../thermal/index.ts";
import type { Core } from "./core.ts";

/** Above this something holds the card back, outside the nip, mA [E]. */
export const CAUGHT_MILLIAMPERE = 900;
/** Above this a card is stuck by melted plastic, mA [E]. */
export const MELTED_MILLIAMPERE = 1200;
/** Above this the motor stands, mA [E]. */
export const STALLED_MILLIAMPERE = 1800;

const STANDBY = 60;
const MOVING = 450;
const NIP = 800;
const CAUGHT = 950;
const MELTED = 1450;
const STALLED = 2100;

/** Current now, mA [E]. */
export function motorMilliampere(core: Core): number {
  const { cardStep, filmStep, selfTest } = core.state.ram;
  if (selfTest?.motor === true) return core.state.world.injections["motorStalled"] === undefined ? MOVING : STALLED;
  const run = cardStep !== null && cardStep.beginUs >= 0 ? cardStep : undefined;
  const filmMoves = filmStep !== null && filmStep.beginUs >= 0 && filmStep.phase !== STEP_PHASE.waiting;
  const idle = filmMoves ? MOVING : STANDBY;
  if (run === undefined || run.kind === STEP_KIND.encode || run.phase === STEP_PHASE.heating) return idle;
  if (core.state.world.injections["motorStalled"] !== undefined) return STALLED;
  const card = core.state.world.card;
  if (card?.stuck === true) {
    const plastic =
      card.exitCelsius >= MELT_FROM_CELSIUS || (card.stop === CARD_STOP.cooling && run.kind !== STEP_KIND.transfer);
    return plastic ? MELTED : CAUGHT;
  }
  return run.phase === STEP_PHASE.nip ? NIP : MOVING;
}
