import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** So many printers are no office any more: memory counts. */
export const MANY_PRINTERS = 100;
/** While many are made it is looked so often, by printers made, at how large the nursery has become. */
const LOOK_EVERY = 10;
/** Enough for what lives shortly, however many printers there are, bytes [C: `npm run scaling`]. */
const NURSERY_BYTES_ENOUGH = 2 * 1024 * 1024;

let held = false;

/**
 * To be called before each of `printers` is made, `made` of which are there. Thousands of simulated printers are made at once and nearly all
 * of what is made stays. V8 takes that for a reason to let the place for new things grow, and never takes it back; what lives shortly
 * afterwards needs a small part of it. Once that much is there it stays as it is.
 */
export function keepNurserySmall(made: number, printers: number): void {
  if (held || printers < MANY_PRINTERS || made % LOOK_EVERY !== 0) return;
  const bytes = getHeapSpaceStatistics().find((space) => space.space_name === "new_space")?.space_size;
  if (bytes === undefined || bytes < NURSERY_BYTES_ENOUGH) return;
  held = true;
  setFlagsFromString("--semi-space-growth-factor=1");
}
