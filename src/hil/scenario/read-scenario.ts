/** Scenario files: read, parsed and checked, with the line of every mistake. */
import { readFileSync, statSync } from "node:fs";
import { isMap, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { InputError, systemCode } from "../../station/index.ts";
import { lintScenario, type Path } from "./lint.ts";
import { type Scenario, scenarioSchema } from "./schema.ts";

export const SCENARIO_BYTES_MAX = 256 * 1024;
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    return { problems: document.errors.map(({ message, pos }) => ({ line: lineAt(pos[0]), message })) };
  }
  const lineOf = (path: Path): number => lineOfPath(document, path, lineAt);
  const found: ScenarioProblem[] = [];
  const report = (path: Path, message: string): void => {
    const key = path.filter((part) => typeof part === "string").join(".");
    found.push({ line: lineOf(path), message: key === "" ? message : `${key}: ${message}` });
  };
  const value: unknown = document.toJS({ maxAliasCount: 0 });
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
  const checked = checkScenario(readText(path), path);
  if (!("problems" in checked)) return checked;
  const [first, ...more] = checked.problems;
  const rest = more.map(({ line, message }) => `\n  ${path}:${line}: ${message}`).join("");
  throw new InputError(`${first!.message}${rest}`, { file: path, line: first!.line });
}

/** The line of a key, or of the nearest block around it that is there. */
function lineOfPath(
  document: ReturnType<typeof parseDocument>,
  path: Path,
  lineAt: (offset: number) => number,
): number {
  for (let length = path.length; length > 0; length--) {
    const holder = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1]!;
    if (isMap(holder)) {
      const pair = holder.items.find(({ key }) => String((key as { value?: unknown }).value ?? key) === String(last));
      const range = (pair?.key as { range?: [number, number, number] } | undefined)?.range;
      if (range !== undefined) return lineAt(range[0]);
      continue;
    }
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range !== undefined) return lineAt(node.range[0]);
  }
  return 1;
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
    const given = at(value, path);
    const keys = typeof given === "object" && given !== null ? Object.keys(given) : [];
    const meant = issue.errors.find(
      (branch) => !branch.some(({ path: sub, code, ...rest }) => isForeign(code, sub, rest, keys)),
    );
    if (meant !== undefined) for (const sub of meant) explain(sub, value, path, report);
    else if (path[0] === "steps")
      report(path, `is no step; got ${keys.length === 0 ? JSON.stringify(given) : keys.join(", ")}`);
    else report(path, "is not of a form that is known here");
    return;
  }
  const missing = issue.code === "invalid_type" && at(value, path) === undefined;
  if (missing && path.at(-1) === "within")
    report(path.slice(0, -1), "a wait needs `within`, its deadline in the printer's time");
  else report(path, missing ? "is missing" : issue.message);
}

/** The branch of a union that does not know the keys that were written. */
function isForeign(code: string, path: readonly PropertyKey[], rest: object, keys: readonly string[]): boolean {
  if (path.length > 0) return path.length === 1 && !keys.includes(String(path[0]));
  return code === "unrecognized_keys" && (rest as { keys: string[] }).keys.some((key) => keys[0] === key);
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string | number, unknown>)[key] : undefined,
    value,
  );
}

function readText(path: string): string {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new InputError("is a directory; name scenario files", { file: path });
    if (stat.size > SCENARIO_BYTES_MAX) throw new InputError("is too large for a scenario", { file: path });
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof TypeError) throw new InputError("is not UTF-8 text", { file: path });
    const code = systemCode(error);
    throw new InputError(code === "ENOENT" ? "there is no such file" : `cannot be read (${code})`, { file: path });
  }
}
