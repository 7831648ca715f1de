/** `npm run soak -- fuzz`: both ends of the link under random bytes and damaged recordings. No throw, bounded memory, linear time. */
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type FuzzReport, fuzzEngine } from "./fuzz-engine.ts";
import { fuzzHost } from "./fuzz-host.ts";
import { type Recording, record } from "./fuzz-source.ts";

const BYTES_DEFAULT = 10_000_000;
const BYTES_MAX = 200_000_000;
/** The shorter run that the long one is compared with. */
const SHARE = 2;
/** Heap that an end may keep over a run, beside what the run itself holds. */
const HEAP_GROWTH_BYTES_MAX = 20_000_000;
/** Twice the bytes may take at most so many times as long. */
const TIME_RATIO_MAX = 3;
/** Shorter runs are over too soon to be timed. */
const BYTES_TIMED_MIN = 2_000_000;

interface Timed extends FuzzReport {
  /** Of one core, whatever else the machine does. */
  readonly seconds: number;
  /** Time of this run over time of a run with half the bytes: 2 is linear. */
  readonly timeRatio: number;
  readonly heapGrowthBytes: number;
}

/** Exit code: 0 all well, 1 something broke, 2 nonsense was asked for. */
export async function soakFuzz(args: readonly string[]): Promise<number> {
  const wishes = readWishes(args);
  if (typeof wishes === "string") {
    process.stderr.write(`soak: ${wishes}\n`);
    return 2;
  }
  const recording = record();
  const reports: Timed[] = [];
  for (const fuzz of [fuzzEngine, fuzzHost]) {
    const report = timed(fuzz, recording, wishes.bytes, wishes.seed);
    reports.push(report);
    if (!wishes.json) process.stdout.write(summary(report));
  }
  if (wishes.json) process.stdout.write(`${JSON.stringify(reports)}\n`);
  return reports.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

function readWishes(args: readonly string[]): { bytes: number; seed: number; json: boolean } | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        bytes: { type: "string", default: String(BYTES_DEFAULT) },
        seed: { type: "string", default: "1" },
        json: { type: "boolean", default: false },
      },
    });
    const [bytes, seed] = [Number(values.bytes), Number(values.seed)];
    if (!(Number.isInteger(bytes) && bytes >= 1000 && bytes <= BYTES_MAX)) {
      return `--bytes must be a whole number from 1000 to ${BYTES_MAX}, not "${values.bytes}"`;
    }
    if (!(Number.isInteger(seed) && seed >= 0)) return `--seed must be a whole number, not "${values.seed}"`;
    return { bytes, seed, json: values.json };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

type Fuzz = (recording: Recording, bytes: number, seed: number) => FuzzReport;

function timed(fuzz: Fuzz, recording: Recording, bytes: number, seed: number): Timed {
  // Once for the compiler, so that the two runs that are compared both run compiled code.
  fuzz(recording, Math.min(bytes, 500_000), seed + 1);
  const half = run(fuzz, recording, bytes / SHARE, seed);
  const heapBefore = heapBytes();
  const whole = run(fuzz, recording, bytes, seed);
  const heapGrowthBytes = heapBytes() - heapBefore;
  const timeRatio = Math.round((whole.seconds / half.seconds) * 100) / 100;
  const problems = [...half.report.problems, ...whole.report.problems];
  if (heapGrowthBytes > HEAP_GROWTH_BYTES_MAX) problems.push(`the heap grew by ${heapGrowthBytes} bytes`);
  if (bytes >= BYTES_TIMED_MIN && timeRatio > TIME_RATIO_MAX)
    problems.push(`twice the bytes took ${timeRatio} times as long`);
  return { ...whole.report, problems, seconds: Math.round(whole.seconds * 100) / 100, timeRatio, heapGrowthBytes };
}

function run(fuzz: Fuzz, recording: Recording, bytes: number, seed: number): { report: FuzzReport; seconds: number } {
  const begun = process.cpuUsage();
  const report = fuzz(recording, Math.floor(bytes), seed);
  return { report, seconds: process.cpuUsage(begun).user / 1e6 };
}

/** Used heap after a collection. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

function summary(report: Timed): string {
  const { end, bytes, chunks, blocks, junkBytes, comparedBytes, wroteBytes, sessions, ups, steps } = report;
  const lines = [
    `${end} end: ${bytes} bytes in ${chunks} pieces, ${report.seconds} s, ${(bytes / report.seconds / 1e6).toFixed(2)} MB/s`,
    `  ${blocks} good blocks, ${junkBytes} bytes of junk counted; compared with the tally: ${comparedBytes} bytes`,
    `  ${sessions} connections${end === "host" ? `, ${ups} got up` : `, ${steps} steps begun`}; it wrote ${wroteBytes} bytes`,
    `  time of ${bytes} over ${Math.floor(bytes / SHARE)} bytes: ${report.timeRatio}; heap ${Math.round(report.heapGrowthBytes / 1000)} kB more than before`,
    ...report.problems.slice(0, 20).map((problem) => `  PROBLEM ${problem}`),
  ];
  return `${lines.join("\n")}\n`;
}
