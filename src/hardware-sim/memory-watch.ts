/** The firmware's care for its memory: both copies are looked at, and parameters must lie within their limits. */
import type { Core } from "./core.ts";
import { raiseFault } from "./faults.ts";
import { saveKeepsake } from "./ledger.ts";
import { NV_HEADER, nvHealth } from "./nvram.ts";
import { saveSettings, settingsHealth, spoilSetting } from "./settings/store.ts";
import { NUMBER_ROWS } from "./settings/table.ts";

/** The header record is looked at this often, us [E]. */
export const MEMORY_LOOK_US = 10_000_000;

/** Each tick. A record spoilt beyond repair is a fault even while its contents are still known: the next start would lose them. */
export function watchMemory(core: Core): void {
  const { ram, nvram, nowUs } = core.state;
  if (nowUs >= ram.memoryLookUs) {
    ram.memoryLookUs = nowUs + MEMORY_LOOK_US;
    const health = nvHealth(nvram, NV_HEADER);
    if (health === "repairable") saveKeepsake(core);
    else if (health === "corrupt") ram.memorySpoilt = true;
    watchSettings(core);
  }
  if (ram.memorySpoilt) {
    ram.memorySpoilt = false;
    raiseFault(core, "nvramCorrupt", nvram.repairs);
  }
  if (core.parametersSeenAt === core.changes) return;
  core.parametersSeenAt = core.changes;
  const bad = mendParameters(core);
  if (bad < 0) return;
  saveSettings(core);
  raiseFault(core, "parameterOutOfRange", bad);
}

/** The settings record in force: mended from its copy, or written anew from the working copy when both were lost. */
function watchSettings(core: Core): void {
  const health = settingsHealth(core);
  if (health === "whole") return;
  if (health === "repairable") core.state.nvram.repairs++;
  else core.state.ram.memorySpoilt = true;
  saveSettings(core);
}

/** Limits of the parameters, for a look at each tick. */
const MINIMA = Float64Array.from(NUMBER_ROWS, ({ minimum }) => minimum);
const MAXIMA = Float64Array.from(NUMBER_ROWS, ({ maximum }) => maximum);

function inRange(numbers: readonly number[]): boolean {
  if (numbers.length < MINIMA.length) return false;
  for (let i = 0; i < MINIMA.length; i++) {
    const value = numbers[i]!;
    if (!(value >= MINIMA[i]! && value <= MAXIMA[i]!)) return false;
  }
  return true;
}

/** Puts the factory's value in place of each parameter out of range; the first one's index, or -1. */
export function mendParameters(core: Core): number {
  const { numbers } = core.state.ram.settings;
  if (inRange(numbers)) return -1;
  let first = -1;
  for (let i = 0; i < NUMBER_ROWS.length; i++) {
    const { minimum, maximum, factory } = NUMBER_ROWS[i]!;
    const value = numbers[i];
    if (value !== undefined && value >= minimum && value <= maximum) continue;
    numbers[i] = factory(core.spec);
    if (first < 0) first = i;
  }
  return first;
}

/** A parameter beyond its limits, in the memory and, while the firmware runs, in its working copy. */
export function spoilParameter(core: Core, index: number): void {
  core.changes++;
  const wrong = NUMBER_ROWS[index]!.maximum + 1;
  if (core.state.world.powered) core.state.ram.settings.numbers[index] = wrong;
  spoilSetting(core, index, wrong);
}
