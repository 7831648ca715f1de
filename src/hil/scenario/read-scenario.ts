/** Scenario files: read, parsed and checked, with the line of every mistake. */
import type { z } from "zod";
import { valueAt, yamlLines } from "../../rig/index.ts";
import { InputError, readTextFile } from "../../station/index.ts";
import { lintScenario, type Path } from "./lint.ts";
import { type Scenario, STEP_WORDS, scenarioSchema } from "./schema.ts";

export const SCENARIO_BYTES_MAX = 256 * 1024;
const SCENARIO_TEXT = { bytesMax: SCENARIO_BYTES_MAX, named: "scenario files", one: "a scenario" };
/** Mistakes told of one file. */
export const PROBLEMS_MAX = 20;

export interface ScenarioProblem {
  readonly line: number;
  readonly message: string;
}

export interface ScenarioFile {
  readonly file: string;
  readonly text: string;
  readonly scenario: Scenario;
  /** Line of each step and of each fault, from 1. */
  readonly stepLines: readonly number[];
  readonly faultLines: readonly number[];
}

/** The scenario, or everything that is wrong with the text, in the order of the lines. */
export function checkScenario(text: string, file: string): ScenarioFile | { problems: ScenarioProblem[] } {
  const yaml = yamlLines(text);
  if (yaml.errors.length > 0) return { problems: [...yaml.errors] };
  const { lineOf } = yaml;
  const found: ScenarioProblem[] = [];
  const report = (path: Path, message: string): void => {
    const key = path.filter((part) => typeof part === "string").join(".");
    found.push({ line: lineOf(path), message: key === "" ? message : `${key}: ${message}` });
  };
  const value = yaml.value();
  if (value === null || value === undefined) return { problems: [{ line: 1, message: "there is nothing in it" }] };
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) for (const issue of parsed.error.issues) explain(issue, value, [], report);
  else lintScenario(parsed.data, report);
  if (!parsed.success || found.length > 0) {
    return { problems: found.sort((a, b) => a.line - b.line).slice(0, PROBLEMS_MAX) };
  }
  const { data } = parsed;
  return {
    file,
    text,
    scenario: data,
    stepLines: data.steps.map((_, index) => lineOf(["steps", index])),
    faultLines: data.faults.map((_, index) => lineOf(["faults", index])),
  };
}

/** Throws {@link InputError} with file, line and everything that is wrong. */
export function readScenario(path: string): ScenarioFile {
  const checked = checkScenario(readTextFile(path, SCENARIO_TEXT), path);
  if (!("problems" in checked)) return checked;
  const [first, ...more] = checked.problems;
  const rest = more.map(({ line, message }) => `\n  ${path}:${line}: ${message}`).join("");
  throw new InputError(`${first!.message}${rest}`, { file: path, line: first!.line });
}

/** A problem of the schema in words; of a union the branch that the writer meant. */
function explain(
  issue: z.core.$ZodIssue,
  value: unknown,
  base: Path,
  report: (path: Path, message: string) => void,
): void {
  const path = [...base, ...issue.path.filter((part) => typeof part !== "symbol")];
  if (issue.code === "unrecognized_keys") {
    for (const key of issue.keys) report([...path, key], "is not a known key");
    return;
  }
  if (issue.code === "invalid_union") {
    const given = valueAt(value, path);
    const keys = typeof given === "object" && given !== null ? Object.keys(given) : [];
    const meant = issue.errors.find(
      (branch) => !branch.some(({ path: sub, code, ...rest }) => isForeign(code, sub, rest, keys)),
    );
    if (meant !== undefined) for (const sub of meant) explain(sub, value, path, report);
    else if (path[0] === "steps")
      report(
        path,
        `is no step; possible: ${STEP_WORDS.join(", ")}; got ${keys.length === 0 ? JSON.stringify(given) : keys.join(", ")}`,
      );
    else report(path, "is not of a form that is known here");
    return;
  }
  const missing = issue.code === "invalid_type" && valueAt(value, path) === undefined;
  if (missing && path.at(-1) === "within")
    report(path.slice(0, -1), "a wait needs `within`, its deadline in the printer's time");
  else report(path, missing ? "is missing" : issue.message);
}

/** The branch of a union that does not know the keys that were written. */
function isForeign(code: string, path: readonly PropertyKey[], rest: object, keys: readonly string[]): boolean {
  if (path.length > 0) return path.length === 1 && !keys.includes(String(path[0]));
  return code === "unrecognized_keys" && (rest as { keys: string[] }).keys.some((key) => keys[0] === key);
}
