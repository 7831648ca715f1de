/** `cetak trace show|diff|vcd`: what a recording says. */
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import {
  firstDifference,
  itemText,
  RECORDING_BYTES_MAX,
  type RecordedItem,
  type Recording,
  RecordingError,
  readRecording,
  SCENARIO_NAME_CHARS_MAX,
  scenarioText,
  type TraceDifference,
  type VcdKind,
  vcdOf,
} from "../../hil/index.ts";
import { MESSAGE_NAMES } from "../../protocol/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { keepInputs, whyNot, writeOutFile } from "../out-file.ts";

const talk = (sentence: string): void => void process.stderr.write(`cetak: ${sentence}\n`);

/** Reads a recording or says in one sentence why not (exit 2). A torn end is talked about and passed over. */
export function openRecording(path: string): Recording {
  let bytes: Uint8Array;
  try {
    // A cut file of a full recording has one block more than the limit.
    if (statSync(path).size > RECORDING_BYTES_MAX * 1.1) {
      throw new CommandError(EXIT.usage, `${path} is larger than any recording of ours; cut it with editcap first`);
    }
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(EXIT.usage, `${path} cannot be read: ${whyNot(error)}`);
  }
  try {
    const recording = readRecording(bytes);
    if (recording.problem !== undefined) talk(`${path}: ${recording.problem}; what stands before it is used`);
    if (recording.foreign > 0) talk(`${path}: ${recording.foreign} packets are not of printers and were left out`);
    return recording;
  } catch (error) {
    if (error instanceof RecordingError) throw new CommandError(EXIT.usage, `${path}: ${error.message}`);
    throw error;
  }
}

export interface TraceShowOptions {
  printer?: string;
  filter?: string;
  all?: boolean;
  json?: boolean;
}

export async function traceShow(path: string, options: TraceShowOptions): Promise<void> {
  const wanted = wantedNames(options.filter);
  const recording = openRecording(path);
  const { printer } = options;
  if (printer !== undefined && !recording.printers.includes(printer)) {
    throw new CommandError(EXIT.usage, `${path} has no printer "${printer}"; it has ${recording.printers.join(", ")}`);
  }
  const zero = recording.items[0]?.utcUs ?? 0;
  let shown = 0;
  for (const item of recording.items) {
    if (printer !== undefined && item.printer !== printer) continue;
    if (!isWanted(item, wanted, options.all === true)) continue;
    shown++;
    process.stdout.write(`${options.json ? itemJson(item) : itemLine(item, zero)}\n`);
  }
  if (options.json) return;
  const comments = recording.comments.length === 0 ? "" : ` (${recording.comments.join("; ")})`;
  talk(`${shown} of ${recording.items.length} packets of ${recording.printers.join(", ")}${comments}`);
}

function wantedNames(filter: string | undefined): ReadonlySet<string> | undefined {
  if (filter === undefined) return undefined;
  const names = filter.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !MESSAGE_NAMES.includes(name));
  if (unknown !== undefined) {
    const known = [...MESSAGE_NAMES].sort().join(", ");
    throw new CommandError(EXIT.usage, `--filter: there is no message "${unknown}"; there are ${known}`);
  }
  return new Set(names);
}

function isWanted({ block }: RecordedItem, names: ReadonlySet<string> | undefined, all: boolean): boolean {
  if (names !== undefined) return block?.messages.some(({ name }) => names.has(name)) ?? false;
  return all || block === undefined || block.messages.length > 0 || block.unreadable;
}

const MARKS = { in: "<", out: ">", none: "!" } as const;

function itemLine(item: RecordedItem, zeroUs: number): string {
  const seconds = ((item.utcUs - zeroUs) / 1e6).toFixed(6);
  const where = item.endpoint === "link" ? item.printer : `${item.printer} ${item.endpoint}`;
  return `${String(item.number).padStart(6)} ${seconds.padStart(14)} ${where} ${MARKS[item.direction]} ${itemText(item)}`;
}

function itemJson(item: RecordedItem): string {
  const { number, utcUs, printer, endpoint, direction, comments, block } = item;
  return JSON.stringify({
    packet: number,
    utcUs,
    printer,
    endpoint,
    dir: MARKS[direction],
    text: itemText(item),
    ...(block === undefined ? {} : { sequence: block.sequence, messages: block.messages }),
    hex: Buffer.from(item.bytes).toString("hex"),
    comments,
  });
}

export interface TraceDiffOptions {
  times?: string;
  json?: boolean;
}

export async function traceDiff(a: string, b: string, options: TraceDiffOptions): Promise<void> {
  const times =
    options.times === undefined ? {} : { timeToleranceUs: 1_000 * numberOption(options.times, "--times", 0, 1e9) };
  const left = openRecording(a);
  const right = openRecording(b);
  const difference = firstDifference(left, right, times);
  if (options.json) process.stdout.write(`${JSON.stringify(differenceJson(left, difference), null, 2)}\n`);
  if (difference === undefined) {
    if (!options.json) process.stdout.write(`alike: ${left.items.length} packets\n`);
    return;
  }
  if (!options.json) process.stdout.write(describe(left, right, difference));
  process.exitCode = EXIT.diverged;
}

function differenceJson(left: Recording, difference: TraceDifference | undefined): unknown {
  if (difference === undefined) return { alike: true, packets: left.items.length };
  const { printer, endpoint, alike, why, a, b } = difference;
  const side = (item: RecordedItem | undefined) =>
    item === undefined
      ? null
      : { packet: item.number, utcUs: item.utcUs, dir: MARKS[item.direction], text: itemText(item) };
  return { alike: false, printer, endpoint, packetsAlike: alike, why, a: side(a), b: side(b) };
}

const WHY: Readonly<Record<TraceDifference["why"], string>> = {
  bytes: "the bytes differ",
  direction: "the other side speaks",
  time: "the time differs",
  ended: "one recording has ended",
};

function describe(left: Recording, right: Recording, difference: TraceDifference): string {
  const { printer, endpoint, alike, why, a, b, before } = difference;
  const zeroA = left.items[0]?.utcUs ?? 0;
  const zeroB = right.items[0]?.utcUs ?? 0;
  const lines = [`${printer} ${endpoint}: ${WHY[why]} after ${alike} packets that are alike`];
  for (const item of before) lines.push(`  ${itemLine(item, zeroA)}`);
  lines.push(
    `A ${a === undefined ? "(ended)" : itemLine(a, zeroA)}`,
    `B ${b === undefined ? "(ended)" : itemLine(b, zeroB)}`,
  );
  if (why === "bytes" && a !== undefined && b !== undefined && itemText(a) === itemText(b)) {
    lines.push(`A ${Buffer.from(a.bytes).toString("hex")}`, `B ${Buffer.from(b.bytes).toString("hex")}`);
  }
  return `${lines.join("\n")}\n`;
}

export async function traceVcd(path: string, options: { out?: string; kind: VcdKind }): Promise<void> {
  keepInputs([path], options.out);
  const text = vcdOf(openRecording(path), options.kind);
  if (options.out === undefined) process.stdout.write(text);
  else writeOutFile(options.out, text);
}

export async function traceToScenario(path: string, options: { printer?: string; name?: string }): Promise<void> {
  const { name } = options;
  if (name !== undefined && (name.trim() === "" || name.length > SCENARIO_NAME_CHARS_MAX)) {
    throw new CommandError(EXIT.usage, `--name: must have 1 to ${SCENARIO_NAME_CHARS_MAX} characters`);
  }
  const recording = openRecording(path);
  try {
    process.stdout.write(scenarioText(recording, options.printer, name ?? basename(path, ".pcapng")));
  } catch (error) {
    if (error instanceof RecordingError) throw new CommandError(EXIT.usage, `${path}: ${error.message}`);
    throw error;
  }
}
