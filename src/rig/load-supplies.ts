import type { Engine } from "../hardware-sim/index.ts";
import type { SimSupplies } from "./sim-url.ts";

/** Puts into a simulated machine what was asked for; what was not named stays as it is. */
export function loadSupplies(engine: Engine, supplies: SimSupplies): void {
  if (supplies.unlimited) return;
  const { lab, spec } = engine;
  if (supplies.blanks !== undefined) lab.setBlanks(Math.min(supplies.blanks, spec.blanksMax));
  if (supplies.ribbon !== undefined) lab.loadRibbon(undefined, supplies.ribbon);
  if (supplies.film !== undefined) lab.loadFilm(undefined, supplies.film);
}
