/** `docs/scaling.md` and its picture. */
import { type Line, legend, panel, picture } from "../heat/svg.ts";
import type { LiveRun } from "../rows/live-feed.ts";
import type { DaysPoint, IdlePoint, PrintingPoint, QueuePoint } from "./points.ts";

export interface FleetResult {
  readonly stations: number;
  readonly printers: number;
  readonly oneSeconds: number;
  readonly workers: number;
  readonly manySeconds: number;
  readonly same: boolean;
}

export interface ViewersPoint extends LiveRun {
  readonly viewers: number;
}

export interface Scaling {
  readonly machine: string;
  readonly date: string;
  readonly printing: readonly PrintingPoint[];
  readonly idle: readonly IdlePoint[];
  readonly queue: readonly QueuePoint[];
  readonly days: readonly DaysPoint[];
  readonly viewers: readonly ViewersPoint[];
  readonly fleet: FleetResult;
}

const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
const some = (value: number): string => (value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : whole(value));

function rows(head: string, lines: readonly string[]): string {
  return [head, head.replace(/[^|]+/g, "---"), ...lines].join("\n");
}

export function scalingTables(s: Scaling): string {
  const first = s.printing[0]?.usPerPrinterSecond ?? Number.NaN;
  return [
    "## Printers that print without pause",
    rows(
      "| printers | simulated s per CPU s | us for a printer and second | of one printer's | KiB a printer |",
      s.printing.map(
        (p) =>
          `| ${whole(p.printers)} | ${some(p.speed)} | ${some(p.usPerPrinterSecond)} | ${(p.usPerPrinterSecond / first).toFixed(2)} | ${some(p.kibPerPrinter)} |`,
      ),
    ),
    "## Printers that have nothing to do",
    rows(
      "| printers | KiB a printer | MiB of the process |",
      s.idle.map((p) => `| ${whole(p.printers)} | ${some(p.kibPerPrinter)} | ${whole(p.residentMib)} |`),
    ),
    "## Stations on worker threads",
    fleetText(s.fleet),
    "## Jobs in the queue",
    rows(
      "| jobs | imported a CPU second | choice of the next, us | bytes a job |",
      s.queue.map(
        (p) =>
          `| ${whole(p.jobs)} | ${whole(p.importPerSecond)} | ${some(p.choiceMicroseconds)} | ${whole(p.bytesPerJob)} |`,
      ),
    ),
    "## Days without a restart",
    rows(
      "| days | cards | simulated s per CPU s | KiB in use at the end |",
      s.days.map((p) => `| ${p.days} | ${whole(p.cards)} | ${whole(p.speed)} | ${whole(p.kib)} |`),
    ),
    "## Viewers of the live page",
    rows(
      "| viewers of 100 printers, ten changes a second | share of a core | age p50, ms | age p99, ms | ticks missed |",
      s.viewers.map(
        (p) => `| ${p.viewers} | ${(100 * p.coreShare).toFixed(1)} % | ${p.p50Ms} | ${p.p99Ms} | ${p.missed} |`,
      ),
    ),
  ].join("\n\n");
}

function fleetText({ stations, printers, oneSeconds, workers, manySeconds, same }: FleetResult): string {
  const equal = same ? "every byte on every wire is the same" : "THE BYTES DIFFER";
  return `${stations} stations of ${printers} printers each take ${oneSeconds.toFixed(1)} s on one thread and ${manySeconds.toFixed(1)} s on ${workers} worker threads: ${(oneSeconds / manySeconds).toFixed(2)} times as fast; ${equal}.`;
}

export function scalingPage(s: Scaling): string {
  return `# Scaling

Written by \`npm run scaling -- --write\` on ${s.date}: ${s.machine}. Do not edit.

What one thing costs when there are many of it; each line was measured in a process of its own. CPU time of one core, so that
other programs on the machine count little; the live page's ages are wall time.

![Cost of a printer and second, and memory](pictures/scaling.svg)

${scalingTables(s)}

## Where it bends, and why

The work for a printer does not depend on how many there are: it has its own engine, link and machine, and nothing goes through
a list of all printers. What grows is the distance between the things that are touched one after the other: one printer's state fits
into the caches next to the processor, a thousand printers' state into none of them, so each tick waits for memory. The clock's
heap adds a step each time the number of alarms doubles, and the choice of the next job a step of the index. Several stations share
nothing at all: they go to worker threads whole.
`;
}

const LOG_TICKS = [0, 1, 2, 3, 4];
const PRINTING_COLOUR = "#b5482a";
const IDLE_COLOUR = "#2a6db5";

function overPrinters<P extends { readonly printers: number }>(
  colour: string,
  points: readonly P[],
  height: (point: P) => number,
): Line {
  return { colour, wide: true, dots: "with", points: points.map((p) => [Math.log10(p.printers), height(p)]) };
}

/** Cost of a printer-second over the number of printers (tens), and memory beside it. */
export function scalingPicture({ printing, idle }: Scaling): string {
  const highest = Math.max(...printing.map((p) => p.usPerPrinterSecond)) * 1.15;
  const memory = Math.max(...printing.map((p) => p.kibPerPrinter), ...idle.map((p) => p.kibPerPrinter)) * 1.15;
  const x = { low: 0, high: 4, ticks: LOG_TICKS, label: "printers, as a power of ten" };
  const ticksTo = (high: number): number[] => {
    const step = 10 ** Math.floor(Math.log10(high)) / (high / 10 ** Math.floor(Math.log10(high)) < 3 ? 2 : 1);
    return Array.from({ length: Math.floor(high / step) + 1 }, (_, i) => i * step);
  };
  const cost = panel(
    { left: 70, top: 50, width: 400, height: 260 },
    x,
    { low: 0, high: highest, ticks: ticksTo(highest), label: "us for a printer and second" },
    "CPU time",
    [overPrinters(PRINTING_COLOUR, printing, (p) => p.usPerPrinterSecond)],
  );
  const room = panel(
    { left: 560, top: 50, width: 400, height: 260 },
    x,
    { low: 0, high: memory, ticks: ticksTo(memory), label: "KiB a printer" },
    "memory",
    [
      overPrinters(PRINTING_COLOUR, printing, (p) => p.kibPerPrinter),
      overPrinters(IDLE_COLOUR, idle, (p) => p.kibPerPrinter),
    ],
  );
  const names = legend(
    560,
    370,
    [
      { name: "printing", colour: PRINTING_COLOUR },
      { name: "idle", colour: IDLE_COLOUR },
    ],
    [120],
  );
  return picture(1000, 390, [cost, room, names]);
}
