/** Every single heat fault, and those states of the fault matrix in which each strikes. */
import type { FaultName } from "../../src/protocol/index.ts";
import { COOLING_STATE, STRIKE_STATES, type StrikeState } from "../matrix/states.ts";

export type Model = "hdp5000" | "sr300";
export const MODELS: readonly Model[] = ["hdp5000", "sr300"];

export interface HeatFault {
  /** Unique words for it. */
  readonly words: string;
  readonly name: FaultName;
  readonly value?: number;
  /** A sensor that it needs and that the standard machines lack. */
  readonly sensors?: string;
}

export const HEAT_FAULTS: readonly HeatFault[] = [
  { words: "heater open", name: "heaterOpen" },
  { words: "heater stuck on", name: "heaterStuckOn" },
  { words: "heater stuck on, relay welded", name: "heaterStuckOn", value: 1 },
  { words: "heater weak, a quarter left", name: "rollerUnderTemperature", value: 0.25 },
  { words: "heater weak, six tenths left", name: "warmUpTooSlow", value: 0.6 },
  { words: "thermistor open", name: "thermistorOpen" },
  { words: "thermistor shorted", name: "thermistorShort" },
  { words: "thermistor detached", name: "thermistorDetached" },
  { words: "thermistor detached, on a 110 C surface", name: "thermistorDetached", value: 110 },
  { words: "thermistor drifts up, 8 K/s", name: "rollerOverTemperature", value: 8 },
  { words: "thermistor drifts up, 0.1 K/s", name: "rollerOverTemperature", value: 0.1 },
  { words: "two thermistors disagree", name: "thermistorsDisagree", sensors: "roller2" },
  { words: "fan stopped", name: "fanFailed" },
  { words: "airflow weak", name: "airflowWeak" },
  { words: "mains low, 185 V", name: "mainsLow", value: 185 },
  { words: "cut-off opens", name: "cutoffOpen" },
  { words: "print head at 85 C", name: "headTooHot" },
  { words: "print head at 0 C", name: "headTooCold" },
];

const ofMatrix = (name: string): StrikeState => STRIKE_STATES.find((state) => state.name === name)!;

/** The states of the fault matrix that matter to heat, and one of its own. */
export const HEAT_STATES: readonly StrikeState[] = [
  ofMatrix("cold"),
  ofMatrix("ready"),
  ofMatrix("transferring"),
  COOLING_STATE,
  ofMatrix("hostGone"),
];
