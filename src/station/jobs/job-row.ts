/** One row of a job file: which columns it needs, and what makes it a job. */
import { CONTROL_CHARACTER } from "../../base/index.ts";
import { JOB_CLASSES, type JobClass, type Zone } from "../api.ts";
import { isoMs } from "./civil.ts";
import { nikProblem } from "./nik.ts";
import { RECORD_CODES, type RecordCode, recordCode } from "./record-code.ts";
import { requestedMs } from "./requested.ts";

export const REQUIRED_COLUMNS = ["nik", "name", "class", "subdistrict", "requested_at"] as const;
/** Columns that are known but need not be there. */
export const KNOWN_COLUMNS = ["birth_place", "birth_date", "letter_number", "record", "image"] as const;
export const NAME_CHARS_MAX = 100;
export const TEXT_CHARS_MAX = 200;

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
  readonly birthPlace?: string;
  /** ISO date. */
  readonly birthDate?: string;
  /** Number of the recommendation letter, for replacements. */
  readonly letter?: string;
  /** Where the picture of the card is to be found: an opaque reference. */
  readonly image?: string;
  /** Default PRR: ready to print. */
  readonly record?: RecordCode;
  /** The other columns, by name. */
  readonly extra: Readonly<Record<string, string>>;
}

const NAMED: ReadonlySet<string> = new Set([...REQUIRED_COLUMNS, ...KNOWN_COLUMNS]);
/** Columns of free text: printed on the card or shown on terminals and pages. */
const SHOWN = ["name", "subdistrict", "birth_place", "letter_number", "image"] as const;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The job of a row, or one sentence why it is none. The sentence repeats no personal data. `nowMs`: see {@link requestedMs}. */
export function jobRow(line: number, cells: ReadonlyMap<string, string>, zone: Zone, nowMs?: number): JobRow | string {
  const cell = (column: string): string => (cells.get(column) ?? "").trim();
  const nik = cell("nik");
  const problem = nikProblem(nik);
  if (problem !== undefined) return problem;
  const name = cell("name");
  if (name === "") return "name is empty";
  if (name.length > NAME_CHARS_MAX) return `name is longer than ${NAME_CHARS_MAX} characters`;
  const steers = SHOWN.find((column) => CONTROL_CHARACTER.test(cell(column)));
  if (steers !== undefined) return `${steers} has a line end or another control character in it`;
  const jobClass = JOB_CLASSES.find((known) => known === cell("class"));
  if (jobClass === undefined) return `class is not one of ${JOB_CLASSES.join(", ")}`;
  const requestedAt = cell("requested_at");
  const requestedAtMs = requestedMs(requestedAt, zone, nowMs);
  if (typeof requestedAtMs === "string") return requestedAtMs;
  const known = knownCells(cell, zone);
  if (typeof known === "string") return known;
  const extra: [string, string][] = [];
  for (const [column, value] of cells) if (value !== "" && !NAMED.has(column)) extra.push([column, value]);
  return {
    line,
    nik,
    name,
    class: jobClass,
    subdistrict: cell("subdistrict"),
    requestedAt,
    requestedAtMs,
    ...known,
    extra: Object.fromEntries(extra),
  };
}

type Known = Pick<JobRow, "birthPlace" | "birthDate" | "letter" | "image" | "record">;

/** The columns that need not be there; empty ones are left out. */
function knownCells(cell: (column: string) => string, zone: Zone): Known | string {
  const record = cell("record");
  const code = record === "" ? undefined : recordCode(record);
  if (record !== "" && code === undefined) return `record is not one of ${RECORD_CODES.join(", ")}`;
  const birthDate = cell("birth_date");
  if (birthDate !== "" && (!ISO_DATE.test(birthDate) || isoMs(birthDate, zone) === undefined)) {
    return "birth_date is not an ISO date (2001-03-04) that exists";
  }
  const [birthPlace, letter, image] = [cell("birth_place"), cell("letter_number"), cell("image")];
  const texts = { subdistrict: cell("subdistrict"), birth_place: birthPlace, letter_number: letter, image };
  for (const [column, value] of Object.entries(texts)) {
    if (value.length > TEXT_CHARS_MAX) return `${column} is longer than ${TEXT_CHARS_MAX} characters`;
  }
  return {
    ...(birthPlace === "" ? {} : { birthPlace }),
    ...(birthDate === "" ? {} : { birthDate }),
    ...(letter === "" ? {} : { letter }),
    ...(image === "" ? {} : { image }),
    ...(code === undefined ? {} : { record: code }),
  };
}
