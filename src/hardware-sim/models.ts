/** What each machine class can do: timings, capacities, supplies, capabilities. What a run wants is in `behaviours.ts`. */
import { US_PER_S } from "../base/index.ts";
import { CAPABILITY, SUPPLY_TYPE } from "../protocol/index.ts";
import { HDP5000, SR300, type ThermalProfile } from "../thermal/index.ts";

export type ModelName = "hdp5000" | "sr300";

/** Lengths of the parts of the steps, us. All totals are whole ticks. */
export interface StepTimes {
  readonly feedUs: number;
  readonly encodeUsMin: number;
  readonly encodeUsMax: number;
  readonly filmSyncUs: number;
  readonly panelPrintUs: number;
  readonly panelRewindUs: number;
  readonly approachUs: number;
  readonly nipUs: number;
  readonly returnUs: number;
  readonly ejectUs: number;
  readonly rejectUs: number;
  readonly filmAdvanceUs: number;
  readonly homeUs: number;
  readonly cleanUs: number;
}

export interface ModelSpec {
  readonly name: ModelName;
  readonly mcu: string;
  readonly title: string;
  readonly thermal: ThermalProfile;
  /** `SUPPLY_TYPE` of the ribbon and film that fit. */
  readonly supplyType: number;
  readonly times: StepTimes;
  readonly blanksMax: number;
  readonly outputMax: number;
  readonly rejectMax: number;
  /** Sets on a new ribbon and frames on a new film. */
  readonly ribbonSets: number;
  readonly filmFrames: number;
  readonly capabilities: number;
}

const s = (seconds: number): number => Math.round(seconds * US_PER_S);

/** [E] unless noted: feed and clean 2.5 s, encode 3-10 s, sync 1.5 s, 4 panels of 4.0 + 1.2 s, 85.6 mm at 12.7 mm/s [M]. */
const FARGO_TIMES: StepTimes = {
  feedUs: s(2.5),
  encodeUsMin: s(3),
  encodeUsMax: s(9),
  filmSyncUs: s(1.5),
  panelPrintUs: s(4),
  panelRewindUs: s(1.2),
  approachUs: s(3.4),
  nipUs: s(6.7),
  returnUs: s(2),
  ejectUs: s(3.3),
  rejectUs: s(3),
  filmAdvanceUs: s(2),
  homeUs: s(5),
  cleanUs: s(60),
};

const CAPABILITIES = CAPABILITY.motorCurrent | CAPABILITY.springNip | CAPABILITY.encoder | CAPABILITY.fanTachometer;

export const MODELS: Readonly<Record<ModelName, ModelSpec>> = {
  hdp5000: {
    name: "hdp5000",
    mcu: "cetak-sim-hdp5000",
    title: "Fargo HDP5000 class",
    thermal: HDP5000,
    supplyType: SUPPLY_TYPE.fargo,
    times: FARGO_TIMES,
    blanksMax: 100,
    outputMax: 100,
    rejectMax: 30,
    ribbonSets: 500,
    filmFrames: 1500,
    capabilities: CAPABILITIES,
  },
  sr300: {
    name: "sr300",
    mcu: "cetak-sim-sr300",
    title: "Datacard SR300 class",
    thermal: SR300,
    supplyType: SUPPLY_TYPE.datacard,
    times: { ...FARGO_TIMES, panelPrintUs: s(3.8), panelRewindUs: s(0.975), approachUs: s(3.1) },
    blanksMax: 100,
    outputMax: 100,
    rejectMax: 30,
    ribbonSets: 500,
    filmFrames: 1000,
    capabilities: CAPABILITIES,
  },
};

/** The model of that name. Throws a RangeError that lists the models there are. */
export function modelOf(name: string): ModelSpec {
  const spec = (MODELS as Readonly<Record<string, ModelSpec>>)[name];
  if (spec === undefined) throw new RangeError(`no model "${name}"; there are ${Object.keys(MODELS).join(", ")}`);
  return spec;
}
