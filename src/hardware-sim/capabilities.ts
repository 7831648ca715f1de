/** Which sensors and options this machine has: those of its model, more or fewer by the wish of a run. */
import { CAPABILITY, type CapabilityName } from "../protocol/index.ts";
import type { Behaviours } from "./behaviours.ts";
import { nipSprings } from "./boot/start-firmware.ts";
import type { Core } from "./core.ts";
import type { ModelSpec } from "./models.ts";

/** Bits of `CAPABILITY` as identity says them. */
export function capabilitiesOf(core: Core): number {
  return nipSprings(core) ? core.fitted : core.fitted & ~CAPABILITY.springNip;
}

/** Bits of everything that is built in, whatever the firmware makes of it. */
export function fittedBits(spec: ModelSpec, behaviours: Behaviours): number {
  let bits = spec.capabilities;
  for (const name of behaviours.capabilities) bits |= CAPABILITY[name];
  return bits;
}

export function has(core: Core, name: CapabilityName): boolean {
  if (name === "springNip" && !nipSprings(core)) return false;
  return hasSensor(core, CAPABILITY[name]);
}

/** The same for what no firmware changes, by its bit: for what is asked at each tick. */
export function hasSensor({ fitted }: Core, bit: number): boolean {
  return (fitted & bit) !== 0;
}
