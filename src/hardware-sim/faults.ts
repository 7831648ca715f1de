/** Raising and clearing faults, and what the engine does at once about each. */
import {
  CARD_FLAG,
  FAULT_CODE,
  FAULT_PROOF,
  FAULTS,
  type FaultName,
  faultName,
  REFUSAL,
  STEP_RESULT,
} from "../protocol/index.ts";
import { flagCard, forgetCard, JAM_CODES, sensorsSeeCard } from "./card-path.ts";
import type { Core } from "./core.ts";
import { setFault, unsetFault } from "./fault-bits.ts";
import { type HaltCause, halt } from "./halt.ts";
import { readSensors } from "./sensors.ts";

/** The roller must be below this before a thermal fault is cleared, C. */
export const THERMAL_CLEAR_CELSIUS = 60;
/** Readings that a sound sensor of a machine at rest can show, C. */
const PLAUSIBLE_CELSIUS_MIN = -20;

const THERMAL_FAULTS: ReadonlySet<FaultName> = new Set<FaultName>([
  "rollerOverTemperature",
  "heaterOpen",
  "heaterStuckOn",
  "thermistorOpen",
  "thermistorShort",
  "thermistorDetached",
  "thermistorsDisagree",
  "fanFailed",
  "warmUpTooSlow",
  "cutoffOpen",
]);

/** Raises a fault. One that stops the printer halts it first: act, then tell. */
export function raiseFault(core: Core, name: FaultName, detail = 0): void {
  const row = FAULTS[name];
  if (row.severity !== "fault") {
    setFault(core, name, detail);
    return;
  }
  const cause: HaltCause = name === "coverOpen" ? "cover" : name === "emergencyStop" ? "emergency" : "fault";
  const code = FAULT_CODE[name];
  const distrusted = core.state.ram.keep.cardInside && (row.card === "byHand" || row.card === "rejected");
  if (JAM_CODES.has(code) || distrusted) flagCard(core, CARD_FLAG.suspect);
  halt(core, cause, name === "emergencyStop" ? STEP_RESULT.aborted : STEP_RESULT.failed, code);
  setFault(core, name, detail);
}

/** Why a fault may not be cleared with this proof, as `REFUSAL`, or `none`. */
export function clearRefusal(core: Core, code: number, proof: number): number {
  const name = faultName(code);
  if (name === undefined) return REFUSAL.badArgument;
  const needed = FAULTS[name].proof;
  const handed = proof >= FAULT_PROOF.hands;
  if ((needed === "hands" || needed === "service") && !handed) return REFUSAL.proofMissing;
  return stillThere(core, name) ? REFUSAL.proofMissing : REFUSAL.none;
}

/** Clears it. Clearing a jam whose card is gone by the sensors also forgets the card. */
export function clearFault(core: Core, code: number): void {
  const name = faultName(code);
  if (name === undefined) return;
  if (JAM_CODES.has(code) && !sensorsSeeCard(core)) forgetCard(core);
  unsetFault(core, name);
}

function stillThere(core: Core, name: FaultName): boolean {
  const { world, ram } = core.state;
  if (name === "coverOpen") return world.coverOpen;
  if (name === "emergencyStop") return ram.shutdown;
  if (name === "cutoffOpen" && world.cutoff.open) return true;
  if (name === "ribbonBroken" || name === "filmBroken" || name === "filmMarkNotFound") {
    return world.injections[name] !== undefined;
  }
  if (JAM_CODES.has(FAULT_CODE[name])) return sensorsSeeCard(core);
  if (THERMAL_FAULTS.has(name)) {
    // Read now: a sensor may have been mended since the last look.
    readSensors(core);
    const reading = ram.heat.rollerCelsius;
    return reading > THERMAL_CLEAR_CELSIUS || reading < PLAUSIBLE_CELSIUS_MIN;
  }
  return false;
}
