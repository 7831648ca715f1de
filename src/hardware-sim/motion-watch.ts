/** A motor that draws too much and moves nothing. */
import type { Core } from "./core.ts";
import { strikes } from "./encoder.ts";
import { raiseFault } from "./faults.ts";
import { motorMilliampere, STALLED_MILLIAMPERE } from "./motor.ts";
import type { StepRun } from "./state.ts";

/** The driver is believed after this long, us [E]; far within the time a nip may stand still. */
const STALL_US = 500_000;

/** Raises `motorStalled` when the current says so for long enough. */
export function cardMovesWatch(core: Core, run: StepRun): void {
  const { ram, nowUs } = core.state;
  if (motorMilliampere(core) < STALLED_MILLIAMPERE) {
    ram.stalledSinceUs = -1;
    return;
  }
  if (ram.stalledSinceUs < 0) ram.stalledSinceUs = nowUs;
  if (nowUs - ram.stalledSinceUs < STALL_US) return;
  ram.stalledSinceUs = -1;
  strikes(core, "motorStalled");
  const card = core.state.world.card;
  if (card !== null) card.stuck = true;
  raiseFault(core, "motorStalled", run.id);
}
