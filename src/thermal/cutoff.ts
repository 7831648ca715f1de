/**
 * The one-shot thermal cut-off on the core: hardware in series with the heater, apart from all control. Once open it
 * stays open until somebody replaces it.
 */
import type { Micros } from "../base/index.ts";
import type { PlantInputs } from "./network.ts";
import type { Plant } from "./plant.ts";
import type { ThermalProfile } from "./profiles.ts";

/** Plain data. */
export interface CutoffState {
  open: boolean;
}

export function newCutoff(): CutoffState {
  return { open: false };
}

/** Looks at the core; returns true from the moment on at which the profile's temperature was reached. Changes `state`. */
export function stepCutoff(state: CutoffState, profile: ThermalProfile, coreCelsius: number): boolean {
  if (coreCelsius >= profile.cutoffCelsius) state.open = true;
  return state.open;
}

/** When the cut-off will open under these inputs, microseconds from now, or -1 within the horizon. */
export function cutoffOpensIn(plant: Plant, inputs: PlantInputs, horizonUs: Micros): Micros | -1 {
  return plant.crossing("core", plant.profile.cutoffCelsius, inputs, horizonUs);
}
