/** Every single heat fault, and the states of a printer in which each strikes. */
import type { PrinterView } from "../../src/controller/index.ts";
import type { FaultName } from "../../src/protocol/index.ts";
import type { SimStation } from "../../src/rig/index.ts";

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

export interface HeatState {
  readonly name: "cold" | "warm" | "printing" | "cooling" | "hostGone";
  readonly when: string;
  /** No jobs before the strike; they come a minute after it. */
  readonly withoutJobs?: true;
  reached(view: PrinterView, station: SimStation): boolean;
  release?(station: SimStation): void;
}

const COLD_US = 20_000_000;
/** The heat lease still runs. */
const HOST_GONE_US = 3_000_000;
const COOLING_CELSIUS = 140;
const hostGoneAt = new WeakMap<SimStation, number>();
const controllerOf = (station: SimStation) => station.office.controller(station.printers[0]!.name);

export const HEAT_STATES: readonly HeatState[] = [
  { name: "cold", when: "starting up, 20 s after power-on", reached: (_view, { clock }) => clock.now() >= COLD_US },
  {
    name: "warm",
    when: "hot, without a job; jobs come a minute later",
    withoutJobs: true,
    reached: (view) => view.word === "ready",
  },
  {
    name: "printing",
    when: "a card is in the nip",
    reached: (view) => view.cardStep === "transfer" && view.phase === "nip",
  },
  {
    name: "cooling",
    when: "ordered to cool down, the heater off, the roller at 140 C; jobs come a minute later",
    withoutJobs: true,
    reached: (view, station) => {
      if (view.word === "ready") controllerOf(station).drain();
      return view.word === "coolingDown" && (view.rollerCelsius ?? 0) < COOLING_CELSIUS;
    },
    release: (station) => void controllerOf(station).resume(),
  },
  {
    name: "hostGone",
    when: "the host died 3 s ago with an encoded card inside; it returns a minute later",
    reached: (view, station) => {
      const goneAt = hostGoneAt.get(station);
      if (goneAt !== undefined) return station.clock.now() - goneAt >= HOST_GONE_US;
      if (view.filmStep === "image" && view.cardStep === "none") {
        station.office.stop();
        station.printers[0]!.pair.cut("the host process ended");
        hostGoneAt.set(station, station.clock.now());
      }
      return false;
    },
    release: (station) => void station.restartHost(),
  },
];
