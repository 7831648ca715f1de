/** How old a value may be before the page says so. Old values are never shown as live. */

export type Freshness = "fresh" | "ageing" | "stale" | "never";

/** Below this a value counts as live. */
export const AGEING_MS = 3_000;
/** From this on a value is struck through and the printer is shown as offline. */
export const STALE_MS = 15_000;

/** Age of a value that the station took at `atMs`, when the station's clock now stands at `utcMs`. Never negative. */
export function ageMs(atMs: number | undefined, utcMs: number | undefined): number | undefined {
  if (atMs === undefined || utcMs === undefined || atMs <= 0) return undefined;
  return Math.max(0, utcMs - atMs);
}

export function freshness(age: number | undefined): Freshness {
  if (age === undefined) return "never";
  if (age < AGEING_MS) return "fresh";
  return age < STALE_MS ? "ageing" : "stale";
}

const ORDER: readonly Freshness[] = ["fresh", "ageing", "stale", "never"];

/** The older of two. */
export function worse(a: Freshness, b: Freshness): Freshness {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}
