/** Status rows: what the sensors and the firmware say, as numbers in table order. */
import {
  CAPABILITY,
  CARD_STOP,
  ENGINE_STATE,
  FIELD,
  HEAT_FLAG,
  NO_SENSOR_CENTICELSIUS,
  RESPONSES,
  SENSOR,
  SUPPLY_TYPE,
} from "../protocol/index.ts";
import { leaseAlive, leaseLeftMs, NODE } from "../thermal/index.ts";
import { hasSensor } from "./capabilities.ts";
import { sensedStop } from "./card-path.ts";
import type { Core } from "./core.ts";
import { isFaulted, wireClock } from "./fault-bits.ts";
import { GUARD_FAULTS, heatAllowed } from "./heater-control.ts";
import { motorMilliampere } from "./motor.ts";
import { MAINS_LOW_VOLT } from "./power.ts";
import { cleaningDue, filmTag, hopperEmpty, isUnlimited, outputIsFull, rejectIsFull, ribbonTag } from "./supplies.ts";
import { fanRpm } from "./surroundings.ts";

const HEAT = FIELD.status_heat;
const PATH = FIELD.status_path;

const fieldsIn = (format: string): number => format.split(" ").length;
export const HEAT_FIELDS = fieldsIn(RESPONSES.status_heat);
export const PATH_FIELDS = fieldsIn(RESPONSES.status_path);

/** `ENGINE_STATE` now. */
export function engineState(core: Core): number {
  const { ram, world } = core.state;
  if (!world.powered) return ENGINE_STATE.off;
  if (ram.life === "booting") return ENGINE_STATE.booting;
  if (ram.life === "filmInit") return ENGINE_STATE.filmInit;
  if (ram.shutdown) return ENGINE_STATE.shutdown;
  if (isFaulted(core)) return ENGINE_STATE.faulted;
  return ram.cardStep !== null || ram.filmStep !== null ? ENGINE_STATE.busy : ENGINE_STATE.ready;
}

export function fillHeat(core: Core, row: Int32Array): void {
  const { ram, world, nowUs } = core.state;
  const { heat } = ram;
  row[HEAT.clock] = wireClock(core);
  row[HEAT.flags] = heatFlags(core);
  row[HEAT.roller_centicelsius] = Math.round(heat.rollerCelsius * 100);
  row[HEAT.roller2_centicelsius] = hasSensor(core, CAPABILITY.roller2)
    ? Math.round(heat.roller2Celsius * 100)
    : NO_SENSOR_CENTICELSIUS;
  row[HEAT.head_centicelsius] = Math.round(heat.headCelsius * 100);
  row[HEAT.hotzone_centicelsius] = hasSensor(core, CAPABILITY.hotZoneSensor)
    ? Math.round(core.plant.celsius[NODE.hotZone]! * 100)
    : NO_SENSOR_CENTICELSIUS;
  row[HEAT.exit_centicelsius] = ram.exitCelsius === null ? NO_SENSOR_CENTICELSIUS : Math.round(ram.exitCelsius * 100);
  row[HEAT.setpoint_centicelsius] = Math.round(ram.setpointCelsius * 100);
  row[HEAT.duty_permille] = Math.round(ram.duty * 1000);
  row[HEAT.fan_permille] = ram.fanPermille;
  row[HEAT.fan_rpm] = fanRpm(core);
  row[HEAT.lease_ms] = leaseLeftMs(ram.lease, nowUs);
  row[HEAT.mains_decivolt] = Math.round(world.mainsVolt * 10);
  row[HEAT.motor_milliampere] = motorMilliampere(core);
}

function heatFlags(core: Core): number {
  const { ram, world, nowUs } = core.state;
  let flags = 0;
  if (heatAllowed(core)) flags |= HEAT_FLAG.heaterRelay;
  if (leaseAlive(ram.lease, nowUs)) flags |= HEAT_FLAG.leaseAlive;
  if (ram.headPaused) flags |= HEAT_FLAG.headPaused;
  if (ram.faultLow !== 0 || ram.faultHigh !== 0) {
    for (const code of GUARD_FAULTS) {
      if (((code < 32 ? ram.faultLow : ram.faultHigh) >>> (code & 31)) & 1) flags |= HEAT_FLAG.guardTripped;
    }
  }
  if (world.cutoff.open) flags |= HEAT_FLAG.cutoffOpen;
  if (world.mainsVolt < MAINS_LOW_VOLT) flags |= HEAT_FLAG.mainsLow;
  if (ram.announced !== null) flags |= HEAT_FLAG.justInTime;
  return flags;
}

/** Brings `said` up to what holds now, but for its clock; false when nothing has changed. Ten times a second, and mostly nothing has. */
export function notePath(core: Core, said: number[]): boolean {
  const { ram, world } = core.state;
  const { cardStep, filmStep, keep } = ram;
  const ribbon = ribbonTag(core);
  const film = filmTag(core);
  let changes = note(said, PATH.state, engineState(core));
  if (cardStep === null) {
    changes += note(said, PATH.step_id, 0) + note(said, PATH.step_kind, 0) + note(said, PATH.step_phase, 0);
  } else {
    changes += note(said, PATH.step_id, cardStep.id) + note(said, PATH.step_kind, cardStep.kind);
    changes += note(said, PATH.step_phase, cardStep.phase);
  }
  changes += note(said, PATH.done_id, ram.doneId) + note(said, PATH.done_result, ram.doneResult);
  changes += note(said, PATH.done_fault, ram.doneFault) + note(said, PATH.film_step_id, filmStep?.id ?? 0);
  changes += note(said, PATH.film_done_id, ram.filmDoneId) + note(said, PATH.film_done_result, ram.filmDoneResult);
  changes += note(said, PATH.film_done_fault, ram.filmDoneFault) + note(said, PATH.card_stop, ram.cardStop);
  changes += note(said, PATH.card_flags, keep.cardFlags) + note(said, PATH.film_state, ram.filmState);
  changes += note(said, PATH.sensors, sensorBits(core, ribbon, film));
  changes += note(said, PATH.ribbon_type, ribbon) + note(said, PATH.ribbon_left, world.ribbon.left);
  changes += note(said, PATH.film_type, film) + note(said, PATH.film_left, world.film.left);
  changes += note(said, PATH.fault_low, ram.faultLow) + note(said, PATH.fault_high, ram.faultHigh);
  return changes + note(said, PATH.cards_out, keep.cardsOut) > 0;
}

/** 1 when it was otherwise. As it travels: the pattern of 32 bits. */
function note(said: number[], at: number, value: number): 0 | 1 {
  if (said[at] === (value | 0)) return 0;
  said[at] = value | 0;
  return 1;
}

/** The switches and light barriers of the path, and which of the spools' tags (`SUPPLY_TYPE`) can be read. */
function sensorBits(core: Core, ribbon: number, film: number): number {
  const { world } = core.state;
  let bits = 0;
  if (world.coverOpen) bits |= SENSOR.coverOpen;
  if (!isUnlimited(core)) {
    if (hopperEmpty(core)) bits |= SENSOR.hopperEmpty;
    if (outputIsFull(core)) bits |= SENSOR.outputFull;
    if (rejectIsFull(core)) bits |= SENSOR.rejectFull;
    if (cleaningDue(core)) bits |= SENSOR.cleaningDue;
  }
  if (world.nipClosed) bits |= SENSOR.nipClosed;
  const stop = sensedStop(world.card);
  if (stop === CARD_STOP.encoder) bits |= SENSOR.cardAtEncoder;
  else if (stop === CARD_STOP.nip) bits |= SENSOR.cardAtNip;
  else if (stop !== CARD_STOP.none) bits |= SENSOR.cardAtExit;
  if (isTag(ribbon)) bits |= SENSOR.ribbonTagRead;
  if (isTag(film)) bits |= SENSOR.filmTagRead;
  return bits;
}

const isTag = (type: number): boolean => type !== SUPPLY_TYPE.none && type !== SUPPLY_TYPE.unknown;

/** The slow counters. */
export function sendCounters(core: Core): void {
  const { ram, world } = core.state;
  const { keep } = ram;
  core.send("status_counters", {
    clock: wireClock(core),
    ledger_high: keep.ledgerHigh,
    cards_rejected: keep.cardsRejected,
    boots: keep.boots,
    cards_since_cleaning: isUnlimited(core) ? 0 : keep.cardsSinceCleaning,
    blanks_left: isUnlimited(core) ? core.spec.blanksMax : world.hopper,
  });
}
