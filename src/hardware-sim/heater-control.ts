/** The heater as the firmware runs it: readings, guards, lease, control. Heat is allowed only while everything agrees. */
import { FAULT_CODE, PARAM } from "../protocol/index.ts";
import {
  ADC_COUNTS_MAX,
  countsToCelsius,
  type GuardInput,
  gateOpen,
  heaterWatts,
  leaseAlive,
  NO_CARD,
  NODE,
  newGuards,
  newRollerControl,
  newSurfaceEstimate,
  type RollerControlInput,
  readCounts,
  stepCutoff,
  stepGuards,
  stepRollerControl,
  stepSurfaceEstimate,
} from "../thermal/index.ts";
import { type Core, TICK_US } from "./core.ts";
import { isFaulted, stands } from "./fault-bits.ts";
import { raiseFault } from "./faults.ts";
import type { HeatState } from "./state.ts";
import { cardApproach } from "./steps/timetable.ts";

/** Temperatures by converter count: the same numbers as `countsToCelsius`, found faster. */
const CELSIUS_OF_COUNTS = Float64Array.from({ length: ADC_COUNTS_MAX + 1 }, (_, counts) => countsToCelsius(counts));

/** Inputs of the thermal room's steps: used ten times a second, so they are made once and filled in place. */
const guardInput: GuardInput = { counts: 0, setpointCelsius: 0, duty: 0, mainsVolt: 0, cardInNip: false, dtSeconds: 0 };
const controlInput: RollerControlInput = { setpointCelsius: 0, readingCelsius: 0, mainsVolt: 0, card: NO_CARD };
const gains = { kp: 0, ki: 0, kd: 0 };

/** How far an injected drift takes the roller's sensor, K. */
const DRIFT_KELVIN_MAX = 40;

export function newHeat(): HeatState {
  return {
    rollerCelsius: 0,
    headCelsius: 0,
    control: newRollerControl(),
    surface: newSurfaceEstimate(),
    guards: newGuards(),
  };
}

/** What the sensors say, before anything judges it: the first status after power-on must already be true. */
export function readSensors(core: Core): number {
  const { ram, world } = core.state;
  const celsius = core.plant.celsius;
  const counts = readCounts(world.rollerSensor, celsius[NODE.thermistor]!);
  ram.heat.headCelsius = CELSIUS_OF_COUNTS[readCounts(world.headSensor, celsius[NODE.head]!)]!;
  ram.heat.rollerCelsius = CELSIUS_OF_COUNTS[counts]!;
  return counts;
}

/** Reads the sensors and lets the guards judge; raises what they find. `dtSeconds` since the last look. */
export function watchHeat(core: Core, dtSeconds: number): void {
  const { ram, world } = core.state;
  const { heat } = ram;
  const celsius = core.plant.celsius;
  const drift = world.injections["rollerOverTemperature"];
  if (drift !== undefined) {
    const { offsetKelvin } = world.rollerSensor;
    world.rollerSensor.offsetKelvin = Math.min(DRIFT_KELVIN_MAX, offsetKelvin + drift.value * dtSeconds);
  }
  const counts = readSensors(core);
  guardInput.counts = counts;
  guardInput.setpointCelsius = ram.setpointCelsius;
  guardInput.duty = ram.duty;
  guardInput.mainsVolt = world.mainsVolt;
  guardInput.cardInNip = core.inputs.surfaceLoadWatt !== 0;
  guardInput.dtSeconds = dtSeconds;
  const verdict = stepGuards(heat.guards, core.spec.thermal, guardInput);
  stepSurfaceEstimate(heat.surface, core.spec.thermal, heat.guards.sensor.acceptedCelsius, dtSeconds);
  if (stepCutoff(world.cutoff, core.spec.thermal, celsius[NODE.core]!) && !stands(core, "cutoffOpen")) {
    raiseFault(core, "cutoffOpen", Math.round(heat.rollerCelsius * 10));
  }
  if (verdict !== "none" && !stands(core, verdict)) raiseFault(core, verdict, Math.round(heat.rollerCelsius * 10));
}

/** May a card enter the nip now, by what the firmware can know of the roller's surface? */
export function gateIsOpen(core: Core): boolean {
  const { params } = core.state.ram.keep;
  const low = params[PARAM.gateLowDecicelsius]! / 10;
  const high = params[PARAM.gateHighDecicelsius]! / 10;
  return heatAllowed(core) && gateOpen(core.state.ram.heat.surface, core.spec.thermal, low, high);
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
  }
  if (nextUs - nowUs > TICK_US && ram.setpointCelsius === 0) {
    heat.control = newRollerControl();
    ram.duty = 0;
  } else {
    const { params } = ram.keep;
    gains.kp = params[PARAM.kpMicro]! / 1e6;
    gains.ki = params[PARAM.kiMicro]! / 1e6;
    gains.kd = params[PARAM.kdMicro]! / 1e6;
    controlInput.setpointCelsius = ram.setpointCelsius;
    controlInput.readingCelsius = heat.guards.sensor.acceptedCelsius;
    controlInput.mainsVolt = world.mainsVolt;
    controlInput.card = cardApproach(core);
    ram.duty = stepRollerControl(heat.control, core.spec.thermal, controlInput, gains);
  }
  // A lease that ends before the next tick ends now: power is 0 within it, never after it.
  if (ram.lease.untilUs < nextUs) ram.duty = 0;
  applyHeater(core);
}

/** Electrical power from duty, relay, mains and whatever is broken. */
export function applyHeater(core: Core): void {
  const { ram, world } = core.state;
  const { injections } = world;
  const stuck = injections["heaterStuckOn"];
  const relay = world.powered && (heatAllowed(core) || stuck?.value === 1);
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
    "warmUpTooSlow",
    "cutoffOpen",
  ] as const
).map((name) => FAULT_CODE[name]);
