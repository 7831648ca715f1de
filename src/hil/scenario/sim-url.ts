/** The setup of a scenario as the URL of a simulated printer. */
import { parseQuantity } from "./quantity.ts";
import type { Scenario } from "./schema.ts";

export function simUrl(setup: Scenario["setup"], seed: number): string {
  const options = new URLSearchParams({ seed: String(seed), operator: "none" });
  const set = (key: string, value: string | number | undefined): void => {
    if (value !== undefined) options.set(key, String(value));
  };
  set("room", setup.room === undefined ? undefined : (parseQuantity(setup.room)?.amount ?? Number.NaN));
  set("fan", setup.fan);
  set("supplies", setup.supplies);
  set("sensors", setup.sensors?.join(","));
  set("nip", setup.nip);
  set("baud", setup.baud);
  set("loss", setup.loss);
  set("corrupt", setup.corrupt);
  return `sim:${setup.profile}?${options.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}
