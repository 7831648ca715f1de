import { setFlagsFromString } from "node:v8";

/** So many printers are no office any more: memory counts, and making them has brought the nursery to a size that is enough. */
const MANY_PRINTERS = 100;

/**
 * Thousands of simulated printers are made at once and nearly all of what is made stays. V8 takes that for a reason to let the place
 * for new things grow, and never takes it back; what lives shortly afterwards needs a small part of it (`npm run scaling` prints memory
 * and CPU time by number of printers). From here on it stays as it is.
 */
export function keepNurserySmall(printersMade: number): void {
  if (printersMade === MANY_PRINTERS) setFlagsFromString("--semi-space-growth-factor=1");
}
