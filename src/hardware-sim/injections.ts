/** Faults that the lab can put in: how each is brought about. Always by its cause, never by setting the fault bit. */
import { type FaultName, SUPPLY_TYPE } from "../protocol/index.ts";
import { NODE } from "../thermal/index.ts";
import { emergencyStop } from "./commands.ts";
import type { Core } from "./core.ts";
import { raiseFault } from "./faults.ts";
import { nvSpoil } from "./nvram.ts";
import { powerCut, watchdogReset } from "./power.ts";

/** How an injected fault strikes. */
export interface InjectOptions {
  /** How often it strikes, 1..1000; default 1 for what happens to one card. Things that break stay broken until healed. */
  readonly times?: number;
  /**
   * Its strength: K/s for rollerOverTemperature (drift of the sensor up to 40 K, default 8), C for headTooHot (of the
   * head, default 85); share 0..1 for rollerUnderTemperature and warmUpTooSlow (of heater power, default 0.2) and airflowWeak
   * (of rotor speed, default 0.5); 1 for heaterStuckOn when the relay is welded too; volts for mainsLow (default 185);
   * copies 1 or 2 for nvramCorrupt (default 1); C that a detached thermistor lies on (default 60).
   */
  readonly value?: number;
}

type Apply = (core: Core, value: number | undefined, times: number) => void;

/** Waits in the state until its occasion comes. */
const onOccasion =
  (name: FaultName): Apply =>
  (core, value, times) => {
    core.state.world.injections[name] = { times, value: value ?? 0 };
  };

/** Stays until healed. */
const lasting =
  (name: FaultName, normal: number): Apply =>
  (core, value) => {
    core.state.world.injections[name] = { times: -1, value: value ?? normal };
  };

const sensor =
  (fault: "open" | "short" | "detached"): Apply =>
  (core, value) => {
    core.state.world.rollerSensor = { fault, detachedCelsius: value ?? 60, offsetKelvin: 0 };
  };

/** Nothing happens to a machine without power. */
function whilePowered(act: (core: Core) => void): Apply {
  return (core) => {
    if (core.state.world.powered) act(core);
  };
}

const INJECTIONS: Readonly<Partial<Record<FaultName, Apply>>> = {
  cardMelted: onOccasion("cardMelted"),
  jamHopper: onOccasion("jamHopper"),
  jamEncoder: onOccasion("jamEncoder"),
  jamTurn: onOccasion("jamTurn"),
  jamNip: onOccasion("jamNip"),
  jamExit: onOccasion("jamExit"),
  doubleFeed: onOccasion("doubleFeed"),
  encoderFailed: onOccasion("encoderFailed"),
  chipDead: onOccasion("chipDead"),
  ribbonBroken: onOccasion("ribbonBroken"),
  filmBroken: onOccasion("filmBroken"),
  filmMarkNotFound: onOccasion("filmMarkNotFound"),
  motorStalled: onOccasion("motorStalled"),
  heaterOpen: lasting("heaterOpen", 0),
  heaterStuckOn: lasting("heaterStuckOn", 0),
  rollerUnderTemperature: lasting("rollerUnderTemperature", 0.2),
  warmUpTooSlow: lasting("warmUpTooSlow", 0.2),
  fanFailed: lasting("fanFailed", 0),
  airflowWeak: lasting("airflowWeak", 0.5),
  ribbonNotRecognised: lasting("ribbonNotRecognised", 0),
  filmNotRecognised: lasting("filmNotRecognised", 0),
  thermistorOpen: sensor("open"),
  thermistorShort: sensor("short"),
  thermistorDetached: sensor("detached"),
  rollerOverTemperature: lasting("rollerOverTemperature", 8),
  headTooHot(core, value) {
    core.plant.celsius[NODE.head] = value ?? 85;
  },
  cutoffOpen(core) {
    core.state.world.cutoff.open = true;
  },
  coverOpen(core) {
    core.state.world.coverOpen = true;
    if (core.state.world.powered) raiseFault(core, "coverOpen");
  },
  emergencyStop: whilePowered(emergencyStop),
  mainsLow(core, value) {
    core.state.world.mainsVolt = value ?? 185;
  },
  powerInterrupted: whilePowered(powerCut),
  watchdogReset: whilePowered(watchdogReset),
  nvramCorrupt: (core, value) => nvSpoil(core.state.nvram, value === 2 ? 2 : 1),
  blanksEmpty(core) {
    core.state.world.hopper = 0;
  },
  outputFull(core) {
    core.state.world.output = core.spec.outputMax;
  },
  rejectFull(core) {
    core.state.world.reject = core.spec.rejectMax;
  },
  ribbonOut(core) {
    core.state.world.ribbon.left = 0;
  },
  filmOut(core) {
    core.state.world.film.left = 0;
  },
};

/** Names that can be injected, in alphabetical order. */
export const INJECTABLE: readonly FaultName[] = (Object.keys(INJECTIONS) as FaultName[]).sort();

/** Puts a fault in. Throws RangeError on one that this simulator cannot bring about or on a count out of range. */
export function inject(core: Core, fault: FaultName, options: InjectOptions = {}): void {
  const apply = INJECTIONS[fault];
  if (apply === undefined) throw new RangeError(`cannot inject "${fault}"; possible: ${INJECTABLE.join(", ")}`);
  const times = options.times ?? 1;
  if (!Number.isInteger(times) || times < 1 || times > 1000)
    throw new RangeError(`times must be 1..1000, got ${times}`);
  core.print(`lab: inject ${fault}`);
  apply(core, options.value, times);
}

/** Takes its cause away again. What it did in the meantime stays done: latched faults want to be cleared. */
export function heal(core: Core, fault: FaultName): void {
  const { world } = core.state;
  delete world.injections[fault];
  core.print(`lab: heal ${fault}`);
  if (fault === "cutoffOpen") world.cutoff.open = false;
  if (fault.startsWith("thermistor") || fault === "rollerOverTemperature") {
    world.rollerSensor = { fault: "none", detachedCelsius: 60, offsetKelvin: 0 };
  }
  if (fault === "coverOpen") world.coverOpen = false;
  if (fault === "mainsLow") world.mainsVolt = core.spec.thermal.mainsVolt;
  if (fault === "ribbonOut" && world.ribbon.type !== SUPPLY_TYPE.none) world.ribbon.left = core.spec.ribbonSets;
  if (fault === "filmOut" && world.film.type !== SUPPLY_TYPE.none) world.film.left = core.spec.filmFrames;
  if (fault === "blanksEmpty") world.hopper = core.spec.blanksMax;
  if (fault === "outputFull") world.output = 0;
  if (fault === "rejectFull") world.reject = 0;
}
