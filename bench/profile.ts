/** `npm run profile`: where the time of the whole stack goes, as a flame graph and as tables. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readOptions } from "./options.ts";
import { printingStation, printOn } from "./printing-station.ts";
import { flameGraph } from "./profile/flame.ts";
import { byFunction, byRoom, callTree, profiled } from "./profile/samples.ts";

const USAGE = `npm run profile -- [options]: profiles a station in which every printer prints without pause
  --printers N     how many (1)
  --baud B         pace of the wire, bits a second (0: synchronous)
  --seconds S      simulated seconds that are profiled (20000 shared by the printers)
  --out FILE       the flame graph (docs/pictures/profile.svg)
  --json           the shares as one JSON document on standard output
`;
const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const INTERVAL_US = 200;
const SECONDS_IN_ALL = 20_000;
const JOBS_PER_CARD_SECOND = 1 / 30;
const FUNCTIONS_SHOWN = 25;

function wholeNumber(name: string, said: string | undefined, byDefault: number, high: number, low = 1): number {
  const value = said === undefined ? byDefault : Number(said);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  process.stderr.write(`profile: --${name} must be a whole number from ${low} to ${high}, not "${said}"\n`);
  process.exit(2);
}

const values = readOptions("profile", USAGE, {
  printers: { type: "string" },
  baud: { type: "string" },
  seconds: { type: "string" },
  out: { type: "string", default: resolve(ROOT, "docs/pictures/profile.svg") },
  json: { type: "boolean", default: false },
});
await run();

async function run(): Promise<void> {
  const printers = wholeNumber("printers", values.printers, 1, 10_000);
  const baud = wholeNumber("baud", values.baud, 0, 4_000_000, 0);
  const each = Math.max(60, Math.round(SECONDS_IN_ALL / printers));
  const seconds = wholeNumber("seconds", values.seconds, each, 1_000_000);
  process.stderr.write(`profile: warming ${printers} printer(s) up\n`);
  const jobsPerPrinter = Math.ceil((2 * seconds + 3_600) * JOBS_PER_CARD_SECOND);
  const station = printingStation({ printers, baud, jobsPerPrinter });
  // The compiler has done its work before anything is counted.
  printOn(station, seconds);
  process.stderr.write(`profile: ${seconds} simulated seconds\n`);
  const began = process.cpuUsage();
  const profile = await profiled(() => printOn(station, seconds), INTERVAL_US);
  const used = process.cpuUsage(began);
  const top = callTree(profile, ROOT);
  const rooms = byRoom(top).map(([room, us]) => [room, us / top.total] as const);
  const speed = Math.round(seconds / ((used.user + used.system) / 1e6));
  const wire = baud === 0 ? "synchronous wire" : `wire paced at ${baud} baud`;
  const title = `Whole stack, ${printers} printing without pause, ${wire}: ${seconds} simulated s`;
  mkdirSync(dirname(values.out), { recursive: true });
  writeFileSync(values.out, flameGraph(top, title, rooms));
  const functions = byFunction(top)
    .slice(0, FUNCTIONS_SHOWN)
    .map(({ name, where, selfUs }) => ({ name, where, share: selfUs / top.total }));
  if (values.json) process.stdout.write(`${JSON.stringify({ printers, baud, seconds, speed, rooms, functions })}\n`);
  else process.stdout.write(tables(rooms, functions));
  process.stderr.write(
    `profile: about ${speed} simulated s per CPU s with the profiler running; ${values.out} written\n`,
  );
}

function tables(
  rooms: readonly (readonly [string, number])[],
  functions: readonly { name: string; where: string; share: number }[],
): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1).padStart(5)} %`;
  const roomLines = rooms.filter(([, share]) => share >= 0.002).map(([room, share]) => `${percent(share)}  ${room}`);
  const functionLines = functions.map(({ name, where, share }) => `${percent(share)}  ${name}  ${where}`);
  return `own time by room\n${roomLines.join("\n")}\n\nown time by function\n${functionLines.join("\n")}\n`;
}
