/** What a script was asked for on the command line: whole numbers within their limits, and flags. */
import { parseArgs } from "node:util";

/** A whole number `low..high`; `byDefault` undefined: nothing is assumed when it is not said. */
export interface NumberWish {
  readonly byDefault: number | undefined;
  readonly low: number;
  readonly high: number;
}

export type Wished<N extends Record<string, NumberWish>, F extends string> = {
  readonly [K in keyof N]: N[K]["byDefault"] extends number ? number : number | undefined;
} & { readonly [K in F]: boolean };

/** One sentence when something asked for is nonsense or unknown. */
export function readWishes<const N extends Record<string, NumberWish>, const F extends string>(
  args: readonly string[],
  numbers: N,
  flags: readonly F[],
): Wished<N, F> | string {
  let values: Record<string, unknown>;
  try {
    const text = Object.keys(numbers).map((name) => [name, { type: "string" }] as const);
    const flag = flags.map((name) => [name, { type: "boolean", default: false }] as const);
    ({ values } = parseArgs({ args: [...args], options: Object.fromEntries([...text, ...flag]) }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const wished: Record<string, unknown> = Object.fromEntries(flags.map((name) => [name, values[name]]));
  for (const [name, { byDefault, low, high }] of Object.entries(numbers)) {
    const said = values[name];
    const value = said === undefined ? byDefault : Number(said);
    if (value !== undefined && !(Number.isInteger(value) && value >= low && value <= high))
      return `--${name} must be a whole number from ${low} to ${high}, not "${said ?? byDefault}"`;
    wished[name] = value;
  }
  return wished as Wished<N, F>;
}
