/** Which sensors and options this machine has: those of its model, more or fewer by the wish of a run. */
import { CAPABILITY, type CapabilityName } from "../protocol/index.ts";
import { nipSprings } from "./boot/start-firmware.ts";
import type { Core } from "./core.ts";

/** Bits of `CAPABILITY` as identity says them. */
export function capabilitiesOf(core: Pick<Core, "spec" | "behaviours" | "state">): number {
  const { spec, behaviours } = core;
  let bits = spec.capabilities;
  for (const name of behaviours.capabilities) bits |= CAPABILITY[name];
  return nipSprings(core) ? bits : bits & ~CAPABILITY.springNip;
}

export function has(core: Pick<Core, "spec" | "behaviours" | "state">, name: CapabilityName): boolean {
  if (name === "springNip" && !nipSprings(core)) return false;
  return (core.spec.capabilities & CAPABILITY[name]) !== 0 || core.behaviours.capabilities.includes(name);
}
