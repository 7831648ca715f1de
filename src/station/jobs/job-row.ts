/** One row of a job file: which columns it needs, and what makes it a job. */
import { JOB_CLASSES, type JobClass, type Zone } from "../api.ts";
import { isoMs } from "./civil.ts";
import { nikProblem } from "./nik.ts";

export const REQUIRED_COLUMNS = ["nik", "name", "class", "subdistrict", "requested_at"] as const;
export const NAME_CHARS_MAX = 100;

/** A job as it was asked for. Personal data: stays in the journal and in the file, goes nowhere else. */
export interface JobRow {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly nik: string;
  readonly name: string;
  readonly class: JobClass;
  readonly subdistrict: string;
  readonly requestedAt: string;
  readonly requestedAtMs: number;
  /** The other columns, by name. */
  readonly extra: Readonly<Record<string, string>>;
}

/** Order of the queue: first-time holders, then changed data, then replacements. */
export const CLASS_RANK: Readonly<Record<JobClass, number>> = { first: 0, change: 1, damaged: 2, lost: 2 };

/** The job of a row, or one sentence why it is none. The sentence repeats no personal data. */
export function jobRow(line: number, cells: ReadonlyMap<string, string>, zone: Zone): JobRow | string {
  const cell = (column: string): string => (cells.get(column) ?? "").trim();
  const nik = cell("nik");
  const problem = nikProblem(nik);
  if (problem !== undefined) return problem;
  const name = cell("name");
  if (name === "") return "name is empty";
  if (name.length > NAME_CHARS_MAX) return `name is longer than ${NAME_CHARS_MAX} characters`;
  const jobClass = JOB_CLASSES.find((known) => known === cell("class"));
  if (jobClass === undefined) return `class is not one of ${JOB_CLASSES.join(", ")}`;
  const requestedAt = cell("requested_at");
  const requestedAtMs = isoMs(requestedAt, zone);
  if (requestedAtMs === undefined) return "requested_at is not an ISO date (2018-02-03) or date-time that exists";
  const extra: [string, string][] = [];
  for (const [column, value] of cells) {
    if (value !== "" && !REQUIRED_COLUMNS.some((required) => required === column)) extra.push([column, value]);
  }
  const subdistrict = cell("subdistrict");
  return {
    line,
    nik,
    name,
    class: jobClass,
    subdistrict,
    requestedAt,
    requestedAtMs,
    extra: Object.fromEntries(extra),
  };
}
