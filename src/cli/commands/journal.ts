/** `cetak journal`: check the journal, copy it, put a copy in its place. */
import { copyFileSync, existsSync, renameSync } from "node:fs";
import { WallClock } from "../../base/index.ts";
import {
  type AuditVerdict,
  BusyError,
  listCopies,
  openStationJournal,
  stationFiles,
  ZONE_MINUTES,
} from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { stationConfig, type WhereOptions, withStation } from "../station-or-file.ts";
import { instant, printJson, textTable } from "../text-table.ts";
import { verdictText } from "./audit.ts";

export interface JournalOptions extends WhereOptions {
  json?: boolean;
}

export async function journalCheck(options: JournalOptions): Promise<void> {
  await withStation(options, false, async ({ ask }) => {
    const found = (await ask("journal.check")) as { database: string; audit: AuditVerdict; copies: number };
    if (options.json) printJson(found);
    else process.stdout.write(`database ${found.database}\n${verdictText({ ...found.audit, copies: found.copies })}`);
    if (found.database !== "ok" || found.audit.damage !== undefined) process.exitCode = EXIT.failed;
  });
}

export async function journalCopy(options: JournalOptions): Promise<void> {
  await withStation(options, false, async ({ ask }) => {
    const made = (await ask("journal.copy")) as { path: string };
    if (options.json) printJson(made);
    else process.stdout.write(`${made.path}\n`);
  });
}

/** Reads the directory: works whatever the journal's state. */
export function journalCopies(options: JournalOptions): void {
  const config = stationConfig(options);
  const copies = listCopies(stationFiles(config.dataDir).copies);
  if (options.json) {
    printJson({ copies });
    return;
  }
  const rows = copies.map((copy) => [
    String(copy.number),
    instant(copy.madeAtMs, ZONE_MINUTES[config.zone]),
    `${Math.ceil(copy.bytes / 1024)} KiB`,
    copy.path,
  ]);
  process.stdout.write(rows.length === 0 ? "no copies yet\n" : textTable(["COPY", "MADE", "SIZE", "FILE"], rows));
}

/** The journal is moved aside, never deleted; what was unfinished in the copy is set aside when it is opened. */
export function journalRestore(number: string, options: JournalOptions): void {
  const config = stationConfig(options);
  const files = stationFiles(config.dataDir);
  const wanted = numberOption(number, "the copy", 1, 1e9, true);
  const copy = listCopies(files.copies).find((one) => one.number === wanted);
  if (copy === undefined) throw new CommandError(EXIT.usage, `there is no copy ${wanted} in ${files.copies}`);
  refuseWhenUsed(options);
  const aside = movedAside(files.journal);
  copyFileSync(copy.path, files.journal);
  const clock = new WallClock();
  const journal = openStationJournal(config, () => clock.utcMs(), false);
  const { held, uncertain } = journal.jobCounts;
  const warnings = journal.warnings;
  journal.close();
  clock.close();
  if (options.json) {
    printJson({ copy: copy.path, aside, held, uncertain });
    return;
  }
  for (const warning of warnings) process.stderr.write(`cetak: ${warning}\n`);
  const before = aside === undefined ? "" : `; the journal from before is ${aside}`;
  process.stdout.write(
    `copy ${wanted} is in the journal's place: ${held} jobs set aside, ${uncertain} uncertain${before}\n`,
  );
}

function refuseWhenUsed(options: JournalOptions): void {
  const clock = new WallClock();
  try {
    openStationJournal(stationConfig(options), () => clock.utcMs(), false).close();
  } catch (error) {
    if (error instanceof BusyError)
      throw new CommandError(EXIT.refused, "a station is running on this journal; stop it first");
  } finally {
    clock.close();
  }
}

/** With its log: the two belong together. */
function movedAside(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  let n = 1;
  while (existsSync(`${path}.before-${n}`)) n++;
  const aside = `${path}.before-${n}`;
  for (const ending of ["", "-wal", "-shm"]) {
    if (existsSync(path + ending)) renameSync(path + ending, aside + ending);
  }
  return aside;
}
