/** How long each step may take in the printer's clock, and how often a lost answer is asked for again. All [E] but the nominal times. */
import { US_PER_S } from "../../base/index.ts";
import { type FaultName, STEP_KIND } from "../../protocol/index.ts";

/** An accepted step that status does not show after this long is looked up in the ledger. */
export const STEP_UNSEEN_US = 1 * US_PER_S;
/** A lost answer is asked for again after this long. */
export const ASK_AGAIN_US = 1 * US_PER_S;
/** After its deadline a step is aborted; after this much more the printer stops with a fault. */
export const ABORT_GRACE_US = 10 * US_PER_S;
/** A refused step is planned afresh after this long. */
export const REFUSAL_PAUSE_US = 500_000;

interface StepLimit {
  /** Several times the nominal time of the slower model; waiting inside the step is included. */
  readonly secondsMax: number;
  /** What stopped the printer when the step neither ended nor could be aborted. */
  readonly fault: FaultName;
}

const LIMITS: Readonly<Record<number, StepLimit>> = {
  [STEP_KIND.feed]: { secondsMax: 10, fault: "jamHopper" },
  [STEP_KIND.encode]: { secondsMax: 40, fault: "encoderFailed" },
  // Ten minutes of head pause are allowed for: 22 s nominal.
  [STEP_KIND.image]: { secondsMax: 640, fault: "motorStalled" },
  // 60 s of waiting for the gate are part of it: 10.1 s nominal.
  [STEP_KIND.transfer]: { secondsMax: 90, fault: "jamNip" },
  [STEP_KIND.eject]: { secondsMax: 15, fault: "jamExit" },
  [STEP_KIND.reject]: { secondsMax: 15, fault: "jamTurn" },
  [STEP_KIND.filmAdvance]: { secondsMax: 15, fault: "filmMarkNotFound" },
  [STEP_KIND.clean]: { secondsMax: 180, fault: "motorStalled" },
  [STEP_KIND.home]: { secondsMax: 20, fault: "jamTurn" },
};
const OTHER: StepLimit = { secondsMax: 60, fault: "motorStalled" };

export function stepLimit(kind: number): StepLimit {
  return LIMITS[kind] ?? OTHER;
}

/** Image and film advance run on the film side, everything else moves a card. */
export function isFilmStep(kind: number): boolean {
  return kind === STEP_KIND.image || kind === STEP_KIND.filmAdvance;
}

/** Steps whose end is believed only from the ledger: they bind a chip or hand a card out. */
export function needsLedger(kind: number): boolean {
  return kind === STEP_KIND.encode || kind === STEP_KIND.eject;
}
