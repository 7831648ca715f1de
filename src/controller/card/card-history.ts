/** What the journal proves of the card in work: a fold over the steps of its job, oldest first. */
import { type FaultName, STEP_KIND, STEP_RESULT } from "../../protocol/index.ts";
import type { StepOutcome, VoidCause } from "../ports.ts";

/** One step of a job, as journal and controller remember it. */
export interface KnownStep {
  readonly id: number;
  readonly kind: number;
  outcome: StepOutcome | undefined;
}

export interface CardHistory {
  /** The chip was given to the person, or may have been: an encode step began. */
  readonly personal: boolean;
  /** `STEP_RESULT` of the newest such step for this card; `none` when there was none, `begun` while it is open. */
  readonly encode: number;
  readonly transfer: number;
  readonly eject: number;
  /** The card went to the reject bin. */
  readonly rejected: boolean;
  readonly ejectFault: FaultName | undefined;
  /** The engine that knew how the transfer ended has lost its memory, or is another one now. */
  readonly transferForgotten: boolean;
  readonly serial: string;
  /** Why the card is void, if it is. */
  readonly cause: VoidCause | undefined;
}

const FRESH: CardHistory = {
  personal: false,
  encode: STEP_RESULT.none,
  transfer: STEP_RESULT.none,
  eject: STEP_RESULT.none,
  rejected: false,
  ejectFault: undefined,
  transferForgotten: false,
  serial: "",
  cause: undefined,
};

const CAUSE_OF: Partial<Record<FaultName, VoidCause>> = {
  cardMelted: "melt",
  cardWarped: "warp",
  jamHopper: "jam",
  jamEncoder: "jam",
  jamTurn: "jam",
  jamNip: "jam",
  jamExit: "jam",
  doubleFeed: "jam",
  motorStalled: "jam",
  cardFilmMismatch: "mismatch",
  coverOpen: "operator",
  emergencyStop: "operator",
  encoderFailed: "encoder",
  chipDead: "encoder",
  powerInterrupted: "power",
  watchdogReset: "power",
};

/** Why a step's bad end voids the card it worked on. */
export function voidCauseOf(result: number, fault: FaultName | undefined): VoidCause | undefined {
  if (result === STEP_RESULT.interrupted) return "power";
  if (result !== STEP_RESULT.failed && result !== STEP_RESULT.aborted) return undefined;
  return (
    (fault !== undefined ? CAUSE_OF[fault] : undefined) ?? (result === STEP_RESULT.aborted ? "operator" : "unknown")
  );
}

/** A reject of a blank begins a new card; a reject of a personal card ends the history. */
export function cardHistory(steps: readonly KnownStep[]): CardHistory {
  let history = FRESH;
  for (const { kind, outcome } of steps) {
    const result = outcome?.result ?? STEP_RESULT.begun;
    if (result === STEP_RESULT.none) continue;
    if (kind === STEP_KIND.reject && result === STEP_RESULT.ok) {
      history = history.personal ? { ...history, rejected: true } : FRESH;
      continue;
    }
    const cause = voidCauseOf(result, outcome?.fault) ?? history.cause;
    if (kind === STEP_KIND.encode) {
      history = { ...history, personal: true, encode: result, serial: outcome?.serial || history.serial, cause };
    } else if (kind === STEP_KIND.transfer) {
      const transferForgotten = result === STEP_RESULT.interrupted && outcome?.fault === "nvramCorrupt";
      history = {
        ...history,
        transfer: result,
        transferForgotten,
        cause: result === STEP_RESULT.ok ? undefined : cause,
      };
    } else if (kind === STEP_KIND.eject) {
      history = { ...history, eject: result, ejectFault: outcome?.fault, cause };
    } else if (kind === STEP_KIND.image && result === STEP_RESULT.interrupted) {
      // The engine distrusts a card that stood by when the power failed.
      history = { ...history, cause };
    }
  }
  return history;
}
