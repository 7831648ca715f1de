/** The data dictionary of a simulated engine. It says SIM, so nobody takes it for a real one. */
import { US_PER_S } from "../base/index.ts";
import { buildDictionary } from "../protocol/index.ts";
import type { ModelSpec } from "./models.ts";

/** The dictionaries already built: zlib is the slowest part of making an engine. */
const built = new Map<string, Uint8Array>();
const BUILT_MAX = 16;

export function engineDictionary(spec: ModelSpec, speed: number, firmware: string): Uint8Array {
  const key = `${spec.mcu} ${speed} ${firmware}`;
  const known = built.get(key);
  if (known !== undefined) return known;
  const made = buildDictionary({
    mcu: spec.mcu,
    version: firmware,
    constants: { CLOCK_FREQ: US_PER_S, SIM: 1, SIM_SPEED: speed },
  });
  if (built.size >= BUILT_MAX) built.clear();
  built.set(key, made);
  return made;
}
