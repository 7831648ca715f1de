/**
 * What a printer's controller needs from the station around it. The station's journal and queue implement these ports;
 * tests use in-memory ones. All calls are synchronous: an intent is durable when `intend` returns.
 */
import type { FaultName } from "../protocol/index.ts";

/** A job as the controller sees it: an opaque key, no personal data. */
export interface JobTicket {
  /** Job id as it travels on the wire: 1..16 bytes of ASCII. */
  readonly job: string;
}

/** Why a job goes back to the queue, or is finished without a card. */
export type ReturnReason = "supplies" | "operator" | "fault" | "link" | "power" | "shutdown";
export type VoidCause = "melt" | "warp" | "peel" | "jam" | "power" | "operator" | "mismatch" | "encoder" | "unknown";

export interface JobSource {
  /** Reserves the next job for this printer, or undefined when there is none. The station decides order and rations. */
  take(printer: string): JobTicket | undefined;
  /** The job reserved earlier by this printer that has not ended (after a restart of the host), if any. */
  resume(printer: string): JobTicket | undefined;
  /** Nothing personal was spent: the job returns to its place in the queue. */
  giveBack(printer: string, job: string, reason: ReturnReason): void;
  /** The card came out, proved by ledger and exit sensor. `serial` is the chip's. */
  issued(printer: string, job: string, serial: string): void;
  /** The card is void (spoilt, rejected, removed). `serial` is empty when the chip was never bound. The station requeues or holds the job. */
  voided(printer: string, job: string, serial: string, cause: VoidCause): void;
  /** Nobody but a person can tell whether the card came out. Never requeued by software. */
  uncertain(printer: string, job: string, serial: string, why: string): void;
}

/** Wire numbers of a step: `STEP_KIND` and `STEP_RESULT`. */
export interface StepIntent {
  readonly printer: string;
  /** Empty for steps that belong to no job (cleaning, homing, film advance). */
  readonly job: string;
  readonly kind: number;
  readonly arg: number;
}

export interface OpenStep extends StepIntent {
  readonly id: number;
}

export interface StepOutcome {
  readonly result: number;
  readonly fault: FaultName | undefined;
  /** Chip serial as upper-case hex, when the step read it. */
  readonly serial: string;
}

export interface StepJournal {
  /** Durable before it returns. Ids are 1..2^32-1 and grow over all printers, restarts and reconnects. */
  intend(step: StepIntent): number;
  /** Durable. Settling an id twice with the same result is harmless. */
  settle(id: number, outcome: StepOutcome): void;
  /** The engine refused the step or never saw it: nothing moved. */
  withdraw(id: number, why: string): void;
  /** Steps of this printer with an intent and no outcome, in id order. */
  open(printer: string): OpenStep[];
  /** All steps of the printer's unfinished job, settled or not, in id order: what is known of the card inside. */
  ofJob(printer: string, job: string): (OpenStep & { outcome: StepOutcome | undefined })[];
  /** Makes the next id larger than `id` (an engine's ledger knows more than a restored journal). */
  skipTo(id: number): void;
}

/** Something happened that people should be able to read later. Codes and numbers, never personal data. */
export interface EventSink {
  event(printer: string, code: string, detail: Record<string, string | number | boolean>): void;
}
