/** Reads a job file into the queue: what an operator does each morning. Row by row: the file may hold a whole district. */
import type { Zone } from "../api.ts";
import type { ImportResult, OnRefused } from "../journal/job-import.ts";
import { type RejectedRow, rowJudge, writeRejected } from "./job-file.ts";
import type { JobRow } from "./job-row.ts";
import { openJobSource, type SourceRow } from "./job-source.ts";

export interface JobImportResult {
  readonly queued: number;
  /** Jobs that a person has to look at first, by cause. */
  readonly held: ImportResult["held"];
  /** Rows whose very request is in the journal already: the same list was read in again. */
  readonly known: number;
  /** In the order of the file; reasons without personal data. */
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
  /** Where the rejected rows were written, undefined when there are none. */
  readonly rejectedPath: string | undefined;
}

/** Throws `InputError` when the file is no job file. `nowMs`: the station's clock. `importJobs` is the office's or the journal's. */
export function importJobFile(
  path: string,
  zone: Zone,
  nowMs: number,
  importJobs: (rows: Iterable<JobRow>, onRefused: OnRefused) => ImportResult,
): JobImportResult {
  const source = openJobSource(path);
  const rejected: RejectedRow[] = [];
  const judge = rowJudge(zone, nowMs);
  let present: SourceRow | undefined;
  function* jobs(): Generator<JobRow> {
    for (const read of source.rows) {
      present = read;
      const row = judge(read);
      if (typeof row !== "string") yield row;
      else rejected.push({ line: read.line, fields: read.fields, reason: row });
    }
  }
  const { queued, held, refused } = importJobs(jobs(), (_row, { line, reason, known }) => {
    if (!known) rejected.push({ line, reason, fields: present?.fields ?? [] });
  });
  return {
    queued,
    held,
    known: refused.filter(({ known }) => known).length,
    rejected: rejected.map(({ line, reason }) => ({ line, reason })),
    rejectedPath: rejected.length === 0 ? undefined : writeRejected(path, source.header, rejected),
  };
}
