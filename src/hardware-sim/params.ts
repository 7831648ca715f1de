/** The engine's parameters: range and factory value of each `PARAM`. */
import { PARAM } from "../protocol/index.ts";
import type { ModelSpec } from "./models.ts";

export interface ParamRange {
  readonly minimum: number;
  readonly maximum: number;
  readonly factory: (spec: ModelSpec) => number;
}

/** In the order of `PARAM`. The gate may be narrowed, never widened beyond the published 160-170 C. */
export const PARAM_RANGES: readonly ParamRange[] = [
  { minimum: 0, maximum: 10_000_000, factory: (spec) => Math.round(spec.thermal.pid.kp * 1e6) },
  { minimum: 0, maximum: 1_000_000, factory: (spec) => Math.round(spec.thermal.pid.ki * 1e6) },
  { minimum: 0, maximum: 100_000_000, factory: (spec) => Math.round(spec.thermal.pid.kd * 1e6) },
  { minimum: 0, maximum: 100_000, factory: () => 0 },
  { minimum: 500, maximum: 850, factory: (spec) => spec.thermal.headPauseCelsius * 10 },
  { minimum: 400, maximum: 800, factory: (spec) => spec.thermal.headResumeCelsius * 10 },
  { minimum: 1_000, maximum: 5_000, factory: () => 5_000 },
  { minimum: 500, maximum: 1_500, factory: () => 1_500 },
  { minimum: 1_600, maximum: 1_690, factory: (spec) => spec.thermal.gateLowCelsius * 10 },
  { minimum: 1_610, maximum: 1_700, factory: (spec) => spec.thermal.gateHighCelsius * 10 },
];

export const PARAM_COUNT = Object.keys(PARAM).length;

export function defaultParams(spec: ModelSpec): number[] {
  return PARAM_RANGES.map((range) => range.factory(spec));
}
