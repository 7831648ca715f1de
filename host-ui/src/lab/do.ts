/** One act of the lab: no question before it, for nothing real is touched; its outcome is shown all the same. */
import { order } from "../frame/ask.ts";

export interface Hand {
  /** Simulated printer; "" for what concerns the whole world. */
  readonly printer: string;
  readonly again: () => void;
}

/** `name` without `lab.`. */
export async function lab(
  hand: Hand,
  name: string,
  input: Readonly<Record<string, unknown>>,
  label: string,
): Promise<void> {
  const { printer, again } = hand;
  const whole = printer === "" ? input : { printer, ...input };
  await order(`lab.${name}`, whole, printer === "" ? label : `${label} · ${printer}`);
  again();
}
