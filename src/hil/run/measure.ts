/** A reading against its limits. */
import { parseQuantity } from "../scenario/quantity.ts";
import type { Measure } from "../scenario/schema.ts";
import { VALUES } from "../scenario/values.ts";
import type { Measurement } from "./result.ts";

/** A sentence when there is nothing to read. */
export function measured(wish: Measure, reading: number | undefined, line: number): Measurement | string {
  if (reading === undefined) return `${wish.name}: ${wish.value} is not known`;
  const limit = (text: string | number | undefined): number | undefined =>
    text === undefined ? undefined : parseQuantity(text)?.amount;
  const min = limit(wish.min);
  const max = limit(wish.max);
  const value = Number(reading.toFixed(3));
  const unit = wish.since === undefined ? VALUES[wish.value!]!.unit : "s";
  return {
    name: wish.name,
    line,
    value,
    unit,
    min,
    max,
    passed: value >= (min ?? -Infinity) && value <= (max ?? Infinity),
  };
}
