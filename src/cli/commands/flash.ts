import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { isNoImage, KeyError, parseImage, trustedKey, verifyImage } from "../../firmware/index.ts";
import {
  type FlashEnd,
  type FlashPlan,
  type FlashProgress,
  type ImageFacts,
  InputError,
  imageFacts,
  modelOf,
  systemCode,
} from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { whyNot } from "../out-file.ts";
import { workWithoutReader } from "../outputs.ts";
import { Progress } from "../progress.ts";
import { openService, type PrinterService, type ServiceOptions } from "../service-port.ts";
import { printersOfStation } from "../station-service.ts";

export interface FlashOptions extends ServiceOptions {
  yes?: boolean;
  json?: boolean;
  all?: boolean;
  history?: boolean;
  count?: string;
  key?: string;
  recovery?: string;
  mode?: string;
}

/** Longest file that is read; what a printer takes is less, and it says so itself. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;

/** `cetak flash`: puts firmware into one printer, or into all of a station one after another. */
export async function flash(file: string | undefined, options: FlashOptions): Promise<void> {
  if (options.history === true) {
    const { flashHistory } = await import("./flash-history.ts");
    return flashHistory(file, options);
  }
  if (file === undefined) throw new CommandError(EXIT.usage, "name the image: cetak flash firmware.bin --console URL");
  const bytes = read(file);
  if (options.recovery !== undefined) {
    workWithoutReader();
    const { flashRecovery } = await import("./flash-recovery.ts");
    await flashRecovery(file, bytes, options);
    return;
  }
  workWithoutReader();
  const image = imageFacts(bytes, file);
  checkKey(bytes, file, options.key);
  const ends = options.all === true ? await flashAll(bytes, image, options) : [await flashOne(bytes, image, options)];
  if (options.json === true) process.stdout.write(`${JSON.stringify(options.all === true ? ends : ends[0])}\n`);
  if (ends.some(({ result }) => result === "reverted")) process.exitCode = EXIT.failed;
}

/** Stops at the first printer that does not take it: the next ones keep what works. */
async function flashAll(bytes: Uint8Array, image: ImageFacts, options: FlashOptions): Promise<FlashEnd[]> {
  if (options.station === undefined || options.printer !== undefined || options.console !== undefined) {
    throw new CommandError(EXIT.usage, "--all needs --station URL, and neither --printer nor --console");
  }
  const printers = await printersOfStation(options.station, options);
  const fitting = printers.filter(({ model }) => model === image.model).map(({ name }) => name);
  if (fitting.length === 0) throw new CommandError(EXIT.refused, `no printer there is a ${image.model}`);
  const ends: FlashEnd[] = [];
  for (const [at, printer] of fitting.entries()) {
    process.stderr.write(`cetak: printer ${at + 1} of ${fitting.length}: ${printer}\n`);
    try {
      const end = await flashOne(bytes, image, { ...options, printer });
      ends.push(end);
      if (end.result === "reverted") break;
    } catch (error) {
      const left = fitting.slice(at + 1);
      const rest = left.length === 0 ? "" : `; not tried any more: ${left.join(", ")}`;
      if (error instanceof Error) error.message = `${printer}: ${error.message}${rest}`;
      throw error;
    }
  }
  return ends;
}

async function flashOne(bytes: Uint8Array, image: ImageFacts, options: FlashOptions): Promise<FlashEnd> {
  const service = await openService(options);
  try {
    const plan = await service.plan(bytes, image);
    process.stderr.write(`${planText(service, plan)}\n`);
    if (!plan.already && options.yes !== true) await agree(plan);
    const end = await service.flash(plan, bytes, progressLine());
    if (options.json !== true) process.stdout.write(`${endText(end)}\n`);
    else process.stderr.write(`${endText(end)}\n`);
    return end;
  } finally {
    service.close();
  }
}

function planText({ name }: PrinterService, { printer, image, from, to }: FlashPlan): string {
  return [
    `printer   ${printer.serial} (${modelOf(printer)}) at ${name}`,
    `from      ${from}`,
    `to        ${to}, ${image.bytes} bytes, security counter ${image.securityCounter ?? "none"}`,
    `signed by key ${image.signer.slice(0, 16)}`,
  ].join("\n");
}

async function agree({ printer }: FlashPlan): Promise<void> {
  if (process.stdin.isTTY !== true) {
    throw new CommandError(EXIT.refused, "nothing was flashed: nobody can be asked here; add --yes");
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`flash ${printer.serial} now? Its serial or "yes" to go on: `);
  lines.close();
  if (answer !== "yes" && answer !== printer.serial) throw new CommandError(EXIT.refused, "nothing was flashed");
}

/** Upload with its rate as a bar; what follows as words, once each. */
function progressLine(): (progress: FlashProgress) => void {
  let bar: Progress | undefined;
  let said = "uploading";
  const words: Readonly<Record<string, string>> = {
    verifying: "uploaded; the printer verifies it",
    restarting: "the printer restarts, swaps and starts the new firmware",
    trial: "the new firmware runs on trial and tests itself",
    done: "",
  };
  return ({ phase, sentBytes, totalBytes, bytesPerSecond }) => {
    if (phase === "uploading") {
      bar ??= new Progress(totalBytes);
      bar.show(sentBytes, `bytes, ${(bytesPerSecond / 1000).toFixed(1)} kB/s`);
    } else if (phase !== said) {
      if (said === "uploading") bar?.end();
      said = phase;
      if (words[phase] !== "") process.stderr.write(`cetak: ${words[phase]}\n`);
    }
  };
}

function endText({ result, printer, from, to, seconds, resumedAt, bytes, why }: FlashEnd): string {
  if (result === "already") return `${printer}: runs ${to} already, nothing to do`;
  if (result === "reverted") return `${printer}: runs ${from} again, ${to} was not kept: ${why}`;
  const resumed = resumedAt > 0 && resumedAt < bytes ? `, went on from byte ${resumedAt}` : "";
  return `${printer}: ${from} -> ${to}, confirmed after ${seconds} s${resumed}`;
}

/** With --key the signature is checked here too; the printer checks it in any case. */
function checkKey(bytes: Uint8Array, file: string, keyFile: string | undefined): void {
  if (keyFile === undefined) return;
  try {
    const verdict = verifyImage(bytes, [trustedKey(readFileSync(keyFile, "utf8"))]);
    if (!verdict.good) throw new CommandError(EXIT.refused, `${file}: ${verdict.words}`);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    if (error instanceof KeyError) throw new InputError(error.message, { file: keyFile });
    if (systemCode(error) === "") throw error;
    throw new InputError(whyNot(error), { file: keyFile });
  }
}

function read(file: string): Uint8Array {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new InputError(whyNot(error), { file });
  }
  if (bytes.length > FILE_BYTES_MAX) throw new InputError("is far too large for a firmware image", { file });
  // Files may be padded to a slot; the printer needs the image only.
  const parsed = parseImage(bytes);
  return isNoImage(parsed) ? bytes : bytes.subarray(0, parsed.totalBytes);
}
