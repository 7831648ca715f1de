/** The roller gauge: a stretch of the scale around the working band, so that half a degree can be seen from afar. */

/** The ministry's required printer temperature at the transfer. [P] */
export const BAND_LOW_CELSIUS = 160;
export const BAND_HIGH_CELSIUS = 170;
/** Ends of the gauge; beyond them the marker stands at the end and becomes an arrow. */
export const GAUGE_LOW_CELSIUS = 150;
export const GAUGE_HIGH_CELSIUS = 180;

export type BandPlace = "below" | "in" | "above";

export function bandPlace(celsius: number): BandPlace {
  if (celsius < BAND_LOW_CELSIUS) return "below";
  return celsius > BAND_HIGH_CELSIUS ? "above" : "in";
}

/** Place on the gauge: 0 left end, 1 right end. */
export function gaugeShare(celsius: number): number {
  return Math.min(1, Math.max(0, (celsius - GAUGE_LOW_CELSIUS) / (GAUGE_HIGH_CELSIUS - GAUGE_LOW_CELSIUS)));
}

/** Which end the value lies beyond, if any. */
export function gaugeBeyond(celsius: number): "low" | "high" | undefined {
  if (celsius < GAUGE_LOW_CELSIUS) return "low";
  return celsius > GAUGE_HIGH_CELSIUS ? "high" : undefined;
}

/**
 * Ends of the chart's scale. Around the gauge while the roller works, so that the band is wide; down to the coldest
 * reading only while the roller itself is below the gauge.
 */
export function chartRange(values: readonly (number | null)[]): [low: number, high: number] {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1) ?? GAUGE_LOW_CELSIUS;
  const high = Math.max(GAUGE_HIGH_CELSIUS, Math.ceil(Math.max(last, ...known) / 10) * 10);
  const low = last >= GAUGE_LOW_CELSIUS ? GAUGE_LOW_CELSIUS : Math.floor(Math.min(last, ...known) / 10) * 10;
  return [low, high];
}
