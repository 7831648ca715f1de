/** States that an older Cetak saved lack what was added since: it is filled in, so that no saved machine is lost. */
import { US_PER_MS } from "../base/index.ts";
import { BEHAVIOURS_USUAL } from "../firmware/index.ts";
import { LEASE_MS_MAX, newJustInTime } from "../thermal/index.ts";
import { FACTORY_VERSION } from "./boot/factory.ts";
import { noBoot } from "./boot/state.ts";
import { stateInFractions } from "./fractions.ts";
import type { ModelSpec } from "./models.ts";
import { emptyNvram } from "./nvram.ts";
import { factoryNumbers, factoryTexts } from "./settings/table.ts";
import type { EngineState, RamState } from "./state.ts";

/** Changes `state` in place. A state of this version stays as it is. */
export function upgradedState(spec: ModelSpec, state: EngineState): EngineState {
  const { settings, worn } = emptyNvram();
  state.nvram.settings ??= settings;
  state.nvram.worn ??= worn;
  const { ram } = state;
  if (ram.settings === undefined) ram.settings = settingsOfOlder(spec, ram);
  state.boot ??= noBoot(FACTORY_VERSION, BEHAVIOURS_USUAL);
  state.boot.skipRom ??= false;
  state.world.bootJumper ??= false;
  ram.staged ??= null;
  ram.gainsBefore ??= null;
  ram.selfTest ??= null;
  const { justInTime } = ram.heat;
  const fresh = newJustInTime();
  fillIn(justInTime, fresh);
  for (const [kind, lesson] of justInTime.lessons.entries()) fillIn(lesson, fresh.lessons[kind]!);
  ram.lease.grantedUs ??= LEASE_MS_MAX * US_PER_MS;
  stateInFractions(state);
  return state;
}

/** What is missing is as in a machine that has just been made. */
function fillIn<T extends object>(state: T, fresh: T): void {
  for (const key in fresh) state[key] ??= fresh[key];
}

function settingsOfOlder(spec: ModelSpec, { keep }: RamState): RamState["settings"] {
  const { params = [] } = keep as { params?: readonly number[] };
  return { seq: 0, numbers: factoryNumbers(spec).map((value, at) => params[at] ?? value), texts: factoryTexts() };
}
