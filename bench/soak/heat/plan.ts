/** One shift of the heat soak as it is drawn from its seed: machine, room, air, mains, sensor, dust, door, and a plant that is not as the profile says. */
import { Random } from "../../../src/base/index.ts";
import { SHIFT_SECONDS, THERMAL_PROFILES, type ThermalProfile } from "../../../src/thermal/index.ts";
import { LAW_PARAMETERS, NETWORK_PARAMETERS } from "../../heat-plants/cell.ts";

export type MachineName = keyof typeof THERMAL_PROFILES;
/** How far the true machine is from its profile: not at all, in one parameter, in every one. */
export type PlantDoubt = "as the profile" | "one parameter off" | "every parameter off";
export type Start = "cold" | "hot";

/** Largest errors that are drawn. */
export const PARAMETER_SHARE = 0.1;
export const NOISE_KELVIN_MAX = 0.1;
export const OFFSET_KELVIN_MAX = 0.5;
const ROOM_CELSIUS = [18, 36] as const;
/** The rooms of a day cool by so much in the evening, K, over hours. */
const COOLING_KELVIN_MAX = 8;
const DUST_SHARE_MAX = 0.3;
const DOOR_SECONDS = [120, 1800] as const;
/** Airflow is a mode of the plant: few different ones. */
const AIRFLOW_STEPS = 50;

export interface ShiftPlan {
  readonly seed: number;
  readonly machine: MachineName;
  readonly start: Start;
  readonly doubt: PlantDoubt;
  /** True over believed, by parameter; those that are not named are as believed. */
  readonly factors: Readonly<Partial<Record<keyof ThermalProfile, number>>>;
  /** In the beginning, degC; from `coolsFromSeconds` on it falls to `eveningCelsius` within two hours. */
  readonly roomCelsius: number;
  readonly eveningCelsius: number;
  readonly coolsFromSeconds: number;
  readonly airflow: number;
  /** Share of the airflow that is gone at the end. */
  readonly dustShare: number;
  /** Share of the nominal mains, in the beginning and at the end. */
  readonly mainsShares: readonly [number, number];
  /** Of the roller's thermistor: standard deviation, and constant error, K. */
  readonly noiseKelvin: number;
  readonly offsetKelvin: number;
  /** The door is opened then and left open for so long, s; 0: never. */
  readonly doorAtSeconds: number;
  readonly doorSeconds: number;
}

const EVENING_SECONDS = 7200;

/** Of the machines with one parameter off so many have one of the card law. */
const LAW_SHARE = LAW_PARAMETERS.length / (LAW_PARAMETERS.length + NETWORK_PARAMETERS.length);

/** Same seed, same shift. `law`: where every parameter is off the card law is too; what cancels out in the draw no sensor of a standard machine shows. */
export function drawShift(seed: number, law = false): ShiftPlan {
  const random = new Random(seed).fork("heat soak");
  const machine: MachineName = random.chance(0.5) ? "hdp5000" : "sr300";
  const roomCelsius = tenths(random.between(...ROOM_CELSIUS));
  const cools = random.chance(0.4);
  const door = random.chance(0.2);
  const offset = random.chance(0.5);
  const dusty = random.chance(0.4);
  return {
    seed,
    machine,
    start: random.chance(0.4) ? "hot" : "cold",
    ...drawPlant(random.fork("plant"), law),
    roomCelsius,
    eveningCelsius: cools ? tenths(Math.max(18, roomCelsius - random.between(2, COOLING_KELVIN_MAX))) : roomCelsius,
    coolsFromSeconds: random.int(SHIFT_SECONDS - EVENING_SECONDS),
    airflow: random.int(AIRFLOW_STEPS + 1) / AIRFLOW_STEPS,
    dustShare: dusty ? random.between(0, DUST_SHARE_MAX) : 0,
    mainsShares: [random.between(0.85, 1), random.between(0.85, 1)],
    noiseKelvin: random.between(0, NOISE_KELVIN_MAX),
    offsetKelvin: offset ? random.between(-OFFSET_KELVIN_MAX, OFFSET_KELVIN_MAX) : 0,
    doorAtSeconds: door ? 600 + random.int(SHIFT_SECONDS - 3600) : 0,
    doorSeconds: door ? Math.round(random.between(...DOOR_SECONDS)) : 0,
  };
}

function drawPlant(random: Random, law: boolean): Pick<ShiftPlan, "doubt" | "factors"> {
  const all = law ? [...NETWORK_PARAMETERS, ...LAW_PARAMETERS] : NETWORK_PARAMETERS;
  const dice = random.next();
  const factor = (): number => random.between(1 - PARAMETER_SHARE, 1 + PARAMETER_SHARE);
  if (dice < 0.2) return { doubt: "as the profile", factors: {} };
  if (dice < 0.6) {
    const extreme = random.chance(0.5) ? 1 - PARAMETER_SHARE : 1 + PARAMETER_SHARE;
    const name = all[random.int(all.length)]!;
    const other = random.fork("law");
    const lawful = !law && other.chance(LAW_SHARE);
    return {
      doubt: "one parameter off",
      factors: { [lawful ? LAW_PARAMETERS[other.int(LAW_PARAMETERS.length)]! : name]: extreme },
    };
  }
  return { doubt: "every parameter off", factors: Object.fromEntries(all.map((name) => [name, factor()])) };
}

export function trueProfile(plan: ShiftPlan): ThermalProfile {
  const profile = THERMAL_PROFILES[plan.machine];
  const off = Object.entries(plan.factors).map(([name, factor]) => [
    name,
    (profile[name as keyof ThermalProfile] as number) * factor,
  ]);
  return { ...profile, ...Object.fromEntries(off) };
}

export function roomAt(plan: ShiftPlan, seconds: number): number {
  const share = Math.min(1, Math.max(0, (seconds - plan.coolsFromSeconds) / EVENING_SECONDS));
  return plan.roomCelsius + share * (plan.eveningCelsius - plan.roomCelsius);
}

export function airflowAt(plan: ShiftPlan, seconds: number): number {
  const left = 1 - plan.dustShare * Math.min(1, seconds / SHIFT_SECONDS);
  return Math.round(plan.airflow * left * AIRFLOW_STEPS) / AIRFLOW_STEPS;
}

export function mainsAt(plan: ShiftPlan, seconds: number): number {
  const [from, to] = plan.mainsShares;
  const share = from + (to - from) * Math.min(1, seconds / SHIFT_SECONDS);
  return Math.round(THERMAL_PROFILES[plan.machine].mainsVolt * share * 10) / 10;
}

/** Temperatures of a machine that has worked all morning, by node; the roller is still warm. */
export const HOT_START = { core: 120, surface: 115, thermistor: 115, platen: 68, hotZone: 60, head: 55 } as const;
/** Its chassis over the room, K. */
export const HOT_CHASSIS_KELVIN = 14;

const tenths = (value: number): number => Math.round(value * 10) / 10;

/** For people, and for the line that replays it. */
export function planWords(plan: ShiftPlan): string {
  const { machine, start, roomCelsius, eveningCelsius, airflow, dustShare, mainsShares, noiseKelvin } = plan;
  const factors = Object.entries(plan.factors).map(([name, factor]) => `${name} x ${factor.toFixed(3)}`);
  return [
    `${machine}, ${start}, room ${roomCelsius}-${eveningCelsius} C, airflow ${airflow} less ${percent(dustShare)}`,
    `mains ${mainsShares.map(percent).join("-")}, noise ${noiseKelvin.toFixed(2)} K, offset ${plan.offsetKelvin.toFixed(2)} K`,
    ...(plan.doorSeconds > 0 ? [`door at ${plan.doorAtSeconds} s for ${plan.doorSeconds} s`] : []),
    `plant ${plan.doubt}${factors.length === 1 ? `: ${factors[0]}` : ""}`,
  ].join("; ");
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
