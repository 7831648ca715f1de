/** When status goes out: fast while hot or moving, path only when it changed, counters when they changed or are old. */
import { US_PER_S } from "../base/index.ts";
import { FIELD } from "../protocol/index.ts";
import type { Core } from "./core.ts";
import { isBusy } from "./firmware-loop.ts";
import { fillHeat, fillPath, HEAT_FIELDS, PATH_FIELDS, sendCounters } from "./status.ts";

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
  fillPath(core, pathRow);
  if (
    said.urgent ||
    pathChanged(said.path) ||
    nowUs - ram.statusPathUs >= Math.max(PATH_REPEAT_US, ram.statusEveryUs)
  ) {
    for (let i = 0; i < PATH_FIELDS; i++) said.path[i] = pathRow[i]!;
    ram.statusPathUs = nowUs;
    core.sendRow("status_path", pathRow);
  }
  said.urgent = false;
  sayCounters(core, said);
}

function pathChanged(last: readonly number[]): boolean {
  for (let i = 0; i < PATH_FIELDS; i++) {
    if (pathRow[i] !== last[i] && i !== FIELD.status_path.clock) return true;
  }
  return false;
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
