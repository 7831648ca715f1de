/** Office files: read, parsed and checked, with the line of every mistake. */
import { readFileSync, statSync } from "node:fs";
import { isMap, LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { InputError, systemCode } from "../../station/index.ts";
import { dateExists } from "./office-calendar.ts";
import { type OfficeFile, officeFileSchema } from "./office-schema.ts";

export const OFFICE_FILE_BYTES_MAX = 256 * 1024;
/** Mistakes told at once. */
const PROBLEMS_MAX = 8;

export interface OfficeProblem {
  readonly line: number;
  /** `centre.fetchSeconds.low`; empty for the file as a whole. */
  readonly key: string;
  readonly message: string;
}

type Path = readonly (string | number)[];

/** The office, or what is wrong with the text, in the order of the lines. */
export function checkOffice(text: string): { office: OfficeFile } | { problems: OfficeProblem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, maxAliasCount: 0 } as never);
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ message, pos }) => ({ line: lineAt(pos[0]), key: "", message }));
    return { problems };
  }
  /** The line of a key, or of the nearest block around it that is there. */
  const lineOf = (path: Path): number => {
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
  };
  const value: unknown = document.toJS({ maxAliasCount: 0 });
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
  const checked = checkOffice(readText(path));
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

function readText(path: string): string {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new InputError("is a directory; name an office file", { file: path });
    if (stat.size > OFFICE_FILE_BYTES_MAX) throw new InputError("is too large for an office file", { file: path });
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof TypeError) throw new InputError("is not UTF-8 text", { file: path });
    const code = systemCode(error);
    throw new InputError(code === "ENOENT" ? "there is no such file" : `cannot be read (${code})`, { file: path });
  }
}

function explain(issue: z.core.$ZodIssue, value: unknown, lineOf: (path: Path) => number): OfficeProblem[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  const problem = (at: Path, message: string): OfficeProblem => ({ line: lineOf(at), key: keyText(at), message });
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

const keyText = (path: Path): string =>
  path
    .map((part) => (typeof part === "number" ? ` ${part + 1}` : `.${part}`))
    .join("")
    .replace(/^\./, "");

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const part of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Record<string | number, unknown>)[part];
  }
  return at;
}

/** What no single value can know. */
function cross(office: OfficeFile, lineOf: (path: Path) => number): OfficeProblem[] {
  const problems: OfficeProblem[] = [];
  office.deliveries.forEach((delivery, at) => {
    const path: Path = ["deliveries", at, "family"];
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
  const weights = Object.values(office.variants).reduce((sum, { weight }) => sum + weight, 0);
  if (weights > 1.000_001)
    problems.push({ line: lineOf(["variants"]), key: "variants", message: "have weights that make more than 1" });
  return problems;
}
