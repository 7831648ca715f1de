/** The rows of a job file as columns and cells, one at a time: CSV, a JSON array, or JSON lines. Nothing is judged here. */
import { readFileSync, statSync } from "node:fs";
import { InputError, systemCode } from "../errors.ts";
import {
  CSV_BYTES_MAX,
  CSV_COLUMNS_MAX,
  CSV_FIELD_CHARS_MAX,
  type CsvRecord,
  csvRecords,
  csvSeparator,
  csvText,
} from "./csv.ts";
import { KNOWN_COLUMNS, REQUIRED_COLUMNS } from "./job-row.ts";
import { namedTwice } from "./json-twice.ts";

export interface SourceRow {
  /** Line of the file from 1; in a JSON array the number of the element. */
  readonly line: number;
  /** In the order of the header. */
  readonly fields: readonly string[];
  /** By column; undefined when the row cannot be read. */
  readonly cells: ReadonlyMap<string, string> | undefined;
  /** Why it cannot be read. A sentence without personal data. */
  readonly problem: string | undefined;
}

export interface JobSourceFile {
  readonly header: readonly string[];
  /** How many rows there are at most: for a display of progress, before they are read. */
  readonly rowsMax: number;
  /** Made one by one: to be gone through once. */
  readonly rows: Iterable<SourceRow>;
}

/** Throws {@link InputError} when the file as a whole is no job file. Bad rows do not throw. */
export function openJobSource(path: string): JobSourceFile {
  return jobSource(readBytes(path), path);
}

export function jobSource(bytes: Uint8Array, path: string): JobSourceFile {
  const text = csvText(bytes);
  if (text === undefined) throw new InputError("is not UTF-8 text; save it as CSV UTF-8", { file: path });
  const first = text.trimStart()[0];
  if (first === "[") return fromArray(text, path);
  return first === "{" ? fromLines(text, path) : fromCsv(text, path);
}

function fromCsv(text: string, path: string): JobSourceFile {
  const records = csvRecords(text, csvSeparator(text));
  const first = records.next();
  if (first.done === true) throw new InputError("is empty; its first line must name the columns", { file: path });
  const header = columns(first.value, path);
  return { header, rowsMax: linesOf(text) - 1, rows: csvRows(records, header) };
}

function* csvRows(records: Iterable<CsvRecord>, header: readonly string[]): Generator<SourceRow> {
  for (const { line, fields, problem } of records) {
    const count = `has ${fields.length} fields, the header has ${header.length}`;
    const wrong = problem ?? (fields.length === header.length ? undefined : count);
    const cells = wrong === undefined ? new Map(header.map((column, i) => [column, fields[i]!])) : undefined;
    yield { line, fields, cells, problem: wrong };
  }
}

function columns(record: CsvRecord, path: string): readonly string[] {
  const where = { file: path, line: record.line };
  if (record.problem !== undefined) throw new InputError(`the header cannot be read: ${record.problem}`, where);
  const header = record.fields.map((field) => field.trim().toLowerCase());
  const missing = REQUIRED_COLUMNS.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    const lacks = missing.length === 1 ? "the column" : "the columns";
    throw new InputError(`lacks ${lacks} ${missing.join(", ")}; needed are ${REQUIRED_COLUMNS.join(",")}`, where);
  }
  const twice = header.find((column, i) => header.indexOf(column) !== i);
  if (twice !== undefined) throw new InputError(`names the column ${twice} twice`, where);
  return header;
}

/** Characters of a column's name that are kept of JSON. */
const COLUMN_CHARS_MAX = 40;
/** Columns of a JSON file: what is known; others are kept with the job, and not in the file of rejected rows. */
const JSON_HEADER = [...REQUIRED_COLUMNS, ...KNOWN_COLUMNS];

function fromArray(text: string, path: string): JobSourceFile {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new InputError(`is not valid JSON: ${brokenAt(error, text)}`, { file: path });
  }
  const elements = document as unknown[];
  return { header: JSON_HEADER, rowsMax: elements.length, rows: arrayRows(elements, namedTwice(text)) };
}

function* arrayRows(elements: readonly unknown[], twice: ReadonlyMap<number, string>): Generator<SourceRow> {
  for (const [i, element] of elements.entries()) yield objectRow(i + 1, element, twice.get(i));
}

/** An object over several lines, or one around a list: no line of it would be a job. */
const ONE_DOCUMENT = /^\s*\{\s*("[^"\n]*"\s*:\s*[[{]|[\r\n]|$)/;

function fromLines(text: string, path: string): JobSourceFile {
  if (ONE_DOCUMENT.test(text)) {
    throw new InputError("is one JSON object; write an array of objects, or one object a line", { file: path });
  }
  return { header: JSON_HEADER, rowsMax: linesOf(text), rows: lineRows(text) };
}

function* lineRows(text: string): Generator<SourceRow> {
  let line = 0;
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf("\n", from);
    const end = found < 0 ? text.length : found;
    line++;
    const part = text.slice(from, end).trim();
    from = end + 1;
    if (part === "") continue;
    let value: unknown;
    try {
      value = JSON.parse(part);
    } catch (error) {
      yield unreadable(line, `is not valid JSON: ${brokenAt(error, part)}`);
      continue;
    }
    yield objectRow(line, value, namedTwice(part).get(0));
  }
}

/** `twice`: a name that the object has twice. What can be read of a row that cannot be used is kept, to be mended. */
function objectRow(line: number, value: unknown, twice: string | undefined): SourceRow {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return unreadable(line, "is no JSON object");
  const entries = Object.entries(value);
  if (entries.length > CSV_COLUMNS_MAX) return unreadable(line, `has more than ${CSV_COLUMNS_MAX} members`);
  const cells = new Map<string, string>();
  let problem = twice === undefined ? undefined : `names ${columnOf(twice)} twice`;
  for (const [name, cell] of entries) {
    const column = columnOf(name);
    const wrong = cells.has(column) ? `names ${column} twice` : cellProblem(column, cell);
    problem ??= wrong;
    // Of a name that stands twice nobody knows which is meant.
    if (wrong === undefined && name !== twice) cells.set(column, cell === null ? "" : String(cell));
    else cells.set(column, "");
  }
  const fields = JSON_HEADER.map((column) => cells.get(column) ?? "");
  return { line, fields, cells: problem === undefined ? cells : undefined, problem };
}

const columnOf = (name: string): string => name.trim().toLowerCase().slice(0, COLUMN_CHARS_MAX);

/** Why a member of a row is no cell. */
function cellProblem(column: string, cell: unknown): string | undefined {
  if (column === "nik" && typeof cell === "number") return "nik is a number; write it as a string";
  if (typeof cell === "object" && cell !== null) return `${column} is no text`;
  if (typeof cell !== "string" || cell.length <= CSV_FIELD_CHARS_MAX) return undefined;
  return `${column} is longer than ${CSV_FIELD_CHARS_MAX} characters`;
}

const unreadable = (line: number, problem: string): SourceRow => ({ line, fields: [], cells: undefined, problem });

/** Where, never what: the parser's own words quote the text, and that is personal data. */
function brokenAt(error: unknown, text: string): string {
  const words = error instanceof Error ? error.message : "";
  if (/^Unexpected end|^Unterminated/.test(words)) return "it ends in the middle (was it cut off?)";
  const at = positionOf(words);
  // Cut off inside a string, with a line end behind it.
  if (at !== undefined && text.slice(at).trim() === "") return "it ends in the middle (was it cut off?)";
  return at === undefined ? "something in it is no JSON" : `line ${lineAt(text, at)} is no JSON`;
}

const positionOf = (words: string): number | undefined => {
  const found = /at position (\d+)/.exec(words);
  return found === null ? undefined : Number(found[1]);
};

function linesOf(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < text.length - 1; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split("\n").length;

function readBytes(path: string): Uint8Array {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new InputError("is a directory; name a CSV or JSON file", { file: path });
    if (stat.size > CSV_BYTES_MAX)
      throw new InputError(`is larger than ${CSV_BYTES_MAX / 1024 / 1024} MiB; import it in parts`, { file: path });
    return readFileSync(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = systemCode(error);
    throw new InputError(code === "ENOENT" ? "there is no such file" : `cannot be read (${code})`, { file: path });
  }
}
