/** All invariants of an engine in one call, for every test that has one. */
import type { Engine } from "./engine.ts";
import { bookViolations, violationsNow } from "./invariants.ts";

/** What is wrong or ever was, in words; empty when all is well. Looks at the truth, so no firmware bug can hide it. */
export function checkEngineInvariants(engine: Engine): string[] {
  const { core, breaches } = engine.truth;
  return [...breaches, ...violationsNow(core).map((words) => `now: ${words}`), ...bookViolations(core)];
}
