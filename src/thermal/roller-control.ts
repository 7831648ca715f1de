/** The roller's heater control as the firmware runs it, ten times a second: feed-forward plan and PID in one step. */
import { clamp } from "../base/index.ts";
import {
  type CardApproach,
  type FeedForwardState,
  newFeedForward,
  planFeedForward,
  resetFeedForward,
  stepFeedForward,
} from "./card-feed-forward.ts";
import {
  CONTROL_PERIOD_SECONDS,
  fullPowerWatt,
  newPid,
  type PidGains,
  type PidState,
  resetPid,
  stepPid,
} from "./pid.ts";
import type { ThermalProfile } from "./profiles.ts";

/** Farther than this from the set-point the roller is warming or cooling; the plan then only wants heat that is not there, K. */
const NEAR_KELVIN = 12;

/** Plain data. */
export interface RollerControlState {
  pid: PidState;
  feedForward: FeedForwardState;
  /** Duty of the last step, 0..1. */
  duty: number;
}

export interface RollerControlInput {
  /** 0: heater off. */
  setpointCelsius: number;
  readingCelsius: number;
  mainsVolt: number;
  card: CardApproach;
}

export function newRollerControl(): RollerControlState {
  return { pid: newPid(), feedForward: newFeedForward(), duty: 0 };
}

/** Makes it as {@link newRollerControl} gives it, in place. */
export function resetRollerControl(state: RollerControlState): void {
  resetPid(state.pid);
  resetFeedForward(state.feedForward);
  state.duty = 0;
}

/** One control period. Changes `state`, returns the duty 0..1 for the next period. */
export function stepRollerControl(
  state: RollerControlState,
  profile: ThermalProfile,
  input: RollerControlInput,
  gains: PidGains = profile.pid,
): number {
  const { feedForward, pid } = state;
  const full = fullPowerWatt(profile, input.mainsVolt);
  const near = Math.abs(input.readingCelsius - input.setpointCelsius) < NEAR_KELVIN;
  const planned = near ? clamp(planFeedForward(feedForward, profile, input.card), -full, full) : 0;
  const duty = stepPid(
    pid,
    profile,
    {
      setpointCelsius: input.setpointCelsius,
      readingCelsius: input.readingCelsius,
      feedForwardWatt: planned,
      expectedRiseKelvin: feedForward.readingKelvin,
      mainsVolt: input.mainsVolt,
      dtSeconds: CONTROL_PERIOD_SECONDS,
    },
    gains,
  );
  const added = duty * full - clamp(pid.wantedWatt - planned, 0, full);
  stepFeedForward(feedForward, profile, input.setpointCelsius > 0 ? added : 0, input.card);
  state.duty = duty;
  return duty;
}
