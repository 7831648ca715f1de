/** All runs of one command: what every report is made from. */
import type { FailureKind, RunResult } from "../run/result.ts";

export interface Suite {
  readonly results: readonly RunResult[];
  readonly on: string;
  /** Version of the software, and of the runtime. */
  readonly versions: Readonly<Record<string, string>>;
  /** Wall time at the start, ms since 1970 UTC; and how long it took, ms. */
  readonly startMs: number;
  readonly tookMs: number;
}

/** The most serious kind of failure among all runs decides on the exit code. */
const WEIGHT: readonly FailureKind[] = [
  "internal",
  "invariant",
  "device",
  "diverged",
  "person",
  "deadline",
  "assertion",
];

export function worstFailure(results: readonly RunResult[]): FailureKind | undefined {
  const kinds = new Set(results.flatMap(({ failures }) => failures.map(({ kind }) => kind)));
  return WEIGHT.find((kind) => kinds.has(kind));
}

/** Failures first, then by file. */
export function inOrder(results: readonly RunResult[]): RunResult[] {
  return [...results].sort((a, b) => Number(a.passed) - Number(b.passed));
}

/** What a person reads of a failed run: each failure with its place, and the line that runs it again. */
export function failureText(result: RunResult): string {
  const lines = result.failures.map(
    ({ kind, line, atUs, message }) => `${result.file}:${line}: ${kind} at ${(atUs / 1e6).toFixed(1)} s: ${message}`,
  );
  return [...lines, `again: ${result.rerun}`].join("\n");
}
