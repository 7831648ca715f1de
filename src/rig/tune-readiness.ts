/** May an engine be tuned now, by its `status_path`? */
import { CARD_STOP, ENGINE_STATE, FAULTS, FIELD, faultNames, nameOf, SENSOR, u32 } from "../protocol/index.ts";

const P = FIELD.status_path;

/** `words` is empty when nothing is against it; `wait`: it will pass by itself. */
export function readiness(row: Int32Array): { wait: boolean; words: string } {
  const state = row[P.state]!;
  const faults = faultNames(u32(row, P.fault_low), u32(row, P.fault_high)).filter(
    (fault) => FAULTS[fault].severity === "fault",
  );
  if (faults.length > 0) return { wait: false, words: `a fault stands: ${faults.join(", ")}` };
  if ((row[P.sensors]! & SENSOR.coverOpen) !== 0) return { wait: false, words: "the cover is open" };
  if (state === ENGINE_STATE.booting || state === ENGINE_STATE.filmInit)
    return { wait: true, words: "it is starting up" };
  if (state !== ENGINE_STATE.ready)
    return { wait: false, words: `the engine is not ready (${nameOf(ENGINE_STATE, state)})` };
  const stop = row[P.card_stop]!;
  if (stop !== CARD_STOP.none && stop !== CARD_STOP.hopper && stop !== CARD_STOP.output && stop !== CARD_STOP.reject) {
    return { wait: false, words: `a card is inside (${nameOf(CARD_STOP, stop)}); take it out first` };
  }
  return { wait: false, words: "" };
}
