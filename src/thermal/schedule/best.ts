/**
 * The best schedule that can be found for a shift, by two methods that share nothing but the plant: a pruned dynamic
 * programming over time and a search over rules of work and rest. Each result is replayed on the exact plant; a
 * schedule that breaks a limit there is a bug and throws.
 */
import { BEAM_DEFAULT, type BeamSettings, beamSchedule } from "./beam.ts";
import { BURST_DEFAULT, type BurstSettings, burstSchedule } from "./burst-search.ts";
import { CycleMaps } from "./cycle-maps.ts";
import { type Replay, replaySchedule } from "./replay.ts";
import type { Schedule, Shift } from "./shift.ts";

/**
 * Full power goes on so long after nip entry, s [C: best of 0 to 6 s in four cells of the hdp5000; a choice card by card
 * gained nothing in two of them]: less, and the surface must enter warmer; more comes too late for this card.
 */
export const HEAT_NIP_SECONDS = 4;

export type MethodName = "beam" | "burst";

export interface Found {
  method: MethodName;
  schedule: Schedule;
  replay: Replay;
}

export interface BestFound {
  beam: Found;
  burst: Found;
  /** The one with more cards; with as many, the one that is done sooner. */
  best: Found;
  /** How much the worse method stays behind the better, share of the better's cards. */
  gap: number;
}

export interface BestSettings {
  beam?: BeamSettings;
  burst?: BurstSettings;
  /** Instead of {@link HEAT_NIP_SECONDS}. */
  heatNipSeconds?: number;
}

function checked(method: MethodName, shift: Shift, schedule: Schedule): Found {
  const replay = replaySchedule(shift, schedule);
  if (replay.refusal !== undefined) {
    throw new Error(`${method}: card ${replay.refusal.card} breaks a limit in the replay: ${replay.refusal.code}`);
  }
  return { method, schedule, replay };
}

/** Both methods on one shift. Takes one to four seconds for six hours. */
export function bestFound(shift: Shift, settings: BestSettings = {}): BestFound {
  const maps = new CycleMaps(shift, settings.heatNipSeconds ?? HEAT_NIP_SECONDS);
  const beam = checked("beam", shift, beamSchedule(maps, settings.beam ?? BEAM_DEFAULT));
  const burst = checked("burst", shift, burstSchedule(maps, settings.burst ?? BURST_DEFAULT));
  const beamCards = beam.schedule.length;
  const burstCards = burst.schedule.length;
  const sooner = beam.replay.endSeconds < burst.replay.endSeconds;
  const best = beamCards > burstCards || (beamCards === burstCards && sooner) ? beam : burst;
  const most = best.schedule.length;
  return { beam, burst, best, gap: most === 0 ? 0 : (most - Math.min(beamCards, burstCards)) / most };
}
