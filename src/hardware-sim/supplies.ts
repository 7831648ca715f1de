/** Hopper, bins, ribbon and film: what is left, what the tags say, and which condition that makes. */
import { FAULT_CODE, type FaultName, SUPPLY_TYPE } from "../protocol/index.ts";
import type { Core } from "./core.ts";
import type { ModelSpec } from "./models.ts";
import type { SpoolState, WorldState } from "./state.ts";

/** A cleaning is due after so many cards [P: every 500 cards or each ribbon change]. */
export const CLEANING_DUE_CARDS = 500;

export const isUnlimited = (core: Core): boolean => core.behaviours.supplies === "unlimited";

export function freshSpool(type: number, left: number, lot: string): SpoolState {
  return { type, left, lot };
}

export function freshSupplies(spec: ModelSpec): Pick<WorldState, "hopper" | "output" | "reject" | "ribbon" | "film"> {
  return {
    hopper: spec.blanksMax,
    output: 0,
    reject: 0,
    ribbon: freshSpool(spec.supplyType, spec.ribbonSets, "R0001"),
    film: freshSpool(spec.supplyType, spec.filmFrames, "F0001"),
  };
}

/** What the tag reader says of a spool: a tag that cannot be read is `unknown`. */
export function tagType(core: Core, spool: "ribbon" | "film"): number {
  return spool === "ribbon" ? ribbonTag(core) : filmTag(core);
}

export function ribbonTag({ state: { world } }: Core): number {
  const { type } = world.ribbon;
  if (type === SUPPLY_TYPE.none || world.injections["ribbonNotRecognised"] === undefined) return type;
  return SUPPLY_TYPE.unknown;
}

export function filmTag({ state: { world } }: Core): number {
  const { type } = world.film;
  if (type === SUPPLY_TYPE.none || world.injections["filmNotRecognised"] === undefined) return type;
  return SUPPLY_TYPE.unknown;
}

export const rightType = (core: Core, spool: "ribbon" | "film"): boolean =>
  tagType(core, spool) === core.spec.supplyType;

/** Spends one set or frame. */
export function spend(core: Core, spool: "ribbon" | "film"): void {
  const loaded = core.state.world[spool];
  core.changes++;
  if (!isUnlimited(core) && loaded.left > 0) loaded.left--;
}

export const hopperEmpty = (core: Core): boolean => !isUnlimited(core) && core.state.world.hopper === 0;
export const outputIsFull = (core: Core): boolean =>
  !isUnlimited(core) && core.state.world.output >= core.spec.outputMax;
export const rejectIsFull = (core: Core): boolean =>
  !isUnlimited(core) && core.state.world.reject >= core.spec.rejectMax;
export const cleaningDue = (core: Core): boolean =>
  !isUnlimited(core) && core.state.ram.keep.cardsSinceCleaning >= CLEANING_DUE_CARDS;

/** Bit of a fault in its word: the low one for codes below 32, else the high one. */
const bit = (name: FaultName): number => 1 << (FAULT_CODE[name] & 31);
const BLANKS_EMPTY = bit("blanksEmpty");
const OUTPUT_FULL = bit("outputFull");
const REJECT_FULL = bit("rejectFull");
const SPOOL_BITS = {
  ribbon: { out: bit("ribbonOut"), strange: bit("ribbonNotRecognised") },
  film: { out: bit("filmOut"), strange: bit("filmNotRecognised") },
} as const;

/** Conditions in the low word, which {@link supplyBits} speaks of, and in the high word, {@link binBits}. */
export const SUPPLY_CONDITIONS = [
  "blanksEmpty",
  "ribbonOut",
  "filmOut",
  "ribbonNotRecognised",
  "filmNotRecognised",
] as const;
export const BIN_CONDITIONS = ["outputFull", "rejectFull"] as const;
export const SUPPLY_MASK = SUPPLY_CONDITIONS.reduce((bits, name) => bits | bit(name), 0);
export const BIN_MASK = OUTPUT_FULL | REJECT_FULL;

/** Which conditions of hopper and spools stand by what sensors and tags say now: bits of the low fault word. */
export function supplyBits(core: Core): number {
  const { ribbon, film } = core.state.world;
  const right = core.spec.supplyType;
  const spools =
    spoolBits(SPOOL_BITS.ribbon, ribbonTag(core), right, ribbon.left) |
    spoolBits(SPOOL_BITS.film, filmTag(core), right, film.left);
  return spools | (hopperEmpty(core) ? BLANKS_EMPTY : 0);
}

/** Which bins are full: bits of the high fault word. */
export function binBits(core: Core): number {
  return (outputIsFull(core) ? OUTPUT_FULL : 0) | (rejectIsFull(core) ? REJECT_FULL : 0);
}

function spoolBits(bits: { out: number; strange: number }, tag: number, right: number, left: number): number {
  if (tag === right && left > 0) return 0;
  if (tag === SUPPLY_TYPE.none) return bits.out;
  return (tag === right ? 0 : bits.strange) | (left === 0 ? bits.out : 0);
}
