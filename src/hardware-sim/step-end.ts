/** The end of a step: into the ledger first, then to the host, at once. */
import { faultName, nameOf, STEP_KIND, STEP_RESULT } from "../protocol/index.ts";
import type { Core } from "./core.ts";
import { ledgerFinish } from "./ledger.ts";
import type { StepRun } from "./state.ts";

/** Kinds that run on the film side; all others run on the card side. */
export function isFilmStep(kind: number): boolean {
  return kind === STEP_KIND.image || kind === STEP_KIND.filmAdvance;
}

/** The run is over with this result; `fault` is a code or 0, `serial` the chip's as hex when the step read it. */
export function endStep(core: Core, run: StepRun, result: number, fault = 0, serial = ""): void {
  const { ram, nowUs } = core.state;
  core.changes++;
  ledgerFinish(core, run.id, result, fault, serial);
  if (isFilmStep(run.kind)) {
    ram.filmStep = null;
    ram.filmDoneId = run.id;
    ram.filmDoneResult = result;
    ram.filmDoneFault = fault;
  } else {
    ram.cardStep = null;
    ram.doneId = run.id;
    ram.doneResult = result;
    ram.doneFault = fault;
  }
  core.send("step_done", { id: run.id, kind: run.kind, result, fault });
  core.print(
    `step ${run.id} ${nameOf(STEP_KIND, run.kind)} ${nameOf(STEP_RESULT, result)} ${faultName(fault) ?? ""}`.trimEnd(),
  );
  core.event({ type: "stepEnded", atUs: nowUs, id: run.id, kind: run.kind, result, fault });
  core.statusNow();
}
