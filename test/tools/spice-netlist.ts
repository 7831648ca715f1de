/** A printer's heat network as a circuit: volts are degrees, amperes are watts, farads are joules a kelvin. */
import { NODE, type NodeName, type PlantInputs, type ThermalProfile } from "../../src/thermal/index.ts";

/** Inputs that hold from `fromUs` until the next segment. */
export interface Segment {
  readonly fromUs: number;
  readonly inputs: PlantInputs;
}

export const NODE_NAMES = (Object.keys(NODE) as NodeName[]).sort((a, b) => NODE[a] - NODE[b]);

/** Steps of an input take this long, centred on their instant: a circuit has no jumps. */
export const RAMP_SECONDS = 1e-4;

type Channel = readonly [name: string, of: (inputs: PlantInputs) => number];

const CHANNELS: readonly Channel[] = [
  ["heater", (u) => u.heaterWatt],
  ["airflow", (u) => u.airflow],
  ["room", (u) => u.roomCelsius],
  ["chassiswatt", (u) => u.chassisWatt],
  ["motors", (u) => u.motorsWatt],
  ["headwatt", (u) => u.headWatt],
  ["surfaceload", (u) => u.surfaceLoadWatt],
  ["platenload", (u) => u.platenLoadWatt],
  ["printing", (u) => (u.printing ? 1 : 0)],
];

export interface NetlistOptions {
  readonly profile: ThermalProfile;
  readonly segments: readonly Segment[];
  readonly endUs: number;
  /** All nodes at the beginning, C. */
  readonly startCelsius: number;
  readonly rawFile: string;
  /** Longest step of the solver, s. */
  readonly stepSecondsMax: number;
  readonly relativeTolerance: number;
}

/** Written from the documented equations of the network, not from the plant's matrix. */
export function netlist(options: NetlistOptions): string {
  const { profile: p, segments, endUs, startCelsius, rawFile, stepSecondsMax, relativeTolerance } = options;
  const end = endUs / 1e6;
  const lines = [
    `heat network of ${p.name}`,
    ...CHANNELS.map((channel) => source(channel, segments)),
    capacitor("core", p.coreJoulePerKelvin, startCelsius),
    capacitor("surface", p.surfaceJoulePerKelvin, startCelsius),
    capacitor("platen", p.platenJoulePerKelvin, startCelsius),
    capacitor("hotzone", p.hotZoneJoulePerKelvin, startCelsius),
    capacitor("chassis", p.chassisJoulePerKelvin, startCelsius),
    capacitor("head", p.headJoulePerKelvin, startCelsius),
    `rcs core surface ${1 / p.coreToSurface}`,
    `rsa surface hotzone ${1 / p.surfaceToHotZone}`,
    `rca core hotzone ${1 / p.coreToHotZone}`,
    `rpa platen hotzone ${1 / p.platenToHotZone}`,
    `rac hotzone chassis ${1 / p.hotZoneToChassis}`,
    conductance("sp", "surface", "platen", p.surfaceToPlatenIdle, p.surfaceToPlatenPrinting, "printing"),
    conductance("ar", "hotzone", "room", p.hotZoneToRoomBase, p.hotZoneToRoomBase + p.hotZoneToRoomPerAirflow),
    conductance("cr", "chassis", "room", p.chassisToRoomBase, p.chassisToRoomBase + p.chassisToRoomPerAirflow),
    conductance("ha", "head", "hotzone", p.headToHotZoneBase, p.headToHotZoneBase + p.headToHotZonePerAirflow),
    "bheater 0 core i=v(heater)",
    "bsurface surface 0 i=v(surfaceload)",
    "bplaten platen 0 i=v(platenload)",
    "bmotors 0 hotzone i=v(motors)",
    "bchassis 0 chassis i=v(chassiswatt)",
    "bhead 0 head i=v(headwatt)",
    // The thermistor takes no heat: a lag behind a buffer.
    "ebuffer buffer 0 surface 0 1",
    `rlag buffer thermistor ${p.thermistorLagSeconds}`,
    capacitor("thermistor", 1, startCelsius),
    `.options reltol=${relativeTolerance} abstol=1e-9 vntol=1e-9 chgtol=1e-12 trtol=1 method=trap itl4=50`,
    `.save ${NODE_NAMES.map((name) => `v(${name.toLowerCase()})`).join(" ")}`,
    `.tran ${stepSecondsMax} ${end} 0 ${stepSecondsMax} uic`,
    ".control",
    "set filetype=binary",
    "run",
    `write ${rawFile}`,
    "quit",
    ".endc",
    ".end",
  ];
  return `${lines.join("\n")}\n`;
}

function capacitor(node: string, joulePerKelvin: number, startCelsius: number): string {
  return `c${node} ${node} 0 ${joulePerKelvin} ic=${startCelsius}`;
}

/** Between `low` and `high` as the channel goes from 0 to 1. */
function conductance(name: string, a: string, b: string, low: number, high: number, by = "airflow"): string {
  return `b${name} ${a} ${b} i=(${low}+${high - low}*v(${by}))*(v(${a})-v(${b}))`;
}

/** One input over time, with a point before and after each of its steps. */
function source([name, of]: Channel, segments: readonly Segment[]): string {
  let level = of(segments[0]!.inputs);
  const points = [`0 ${level}`];
  for (const { fromUs, inputs } of segments.slice(1)) {
    const next = of(inputs);
    if (next === level) continue;
    const at = fromUs / 1e6;
    points.push(`${(at - RAMP_SECONDS / 2).toFixed(6)} ${level}`, `${(at + RAMP_SECONDS / 2).toFixed(6)} ${next}`);
    level = next;
  }
  const lines: string[] = [];
  for (let i = 0; i < points.length; i += 8) lines.push(`+ ${points.slice(i, i + 8).join(" ")}`);
  return points.length === 1 ? `v${name} ${name} 0 ${level}` : `v${name} ${name} 0 pwl(\n${lines.join("\n")})`;
}
