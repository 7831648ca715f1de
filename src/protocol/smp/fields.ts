/** Reads one field of a payload with its type and limits; undefined when it is not there or not that. */
import type { SmpMap, SmpValue } from "./packet.ts";

export function wholeNumber(map: SmpMap, key: string, max = 0xffff_ffff): number | undefined {
  const value = map[key];
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max ? value : undefined;
}

export function text(map: SmpMap, key: string, charactersMax = 256): string | undefined {
  const value = map[key];
  return typeof value === "string" && value.length <= charactersMax ? value : undefined;
}

export function bytes(map: SmpMap, key: string): Uint8Array | undefined {
  const value = map[key];
  return value instanceof Uint8Array ? value : undefined;
}

export function flag(map: SmpMap, key: string): boolean | undefined {
  const value = map[key];
  return typeof value === "boolean" ? value : undefined;
}

export function mapOf(value: SmpValue | undefined): SmpMap | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || value instanceof Uint8Array)
    return undefined;
  return value as SmpMap;
}
