/** Counts failures of the same kind in a row: card after card it is the printer's, not the card's. */
import { FAULTS, type FaultName, SAME_FAILURE_MAX, STEP_KIND } from "../../protocol/index.ts";
import { stepLimit } from "../steps/step-limits.ts";
import { stepName } from "../steps/step-runner.ts";

/** Faults that a step of this kind reports without stopping the printer. */
const FAULTS_OF: Readonly<Record<number, readonly FaultName[]>> = {
  [STEP_KIND.encode]: ["chipDead", "encoderFailed"],
  [STEP_KIND.transfer]: ["rollerUnderTemperature"],
};

/** Shared by all printers on which nothing failed yet. */
const NONE = new Map<string, number>();

export class FailureCounter {
  private counts = NONE;

  /** A step of this kind ended well. */
  forget(kind: number): void {
    this.counts.delete(stepName(kind));
    for (const fault of FAULTS_OF[kind] ?? []) this.counts.delete(fault);
  }

  /** Answers the fault to stop the printer for once it was too often; then counts anew. */
  count(kind: number, fault: FaultName | undefined): FaultName | undefined {
    const row = fault === undefined ? undefined : FAULTS[fault];
    // What stops the printer or stands by itself says so on its own.
    if (row?.severity === "fault" || row?.severity === "condition") return undefined;
    const key = fault ?? stepName(kind);
    const count = (this.counts.get(key) ?? 0) + 1;
    if (this.counts === NONE) this.counts = new Map();
    this.counts.set(key, count);
    if (count < (row?.stopsAfter ?? SAME_FAILURE_MAX)) return undefined;
    this.counts.delete(key);
    return fault ?? stepLimit(kind).fault;
  }
}
