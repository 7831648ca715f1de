/** `npm run scaling`: what a printer, a job, a day and a viewer cost when there are many. */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { onWorkers } from "./heat/on-workers.ts";
import { liveRun } from "./rows/live-feed.ts";
import { type FleetResult, type Scaling, scalingPage, scalingPicture, scalingTables } from "./scaling/page.ts";
import type { FleetOrder } from "./scaling/points.ts";

const USAGE = `npm run scaling -- [--quick] [--printers-max N] [--days-max N] [--json] [--write]
  --quick   a tenth of it, in a minute, to see that it runs
  --printers-max N, --days-max N   leave out what takes longest: 10,000 printers print for a quarter of an hour of CPU time
  --write   docs/scaling.md and docs/pictures/scaling.svg
`;
const POINT = fileURLToPath(new URL("scaling/point.ts", import.meta.url));
const WORKER = new URL("scaling/fleet-worker.ts", import.meta.url);
const PLAN = {
  whole: {
    printing: [1, 6, 25, 100, 500, 1_000, 5_000, 10_000],
    idle: [100, 1_000, 10_000],
    queue: [1_000, 10_000, 100_000, 250_000],
    days: [1, 7, 30],
    viewers: [10, 100, 250, 500],
    stations: 16,
  },
  quick: { printing: [1, 6, 100], idle: [100], queue: [1_000, 10_000], days: [1], viewers: [10], stations: 4 },
} as const;
const FLEET = { printers: 6, seconds: 3_600 } as const;
const LIVE_SECONDS = 5;

let wanted: {
  quick: boolean;
  json: boolean;
  write: boolean;
  help: boolean;
  "printers-max": string;
  "days-max": string;
};
try {
  const flag = { type: "boolean", default: false } as const;
  const most = { type: "string", default: "10000" } as const;
  wanted = parseArgs({
    options: { quick: flag, json: flag, write: flag, help: flag, "printers-max": most, "days-max": most },
  }).values;
  for (const name of ["printers-max", "days-max"] as const)
    if (!(Number(wanted[name]) >= 1)) throw new Error(`--${name} must be a number from 1, not "${wanted[name]}"`);
} catch (error) {
  process.stderr.write(`scaling: ${error instanceof Error ? error.message : error}\n${USAGE}`);
  process.exit(2);
}
if (wanted.help) process.stdout.write(USAGE);
else await run();

async function point<T>(kind: string, n: number): Promise<T> {
  process.stderr.write(`scaling: ${kind} ${n.toLocaleString("en")}\n`);
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--expose-gc",
    "--max-old-space-size=12288",
    POINT,
    kind,
    String(n),
  ]);
  return JSON.parse(stdout) as T;
}

async function points<T>(kind: string, counts: readonly number[]): Promise<T[]> {
  const found: T[] = [];
  for (const n of counts) found.push(await point<T>(kind, n));
  return found;
}

function upTo(counts: readonly number[], limit: "printers-max" | "days-max"): readonly number[] {
  return counts.filter((count) => count <= Number(wanted[limit]));
}

async function fleetResult(stations: number): Promise<FleetResult> {
  const orders: FleetOrder[] = Array.from({ length: stations }, (_, i) => ({ ...FLEET, seeds: [i + 1] }));
  const timed = async (workers: number): Promise<{ hashes: string; seconds: number }> => {
    process.stderr.write(`scaling: ${stations} stations on ${workers} thread(s)\n`);
    const began = performance.now();
    const hashes = await onWorkers<FleetOrder, string[]>(WORKER, orders, workers, () => {});
    return { hashes: hashes.flat().join(), seconds: (performance.now() - began) / 1000 };
  };
  const workers = availableParallelism();
  const one = await timed(1);
  const many = await timed(workers);
  return {
    stations,
    printers: FLEET.printers,
    oneSeconds: one.seconds,
    workers,
    manySeconds: many.seconds,
    same: one.hashes === many.hashes,
  };
}

async function run(): Promise<void> {
  const plan = PLAN[wanted.quick ? "quick" : "whole"];
  const viewers = [];
  for (const count of plan.viewers) {
    process.stderr.write(`scaling: ${count} viewers\n`);
    viewers.push({ viewers: count, ...(await liveRun("ours", count, LIVE_SECONDS)) });
  }
  const scaling: Scaling = {
    machine: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}`,
    date: new Date().toISOString().slice(0, 10),
    printing: await points("printing", upTo(plan.printing, "printers-max")),
    idle: await points("idle", plan.idle),
    queue: await points("queue", plan.queue),
    days: await points("days", upTo(plan.days, "days-max")),
    viewers,
    fleet: await fleetResult(plan.stations),
  };
  if (wanted.json) process.stdout.write(`${JSON.stringify(scaling)}\n`);
  else process.stdout.write(`${scalingTables(scaling)}\n`);
  if (!scaling.fleet.same) {
    process.stderr.write("scaling: the same seeds gave other bytes on several threads\n");
    process.exitCode = 1;
  }
  if (!wanted.write) return;
  mkdirSync(new URL("../docs/pictures/", import.meta.url), { recursive: true });
  writeFileSync(new URL("../docs/scaling.md", import.meta.url), scalingPage(scaling));
  writeFileSync(new URL("../docs/pictures/scaling.svg", import.meta.url), scalingPicture(scaling));
  process.stderr.write("scaling: docs/scaling.md and docs/pictures/scaling.svg written\n");
}
