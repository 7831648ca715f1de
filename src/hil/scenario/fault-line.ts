/** A fault of a scenario as a line of the simulator's own language: the same in this process and on the control line of another. */
import type { FaultWish } from "./schema.ts";

/** Faults whose trigger the engine itself looks for; undefined: the runner must. */
export function plannedByEngine({ when = {} }: FaultWish): boolean {
  return when.step !== undefined || when.card !== undefined;
}

/** Throws nothing: what cannot be is found by parsing the line. */
export function injectLine(wish: FaultWish): string {
  const { inject, times, value, when = {} } = wish;
  const strength = [
    times === undefined ? "" : ` times ${times}`,
    value === undefined ? "" : ` value ${value}`,
    wish.for === undefined ? "" : ` for ${wish.for}`,
  ].join("");
  if (!plannedByEngine(wish)) return `inject ${inject}${strength}`;
  const trigger = [
    when.step === undefined ? "" : ` step ${when.step}`,
    when.card === undefined ? "" : ` card ${when.card}`,
    when.after === undefined ? "" : ` after ${when.after}`,
  ].join("");
  return `inject ${inject}${strength} when${trigger}`;
}

/** One line for reports. */
export function faultText(wish: FaultWish): string {
  const what =
    wish.inject ??
    (wish.power !== undefined ? "power off" : wish.link !== undefined ? `link ${wish.link}` : "host restart");
  const when = Object.entries(wish.when ?? {}).map(([key, value]) => `${key} ${value}`);
  return [what, when.length === 0 ? "" : `when ${when.join(", ")}`, wish.for === undefined ? "" : `for ${wish.for}`]
    .filter((part) => part !== "")
    .join(" ");
}
