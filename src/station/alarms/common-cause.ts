/** One cause, one alarm: what stands at every printer of an office is not each printer's own trouble. */
import type { FaultName } from "../../protocol/index.ts";
import type { Alarm } from "../api.ts";

/** Faults that come from outside the printer: the network or the mains. In order of what explains more. */
const OUTSIDE_CAUSES: readonly FaultName[] = ["mainsLow", "linkLost"];

/** The oldest alarm of a cause from outside that all (at least two) printers have; undefined when there is none. */
export function commonCause(alarmsOfPrinters: readonly (readonly Alarm[])[]): Alarm | undefined {
  if (alarmsOfPrinters.length < 2) return undefined;
  for (const code of OUTSIDE_CAUSES) {
    const found: Alarm[] = [];
    for (const alarms of alarmsOfPrinters) {
      const alarm = alarms.find((candidate) => candidate.code === code);
      if (alarm !== undefined) found.push(alarm);
    }
    if (found.length === alarmsOfPrinters.length) {
      return found.reduce((oldest, alarm) => (alarm.raisedAtMs < oldest.raisedAtMs ? alarm : oldest));
    }
  }
  return undefined;
}
