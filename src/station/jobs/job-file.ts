/** Reads a job file (CSV), keeps the rows that are jobs, and writes the others beside it with the reason. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import type { Zone } from "../api.ts";
import { InputError, systemCode } from "../errors.ts";
import { CSV_BYTES_MAX, type CsvRecord, csvLine, csvRecords, csvSeparator, csvText } from "./csv.ts";
import { type JobRow, jobRow, REQUIRED_COLUMNS } from "./job-row.ts";

export interface RejectedRow {
  readonly line: number;
  readonly fields: readonly string[];
  /** A sentence without personal data. */
  readonly reason: string;
}

export interface JobFile {
  readonly header: readonly string[];
  readonly rows: readonly JobRow[];
  readonly rejected: readonly RejectedRow[];
  /** The fields of an accepted row, to reject it later (a duplicate in the journal). */
  fieldsOf(line: number): readonly string[];
}

/** Throws {@link InputError} when the file as a whole is no job file. Bad rows do not throw. */
export function readJobFile(path: string, zone: Zone): JobFile {
  return parseJobFile(readBytes(path), path, zone);
}

export function parseJobFile(bytes: Uint8Array, path: string, zone: Zone): JobFile {
  const text = csvText(bytes);
  if (text === undefined) throw new InputError("is not UTF-8 text; save it as CSV UTF-8", { file: path });
  const separator = csvSeparator(text);
  const records = csvRecords(text, separator);
  const first = records.next();
  if (first.done === true) throw new InputError("is empty; its first line must name the columns", { file: path });
  const header = columns(first.value, path);
  const rows: JobRow[] = [];
  const rejected: RejectedRow[] = [];
  const fieldsByLine = new Map<number, readonly string[]>();
  const lineOfNik = new Map<string, number>();
  for (const record of records) {
    const row = judge(record, header, zone);
    const before = typeof row === "string" ? undefined : lineOfNik.get(row.nik);
    if (typeof row === "string") {
      rejected.push({ line: record.line, fields: record.fields, reason: row });
    } else if (before !== undefined) {
      rejected.push({ line: record.line, fields: record.fields, reason: `nik stands already on line ${before}` });
    } else {
      lineOfNik.set(row.nik, record.line);
      fieldsByLine.set(record.line, record.fields);
      rows.push(row);
    }
  }
  return { header, rows, rejected, fieldsOf: (line) => fieldsByLine.get(line) ?? [] };
}

/** Writes `<input>.rejected.csv` (readable by its owner only): the original columns, the line and the reason. Returns its path. */
export function writeRejected(path: string, header: readonly string[], rejected: readonly RejectedRow[]): string {
  const target = `${path}.rejected.csv`;
  const width = header.length;
  const lines = [...rejected]
    .sort((a, b) => a.line - b.line)
    .map((row) => csvLine([...pad(row.fields, width), String(row.line), row.reason]));
  try {
    const text = `${[csvLine([...header, "line", "reason"]), ...lines].join("\n")}\n`;
    writeFileSync(target, text, { mode: 0o600 });
  } catch (error) {
    throw new InputError(`cannot be written (${systemCode(error)})`, { file: target });
  }
  return target;
}

function judge(record: CsvRecord, header: readonly string[], zone: Zone): JobRow | string {
  if (record.problem !== undefined) return record.problem;
  if (record.fields.length !== header.length) {
    return `has ${record.fields.length} fields, the header has ${header.length}`;
  }
  return jobRow(record.line, new Map(header.map((column, i) => [column, record.fields[i]!])), zone);
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

function pad(fields: readonly string[], width: number): string[] {
  const cut = fields.slice(0, width);
  return [...cut, ...new Array<string>(width - cut.length).fill("")];
}

function readBytes(path: string): Uint8Array {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new InputError("is a directory; name a CSV file", { file: path });
    if (stat.size > CSV_BYTES_MAX)
      throw new InputError(`is larger than ${CSV_BYTES_MAX / 1024 / 1024} MiB`, { file: path });
    return readFileSync(path);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = systemCode(error);
    throw new InputError(code === "ENOENT" ? "there is no such file" : `cannot be read (${code})`, { file: path });
  }
}
