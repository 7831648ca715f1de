/** May the firmware be changed or restarted now? Not under a card. */
import { SMP_RC, type SmpFailure, smpFail } from "../../protocol/index.ts";
import type { Core } from "../core.ts";
import { isWorking } from "../surroundings.ts";

/** Why not, as an answer; undefined when it may. In recovery nothing can be under way. */
export function refuseUnlessQuiet(core: Core): SmpFailure | undefined {
  const { ram, boot } = core.state;
  if (boot.mode === "recovery") return undefined;
  if (isWorking(core) || ram.cardStep !== null || ram.filmStep !== null) {
    return smpFail(SMP_RC.busy, "the printer is working on a card: try again when it stands still");
  }
  if (ram.keep.cardInside) return smpFail(SMP_RC.busy, "there is a card in the path: eject it or take it out");
  if (ram.selfTest?.running === true) return smpFail(SMP_RC.busy, "a self-test is running");
  return undefined;
}
