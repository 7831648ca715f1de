/** One root cause instead of many symptoms: what follows from an alarm that stands is not shown beside it. */
import { FAULTS, type FaultName } from "../../protocol/index.ts";
import { type AlarmCode, alarmKind } from "./office-alarms.ts";

/** Causes and what they make appear; in order of what explains more. */
const SYMPTOMS: readonly (readonly [cause: FaultName, symptoms: readonly AlarmCode[]])[] = [
  ["mainsLow", ["linkLost", "warmUpTooSlow", "heaterOpen"]],
  ["cutoffOpen", ["heaterOpen", "warmUpTooSlow"]],
  ["thermistorOpen", ["thermistorsDisagree", "warmUpTooSlow", "heaterOpen"]],
  ["thermistorShort", ["thermistorsDisagree", "warmUpTooSlow"]],
  ["thermistorDetached", ["thermistorsDisagree", "warmUpTooSlow"]],
  ["fanFailed", ["airflowWeak", "filterDusty"]],
  ["airflowWeak", ["filterDusty"]],
  ["ribbonOut", ["ribbonLow", "ribbonNotRecognised"]],
  ["ribbonNotRecognised", ["ribbonLow"]],
  ["ribbonBroken", ["ribbonLow"]],
  ["filmOut", ["filmLow", "filmNotRecognised", "filmMarkNotFound"]],
  ["filmNotRecognised", ["filmLow", "filmMarkNotFound"]],
  ["filmBroken", ["filmLow", "filmMarkNotFound"]],
  ["blanksEmpty", ["blanksLow", "jamHopper"]],
];

/** For each suppressed code of one printer the code that explains it. */
export function rootCauses(standing: ReadonlySet<AlarmCode>): ReadonlyMap<AlarmCode, AlarmCode> {
  const found = new Map<AlarmCode, AlarmCode>();
  if (standing.size < 2) return found;
  for (const [cause, symptoms] of SYMPTOMS) {
    if (!standing.has(cause) || found.has(cause)) continue;
    for (const symptom of symptoms) if (standing.has(symptom) && !found.has(symptom)) found.set(symptom, cause);
  }
  // Of a machine that is not heard nothing is known but what had stopped it: no conditions, no forecasts.
  if (!standing.has("linkLost") || found.has("linkLost")) return found;
  for (const code of standing) if (isHearsay(code) && !found.has(code)) found.set(code, "linkLost");
  return found;
}

function isHearsay(code: AlarmCode): boolean {
  if (code === "linkLost") return false;
  if (alarmKind(code).priority === "P3") return true;
  return Object.hasOwn(FAULTS, code) && FAULTS[code as FaultName].severity === "condition";
}
