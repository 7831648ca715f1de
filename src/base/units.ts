/** Small conversions that several rooms share. */

export function clamp(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}

/** Degrees to hundredths of a degree, as they travel on the wire. */
export function centi(value: number): number {
  return Math.round(value * 100);
}

/** Microseconds to seconds. */
export function seconds(us: number): number {
  return us / 1_000_000;
}

/** Seconds to integer microseconds. */
export function micros(s: number): number {
  return Math.round(s * 1_000_000);
}
