/** `npm run scaling`: what a printer, a job, a day and a viewer cost when there are many. */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { onWorkers } from "./heat/on-workers.ts";
import { liveRun } from "./rows/live-feed.ts";
import { type FleetResult, type Scaling, scalingPage, scalingPicture, scalingTables } from "./scaling/page.ts";
import type { FleetOrder } from "./scaling/points.ts";
import { readWishes } from "./wishes.ts";

const USAGE = `npm run scaling -- [--quick] [--printers-max N] [--days-max N] [--json] [--write]
  --quick   a tenth of it, in a minute, to see that it runs
  --printers-max N, --days-max N   leave out what takes longest: 10,000 printers print for a quarter of an hour of CPU time
  --write   docs/scaling.md and docs/pictures/scaling.svg
`;
const POINT = fileURLToPath(new URL("scaling/point.ts", import.meta.url));
/** As `cetak` begins, from what was kept compiled: the first file too, or the process holds the program that strips the types. */
const NODE_COMPILE_CACHE = fileURLToPath(new URL("../node_modules/.cache/cetak", import.meta.url));
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

interface ScalingWishes {
  readonly "printers-max": number;
  readonly "days-max": number;
  readonly quick: boolean;
  readonly json: boolean;
  readonly write: boolean;
}

const MOST = { byDefault: 10_000, low: 1, high: 10_000 } as const;
const wanted = readWishes(process.argv.slice(2), { "printers-max": MOST, "days-max": MOST }, [
  "quick",
  "json",
  "write",
  "help",
]);
if (typeof wanted === "string") {
  process.stderr.write(`scaling: ${wanted}\n${USAGE}`);
  process.exitCode = 2;
} else if (wanted.help) process.stdout.write(USAGE);
else await run(wanted);

async function point<T>(kind: string, n: number): Promise<T> {
  process.stderr.write(`scaling: ${kind} ${n.toLocaleString("en")}\n`);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--expose-gc", "--max-old-space-size=12288", POINT, kind, String(n)],
    { env: { ...process.env, NODE_COMPILE_CACHE } },
  );
  return JSON.parse(stdout) as T;
}

async function points<T>(kind: string, counts: readonly number[]): Promise<T[]> {
  const found: T[] = [];
  for (const n of counts) found.push(await point<T>(kind, n));
  return found;
}

function upTo(counts: readonly number[], most: number): readonly number[] {
  return counts.filter((count) => count <= most);
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

async function run(wanted: ScalingWishes): Promise<void> {
  const plan = PLAN[wanted.quick ? "quick" : "whole"];
  const viewers = [];
  for (const count of plan.viewers) {
    process.stderr.write(`scaling: ${count} viewers\n`);
    viewers.push({ viewers: count, ...(await liveRun("ours", count, LIVE_SECONDS)) });
  }
  const scaling: Scaling = {
    machine: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}`,
    date: new Date().toISOString().slice(0, 10),
    printing: await points("printing", upTo(plan.printing, wanted["printers-max"])),
    idle: await points("idle", plan.idle),
    queue: await points("queue", plan.queue),
    days: await points("days", upTo(plan.days, wanted["days-max"])),
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
