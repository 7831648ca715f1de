/** What came of one run: plain data, the same for the same scenario and seed. */
import type { Micros } from "../../base/index.ts";
import type { FaultFinding } from "./fault-desk.ts";
import type { LogEntry } from "./run-log.ts";

/** What kind of failure it is decides on the exit code. */
export const FAILURE_KINDS = [
  "assertion",
  "device",
  "deadline",
  "invariant",
  "diverged",
  "person",
  "internal",
] as const;
export type FailureKind = (typeof FAILURE_KINDS)[number];

export interface Failure {
  readonly kind: FailureKind;
  readonly line: number;
  readonly atUs: Micros;
  readonly message: string;
}

export interface Measurement {
  readonly name: string;
  readonly line: number;
  readonly value: number;
  readonly unit: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly passed: boolean;
}

/** Temperatures and power over time, for the picture. */
export interface Sample {
  readonly atUs: Micros;
  readonly roller: number | undefined;
  readonly hotZone: number | undefined;
  readonly target: number;
  readonly duty: number;
}

export interface RunResult {
  readonly file: string;
  readonly name: string;
  readonly shows: readonly string[];
  readonly tags: readonly string[];
  readonly seed: number;
  readonly on: string;
  readonly passed: boolean;
  readonly failures: readonly Failure[];
  readonly measurements: readonly Measurement[];
  readonly faults: readonly FaultFinding[];
  readonly deviceUs: Micros;
  readonly steps: number;
  readonly stepsDone: number;
  readonly jobs: Readonly<Record<string, number>>;
  /** How often somebody came, where hands are automatic. */
  readonly visits: number;
  /** Issued cards that are truly spoilt: a lying sensor cannot be seen through. */
  readonly spoiltUnseen: number;
  readonly log: readonly LogEntry[];
  readonly samples: readonly Sample[];
  /** Indices of the chart's edges that were taken. */
  readonly edges: readonly number[];
  readonly states: readonly string[];
  /** Hash of every byte on the wire, when it was asked for. */
  readonly wireSha256?: string;
  /** The one line that runs this again. */
  readonly rerun: string;
}
