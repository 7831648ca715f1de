import { WallClock } from "../../base/index.ts";
import { connectUrl } from "../../protocol/index.ts";
import {
  EngineTune,
  parseSimUrl,
  stripLine,
  type TuneEnd,
  TuneError,
  type TuneSample,
  tunePicture,
  tuneSimulated,
} from "../../rig/index.ts";
import { RELAY_CYCLES_MIN, TUNE_RULES, type TuneRule } from "../../thermal/index.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { checkOutFiles, writeOutFile } from "../out-file.ts";
import { workWithoutReader } from "../outputs.ts";
import type { LoginOptions } from "../station-login.ts";
import { tuneAtStation } from "./tune-station.ts";

/** Below this a roller is far from any work; above it the highest set-point of engines leaves no room. */
const AT_CELSIUS_MIN = 100;
const AT_CELSIUS_MAX = 170;
const CYCLES_MAX = 30;
/** Seconds of the engine between two lines of the strip: while warming up, and while it oscillates. */
const WARMING_SECONDS = 10;
const SWINGING_SECONDS = 4;
/** Ten a second for the longest experiment there is. */
const SAMPLES_MAX = 200_000;

export interface TuneCommandOptions extends LoginOptions {
  printer: string;
  at: string;
  cycles: string;
  rule: string;
  svg?: string;
  json?: boolean;
  store?: boolean;
  station?: string;
}

/** `cetak tune`: heats a free printer's roller up and down, and proposes the gains of its controller. */
export async function tune(options: TuneCommandOptions): Promise<void> {
  const atCelsius = numberOption(options.at, "--at", AT_CELSIUS_MIN, AT_CELSIUS_MAX);
  const cycles = numberOption(options.cycles, "--cycles", RELAY_CYCLES_MIN, CYCLES_MAX, true);
  const rule = options.rule as TuneRule;
  if (!TUNE_RULES.includes(rule))
    throw new CommandError(EXIT.usage, `--rule must be one of ${TUNE_RULES.join(", ")}, not "${rule}"`);
  // Said now, not after a quarter of an hour.
  checkOutFiles(options.svg);
  const samples: TuneSample[] = [];
  let shownAt = Number.NEGATIVE_INFINITY;
  const onSample = (sample: TuneSample): void => {
    if (samples.length < SAMPLES_MAX) samples.push(sample);
    const warming = sample.celsius < atCelsius - 20;
    if (sample.seconds - shownAt < (warming ? WARMING_SECONDS : SWINGING_SECONDS)) return;
    shownAt = sample.seconds;
    process.stderr.write(`${stripLine(sample, atCelsius)}\n`);
  };
  const onSay = (sentence: string): void => void process.stderr.write(`cetak: ${sentence}\n`);
  const wish = { url: options.printer, atCelsius, cycles, rule, store: options.store === true, onSample, onSay };
  const { station, printer } = options;
  const end =
    station !== undefined
      ? await tuneAtStation({ ...wish, station, printer, login: options })
      : printer.startsWith("sim:")
        ? tuneSimulated({ ...wish, spec: parseSimUrl(printer) }).end
        : await tuneReal(wish);
  if (end instanceof TuneError) throw new CommandError(end.exitCode as ExitCode, `${end.message}; the heater is off`);
  process.stdout.write(options.json === true ? `${JSON.stringify(end)}\n` : report(end));
  if (options.svg !== undefined) writePicture(options.svg, tunePicture(samples, end));
}

type Wish = Omit<ConstructorParameters<typeof EngineTune>[0], "clock" | "connect" | "onEnd">;

async function tuneReal(wish: Wish): Promise<TuneEnd | TuneError> {
  workWithoutReader();
  const clock = new WallClock();
  let running: EngineTune | undefined;
  const interrupted = (): void => running?.stop(new TuneError("interrupted", "interrupted"));
  process.on("SIGINT", interrupted);
  process.on("SIGTERM", interrupted);
  try {
    return await new Promise((resolve) => {
      running = new EngineTune({ ...wish, clock, connect: connectUrl(wish.url, clock), onEnd: resolve });
      running.start();
    });
  } finally {
    process.off("SIGINT", interrupted);
    process.off("SIGTERM", interrupted);
    clock.close();
  }
}

function writePicture(file: string, svg: string): void {
  writeOutFile(file, svg);
  process.stderr.write(`cetak: wrote ${file}\n`);
}

function report(end: TuneEnd): string {
  const { finding, before, proposed, rule, stored, model, sim, mainsShare } = end;
  const gains = ({ kp, ki, kd }: TuneEnd["before"]): string => `kp ${kp}  ki ${ki}  kd ${kd}`;
  return [
    `${model}${sim ? "  SIM" : ""}  ${finding.cycles} oscillations, periods within ${(100 * finding.periodSpread).toFixed(1)} %`,
    `amplitude a   ${finding.amplitudeKelvin.toFixed(2)} K`,
    `period Tu     ${finding.periodSeconds.toFixed(1)} s`,
    `gain Ku       ${finding.gainPerKelvin.toFixed(4)} /K  (heater on ${(100 * finding.heatingShare).toFixed(0)} % of the time, ${(100 * mainsShare).toFixed(0)} % of its nominal power)`,
    `before        ${gains(before)}`,
    `proposed      ${gains(proposed)}  (rule: ${rule})`,
    stored ? "stored in the engine" : "not stored: add --store to leave them in the engine",
    "",
  ].join("\n");
}
