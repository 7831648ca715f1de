/** When status goes out: fast while hot or moving, path only when it changed, counters when they changed or are old. */
import { US_PER_S } from "../base/index.ts";
import { FIELD } from "../protocol/index.ts";
import type { Core } from "./core.ts";
import { wireClock } from "./fault-bits.ts";
import { isBusy } from "./firmware-loop.ts";
import { fillHeat, HEAT_FIELDS, notePath, PATH_FIELDS, sendCounters } from "./status.ts";

const PATH_REPEAT_US = US_PER_S;
const COUNTERS_REPEAT_US = 10 * US_PER_S;
const IDLE_STATUS_US = US_PER_S;

/** What was last said, so that only changes are said again. Plain data: it is saved with the engine. */
export interface Said {
  /** The host has asked who this is: before that nobody could read a status. */
  greeted: boolean;
  path: number[];
  counters: number[];
  urgent: boolean;
}

export function nothingSaid(): Said {
  return { greeted: false, path: new Array(PATH_FIELDS).fill(-1), counters: [], urgent: false };
}

const heatRow = new Int32Array(HEAT_FIELDS);
const pathRow = new Int32Array(PATH_FIELDS);

/** At the end of each tick, and at once after something urgent. */
export function sayStatus(core: Core, said: Said): void {
  if (!said.greeted) return;
  const { ram, nowUs } = core.state;
  const periodUs = isBusy(core) ? ram.statusEveryUs : Math.max(IDLE_STATUS_US, ram.statusEveryUs);
  if (said.urgent || ram.statusHeatUs < 0 || nowUs - ram.statusHeatUs >= periodUs) {
    fillHeat(core, heatRow);
    ram.statusHeatUs = nowUs;
    core.sendRow("status_heat", heatRow);
  }
  const due = said.urgent || nowUs - ram.statusPathUs >= Math.max(PATH_REPEAT_US, ram.statusEveryUs);
  const moved = core.pathSeenAt !== core.changes;
  if (due || moved) sayPath(core, said, due);
  said.urgent = false;
  if (moved || nowUs - ram.countersUs >= COUNTERS_REPEAT_US) sayCounters(core, said);
}

/** `due`: also when nothing has changed. */
function sayPath(core: Core, said: Said, due: boolean): void {
  const { ram, nowUs } = core.state;
  core.pathSeenAt = core.changes;
  if (!notePath(core, said.path) && !due) return;
  said.path[FIELD.status_path.clock] = wireClock(core) | 0;
  for (let i = 0; i < PATH_FIELDS; i++) pathRow[i] = said.path[i]!;
  ram.statusPathUs = nowUs;
  core.sendRow("status_path", pathRow);
}

function sayCounters(core: Core, said: Said): void {
  const { ram, world, nowUs } = core.state;
  const { keep } = ram;
  const now = said.counters;
  const same =
    now[0] === keep.ledgerHigh &&
    now[1] === keep.cardsRejected &&
    now[2] === keep.boots &&
    now[3] === keep.cardsSinceCleaning &&
    now[4] === world.hopper;
  if (same && nowUs - ram.countersUs < COUNTERS_REPEAT_US) return;
  said.counters = [keep.ledgerHigh, keep.cardsRejected, keep.boots, keep.cardsSinceCleaning, world.hopper];
  ram.countersUs = nowUs;
  sendCounters(core);
}
