/** Times and measured values as people write them: `500ms`, `10m`, `165 C`, `2 K`, `41 %`. */
import { parseTime } from "../../hardware-sim/index.ts";

const QUANTITY = /^(-?\d+(?:\.\d+)?)\s*([A-Za-z%]*)$/;

export interface Quantity {
  readonly amount: number;
  /** As written; empty for a bare number. */
  readonly unit: string;
}

/** Undefined when it is none. */
export function parseQuantity(text: string | number): Quantity | undefined {
  if (typeof text === "number") return Number.isFinite(text) ? { amount: text, unit: "" } : undefined;
  const match = QUANTITY.exec(text.trim());
  return match === null ? undefined : { amount: Number(match[1]), unit: match[2]! };
}

/** Microseconds of `500ms`, `120s`, `2m` or `1.5h`; undefined when it is none or nothing. */
export function timeUs(text: string): number | undefined {
  const us = parseTime(text);
  return us === undefined || us < 0 ? undefined : us;
}

/** For people: `12.4 s`, `3 min 20 s`, `2 h 5 min`. */
export function timeText(us: number): string {
  const seconds = us / 1e6;
  if (seconds < 120) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 7200) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
