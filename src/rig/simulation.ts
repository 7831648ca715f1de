/** The table `[printer.simulate]` of a station file: which machine this process simulates, and how fast. */
import { z } from "zod";
import { isSerial, SERIAL_CHARACTERS_MAX } from "../hardware-sim/index.ts";
import { InputError, type PrinterConfig, type SimulateAsked, type SimulateProblem } from "../station/index.ts";
import { parseSensors, parseSupplies, type SimPrinter } from "./sim-url.ts";

const SPEED_MIN = 0.1;
const SPEED_MAX = 20;
const SEED_MAX = 2 ** 32;

const numberFrom = (low: number, high: number) => {
  const error = `must be a number from ${low} to ${high}`;
  return z.number({ error }).min(low, error).max(high, error);
};
/** What a parser of the command line's `sim:` takes. */
const parsedBy = (parse: (text: string) => unknown) =>
  z.string({ error: "must be a text" }).superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
    }
  });

const simulateSchema = z.strictObject({
  seed: numberFrom(0, SEED_MAX).int(`must be a whole number from 0 to ${SEED_MAX}`).default(1),
  /** Degrees Celsius. */
  room: numberFrom(0, 60).default(24),
  /** Airflow effectiveness: dust. */
  fan: numberFrom(0, 1).default(1),
  speed: numberFrom(SPEED_MIN, SPEED_MAX).default(1),
  supplies: parsedBy(parseSupplies).default("full"),
  /** `auto`: somebody comes a minute after the machine asked for hands. */
  operator: z.enum(["auto", "none"], { error: "must be one of auto, none" }).default("none"),
  /** Beyond those of the model: `exitSensor,hotZoneSensor`. */
  sensors: parsedBy((text) => parseSensors(text, "it")).default(""),
});

export interface Simulation {
  readonly spec: SimPrinter;
  readonly speed: number;
}

/** What is wrong with the machine that a station file wants simulated; nothing for a real printer. */
export function simulationProblems(asked: SimulateAsked): SimulateProblem[] {
  return asked.simulate === undefined ? [] : problemsOf(simulateSchema.safeParse(asked.simulate), asked.serial);
}

function problemsOf(parsed: z.ZodSafeParseResult<unknown>, serial: string | undefined): SimulateProblem[] {
  const problems: SimulateProblem[] = [];
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code !== "unrecognized_keys") problems.push({ key: issue.path.join("."), message: issue.message });
    else problems.push(...issue.keys.map((key) => ({ key, message: "is not a known key" })));
  }
  if (serial !== undefined && !isSerial(serial)) {
    const message = `the serial of a simulated engine has 1..${SERIAL_CHARACTERS_MAX} characters`;
    problems.push({ key: "", message });
  }
  return problems;
}

/** What the station file says of a simulated printer; undefined for a real one. `speed` overrides the file's. */
export function simulationOf(printer: PrinterConfig, speed?: number): Simulation | undefined {
  if (printer.simulate === undefined) return undefined;
  const parsed = simulateSchema.safeParse(printer.simulate);
  const [problem] = problemsOf(parsed, printer.serial);
  if (!parsed.success || problem !== undefined) {
    const { key, message } = problem!;
    throw new InputError(`printer ${printer.name}: ${key === "" ? "" : `simulate.${key}: `}${message}`);
  }
  const { seed, room, fan, supplies, operator, sensors, ...file } = parsed.data;
  const spec: SimPrinter = {
    model: printer.model,
    seed,
    roomCelsius: room,
    fan,
    supplies: parseSupplies(supplies),
    operator,
    protection: "on",
    setpointCelsius: 165,
    baud: undefined,
    lossPerBlock: 0,
    corruptPerByte: 0,
    sensors: parseSensors(sensors, `sensors of ${printer.name}`),
  };
  return { spec, speed: speed ?? file.speed };
}
