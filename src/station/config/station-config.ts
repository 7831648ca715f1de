/** Reads and checks a station file (`station.toml`). */
import { dirname, resolve } from "node:path";
import { parse, TomlError } from "smol-toml";
import type { z } from "zod";
import type { Language, Model, Zone } from "../api.ts";
import type { CentreConfig } from "../centre/centre-config.ts";
import { InputError } from "../errors.ts";
import type { Policy } from "../jobs/policy.ts";
import type { StockSettings } from "../stock/outlook.ts";
import { readTextFile } from "../text-file.ts";
import { centreConfig } from "./centre-schema.ts";
import { policyConfig, stockConfig } from "./queue-config.ts";
import { type StationFile, stationFileSchema } from "./schema.ts";
import { type KeyPath, TomlLines } from "./toml-lines.ts";

export const STATION_FILE_BYTES_MAX = 1024 * 1024;
const STATION_TEXT = { bytesMax: STATION_FILE_BYTES_MAX, named: "a station file", one: "a station file" };

export interface PrinterConfig {
  readonly name: string;
  readonly place: string;
  /** Link URL. A printer with `simulate` and no link gets `mem:<name>`. */
  readonly link: string;
  readonly console: string | undefined;
  /** Lab commands of a simulated engine in another process, when it has them. */
  readonly control?: string | undefined;
  readonly model: Model;
  /** The serial that the engine must report, when set. */
  readonly serial: string | undefined;
  /** Settings of a simulated engine, as written; undefined for a real one. */
  readonly simulate: Readonly<Record<string, unknown>> | undefined;
}

export interface StationConfig {
  readonly office: string;
  readonly zone: Zone;
  readonly language: Language;
  /** Absolute path. Relative ones in the file are relative to the file. */
  readonly dataDir: string;
  readonly bind: string;
  /** Names of the station on the network, besides its addresses. Default: none. */
  readonly names?: readonly string[];
  readonly port: number;
  readonly printers: readonly PrinterConfig[];
  /** Where print requests come from; without it only from job files. */
  readonly centre?: CentreConfig | undefined;
  /** Who gets the next card. */
  readonly policy?: Policy;
  readonly stock?: StockSettings;
  /** Copies of the journal that are kept. */
  readonly copies?: number;
  /** Absolute path of the office file from which the day is forecast on which the queue is empty. */
  readonly forecastOffice?: string;
  /** When the day's work ends, minutes after the zone's midnight. Default: nobody knows. */
  readonly workEndsMinutes?: number;
}

export interface ConfigProblem {
  readonly line: number;
  /** Dotted, with the printer's number from 1: `printer 2.link`. Empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
}

/** What is wrong in a `[printer.simulate]` table; `key` is "" for what does not stand in it. */
export interface SimulateProblem {
  readonly key: string;
  readonly message: string;
}

/** Knows what a simulated engine can be; the station itself never looks inside. */
export type SimulateCheck = (printer: SimulateAsked) => readonly SimulateProblem[];

export type SimulateAsked = { readonly [Key in "simulate" | "serial"]?: PrinterConfig[Key] };

/** Throws {@link InputError} with all problems, one `file:line: key: sentence` a line. */
export function loadStationConfig(path: string, simulateCheck?: SimulateCheck): StationConfig {
  const checked = checkStationConfig(readStationText(path), path, simulateCheck);
  if ("config" in checked) return checked.config;
  const [first, ...rest] = checked.problems;
  const sentence = (problem: ConfigProblem): string =>
    problem.key === "" ? problem.message : `${problem.key}: ${problem.message}`;
  const more = rest.map((problem) => `\n${path}:${problem.line}: ${sentence(problem)}`).join("");
  throw new InputError(`${sentence(first!)}${more}`, { file: path, line: first!.line });
}

/** Checks the text of a station file; `path` only places relative directories. Never throws on what the text says. */
export function checkStationConfig(
  text: string,
  path: string,
  simulateCheck: SimulateCheck = () => [],
): { config: StationConfig } | { problems: ConfigProblem[] } {
  let document: unknown;
  try {
    document = parse(text.replace(/^\ufeff/, ""), { maxDepth: 16, unsafeKeyBehaviour: "throw" });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const sentence = error.message.split("\n")[0]!.replace(/^Invalid TOML document: /, "");
    return { problems: [{ line: error.line, key: "", message: `not valid TOML: ${sentence}` }] };
  }
  const lines = new TomlLines(text);
  const parsed = stationFileSchema.safeParse(document);
  const problems = parsed.success
    ? cross(parsed.data, lines, simulateCheck)
    : parsed.error.issues.flatMap((i) => explain(i, document, lines));
  if (problems.length > 0 || !parsed.success) return { problems: problems.sort((a, b) => a.line - b.line) };
  return { config: shape(parsed.data, path) };
}

function shape(file: StationFile, path: string): StationConfig {
  const { office, zone, language, data, bind, names, port, copies, work_ends } = file.station;
  const printers = file.printer.map((printer) => ({
    name: printer.name,
    place: printer.place,
    link: printer.link ?? `mem:${printer.name}`,
    console: printer.console,
    ...(printer.control === undefined ? {} : { control: printer.control }),
    model: printer.model,
    serial: printer.serial,
    simulate: printer.simulate,
  }));
  const centre = centreConfig(file.centre, office, dirname(path));
  const dataDir = resolve(dirname(path), data);
  const queue = { policy: policyConfig(file.policy), stock: stockConfig(file.stock), copies };
  const closing = work_ends === undefined ? {} : { workEndsMinutes: minutesOf(work_ends) };
  const forecast = file.forecast === undefined ? {} : { forecastOffice: resolve(dirname(path), file.forecast.office) };
  return { office, zone, language, dataDir, bind, names, port, printers, centre, ...queue, ...closing, ...forecast };
}

const minutesOf = (time: string): number => 60 * Number(time.slice(0, 2)) + Number(time.slice(3));

/** What no single value can know: twins among the printers, and a printer without any engine. */
function cross(file: StationFile, lines: TomlLines, simulateCheck: SimulateCheck): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const seen = new Map<string, number>();
  file.printer.forEach((printer, at) => {
    const once = (key: "name" | "link" | "console", value: string | undefined): void => {
      if (value === undefined) return;
      const id = `${key === "name" ? "name" : "url"}\n${value.toLowerCase()}`;
      const before = seen.get(id);
      if (before === undefined) seen.set(id, at);
      else {
        const message = `"${value}" is already used by printer ${before + 1}`;
        problems.push({ line: lines.of(["printer", at, key]), key: `printer ${at + 1}.${key}`, message });
      }
    };
    once("name", printer.name);
    once("link", printer.link);
    once("console", printer.console);
    for (const { key, message } of simulateCheck(printer)) {
      const path = ["printer", at, ...(key === "" ? ["serial"] : ["simulate", key])];
      problems.push(problem(path, message, lines));
    }
    if (printer.link === undefined && printer.simulate === undefined) {
      const message = "is missing; a printer needs a link URL or a [printer.simulate] table";
      problems.push({ line: lines.of(["printer", at]), key: `printer ${at + 1}.link`, message });
    }
  });
  return problems;
}

function explain(issue: z.core.$ZodIssue, document: unknown, lines: TomlLines): ConfigProblem[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => problem([...path, key], "is not a known key", lines));
  }
  return [problem(path, valueAt(document, path) === undefined ? "is missing" : plain(issue), lines)];
}

function valueAt(document: unknown, path: KeyPath): unknown {
  let value = document;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

function plain(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_type" || issue.message.startsWith("must")) return issue.message;
  const words: Record<string, string> = { object: "table", record: "table", array: "list of tables ([[printer]])" };
  return `must be a ${words[issue.expected] ?? issue.expected}`;
}

function problem(path: KeyPath, message: string, lines: TomlLines): ConfigProblem {
  const key = path.map((part) => (typeof part === "number" ? ` ${part + 1}` : `.${part}`)).join("");
  return { line: lines.of(path), key: key.replace(/^\./, ""), message };
}

/** The text of a station file. Throws {@link InputError} when there is none to be had. */
export function readStationText(path: string): string {
  return readTextFile(path, STATION_TEXT);
}
