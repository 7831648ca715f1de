/** What every step kind provides. A step runs in stages; times are measured from the tick at which a stage began. */
import type { Core } from "../core.ts";
import type { StepRun } from "../state.ts";

export interface StepRunner {
  /** At the first tick. */
  begin(core: Core, run: StepRun): void;
  /** Physics: brings card, film and chip to where they are now. Called before `tick`, and at any instant when power fails. */
  move(core: Core, run: StepRun): void;
  /** Firmware: looks at the sensors and decides. Ends the step through `endStep` or `failStep`. */
  tick(core: Core, run: StepRun): void;
  /** The host wants it ended early. */
  abort(core: Core, run: StepRun): void;
}

/** Starts a stage now. */
export function enterStage(core: Core, run: StepRun, stage: number, phase: number, planUs: number): void {
  run.stage = stage;
  run.stageUs = core.state.nowUs;
  run.phase = phase;
  core.changes++;
  run.planUs = planUs;
}

/** Time since the running stage began, us. */
export function inStageUs(core: Core, run: StepRun): number {
  return core.state.nowUs - run.stageUs;
}

/** The running stage has lasted as long as planned. */
export function stageOver(core: Core, run: StepRun): boolean {
  return inStageUs(core, run) >= run.planUs;
}
