/** Faults that the lab can put in: how each is brought about. Always by its cause, never by setting the fault bit. */
import { FAULT_CODE, type FaultName, SUPPLY_TYPE } from "../protocol/index.ts";
import { LEASE_MS_MAX, NODE } from "../thermal/index.ts";
import { emergencyStop } from "./commands.ts";
import type { Core } from "./core.ts";
import { raiseFault } from "./faults.ts";
import {
  durationUs,
  forgetHealing,
  type InjectTrigger,
  planHealing,
  planInjection,
  within,
} from "./injection-plans.ts";
import { spoilParameter } from "./memory-watch.ts";
import { nvSpoil } from "./nvram.ts";
import { MAINS_NOMINAL_VOLT, POWER_ON_VOLT, setMains, watchdogReset } from "./power.ts";
import { PARAM_COUNT } from "./settings/table.ts";
import type { InjectionPlan } from "./state.ts";
import { isUnlimited } from "./supplies.ts";

/** How an injected fault strikes. */
export interface InjectOptions {
  /** How often it strikes, 1..1000; default 1 for what happens to one card. Things that break stay broken until healed. */
  readonly times?: number;
  /** Its strength, in the unit and range of {@link INJECTION_VALUES}. */
  readonly value?: number;
  /** The cause goes away by itself after so many seconds. */
  readonly durationS?: number;
  /** When it strikes; without it at once. */
  readonly trigger?: InjectTrigger;
}

/** Meaning, normal value (if there is one) and range of `value`, for the faults that have one. */
export const INJECTION_VALUES: Readonly<
  Partial<Record<FaultName, { meaning: string; normal?: number; low: number; high: number }>>
> = {
  cardMelted: { meaning: "C that the card leaves the roller with", normal: 97, low: 95, high: 160 },
  cardWarped: { meaning: "C that the card leaves the roller with", normal: 84, low: 80, high: 94.9 },
  rollerOverTemperature: { meaning: "K/s that the roller's sensor drifts up", normal: 8, low: 0.1, high: 9 },
  rollerUnderTemperature: { meaning: "share of heater power left", normal: 0.25, low: 0, high: 1 },
  warmUpTooSlow: { meaning: "share of heater power left", normal: 0.25, low: 0, high: 1 },
  heaterStuckOn: { meaning: "1: the relay is welded too", normal: 0, low: 0, high: 1 },
  thermistorDetached: { meaning: "C that the sensor lies on; else the hot zone's", low: -20, high: 120 },
  thermistorsDisagree: { meaning: "K that the second sensor is wrong by", normal: -20, low: -60, high: 60 },
  headTooHot: { meaning: "C of the print head", normal: 85, low: 0, high: 150 },
  headTooCold: { meaning: "C of the print head", normal: 0, low: -20, high: 60 },
  airflowWeak: { meaning: "share of the rotor's speed left", normal: 0.5, low: 0.1, high: 1 },
  mainsLow: { meaning: "V of the mains", normal: 185, low: 0, high: 300 },
  clockLost: { meaning: "s that the clock jumps by", normal: 20, low: -3600, high: 3600 },
  linkLost: { meaning: "1: the line stays open and carries nothing", normal: 0, low: 0, high: 1 },
  nvramCorrupt: { meaning: "copies spoilt, 1 or 2", normal: 2, low: 1, high: 2 },
  parameterOutOfRange: { meaning: "index of the parameter", normal: 4, low: 0, high: PARAM_COUNT - 1 },
};

/** What lasts only so long when nobody says otherwise, s. */
const USUAL_SECONDS: Readonly<Partial<Record<FaultName, number>>> = {
  powerInterrupted: 5,
  linkLost: 30,
  // A bad contact: one card waits in vain, the next one finds the heat again.
  rollerUnderTemperature: 150,
};

type Act = (core: Core, value: number, times: number) => void;

/** Waits in the state until its occasion comes. */
const onOccasion =
  (name: FaultName): Act =>
  (core, value, times) => {
    core.state.world.injections[name] = { times, value };
  };

/** Stays until healed. `also` is done when it begins. */
const lasting =
  (name: FaultName, also: (core: Core, value: number) => void = () => {}): Act =>
  (core, value) => {
    core.state.world.injections[name] = { times: -1, value };
    also(core, value);
  };

/** Nothing happens to a machine without power. */
const whilePowered =
  (act: (core: Core) => void): Act =>
  (core) => {
    if (core.state.world.powered) act(core);
  };

const sets =
  (change: (core: Core, value: number) => void): Act =>
  (core, value) =>
    change(core, value);

const INJECTIONS: Readonly<Record<FaultName, Act>> = {
  cardMelted: onOccasion("cardMelted"),
  cardWarped: onOccasion("cardWarped"),
  jamHopper: onOccasion("jamHopper"),
  jamEncoder: onOccasion("jamEncoder"),
  jamTurn: onOccasion("jamTurn"),
  jamNip: onOccasion("jamNip"),
  jamExit: onOccasion("jamExit"),
  doubleFeed: onOccasion("doubleFeed"),
  cardFilmMismatch: onOccasion("cardFilmMismatch"),
  encoderFailed: onOccasion("encoderFailed"),
  chipDead: onOccasion("chipDead"),
  ribbonBroken: onOccasion("ribbonBroken"),
  filmBroken: onOccasion("filmBroken"),
  filmMarkNotFound: onOccasion("filmMarkNotFound"),
  motorStalled: onOccasion("motorStalled"),
  heaterOpen: lasting("heaterOpen"),
  heaterStuckOn: lasting("heaterStuckOn"),
  rollerUnderTemperature: lasting("rollerUnderTemperature"),
  warmUpTooSlow: lasting("warmUpTooSlow"),
  fanFailed: lasting("fanFailed"),
  airflowWeak: lasting("airflowWeak"),
  ribbonNotRecognised: lasting("ribbonNotRecognised"),
  filmNotRecognised: lasting("filmNotRecognised"),
  firmwareUnconfirmed: lasting("firmwareUnconfirmed"),
  thermistorOpen: lasting("thermistorOpen", connectSensors),
  thermistorShort: lasting("thermistorShort", connectSensors),
  thermistorDetached: lasting("thermistorDetached", connectSensors),
  thermistorsDisagree: lasting("thermistorsDisagree", connectSensors),
  rollerOverTemperature: lasting("rollerOverTemperature"),
  cutoffOpen: lasting("cutoffOpen", (core) => {
    core.state.world.cutoff.open = true;
  }),
  mainsLow: lasting("mainsLow", setMains),
  linkLost: lasting("linkLost", (core, value) => {
    if (value === 1) return;
    core.hangUp("the cable was pulled");
    core.linkChanged();
  }),
  serialUnexpected: lasting("serialUnexpected", (core) => core.hangUp("the cable was put into another machine")),
  powerInterrupted(core) {
    core.state.world.injections["powerInterrupted"] = { times: -1, value: 0 };
    setMains(core, 0);
  },
  headTooHot: sets((core, celsius) => {
    core.plant.celsius[NODE.head] = celsius;
  }),
  headTooCold: sets((core, celsius) => {
    core.plant.celsius[NODE.head] = celsius;
  }),
  coverOpen: sets((core) => {
    core.state.world.coverOpen = true;
    if (core.state.world.powered) raiseFault(core, "coverOpen");
  }),
  emergencyStop: whilePowered(emergencyStop),
  watchdogReset: whilePowered(watchdogReset),
  clockLost: sets(jumpClock),
  nvramCorrupt: sets((core, copies) => nvSpoil(core.state.nvram, copies === 2 ? 2 : 1)),
  parameterOutOfRange: sets((core, index) => spoilParameter(core, Math.round(index))),
  blanksEmpty: sets((core) => {
    core.state.world.hopper = 0;
  }),
  outputFull: sets((core) => {
    core.state.world.output = core.spec.outputMax;
  }),
  rejectFull: sets((core) => {
    core.state.world.reject = core.spec.rejectMax;
  }),
  ribbonOut: sets((core) => {
    core.state.world.ribbon.left = 0;
  }),
  filmOut: sets((core) => {
    core.state.world.film.left = 0;
  }),
};

/** Faults that wait for their card, film frame or chip, and are used up by it. */
export const STRIKES_ON_OCCASION: ReadonlySet<FaultName> = new Set([
  "cardMelted",
  "cardWarped",
  "jamHopper",
  "jamEncoder",
  "jamTurn",
  "jamNip",
  "jamExit",
  "doubleFeed",
  "cardFilmMismatch",
  "encoderFailed",
  "chipDead",
  "ribbonBroken",
  "filmBroken",
  "filmMarkNotFound",
  "motorStalled",
]);

/** Names that can be injected: all of the fault table, in alphabetical order. */
export const INJECTABLE: readonly FaultName[] = (Object.keys(INJECTIONS) as FaultName[]).sort();

/** What never comes while supplies are unlimited: hopper and bins are not counted then. */
const COUNTED: ReadonlySet<FaultName> = new Set(["blanksEmpty", "outputFull", "rejectFull"]);

/** Puts a fault in, now or at its trigger. Throws RangeError on an unknown name, on values out of range and where it cannot come. */
export function inject(core: Core, fault: FaultName, options: InjectOptions = {}): void {
  if (!Object.hasOwn(FAULT_CODE, fault)) {
    throw new RangeError(`cannot inject "${fault}"; possible: ${INJECTABLE.join(", ")}`);
  }
  if (COUNTED.has(fault) && isUnlimited(core)) {
    throw new RangeError(`${fault} cannot come: the supplies of this machine are unlimited`);
  }
  const times = options.times ?? 1;
  if (!Number.isInteger(times) || times < 1 || times > 1000)
    throw new RangeError(`times must be 1..1000, got ${times}`);
  const range = INJECTION_VALUES[fault];
  const value = options.value ?? range?.normal ?? core.plant.celsius[NODE.hotZone]!;
  if (range !== undefined) within(`value of ${fault} (${range.meaning})`, value, range.low, range.high);
  const seconds = options.durationS ?? USUAL_SECONDS[fault] ?? 0;
  const strength = { times, value, durationUs: durationUs(seconds) };
  if (options.trigger === undefined) strike(core, fault, strength);
  else planInjection(core, fault, strength, options.trigger);
}

/** A plan has come to its instant. */
export function carryOut(core: Core, { fault, heals, times, value, durationUs: lasts }: InjectionPlan): void {
  if (heals) heal(core, fault as FaultName);
  else strike(core, fault as FaultName, { times, value: value ?? 0, durationUs: lasts });
}

function strike(
  core: Core,
  fault: FaultName,
  { times, value, durationUs: lasts }: { times: number; value: number; durationUs: number },
): void {
  core.print(`lab: inject ${fault}`);
  INJECTIONS[fault](core, value, times);
  forgetHealing(core, fault);
  if (lasts > 0) planHealing(core, fault, lasts);
}

/** Takes its cause away again. What it did in the meantime stays done: latched faults want to be cleared. */
export function heal(core: Core, fault: FaultName): void {
  const { world } = core.state;
  const there = world.injections[fault] !== undefined;
  delete world.injections[fault];
  forgetHealing(core, fault);
  core.print(`lab: heal ${fault}`);
  connectSensors(core);
  if (fault === "cutoffOpen") world.cutoff.open = false;
  if (fault === "coverOpen") world.coverOpen = false;
  if (fault === "mainsLow" && there) setMains(core, MAINS_NOMINAL_VOLT);
  if (fault === "powerInterrupted" && there && world.mainsVolt < POWER_ON_VOLT) setMains(core, MAINS_NOMINAL_VOLT);
  if (fault === "linkLost" && there) core.linkChanged();
  if (fault === "serialUnexpected" && there) core.hangUp("the cable was put back");
  if (fault === "ribbonOut" && world.ribbon.type !== SUPPLY_TYPE.none) world.ribbon.left = core.spec.ribbonSets;
  if (fault === "filmOut" && world.film.type !== SUPPLY_TYPE.none) world.film.left = core.spec.filmFrames;
  if (fault === "blanksEmpty") world.hopper = core.spec.blanksMax;
  if (fault === "outputFull") world.output = 0;
  if (fault === "rejectFull") world.reject = 0;
}

/** What is wrong with the roller's sensors follows from all that is put in; a drift goes on from where it is. */
function connectSensors(core: Core): void {
  const { world } = core.state;
  const { injections, rollerSensor } = world;
  rollerSensor.fault = "none";
  if (injections["thermistorDetached"] !== undefined) rollerSensor.fault = "detached";
  if (injections["thermistorShort"] !== undefined) rollerSensor.fault = "short";
  if (injections["thermistorOpen"] !== undefined) rollerSensor.fault = "open";
  rollerSensor.detachedCelsius = injections["thermistorDetached"]?.value ?? 60;
  if (injections["rollerOverTemperature"] === undefined) rollerSensor.offsetKelvin = 0;
  world.roller2Sensor.offsetKelvin = injections["thermistorsDisagree"]?.value ?? 0;
}

/** The long counter jumps. What is timed by it jumps too: a lease that looks longer than leases are, or run out, is over. */
function jumpClock(core: Core, seconds: number): void {
  const { ram, nowUs, world } = core.state;
  if (!world.powered) return;
  ram.clockSkewUs += Math.round(seconds * 1e6);
  if (Math.abs(seconds) * 1000 >= LEASE_MS_MAX) ram.lease.untilUs = nowUs;
}
