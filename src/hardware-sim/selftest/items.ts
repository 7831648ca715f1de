/**
 * What the self-test measures, one item after another. Each is stepped with every tick of the firmware and sees only what
 * its sensors say: a finding is a number, held against limits.
 */
import { faultNames, type SelfTestItemName, STOP_FAULTS } from "../../protocol/index.ts";
import { heaterWatts, NODE, Plant, plantAtRest, type ThermalProfile } from "../../thermal/index.ts";
import { has } from "../capabilities.ts";
import { sensorsSeeCard } from "../card-path.ts";
import type { Core } from "../core.ts";
import { encoderAnswerMs } from "../encoder.ts";
import { heatForbidden } from "../heater-control.ts";
import { motorMilliampere } from "../motor.ts";
import { NV_HEADER, nvBadCopies, SETTINGS_SLOTS } from "../nvram.ts";
import { CELL_WRITES_MAX, settingsSlot, testPlaceBadCopies } from "../settings/store.ts";
import { tagType } from "../supplies.ts";
import { fanRpm } from "../surroundings.ts";
import type { SelfTestRun } from "./state.ts";

/** A measured number, why nothing was measured, or `undefined`: not finished yet. */
export type Measured = number | { readonly notRun: string } | { readonly failed: string } | undefined;

export interface SelfTestItem {
  readonly name: SelfTestItemName;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  /** This machine has nothing to measure here. */
  readonly absent?: (core: Core) => boolean;
  /** `seconds` since the item began. */
  step(core: Core, run: SelfTestRun, seconds: number): Measured;
}

/** Copies spoilt by a torn write happen; many are a sign of worn cells [E]. */
const REPAIRS_MAX = 20;
/** Let rotor, motor and sensors settle, s [E]. */
const FAN_SECONDS = 2.5;
const MOTOR_SECONDS = 1;
const DRIFT_SETTLE_SECONDS = 12;
const SLOPE_SECONDS = 8;
const HEATING_SECONDS = 20;
/** Above this the heater would run into the guards: the roller cools first, for so long at most. */
const HEATING_FROM_CELSIUS_MAX = 130;
const COOLING_SECONDS_MAX = 900;
/** Set-point above the reading while the heater runs at full power, K, and its ceiling, C. */
const HEATING_KELVIN = 60;
const HEATING_CELSIUS_MAX = 175;

const now = (measure: (core: Core) => number): SelfTestItem["step"] => measure;

const sensor = (read: (core: Core) => number): SelfTestItem["step"] => now(read);

export const SELFTEST_TABLE: readonly SelfTestItem[] = [
  { name: "memoryCopies", unit: "", low: 0, high: 0, step: now(spoiltCopies) },
  { name: "memoryRepairs", unit: "", low: 0, high: REPAIRS_MAX, step: now((core) => core.state.nvram.repairs) },
  { name: "memoryWear", unit: "%", low: 0, high: 90, step: now(wearPercent) },
  { name: "mains", unit: "V", low: 195, high: 253, step: now((core) => core.state.world.mainsVolt) },
  { name: "headSensor", unit: "C", low: -10, high: 95, step: sensor((core) => core.state.ram.heat.headCelsius) },
  { name: "rollerSensor", unit: "C", low: -10, high: 190, step: sensor((core) => core.state.ram.heat.rollerCelsius) },
  {
    name: "rollerSensorsApart",
    unit: "K",
    low: -8,
    high: 8,
    absent: (core) => !has(core, "roller2"),
    step: sensor(({ state: { ram } }) => ram.heat.rollerCelsius - ram.heat.roller2Celsius),
  },
  { name: "cover", unit: "", low: 0, high: 0, step: now((core) => (core.state.world.coverOpen ? 1 : 0)) },
  { name: "pathClear", unit: "", low: 0, high: 0, step: now((core) => (sensorsSeeCard(core) ? 1 : 0)) },
  { name: "ribbonTag", unit: "", low: 1, high: 1, step: now((core) => tagFits(core, "ribbon")) },
  { name: "filmTag", unit: "", low: 1, high: 1, step: now((core) => tagFits(core, "film")) },
  {
    name: "encoder",
    unit: "ms",
    low: 0,
    high: 50,
    step: (core) => encoderAnswerMs(core) ?? { failed: "the encoder does not answer" },
  },
  { name: "motorRest", unit: "mA", low: 20, high: 150, step: now(motorMilliampere) },
  { name: "motorMoving", unit: "mA", low: 200, high: 900, step: motorMoving },
  { name: "fanRotor", unit: "rpm", low: 1_960, high: 3_640, step: fanRotor },
  { name: "rollerDrift", unit: "K/s", low: -1.5, high: 0.3, step: rollerDrift },
  { name: "heater", unit: "%", low: 80, high: 120, step: heater },
];

/** Header, settings and the test place, written with both patterns. */
function spoiltCopies(core: Core): number {
  const { nvram, ram } = core.state;
  const kept = nvBadCopies(nvram, NV_HEADER) + nvBadCopies(nvram, settingsSlot(ram.settings.seq));
  return kept + testPlaceBadCopies(core);
}

function wearPercent(core: Core): number {
  return (100 * core.state.ram.settings.seq) / SETTINGS_SLOTS / CELL_WRITES_MAX;
}

const tagFits = (core: Core, spool: "ribbon" | "film"): number =>
  tagType(core, spool) === core.spec.supplyType ? 1 : 0;

function motorMoving(core: Core, run: SelfTestRun, seconds: number): Measured {
  run.motor = true;
  if (seconds < MOTOR_SECONDS) return undefined;
  const milliampere = motorMilliampere(core);
  run.motor = false;
  return milliampere;
}

function fanRotor(core: Core, run: SelfTestRun, seconds: number): Measured {
  run.fan = true;
  return seconds < FAN_SECONDS ? undefined : fanRpm(core);
}

/** Slope of the reading with the heater off, after what the core still gives off. A drifting sensor climbs. */
function rollerDrift(core: Core, run: SelfTestRun, seconds: number): Measured {
  core.state.ram.setpointCelsius = 0;
  return seconds < DRIFT_SETTLE_SECONDS ? undefined : slope(core, run, seconds);
}

/** K/s over {@link SLOPE_SECONDS}, from the first call on. Uses the first two marks. */
function slope(core: Core, run: SelfTestRun, seconds: number): number | undefined {
  const { rollerCelsius } = core.state.ram.heat;
  run.marks[0] ??= seconds;
  run.marks[1] ??= rollerCelsius;
  const since = seconds - run.marks[0];
  return since < SLOPE_SECONDS ? undefined : (rollerCelsius - run.marks[1]) / since;
}

/**
 * Rise of the reading under full power, less what it was doing before, against the rise of a sound machine of this model at
 * this voltage. Heat is linear, so this holds at any temperature.
 */
function heater(core: Core, run: SelfTestRun, seconds: number): Measured {
  const { ram, world } = core.state;
  const { marks } = run;
  const reading = ram.heat.rollerCelsius;
  if (heatForbidden(core))
    return run.fullPower ? { failed: "a fault stopped the heat" } : { notRun: `heat is forbidden: ${whyNoHeat(core)}` };
  if (marks[2] === undefined) {
    if (marks[0] === undefined && reading > HEATING_FROM_CELSIUS_MAX) {
      return seconds < COOLING_SECONDS_MAX ? undefined : { notRun: "the roller does not cool down" };
    }
    const before = slope(core, run, seconds);
    if (before !== undefined) {
      marks.splice(0, marks.length, before, seconds, reading);
      ram.setpointCelsius = Math.min(HEATING_CELSIUS_MAX, reading + HEATING_KELVIN);
      run.fullPower = true;
    }
    return undefined;
  }
  if (ram.setpointCelsius === 0) return { failed: "the heat was taken away" };
  const [slopeBefore = 0, sinceSeconds = 0, readingBefore = 0] = marks;
  const heated = seconds - sinceSeconds;
  if (heated < HEATING_SECONDS) return undefined;
  run.fullPower = false;
  ram.setpointCelsius = 0;
  const rise = reading - readingBefore - slopeBefore * heated;
  const { thermal } = core.spec;
  const power = heaterWatts(thermal, 1, world.mainsVolt) / thermal.heaterWatt;
  return (100 * rise) / (soundRise(thermal, heated) * power);
}

/** In words, what stands against heat. */
function whyNoHeat(core: Core): string {
  const { faultLow, faultHigh } = core.state.ram;
  const faults = faultNames(faultLow & STOP_FAULTS.low, faultHigh & STOP_FAULTS.high);
  return faults.length === 0 ? "the printer is not ready" : `${faults.join(", ")} not cleared`;
}

/** K that the thermistor of a sound machine rises in so many seconds of nominal full power. */
function soundRise(thermal: ThermalProfile, seconds: number): number {
  const plant = new Plant(thermal, 25);
  plant.step(Math.round(seconds * 1e6), { ...plantAtRest(25), heaterWatt: thermal.heaterWatt });
  return plant.celsius[NODE.thermistor]! - 25;
}
