/** Reads a job file into the queue: what an operator does each morning. */
import type { Zone } from "../api.ts";
import type { NotQueued } from "../journal/job-import.ts";
import { type RejectedRow, readJobFile, writeRejected } from "./job-file.ts";
import type { JobRow } from "./job-row.ts";

export interface JobImportResult {
  readonly queued: number;
  /** Rows whose very request is in the journal already: the same list was read in again. */
  readonly known: number;
  /** In the order of the file; reasons without personal data. */
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
  /** Where the rejected rows were written, undefined when there are none. */
  readonly rejectedPath: string | undefined;
}

/** Throws `InputError` when the file is no job file. `addJobs` is the office's or the journal's. */
export function importJobFile(
  path: string,
  zone: Zone,
  addJobs: (rows: readonly JobRow[]) => NotQueued[],
): JobImportResult {
  const file = readJobFile(path, zone);
  const notQueued = addJobs(file.rows);
  const refused = notQueued.filter(({ known }) => !known);
  const rejected: RejectedRow[] = [
    ...file.rejected,
    ...refused.map(({ line, reason }) => ({ line, reason, fields: file.fieldsOf(line) })),
  ].sort((a, b) => a.line - b.line);
  return {
    queued: file.rows.length - notQueued.length,
    known: notQueued.length - refused.length,
    rejected: rejected.map(({ line, reason }) => ({ line, reason })),
    rejectedPath: rejected.length === 0 ? undefined : writeRejected(path, file.header, rejected),
  };
}
