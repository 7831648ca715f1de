/** The heater as the firmware runs it: readings, guards, lease, control. Heat is allowed only while everything agrees. */
import { FAULT_CODE, PARAM } from "../protocol/index.ts";
import {
  type CardApproach,
  type GuardInput,
  type GuardVerdict,
  heaterWatts,
  heatIsMissing,
  heldDuty,
  heldGateOpen,
  justInTimeGateOpen,
  leaseAlive,
  leaseLastsThroughNip,
  NO_CARD,
  NO_HINT,
  NODE,
  newGuards,
  newJustInTime,
  newRollerControl,
  newSensorPair,
  newSurfaceEstimate,
  noteRollerHeat,
  type RollerControlInput,
  resetRollerControl,
  stepCutoff,
  stepGuards,
  stepJustInTime,
  stepRollerControl,
  stepSensorPair,
  stepSurfaceEstimate,
  watchRoller,
} from "../thermal/index.ts";
import { type Core, TICK_US } from "./core.ts";
import { isFaulted, stands } from "./fault-bits.ts";
import { raiseFault } from "./faults.ts";
import { readSensors } from "./sensors.ts";
import { endTrial } from "./settings/gain-trial.ts";
import type { HeatState } from "./state.ts";
import { cardApproach, heldUpSeconds } from "./steps/timetable.ts";

/** Inputs of the thermal room's steps: used ten times a second, so they are made once and filled in place. */
const guardInput: GuardInput = { counts: 0, setpointCelsius: 0, duty: 0, mainsVolt: 0, cardInNip: false, dtSeconds: 0 };
const controlInput: RollerControlInput = { setpointCelsius: 0, readingCelsius: 0, mainsVolt: 0, card: NO_CARD };
const announcedCard: CardApproach = { secondsToNip: -1, inNipSeconds: -1 };
const gains = { kp: 0, ki: 0, kd: 0 };

/** Faults that say that the roller's sensor is not to be believed. */
const SENSOR_FAULTS = ["thermistorOpen", "thermistorShort", "thermistorDetached", "thermistorsDisagree"] as const;

/** An announced card that does not come is kept heat for so long, s. */
const ANNOUNCED_LATE_SECONDS = 10;
/** One that has still not come after so long is forgotten, s. */
const FORGOTTEN_SECONDS = 120;
/** Full power for so long without a break is a warm-up, s. */
const BURN_SECONDS = 2;
/** Longer since the last look, s: the loop was idle. */
const SLOW_LOOP_SECONDS = 0.35;

/** Reading up to which an injected drift takes the roller's sensor, C. */
const DRIFT_CELSIUS_MAX = 210;

export function newHeat(): HeatState {
  return {
    rollerCelsius: 0,
    roller2Celsius: 0,
    pair: newSensorPair(),
    headCelsius: 0,
    control: newRollerControl(),
    surface: newSurfaceEstimate(),
    guards: newGuards(),
    justInTime: newJustInTime(),
  };
}

/** Reads the sensors and lets the guards judge; raises what they find. `dtSeconds` since the last look. */
export function watchHeat(core: Core, dtSeconds: number): void {
  const { ram, world } = core.state;
  const { heat } = ram;
  const celsius = core.plant.celsius;
  if (ram.gainsBefore !== null) endTrial(core);
  drift(core, dtSeconds);
  const counts = readSensors(core);
  guardInput.counts = counts;
  guardInput.setpointCelsius = guardedCelsius(core);
  guardInput.duty = ram.duty;
  guardInput.mainsVolt = world.mainsVolt;
  guardInput.cardInNip = core.inputs.surfaceLoadWatt !== 0;
  guardInput.dtSeconds = dtSeconds;
  const verdict = judge(core);
  const reading = heat.guards.sensor.acceptedCelsius;
  stepSurfaceEstimate(heat.surface, core.spec.thermal, reading, dtSeconds);
  // A loop that has run slowly, for nothing was warm, says nothing of the roller's inside: begin with the reading.
  if (dtSeconds > SLOW_LOOP_SECONDS) heat.justInTime.sight.primed = false;
  watchRoller(heat.justInTime, core.spec.thermal, reading, heat.headCelsius, world.mainsVolt, ram.announced ?? NO_HINT);
  if (stepCutoff(world.cutoff, core.spec.thermal, celsius[NODE.core]!) && !stands(core, "cutoffOpen")) {
    raiseFault(core, "cutoffOpen", Math.round(heat.rollerCelsius * 10));
  }
  if (verdict !== "none" && !stands(core, verdict)) raiseFault(core, verdict, Math.round(heat.rollerCelsius * 10));
  // A sensor that is plainly broken is called by its own name.
  const apart = stepSensorPair(heat.pair, heat.rollerCelsius, heat.roller2Celsius, dtSeconds);
  if (apart && !stands(core, "thermistorsDisagree") && !isFaulted(core)) {
    raiseFault(core, "thermistorsDisagree", Math.round((heat.rollerCelsius - heat.roller2Celsius) * 10));
  }
}

/**
 * While a sensor is known to lie nothing is concluded from it, and heat is off: guards begin anew when it has been mended. A reading
 * that falls back after it was out of bounds is no new fault either.
 */
function judge(core: Core): GuardVerdict {
  const { heat } = core.state.ram;
  const verdict = stepGuards(heat.guards, core.spec.thermal, guardInput);
  if (!isFaulted(core)) return verdict;
  const lies = SENSOR_FAULTS.some((name) => stands(core, name));
  const jumps = verdict === "thermistorDetached" || verdict === "thermistorShort";
  if (!lies && !(jumps && stands(core, "rollerOverTemperature"))) return verdict;
  heat.guards = newGuards();
  heat.surface = newSurfaceEstimate();
  return "none";
}

/**
 * The set-point that the guards hold the roller to. For an announced card the roller is left to cool on purpose, and is then kept
 * just below it or heats at full power without a break: only the latter is a warm-up. Power that nobody commanded, and power that does
 * not arrive, are looked for all the time.
 */
function guardedCelsius({ state: { ram } }: Core): number {
  if (ram.announced === null) return ram.setpointCelsius;
  return ram.heat.justInTime.burnSeconds > BURN_SECONDS ? ram.setpointCelsius : 0;
}

/** A sensor that was told to drift does so. */
function drift(core: Core, dtSeconds: number): void {
  const { rollerSensor, injections } = core.state.world;
  const drifts = injections["rollerOverTemperature"];
  if (drifts === undefined) return;
  const seen = core.plant.celsius[NODE.thermistor]! + rollerSensor.offsetKelvin;
  if (seen < DRIFT_CELSIUS_MAX) rollerSensor.offsetKelvin += drifts.value * dtSeconds;
}

/** May a card enter the nip now, by what the firmware can know of the roller's surface? */
export function gateIsOpen(core: Core): boolean {
  const { numbers } = core.state.ram.settings;
  const low = numbers[PARAM.gateLowDecicelsius]! / 10;
  const high = numbers[PARAM.gateHighDecicelsius]! / 10;
  const { surface, guards, justInTime } = core.state.ram.heat;
  if (heatIsMissing(guards, core.spec.thermal, core.state.world.mainsVolt)) return false;
  if (!heatAllowed(core) || !leaseLastsThroughNip(core.state.ram.lease, core.state.nowUs)) return false;
  return core.state.ram.announced === null
    ? heldGateOpen(justInTime, surface, core.spec.thermal, low, high)
    : justInTimeGateOpen(justInTime, core.spec.thermal, low, high);
}

/** Nothing forbids heat: started up, healthy, closed, leased, and asked for. */
export function heatAllowed(core: Core): boolean {
  const { ram, world } = core.state;
  return ram.setpointCelsius > 0 && !heatForbidden(core) && leaseAlive(ram.lease, core.state.nowUs) && world.powered;
}

/** Something stands against heat whatever the host wants. */
export function heatForbidden(core: Core): boolean {
  const { ram, world } = core.state;
  return ram.life === "booting" || ram.shutdown || world.coverOpen || isFaulted(core);
}

/** One control period. Sets the heater's power for the time to the next tick, which is `nextUs`. */
export function controlHeat(core: Core, nextUs: number): void {
  const { ram, world, nowUs } = core.state;
  const { heat } = ram;
  if (ram.setpointCelsius > 0 && (heatForbidden(core) || !leaseAlive(ram.lease, nowUs))) {
    core.print(leaseAlive(ram.lease, nowUs) ? "heat forbidden, set-point 0" : "lease ran out, set-point 0");
    ram.setpointCelsius = 0;
    core.statusNow();
  }
  if (ram.setpointCelsius === 0) ram.announced = null;
  const card = ram.announced === null || ram.selfTest !== null ? undefined : nextCard(core, ram.announced.nipAtUs);
  const lateUs = ram.announced === null ? 0 : nowUs - ram.announced.nipAtUs;
  if (card !== undefined && card.secondsToNip < 0 && card.inNipSeconds < 0 && lateUs > FORGOTTEN_SECONDS * 1e6) {
    // A word that nobody takes back must not keep the roller cold for ever: the set-point is held again.
    ram.announced = null;
    core.statusNow();
  }
  if (nextUs - nowUs > TICK_US && ram.setpointCelsius === 0) {
    resetRollerControl(heat.control);
    ram.duty = 0;
  } else if (card !== undefined && ram.announced !== null) {
    resetRollerControl(heat.control);
    const low = ram.settings.numbers[PARAM.gateLowDecicelsius]! / 10;
    ram.duty = stepJustInTime(heat.justInTime, core.spec.thermal, card, low);
  } else {
    const { numbers } = ram.settings;
    gains.kp = numbers[PARAM.kpMicro]! / 1e6;
    gains.ki = numbers[PARAM.kiMicro]! / 1e6;
    gains.kd = numbers[PARAM.kdMicro]! / 1e6;
    controlInput.setpointCelsius = ram.setpointCelsius;
    controlInput.readingCelsius = heat.guards.sensor.acceptedCelsius;
    controlInput.mainsVolt = world.mainsVolt;
    controlInput.card = cardApproach(core);
    ram.duty = stepRollerControl(heat.control, core.spec.thermal, controlInput, gains);
    // A card that waits before the nip is heated for by the forecast that lets it in, announced or not.
    if (controlInput.card.secondsToNip === 0) {
      ram.duty = Math.max(ram.duty, heldDuty(heat.justInTime, core.spec.thermal, ram.setpointCelsius));
    }
    if (ram.selfTest?.fullPower === true && ram.setpointCelsius > 0) ram.duty = 1;
  }
  // A lease that ends before the next tick ends now: power is 0 within it, never after it.
  if (ram.lease.untilUs < nextUs) ram.duty = 0;
  const allowed = heatAllowed(core);
  powerHeater(core, allowed);
  const commanded = allowed ? heaterWatts(core.spec.thermal, ram.duty, world.mainsVolt) : 0;
  noteRollerHeat(
    heat.justInTime,
    core.spec.thermal,
    commanded,
    core.inputs.surfaceLoadWatt !== 0,
    core.inputs.printing,
  );
}

/** The card on its way, by the steps that run, or else by the host's word; one that does not come is waited for a little. */
function nextCard(core: Core, nipAtUs: number): CardApproach {
  const card = cardApproach(core);
  if (card.inNipSeconds >= 0 || card.secondsToNip >= 0) return card;
  // A picture that is held up may go on at any time: the roller stays near.
  const heldUp = heldUpSeconds(core);
  const leftSeconds = heldUp >= 0 ? heldUp : (nipAtUs - core.state.nowUs) / 1e6;
  // Once a card has gone through since then, it was that one: nobody is late.
  const came = heldUp < 0 && core.state.ram.heat.justInTime.sinceNipSeconds <= -leftSeconds;
  announcedCard.secondsToNip = came || leftSeconds < -ANNOUNCED_LATE_SECONDS ? -1 : Math.max(0, leftSeconds);
  return announcedCard;
}

/** Electrical power from duty, relay, mains and whatever is broken, after something has happened. */
export function applyHeater(core: Core): void {
  core.changes++;
  powerHeater(core, heatAllowed(core));
}

function powerHeater(core: Core, allowed: boolean): void {
  const { ram, world } = core.state;
  const { injections } = world;
  const stuck = injections["heaterStuckOn"];
  const relay = world.powered && (allowed || stuck?.value === 1);
  let duty = relay ? ram.duty : 0;
  if (stuck !== undefined && relay) duty = 1;
  const weak = injections["rollerUnderTemperature"] ?? injections["warmUpTooSlow"];
  if (weak !== undefined) duty *= weak.value;
  if (injections["heaterOpen"] !== undefined || world.cutoff.open) duty = 0;
  core.inputs.heaterWatt = heaterWatts(core.spec.thermal, duty, world.mainsVolt);
}

/** Codes whose standing shows as `guardTripped`. */
export const GUARD_FAULTS = (
  [
    "rollerOverTemperature",
    "heaterOpen",
    "heaterStuckOn",
    "thermistorOpen",
    "thermistorShort",
    "thermistorDetached",
    "thermistorsDisagree",
    "warmUpTooSlow",
    "cutoffOpen",
  ] as const
).map((name) => FAULT_CODE[name]);
