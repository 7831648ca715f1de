/** The roller's curve of each printer that this page shows, collected from the first question on. */
import { effect } from "@preact/signals";
import { History } from "../history.ts";
import { printerSignal } from "../store.ts";

const histories = new Map<string, History>();

export function historyOf(name: string): History {
  const known = histories.get(name);
  if (known !== undefined) return known;
  const made = new History();
  histories.set(name, made);
  effect(() => {
    const temps = printerSignal(name).value?.temps;
    if (temps !== undefined) made.add(temps.atMs, temps.roller, temps.setpoint);
  });
  return made;
}
