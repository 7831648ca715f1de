/** `sim:hdp5000?seed=1&room=33&...`: a simulated printer in virtual time, on the command line. */
import type { CapabilityName } from "../protocol/index.ts";
import { InputError } from "../station/index.ts";

export const SIM_MODELS = ["hdp5000", "sr300"] as const;
export type SimModel = (typeof SIM_MODELS)[number];

export interface SimSupplies {
  /** Never runs out: hopper, bins, ribbon, film and cleaning. */
  readonly unlimited: boolean;
  /** What is loaded at the start; undefined: a full machine. */
  readonly blanks: number | undefined;
  readonly ribbon: number | undefined;
  readonly film: number | undefined;
}

export interface SimPrinter {
  /** What the station calls it; by default P1, P2 and so on. */
  name?: string;
  model: SimModel;
  seed: number;
  /** Room temperature, 0..60 °C. */
  roomCelsius: number;
  /** Airflow effectiveness 0..1: dust. */
  fan: number;
  supplies: SimSupplies;
  /** `auto`: somebody loads and empties after 60 s. `none`: nobody comes. */
  operator: "auto" | "none";
  /** `off` switches off governor, exit limit and head pause; an explicit test option. */
  protection: "on" | "off";
  setpointCelsius: number;
  /** Wire: undefined baud is a synchronous wire. */
  baud: number | undefined;
  lossPerBlock: number;
  corruptPerByte: number;
  /** Sensors beyond those of the model. */
  sensors?: readonly CapabilityName[];
  /** False: an old machine, whose nip stays closed when the power fails. */
  springNip?: boolean;
}

const KEYS = [
  "seed",
  "room",
  "fan",
  "supplies",
  "operator",
  "protection",
  "setpoint",
  "baud",
  "loss",
  "corrupt",
  "sensors",
  "nip",
];
const SENSORS = ["roller2", "hotZoneSensor", "exitSensor", "outputReader"] as const satisfies readonly CapabilityName[];

/** Shared by all machines that are the same there. */
const NO_SENSORS: readonly CapabilityName[] = [];
const FULL: SimSupplies = { unlimited: false, blanks: undefined, ribbon: undefined, film: undefined };
const UNLIMITED: SimSupplies = { ...FULL, unlimited: true };

/** `seed`: where the URL has none. Throws an {@link InputError} that names the part which is wrong and what is possible. */
export function parseSimUrl(url: string, seed = 1): SimPrinter {
  const [head, query = ""] = url.replace(/^sim:/, "").split("?", 2) as [string, string?];
  if (!(SIM_MODELS as readonly string[]).includes(head)) {
    throw new InputError(`unknown printer profile "${head}" in ${url}; known profiles: ${SIM_MODELS.join(", ")}`);
  }
  const params = new URLSearchParams(query);
  for (const key of params.keys()) {
    if (!KEYS.includes(key))
      throw new InputError(`unknown option "${key}" in ${url}; known options: ${KEYS.join(", ")}`);
  }
  const number = (key: string, fallback: number, low: number, high: number): number =>
    numberIn(params.get(key), `${key} in ${url}`, fallback, low, high);
  const baud = params.get("baud");
  return {
    model: head as SimModel,
    seed: number("seed", seed, 0, 2 ** 32),
    roomCelsius: number("room", 24, 0, 60),
    fan: number("fan", 1, 0, 1),
    supplies: parseSupplies(params.get("supplies") ?? "full"),
    operator: oneOf(params.get("operator") ?? "auto", ["auto", "none"], `operator in ${url}`),
    protection: oneOf(params.get("protection") ?? "on", ["on", "off"], `protection in ${url}`),
    setpointCelsius: number("setpoint", 165, 60, 175),
    baud: baud === null || baud === "none" ? undefined : number("baud", 0, 1200, 4_000_000),
    lossPerBlock: number("loss", 0, 0, 0.5),
    corruptPerByte: number("corrupt", 0, 0, 0.1),
    sensors: parseSensors(params.get("sensors") ?? "", `sensors in ${url}`),
    springNip: oneOf(params.get("nip") ?? "spring", ["spring", "stays"], `nip in ${url}`) === "spring",
  };
}

/** `exitSensor,roller2`: what a machine has beyond its model; "" for nothing. `what` names it in errors. */
export function parseSensors(text: string, what: string): readonly CapabilityName[] {
  const names = text.split(",").filter((name) => name !== "");
  return names.length === 0 ? NO_SENSORS : names.map((name) => oneOf(name, SENSORS, what));
}

/** `unlimited`, `full`, or any of `blanks:100,ribbon:500,film:1500`. */
export function parseSupplies(text: string): SimSupplies {
  if (text === "unlimited") return UNLIMITED;
  if (text === "full") return FULL;
  const supplies: { -readonly [K in keyof SimSupplies]: SimSupplies[K] } = { ...FULL };
  for (const part of text.split(",")) {
    const [name, count] = part.split(":", 2);
    const key = oneOf(name ?? "", ["blanks", "ribbon", "film"], `supplies "${text}"`);
    supplies[key] = numberIn(count ?? "", `${key} in supplies "${text}"`, 0, 0, 100_000, true);
  }
  return supplies;
}

function numberIn(
  text: string | null,
  what: string,
  fallback: number,
  low: number,
  high: number,
  whole = false,
): number {
  if (text === null) return fallback;
  const value = Number(text);
  if (text.trim() === "" || !(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
    throw new InputError(`${what} must be a ${whole ? "whole " : ""}number from ${low} to ${high}, not "${text}"`);
  }
  return value;
}

function oneOf<T extends string>(text: string, choices: readonly T[], what: string): T {
  if (!(choices as readonly string[]).includes(text)) {
    throw new InputError(`${what} must be one of ${choices.join(", ")}, not "${text}"`);
  }
  return text as T;
}
