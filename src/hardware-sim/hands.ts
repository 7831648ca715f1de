/** Spools that somebody holds ready: they go in when the machine stands still, as a person would do it. */
import { FILM_STATE, nameOf, SUPPLY_TYPE } from "../protocol/index.ts";
import type { Core } from "./core.ts";
import { isFaulted } from "./fault-bits.ts";
import type { SpoolInHand } from "./state.ts";
import { freshSpool } from "./supplies.ts";

/** Spools that may wait. */
export const HANDS_MAX = 10;

/** Changes spools if nothing moves; otherwise they wait. Called when hands come, and at the end of each tick. */
export function useHands(core: Core): void {
  const { world } = core.state;
  if (world.hands.length === 0 || !standsStill(core)) return;
  for (const spool of world.hands) change(core, spool);
  world.hands = [];
}

/** No step runs and no picture waits for its card, or the machine is off or stopped. */
function standsStill(core: Core): boolean {
  const { ram, world } = core.state;
  if (!world.powered || ram.shutdown || isFaulted(core)) return true;
  return ram.cardStep === null && ram.filmStep === null && ram.filmState !== FILM_STATE.imaged;
}

function change(core: Core, { spool, type, left }: SpoolInHand): void {
  const { world, ram } = core.state;
  const lot = `${spool === "ribbon" ? "R" : "F"}${String(Number(world[spool].lot.slice(1)) + 1).padStart(4, "0")}`;
  world[spool] = freshSpool(type, left, lot);
  core.changes++;
  // What was torn or unreadable went out with the old spool.
  delete world.injections[spool === "ribbon" ? "ribbonNotRecognised" : "filmNotRecognised"];
  core.print(`lab: ${spool} ${nameOf(SUPPLY_TYPE, type)}, ${left} left`);
  if (spool === "ribbon") return;
  // The old film went out with whatever was on it; the new one begins clear.
  world.frameJob = "";
  world.frameBehind = "";
  ram.filmJob = "";
  if (ram.filmState === FILM_STATE.searching) return;
  ram.filmState = world.film.type === SUPPLY_TYPE.none ? FILM_STATE.none : FILM_STATE.idle;
}
