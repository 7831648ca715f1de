import { setImmediate as turn } from "node:timers/promises";
import {
  type DayReport,
  dayCsv,
  dayHtml,
  dayText,
  OfficeRun,
  officeAsItIs,
  type Remedy,
  readOffice,
  type WorkingOffice,
  withRemedies,
} from "../../rig/index.ts";
import { EXIT } from "../exit-codes.ts";
import { Interrupt } from "../interrupt.ts";
import { kindOption, languageOption, remedyOption, writeReport } from "../office-options.ts";
import { numberOption } from "../options.ts";
import { checkOutFiles, keepInputs } from "../out-file.ts";
import { Progress } from "../progress.ts";

export interface DayOptions {
  days: string;
  seed: string;
  variant: string;
  remedy: string[];
  language: string;
  json?: boolean;
  html?: string;
  csv?: string;
}

export const DAYS_MAX = 250;
/** Pieces of a day between two looks at the outside world. */
const PROGRESS_STEPS = 100;

/** `cetak day`: office days on the full stack in virtual time. */
export async function day(path: string, options: DayOptions): Promise<void> {
  const days = numberOption(options.days, "--days", 1, DAYS_MAX, true);
  const seed = numberOption(options.seed, "--seed", 0, 2 ** 31, true);
  const language = languageOption(options.language);
  const file = readOffice(path);
  const kind = kindOption(options.variant, file);
  const remedies = remedyOption(options.remedy);
  checkOutFiles(options.html, options.csv);
  keepInputs([path], options.html, options.csv);
  const asItIs = officeAsItIs(file);
  const watch = new Interrupt("stopping; the days that are over are reported");
  try {
    const runs = remedies.length === 0 ? 1 : 2;
    const progress = new Progress(runs * days * PROGRESS_STEPS);
    const live = (office: WorkingOffice, done: number, names: readonly Remedy[]): Promise<DayReport> =>
      liveThrough(new OfficeRun({ office, seed, kind, days, remedies: names }), watch, (at, issued) =>
        progress.show(Math.floor((done * days + at) * PROGRESS_STEPS), `hundredths of a day, ${issued} cards`),
      );
    const without = runs === 1 ? undefined : await live(asItIs, 0, []);
    const report = await live(withRemedies(asItIs, remedies), runs - 1, remedies);
    progress.end();
    const document = without === undefined ? report : { ...report, without: { ...without, days: undefined } };
    // First what cannot fail: the figures are not lost when a file cannot be written.
    process.stdout.write(options.json ? `${JSON.stringify(document, null, 2)}\n` : dayText(report, without));
    if (options.html !== undefined) writeReport(options.html, dayHtml({ report, without, file, language }));
    if (options.csv !== undefined) writeReport(options.csv, dayCsv(report));
    for (const words of report.violations) process.stderr.write(`cetak: SAFETY: ${words}\n`);
    process.exitCode = report.violations.length > 0 ? EXIT.safety : watch.asked ? EXIT.interrupted : EXIT.done;
  } finally {
    watch.end();
  }
}

/** Ctrl-C ends the run between two pieces; the days that are over are reported. */
async function liveThrough(
  run: OfficeRun,
  watch: Interrupt,
  show: (days: number, issued: number) => void,
): Promise<DayReport> {
  for (const { days, issued } of run.steps()) {
    show(days, issued);
    await turn();
    if (watch.asked) break;
  }
  return run.report();
}
