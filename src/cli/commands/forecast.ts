import { forecast, forecastSvg, forecastText, officeAsItIs, RUNS_MAX, readOffice } from "../../rig/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { Interrupt } from "../interrupt.ts";
import { kindOption, languageOption, remedyOption, writeReport } from "../office-options.ts";
import { numberOption } from "../options.ts";
import { checkOutFiles, keepInputs } from "../out-file.ts";
import { Progress } from "../progress.ts";

export interface ForecastOptions {
  runs: string;
  seed: string;
  variant: string;
  remedy: string[];
  job: string;
  workers?: string;
  language: string;
  json?: boolean;
  svg?: string;
}

const WORKERS_MAX = 16;

/** `cetak forecast`: when everybody has a card, with a range, and what each remedy buys. */
export async function forecastCommand(path: string, options: ForecastOptions): Promise<void> {
  const runs = numberOption(options.runs, "--runs", 1, RUNS_MAX, true);
  const seed = numberOption(options.seed, "--seed", 0, 2 ** 31, true);
  const file = readOffice(path);
  const people = file.queue.records - file.queue.doubles;
  const job = numberOption(options.job, "--job", 0, people, true);
  const workers =
    options.workers === undefined ? undefined : numberOption(options.workers, "--workers", 1, WORKERS_MAX, true);
  const remedies = remedyOption(options.remedy);
  const language = languageOption(options.language);
  checkOutFiles(options.svg);
  keepInputs([path], options.svg);
  const progress = new Progress(runs * (1 + remedies.length));
  const interrupt = new Interrupt("stopping; the report is of the futures there are");
  try {
    const report = await forecast({
      office: officeAsItIs(file),
      runs,
      seed,
      kind: kindOption(options.variant, file),
      remedies,
      job,
      ...(workers === undefined ? {} : { workers }),
      onProgress: (done) => progress.show(done, "futures"),
      stop: () => interrupt.asked,
    });
    progress.end();
    if (report.runs === 0) throw new CommandError(EXIT.interrupted, "stopped before the first future was over");
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : forecastText(report));
    if (options.svg !== undefined) writeReport(options.svg, forecastSvg(report, language));
    process.exitCode = interrupt.asked ? EXIT.interrupted : EXIT.done;
  } finally {
    interrupt.end();
  }
}
