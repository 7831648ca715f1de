/** `cetak jobs import` and `export`: job files in and out, in pieces, so that a district fits and Ctrl-C loses nothing. */
import { closeSync, openSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { counted, csvLine } from "../../base/index.ts";
import {
  IMPORT_ROWS_MAX,
  type ImportResult,
  type JobSourceFile,
  type JobView,
  openJobSource,
  type RejectedRow,
  type SourceRow,
  type StationConfig,
  systemCode,
  writeRejected,
} from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { checkOutFiles, keepInputs, notWritten, whyNot } from "../out-file.ts";
import { Progress } from "../progress.ts";
import { type Ask, STATION_FILE, withStation } from "../station-or-file.ts";
import { printJson } from "../text-table.ts";
import type { JobsOptions } from "./jobs.ts";

interface Totals {
  queued: number;
  held: Record<string, number>;
  known: number;
  rejected: RejectedRow[];
  /** Ctrl-C came: the rows after `line` were not read. */
  interrupted: boolean;
}

export async function jobsImport(path: string, options: JobsOptions & { strict?: boolean }): Promise<void> {
  const source = openJobSource(path);
  const totals = await withStation(options, true, ({ ask }) => inPieces(source, ask));
  const { rejectedPath, unwritten } = rejectedFile(path, source.header, totals.rejected);
  const { queued, held, known, interrupted } = totals;
  const rejected = totals.rejected.map(({ line, reason }) => ({ line, reason }));
  if (options.json) printJson({ file: path, queued, held, known, rejected, rejectedPath, interrupted });
  else process.stdout.write(importText(path, totals, rejectedPath));
  // Not before it is said what was queued.
  if (unwritten !== undefined) throw unwritten;
  if (interrupted) {
    process.stderr.write("cetak: interrupted; the same command goes on with the rest\n");
    process.exitCode = EXIT.interrupted;
  } else if (rejected.length > 0 && (options.strict || !hasJobs(totals))) process.exitCode = EXIT.failed;
}

/** False: nothing of the file is in the journal. */
const hasJobs = ({ queued, held, known }: Totals): boolean =>
  queued + known + Object.values(held).reduce((sum, count) => sum + count, 0) > 0;

/** Where the rejected rows were written, or why they could not be. */
function rejectedFile(
  path: string,
  header: readonly string[],
  rejected: readonly RejectedRow[],
): { rejectedPath?: string; unwritten?: unknown } {
  if (rejected.length === 0) return {};
  try {
    return { rejectedPath: writeRejected(path, header, rejected) };
  } catch (unwritten) {
    return { unwritten };
  }
}

/** A piece at a time: a district's file is never in memory as rows. */
async function inPieces({ rows, rowsMax }: JobSourceFile, ask: Ask): Promise<Totals> {
  const totals: Totals = { queued: 0, held: {}, known: 0, rejected: [], interrupted: false };
  const interrupt = (): void => {
    totals.interrupted = true;
  };
  process.once("SIGINT", interrupt);
  const progress = new Progress(rowsMax);
  let read = 0;
  try {
    for (const piece of piecesOf(rows)) {
      await onePiece(piece, ask, totals);
      read += piece.length;
      progress.show(read, "rows");
      // Lets a Ctrl-C be heard between two pieces.
      await new Promise((heard) => setImmediate(heard));
      if (totals.interrupted) break;
    }
  } finally {
    progress.end();
    process.off("SIGINT", interrupt);
  }
  return totals;
}

function* piecesOf(rows: Iterable<SourceRow>): Generator<readonly SourceRow[]> {
  let piece: SourceRow[] = [];
  for (const row of rows) {
    piece.push(row);
    if (piece.length < IMPORT_ROWS_MAX) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}

async function onePiece(rows: readonly SourceRow[], ask: Ask, totals: Totals): Promise<void> {
  const fields = new Map<number, readonly string[]>();
  const good: { line: number; cells: Record<string, string> }[] = [];
  for (const row of rows) {
    fields.set(row.line, row.fields);
    if (row.cells === undefined) {
      totals.rejected.push({ line: row.line, fields: row.fields, reason: row.problem ?? "cannot be read" });
    } else good.push({ line: row.line, cells: Object.fromEntries(row.cells) });
  }
  if (good.length === 0) return;
  const result = (await ask("jobs.import", { rows: good })) as ImportResult;
  totals.queued += result.queued;
  for (const [cause, count] of Object.entries(result.held)) {
    if (count > 0) totals.held[cause] = (totals.held[cause] ?? 0) + count;
  }
  for (const { line, reason, known } of result.refused) {
    if (known) totals.known++;
    else totals.rejected.push({ line, reason, fields: fields.get(line) ?? [] });
  }
}

function importText(path: string, totals: Totals, rejectedPath: string | undefined): string {
  const parts = [`${counted(totals.queued, "job")} queued from ${path}`];
  const held = Object.entries(totals.held);
  if (held.length > 0) parts.push(`set aside: ${held.map(([cause, count]) => `${count} ${cause}`).join(", ")}`);
  if (totals.known > 0) parts.push(`${totals.known} were there already`);
  if (totals.rejected.length > 0)
    parts.push(`${totals.rejected.length} rejected${rejectedPath === undefined ? "" : `, see ${rejectedPath}`}`);
  return `${parts.join("; ")}\n`;
}

export interface ExportOptions extends JobsOptions {
  format: "csv" | "json";
  out?: string;
  state?: string[];
  withPersonalData?: boolean;
}

const COLUMNS = "job nik class urgent state cause record subdistrict printer attempts requested_ms changed_ms".split(
  " ",
);
const PERSONAL = "name birth_place birth_date letter_number image requested_at".split(" ");

interface Applicant {
  name: string;
  birthPlace: string;
  birthDate: string;
  letter: string;
  image: string;
  requestedAt: string;
}
type Exported = JobView & { applicant?: Applicant };

/** One document (a JSON object) or one table a line after the other; a file appears only when it is whole. */
export async function jobsExport(options: ExportOptions): Promise<void> {
  const personal = options.withPersonalData === true;
  checkOutFiles(options.out);
  const half = options.out === undefined ? undefined : `${options.out}.half`;
  const fd = half === undefined ? 1 : opened(half);
  let count = 0;
  try {
    const write = (text: string): void => writeAll(fd, text);
    await withStation(options, false, async ({ ask, config }) => {
      if (config !== undefined) keepInputs(filesOfStation(options, config), options.out);
      // Not before the first answer: who is refused gets nothing, not even half a table.
      let head =
        options.format === "csv" ? `${csvLine(personal ? [...COLUMNS, ...PERSONAL] : COLUMNS)}\n` : '{"jobs":[';
      for (let after: string | undefined, more = true; more; ) {
        const input = { states: options.state, after, personalData: personal };
        const page = (await ask("jobs.export", input)) as { jobs: Exported[]; more: boolean };
        if (head !== "") write(head);
        head = "";
        for (const job of page.jobs) {
          if (options.format === "csv") write(`${csvLine(cellsOf(job, personal))}\n`);
          else write(`${count === 0 ? "" : ","}\n${JSON.stringify(job)}`);
          count++;
        }
        after = page.jobs.at(-1)?.key;
        more = page.more && after !== undefined;
      }
      if (options.format === "json") write("\n]}\n");
    });
    if (half !== undefined && options.out !== undefined) renameSync(half, options.out);
  } catch (error) {
    if (half !== undefined) rmSync(half, { force: true });
    throw error;
  } finally {
    if (half !== undefined) closeSync(fd);
  }
  process.stderr.write(`${count} jobs${options.out === undefined ? "" : ` in ${options.out}`}\n`);
}

/** The station's own files: none of them is to be exported over. */
function filesOfStation({ config: path = STATION_FILE }: ExportOptions, { dataDir }: StationConfig): string[] {
  return [path, ...readdirSync(dataDir, { recursive: true }).map((name) => join(dataDir, String(name)))];
}

function cellsOf(job: Exported, personal: boolean): string[] {
  const { key, nik, urgent, state, cause, record, subdistrict, printer, attempts, requestedAtMs, changedAtMs } = job;
  const cells = [key, nik, job.class, urgent ? "yes" : "", state, cause, record, subdistrict, printer];
  cells.push(String(attempts), String(requestedAtMs), String(changedAtMs));
  if (!personal) return cells;
  const { name = "", birthPlace = "", birthDate = "", letter = "", image = "", requestedAt = "" } = job.applicant ?? {};
  return [...cells, name, birthPlace, birthDate, letter, image, requestedAt];
}

function opened(path: string): number {
  try {
    return openSync(path, "w", 0o600);
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** A pipe may be full for a moment. */
function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const code = systemCode(error);
      if (code === "EPIPE") process.exit(EXIT.done);
      if (code !== "EAGAIN") throw new CommandError(EXIT.device, `the export cannot be written: ${whyNot(error)}`);
    }
  }
}
