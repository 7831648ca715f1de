/** The firmware's care for its memory: both copies are looked at, and parameters must lie within their limits. */
import type { Core } from "./core.ts";
import { raiseFault } from "./faults.ts";
import { saveKeepsake } from "./ledger.ts";
import { NV_HEADER, nvHealth, nvRewrite } from "./nvram.ts";
import { PARAM_RANGES } from "./params.ts";
import type { Keepsake } from "./state.ts";

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
  }
  if (ram.memorySpoilt) {
    ram.memorySpoilt = false;
    raiseFault(core, "nvramCorrupt", nvram.repairs);
  }
  const bad = mendParameters(core);
  if (bad >= 0) raiseFault(core, "parameterOutOfRange", bad);
}

/** Puts the factory's value in place of each parameter out of range; the first one's index, or -1. */
export function mendParameters(core: Core): number {
  const { params } = core.state.ram.keep;
  let first = -1;
  for (let i = 0; i < PARAM_RANGES.length; i++) {
    const { minimum, maximum, factory } = PARAM_RANGES[i]!;
    const value = params[i];
    if (value !== undefined && value >= minimum && value <= maximum) continue;
    params[i] = factory(core.spec);
    if (first < 0) first = i;
  }
  return first;
}

/** A parameter beyond its limits, in the memory and, while the firmware runs, in its working copy. */
export function spoilParameter(core: Core, index: number): void {
  const wrong = PARAM_RANGES[index]!.maximum + 1;
  if (core.state.world.powered) core.state.ram.keep.params[index] = wrong;
  nvRewrite(core.state.nvram, NV_HEADER, (text) => {
    const keep = JSON.parse(text) as Keepsake;
    keep.params[index] = wrong;
    return JSON.stringify(keep);
  });
}
