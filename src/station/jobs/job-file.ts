/** Reads a job file, keeps the rows that are jobs, and writes the others beside it with the reason. */
import { rmSync, writeFileSync } from "node:fs";
import { csvLine } from "../../base/index.ts";
import type { Zone } from "../api.ts";
import { InputError, StorageError, systemCode } from "../errors.ts";
import { type JobRow, jobRow } from "./job-row.ts";
import { type JobSourceFile, jobSource, openJobSource, type SourceRow } from "./job-source.ts";

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

/** Throws {@link InputError} when the file as a whole is no job file. Bad rows do not throw. `nowMs`: see `requestedMs`. */
export function readJobFile(path: string, zone: Zone, nowMs?: number): JobFile {
  return wholeFile(openJobSource(path), zone, nowMs);
}

export function parseJobFile(bytes: Uint8Array, path: string, zone: Zone): JobFile {
  return wholeFile(jobSource(bytes, path), zone);
}

function wholeFile(source: JobSourceFile, zone: Zone, nowMs?: number): JobFile {
  const rows: JobRow[] = [];
  const rejected: RejectedRow[] = [];
  const fieldsByLine = new Map<number, readonly string[]>();
  const judge = rowJudge(zone, nowMs);
  for (const read of source.rows) {
    const row = judge(read);
    if (typeof row === "string") rejected.push({ line: read.line, fields: read.fields, reason: row });
    else {
      fieldsByLine.set(read.line, read.fields);
      rows.push(row);
    }
  }
  return { header: source.header, rows, rejected, fieldsOf: (line) => fieldsByLine.get(line) ?? [] };
}

/** The job of a row or why it is none; remembers the NIK that it has seen. */
export function rowJudge(zone: Zone, nowMs?: number): (row: SourceRow) => JobRow | string {
  const lineOfNik = new Map<string, number>();
  return ({ line, cells, problem }) => {
    if (cells === undefined) return problem ?? "cannot be read";
    const row = jobRow(line, cells, zone, nowMs);
    if (typeof row === "string") return row;
    const before = lineOfNik.get(row.nik);
    if (before !== undefined) return `nik stands already on line ${before}`;
    lineOfNik.set(row.nik, line);
    return row;
  };
}

/** What a file of rejected rows has behind the columns of its list. */
const REJECTED_COLUMNS = ["line", "reason"] as const;

/** Writes `<input>.rejected.csv` (readable by its owner only): the original columns, the line and the reason. Returns its path. Throws {@link StorageError} or {@link InputError}. */
export function writeRejected(path: string, header: readonly string[], rejected: readonly RejectedRow[]): string {
  const target = `${path}.rejected.csv`;
  // Of a list that is itself such a file, mended in part, line and reason are not the list's.
  const again = REJECTED_COLUMNS.every((column, i) => header.at(i - REJECTED_COLUMNS.length) === column);
  const width = header.length - (again ? REJECTED_COLUMNS.length : 0);
  const lines = [...rejected]
    .sort((a, b) => a.line - b.line)
    .map((row) => csvLine([...pad(row.fields, width), row.line, row.reason]));
  try {
    const text = `${[csvLine([...header.slice(0, width), ...REJECTED_COLUMNS]), ...lines].join("\n")}\n`;
    writeFileSync(target, text, { mode: 0o600 });
  } catch (error) {
    if (systemCode(error) === "ENOSPC") {
      rmSync(target, { force: true });
      throw new StorageError(
        `${target} cannot be written: the disk is full; free some space and read the same file again`,
      );
    }
    throw new InputError(`cannot be written (${systemCode(error)})`, { file: target });
  }
  return target;
}

function pad(fields: readonly string[], width: number): string[] {
  const cut = fields.slice(0, width);
  return [...cut, ...new Array<string>(width - cut.length).fill("")];
}
