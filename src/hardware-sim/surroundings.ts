/** Fan, head pause and the plant's inputs other than the heater: what follows from the state at each tick. */
import { FAULT_CODE, STEP_KIND, STEP_PHASE } from "../protocol/index.ts";
import type { Core } from "./core.ts";
import { codeStands, isFaulted, setCondition, stands } from "./fault-bits.ts";
import { raiseFault } from "./faults.ts";
import { heatAllowed } from "./heater-control.ts";
import { NUMBER_AT } from "./settings/table.ts";

/** The fan must run above these, whatever the host wishes, C. */
export const FAN_ROLLER_CELSIUS = 60;
export const FAN_HEAD_CELSIUS = 50;
/** Rotor speed at full duty, rpm [E]. */
const FAN_RPM_NOMINAL = 2_800;
/** Below this the rotor counts as stopped, below that share of what it should do as weak. */
const FAN_STOPPED_RPM = 200;
const FAN_WEAK_SHARE = 0.7;
/** Told to turn at least this much, it has this long to start. */
const FAN_WATCHED_PERMILLE = 300;
const FAN_START_US = 3_000_000;

/** Below the first a picture would be pale, from the second on the head is warm enough, C [E]. */
const HEAD_COLD_CELSIUS = 5;
const HEAD_WARM_CELSIUS = 8;

const AIRFLOW_WEAK = FAULT_CODE.airflowWeak;
const HEAD_TOO_HOT = FAULT_CODE.headTooHot;
const HEAD_TOO_COLD = FAULT_CODE.headTooCold;

/** Speed of the rotor as the tachometer gives it. */
export function fanRpm(core: Core): number {
  const { ram, world } = core.state;
  if (!world.powered || world.injections["fanFailed"] !== undefined) return 0;
  return Math.round((FAN_RPM_NOMINAL * ram.fanPermille * rotorShare(core)) / 1000);
}

function rotorShare(core: Core): number {
  return core.state.world.injections["airflowWeak"]?.value ?? 1;
}

/** Decides the fan and watches that it obeys. */
export function runFan(core: Core): void {
  const { ram, nowUs } = core.state;
  const hot = ram.heat.rollerCelsius > FAN_ROLLER_CELSIUS || ram.heat.headCelsius > FAN_HEAD_CELSIUS;
  const forced = hot || isFaulted(core) || ram.shutdown || heatAllowed(core) || ram.selfTest?.fan === true;
  const rest = ram.settings.numbers[NUMBER_AT.fanRestPermille]!;
  const permille = forced ? 1000 : Math.max(rest, ram.fanWishPermille);
  if (permille !== ram.fanPermille) {
    ram.fanPermille = permille;
    core.changes++;
  }
  const rpm = fanRpm(core);
  const watched = ram.fanPermille >= FAN_WATCHED_PERMILLE;
  if (!watched || rpm >= FAN_STOPPED_RPM) ram.fanStillSinceUs = -1;
  else if (ram.fanStillSinceUs < 0) ram.fanStillSinceUs = nowUs;
  else if (nowUs - ram.fanStillSinceUs > FAN_START_US && !stands(core, "fanFailed")) raiseFault(core, "fanFailed", rpm);
  const should = (FAN_RPM_NOMINAL * ram.fanPermille) / 1000;
  const weak = watched && rpm >= FAN_STOPPED_RPM && rpm < FAN_WEAK_SHARE * should;
  if (weak !== codeStands(core, AIRFLOW_WEAK)) setCondition(core, "airflowWeak", weak, rpm);
}

/** The head's own protection: imaging waits above one temperature until below another. */
export function watchHead(core: Core, pauseCelsius: number, resumeCelsius: number): void {
  const { ram } = core.state;
  if (core.behaviours.protection === "off") ram.headPaused = false;
  else if (ram.heat.headCelsius >= pauseCelsius) ram.headPaused = true;
  else if (ram.heat.headCelsius <= resumeCelsius) ram.headPaused = false;
  if (ram.headPaused !== codeStands(core, HEAD_TOO_HOT)) {
    setCondition(core, "headTooHot", ram.headPaused, Math.round(ram.heat.headCelsius * 10));
  }
  if (ram.heat.headCelsius < HEAD_COLD_CELSIUS) ram.headCold = true;
  else if (ram.heat.headCelsius >= HEAD_WARM_CELSIUS) ram.headCold = false;
  if (ram.headCold !== codeStands(core, HEAD_TOO_COLD)) {
    setCondition(core, "headTooCold", ram.headCold, Math.round(ram.heat.headCelsius * 10));
  }
}

/** Everything that acts on the plant but heater, head and the card in the nip, from here to the next change. */
export function applySurroundings(core: Core): void {
  core.surroundingsSeenAt = core.changes;
  const { ram, world } = core.state;
  const { thermal } = core.spec;
  const { inputs } = core;
  inputs.roomCelsius = world.roomCelsius;
  if (!world.powered) {
    inputs.airflow = 0;
    inputs.chassisWatt = 0;
    inputs.motorsWatt = 0;
    inputs.headWatt = 0;
    inputs.printing = false;
    return;
  }
  const turning = world.injections["fanFailed"] === undefined ? rotorShare(core) : 0;
  inputs.airflow = (world.airflow * turning * ram.fanPermille) / 1000;
  const working = isWorking(core);
  inputs.printing = working;
  inputs.chassisWatt = thermal.chassisIdleWatt + (working ? thermal.chassisPrintingWatt : 0);
  inputs.motorsWatt = working ? thermal.motorsWatt : 0;
}

/** A step is under way and not merely waiting for heat. */
export function isWorking(core: Core): boolean {
  const { cardStep, filmStep } = core.state.ram;
  if (filmStep !== null && filmStep.beginUs >= 0 && filmStep.phase !== STEP_PHASE.waiting) return true;
  return (
    cardStep !== null &&
    cardStep.beginUs >= 0 &&
    cardStep.phase !== STEP_PHASE.heating &&
    cardStep.kind !== STEP_KIND.none
  );
}
