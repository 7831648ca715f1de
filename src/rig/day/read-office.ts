/** Office files: read, parsed and checked, with the line of every mistake. */
import type { z } from "zod";
import { InputError, readTextFile } from "../../station/index.ts";
import { valueAt, type YamlPath, yamlLines } from "../yaml-lines.ts";
import { dateExists, dayOfDate, opensWithin } from "./office-calendar.ts";
import { type OfficeFile, officeFileSchema } from "./office-schema.ts";

export const OFFICE_FILE_BYTES_MAX = 256 * 1024;
const OFFICE_TEXT = { bytesMax: OFFICE_FILE_BYTES_MAX, named: "an office file", one: "an office file" };
/** Mistakes told at once. */
const PROBLEMS_MAX = 8;

export interface OfficeProblem {
  readonly line: number;
  /** `centre.fetchSeconds.low`; empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
}

/** The office, or what is wrong with the text, in the order of the lines. */
export function checkOffice(text: string): { office: OfficeFile } | { problems: OfficeProblem[] } {
  const yaml = yamlLines(text);
  if (yaml.errors.length > 0) return { problems: yaml.errors.map((error) => ({ ...error, key: "" })) };
  const { lineOf } = yaml;
  const value = yaml.value();
  const parsed = officeFileSchema.safeParse(value);
  if (parsed.success) {
    const problems = cross(parsed.data, lineOf);
    return problems.length === 0 ? { office: parsed.data } : { problems };
  }
  const problems = parsed.error.issues.flatMap((issue) => explain(issue, value, lineOf));
  return { problems: problems.sort((a, b) => a.line - b.line) };
}

/** Reads the file. Throws {@link InputError} with file, line, key and what is wrong. */
export function readOffice(path: string): OfficeFile {
  const checked = checkOffice(readTextFile(path, OFFICE_TEXT));
  if ("office" in checked) return checked.office;
  const [first, ...more] = checked.problems.slice(0, PROBLEMS_MAX);
  const say = ({ key, message }: OfficeProblem): string => (key === "" ? message : `${key} ${message}`);
  const rest = more.map((problem) => `\n  ${path}:${problem.line}: ${say(problem)}`).join("");
  const untold = checked.problems.length - PROBLEMS_MAX;
  throw new InputError(`${say(first!)}${rest}${untold > 0 ? `\n  and ${untold} more` : ""}`, {
    file: path,
    line: first!.line,
  });
}

function explain(issue: z.core.$ZodIssue, value: unknown, lineOf: (path: YamlPath) => number): OfficeProblem[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  const problem = (at: YamlPath, message: string): OfficeProblem => ({ line: lineOf(at), key: keyText(at), message });
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => problem([...path, key], "is not a known key"));
  }
  if (issue.code === "invalid_key") return [problem(path, issue.issues[0]?.message ?? "is not a possible key")];
  const message =
    valueAt(value, path) === undefined && !issue.message.startsWith("is missing") ? "is missing" : plain(issue);
  return [problem(path, message)];
}

function plain(issue: z.core.$ZodIssue): string {
  if (issue.code !== "invalid_type" || issue.message.startsWith("must") || issue.message.startsWith("is missing")) {
    return issue.message;
  }
  const words: Record<string, string> = { object: "block of keys", record: "block of keys", array: "list" };
  return `must be a ${words[issue.expected] ?? issue.expected}`;
}

const keyText = (path: YamlPath): string =>
  path
    .map((part) => (typeof part === "number" ? ` ${part + 1}` : `.${part}`))
    .join("")
    .replace(/^\./, "");

/** What no single value can know. */
function cross(office: OfficeFile, lineOf: (path: YamlPath) => number): OfficeProblem[] {
  const problems: OfficeProblem[] = [];
  office.deliveries.forEach((delivery, at) => {
    const path: YamlPath = ["deliveries", at, "family"];
    if (delivery.item === "blanks" && delivery.family !== undefined)
      problems.push({ line: lineOf(path), key: keyText(path), message: "is not for blanks: they fit every printer" });
    if (delivery.item !== "blanks" && delivery.family === undefined)
      problems.push({
        line: lineOf(path),
        key: keyText(path),
        message: "is missing: film and ribbon fit one family only",
      });
  });
  if (!dateExists(office.from))
    problems.push({ line: lineOf(["from"]), key: "from", message: "is no date that exists" });
  problems.push(...neverOpen(office, lineOf));
  const weights = Object.values(office.variants).reduce((sum, { weight }) => sum + weight, 0);
  if (weights > 1.000_001)
    problems.push({ line: lineOf(["variants"]), key: "variants", message: "have weights that make more than 1" });
  return problems;
}

/** A run looks for the next working day; where there is none it has nothing to live through. */
function neverOpen({ from, hours, variants }: OfficeFile, lineOf: (path: YamlPath) => number): OfficeProblem[] {
  const places: (readonly [YamlPath, OfficeFile["hours"]])[] = [[["hours"], hours]];
  for (const [word, variant] of Object.entries(variants)) {
    if (variant.hours !== undefined) places.push([["variants", word, "hours"], variant.hours]);
  }
  return places
    .filter(([, times]) => dateExists(from) && !opensWithin(times, dayOfDate(from)))
    .map(([path]) => ({ line: lineOf(path), key: keyText(path), message: "name no day on which the office is open" }));
}
