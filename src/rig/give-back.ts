import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Clock, US_PER_S } from "../base/index.ts";

/** With fewer there is little to give back. */
const PRINTERS_MIN = 1_000;
/** By then all links stand. */
const AFTER_US = US_PER_S;

/**
 * `printers` have just been made on `clock`. What making and connecting thousands of them threw away is kept by V8 for what may come, and
 * what stays lies in between. One collection as at the last resort moves that together and hands the rest back to the machine, for a
 * tenth of a millisecond of each printer [C: `npm run scaling`].
 */
export function giveBackAfterMaking(printers: number, clock: Clock): void {
  if (printers >= PRINTERS_MIN) clock.timer(collect).armAfter(AFTER_US);
}

/** Node has no other door to it. */
function collect(): void {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc") as (how: Readonly<Record<string, string>>) => void;
  setFlagsFromString("--no-expose-gc");
  gc({ type: "major", execution: "sync", flavor: "last-resort" });
}
