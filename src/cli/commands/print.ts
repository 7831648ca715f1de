import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { setImmediate as turn } from "node:timers/promises";
import { WallClock } from "../../base/index.ts";
import { Recorder } from "../../hil/index.ts";
import { connectUrl } from "../../protocol/index.ts";
import {
  type BatchEnd,
  type BatchReport,
  cardsCsv,
  type EngineIdentity,
  parseSimUrl,
  probeEngine,
  SIM_MODELS,
  SimBatch,
  type SimModel,
  type SimPrinter,
  startLiveBatch,
} from "../../rig/index.ts";
import { type JobFile, Journal, readJobFile, type StationConfig, writeRejected } from "../../station/index.ts";
import { describeReport } from "../batch-text.ts";
import { consoleLog } from "../console-log.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import { Interrupt } from "../interrupt.ts";
import { numberOption } from "../options.ts";
import { checkOutFiles, keepInputs, notWritten, writeOutFile } from "../out-file.ts";
import { workWithoutReader } from "../outputs.ts";
import { Progress } from "../progress.ts";

export interface PrintOptions {
  printer: string[];
  json?: boolean;
  strict?: boolean;
  grace: string;
  cards?: string;
  record?: string;
  serial?: string;
  journal?: string;
}

/** `cetak print`: a batch on simulated printers in virtual time, or on printers behind URLs in wall time. */
export async function print(path: string, options: PrintOptions): Promise<void> {
  const simulated = options.printer.filter((url) => url.startsWith("sim:")).length;
  if (simulated > 0 && simulated < options.printer.length) {
    throw new CommandError(
      EXIT.usage,
      "simulated printers run in virtual time and cannot be mixed with printers behind URLs",
    );
  }
  if (simulated === 0 && (options.cards !== undefined || options.record !== undefined)) {
    throw new CommandError(EXIT.usage, "--cards and --record need simulated printers (sim:...)");
  }
  if (simulated > 0 && (options.serial !== undefined || options.journal !== undefined)) {
    throw new CommandError(EXIT.usage, "--serial and --journal are for printers behind URLs, not for simulated ones");
  }
  const graceSeconds = numberOption(options.grace, "--grace", 0, 1_000_000);
  checkOutFiles(options.cards, options.record);
  keepInputs([path], options.cards, options.record, options.journal);
  const printers = simulated > 0 ? simPrinters(options.printer) : [];
  const file = readJobFile(path, "WIB", simulated > 0 ? undefined : Date.now());
  if (file.rows.length + file.rejected.length === 0)
    process.stderr.write(`cetak: ${path} names nobody: there is nothing to print\n`);
  const { end, report, save } =
    simulated > 0 ? await inVirtualTime(file, printers, options) : await onHardware(path, file, options, graceSeconds);
  // First what cannot fail: the figures are not lost when a file cannot be written.
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else process.stdout.write(describeReport(report));
  process.exitCode = exitCode(end, report, options.strict === true || file.rows.length === 0);
  if (end === "nobodyCame") {
    const { printer, reason } = report.stopped!;
    process.stderr.write(`cetak: stopped with ${report.left} jobs left: ${printer} waits for a person (${reason})\n`);
  }
  if (file.rejected.length > 0) {
    const target = writeRejected(path, file.header, file.rejected);
    process.stderr.write(
      `cetak: ${file.rejected.length} rows cannot be printed; they and the reasons are in ${target}\n`,
    );
  }
  await save?.();
}

/** Each machine has chips of its own: those of two with the same seed have the same serials, and are one card to the station. */
function simPrinters(urls: readonly string[]): SimPrinter[] {
  const printers = urls.map((url, i) => parseSimUrl(url, 1 + i));
  const twice = printers.find(({ seed }, i) => printers.findIndex((other) => other.seed === seed) !== i);
  if (twice === undefined) return printers;
  throw new CommandError(
    EXIT.usage,
    `two simulated printers have the seed ${twice.seed}, and so the same chips; give each its own, like sim:hdp5000?seed=7`,
  );
}

interface Printed {
  readonly end: BatchEnd;
  readonly report: BatchReport;
  /** Writes the files that were asked for. */
  readonly save?: () => Promise<void>;
}

async function inVirtualTime(file: JobFile, printers: readonly SimPrinter[], options: PrintOptions): Promise<Printed> {
  const progress = new Progress(file.rows.length);
  const recording = options.record === undefined ? undefined : createWriteStream(options.record);
  const asPackets = options.record?.endsWith(".pcapng") === true;
  let recorder: Recorder | undefined;
  const batch = new SimBatch({
    printers,
    rows: file.rows,
    rejectedRows: file.rejected.length,
    onProgress: (done, seconds) => progress.show(done, `cards, ${Math.round(seconds / 60)} min of the printers' time`),
    ...(recording === undefined || asPackets ? {} : { record: (line) => recording.write(`${line}\n`) }),
    ...(recording === undefined || !asPackets
      ? {}
      : {
          around: (printer, connect, clock) => {
            const comment = `cetak print --printer ${options.printer.join(" ")}`;
            recorder ??= new Recorder({ clock, sink: (bytes) => recording.write(bytes), comment });
            return recorder.tap(printer, connect);
          },
        }),
  });
  const written = recording === undefined ? undefined : settled(finished(recording));
  const interrupt = new Interrupt("stopping; what was printed by now is reported");
  try {
    for (const _ of batch.steps()) {
      await turn();
      // A long recording does not wait in memory.
      if (recording?.writableNeedDrain === true) await Promise.race([settled(once(recording, "drain")), written]);
      if (interrupt.asked) break;
    }
  } finally {
    interrupt.end();
  }
  const { end, report, station } = batch.result();
  progress.end();
  const save = async (): Promise<void> => {
    if (options.cards !== undefined) writeOutFile(options.cards, cardsCsv(station));
    if (recording === undefined) return;
    recorder?.end();
    recording.end();
    const error = await written;
    if (error !== undefined) throw notWritten(options.record!, error);
  };
  return { end, report, save };
}

/** The error that it ends with, when it is asked for: until then nobody need listen. */
const settled = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

async function onHardware(path: string, file: JobFile, options: PrintOptions, graceSeconds: number): Promise<Printed> {
  workWithoutReader();
  if (options.serial !== undefined && options.printer.length > 1) {
    throw new CommandError(EXIT.usage, "--serial names the serial number of one printer, but there are several");
  }
  const clock = new WallClock();
  try {
    const found: EngineIdentity[] = [];
    for (const url of options.printer) found.push(await probeEngine(url, connectUrl(url, clock), clock));
    const config = configOf(options, found);
    const journal = new Journal({
      path: options.journal ?? `${path}.journal.db`,
      zone: config.zone,
      utcMs: () => clock.utcMs(),
    });
    try {
      return await runLive({ clock, config, journal, file, found, graceUs: graceSeconds * 1e6 });
    } finally {
      journal.close();
    }
  } finally {
    clock.close();
  }
}

interface LiveRun {
  clock: WallClock;
  config: StationConfig;
  journal: Journal;
  file: JobFile;
  found: readonly EngineIdentity[];
  graceUs: number;
}

async function runLive(run: LiveRun): Promise<{ end: BatchEnd; report: BatchReport }> {
  const { config, file, found } = run;
  const progress = new Progress(file.rows.length);
  const speeds = new Map(config.printers.map(({ name }, i) => [name, found[i]!.simSpeed]));
  const batch = startLiveBatch({
    ...run,
    rows: file.rows,
    rejectedRows: file.rejected.length,
    log: consoleLog("warn"),
    speedOf: ({ name }) => speeds.get(name) ?? 1,
    onProgress: (done, seconds) => progress.show(done, `cards, ${Math.round(seconds)} s of the printers' time`),
  });
  const interrupt = (): void => {
    process.stderr.write("\ncetak: finishing the cards in work; the same command goes on later\n");
    batch.interrupt();
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    return await batch.ended;
  } finally {
    progress.end();
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

/** The printers as a station would have them, from what the engines said of themselves. */
function configOf(options: PrintOptions, found: readonly EngineIdentity[]): StationConfig {
  const printers = found.map(({ model, serial }, i) => {
    const link = options.printer[i]!;
    if (!(SIM_MODELS as readonly string[]).includes(model)) {
      throw new CommandError(
        EXIT.refused,
        `the engine at ${link} says it is a "${model}"; known models: ${SIM_MODELS.join(", ")}`,
      );
    }
    if (options.serial !== undefined && options.serial !== serial) {
      throw new CommandError(
        EXIT.refused,
        `the engine at ${link} has serial ${serial}, not ${options.serial}: this is another printer`,
      );
    }
    return {
      name: `P${i + 1}`,
      place: "-",
      link,
      console: undefined,
      model: model as SimModel,
      serial,
      simulate: undefined,
    };
  });
  return { office: "batch", zone: "WIB", language: "en", dataDir: ".", bind: "127.0.0.1", port: 0, printers };
}

function exitCode(end: BatchEnd, report: BatchReport, strict: boolean): ExitCode {
  if (report.truth !== undefined && report.truth.violations.length > 0) {
    for (const words of report.truth.violations) process.stderr.write(`cetak: SAFETY: ${words}\n`);
    return EXIT.safety;
  }
  if (end === "nobodyCame") return EXIT.noOneCame;
  if (end === "deadline") return EXIT.deadline;
  if (end === "interrupted") return EXIT.interrupted;
  const { peel, warp, melt, void: voided } = report.spoilt;
  const bad = peel + warp + melt + voided + report.uncertain > 0 || (strict && report.rejectedRows > 0);
  return bad ? EXIT.failed : EXIT.done;
}
