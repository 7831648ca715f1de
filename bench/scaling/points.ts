/** The single measurements of the scaling page. Each runs in a process of its own, so that none inherits another's heap. */
import { createHash } from "node:crypto";
import { parseSimUrl, SimStation } from "../../src/rig/index.ts";
import { spread } from "../harness.ts";
import { printingStation, printOn } from "../printing-station.ts";
import { inMemory, people } from "../rows/journal.ts";

/** Printer-seconds that a point of printing printers takes, spread over all of them. */
const PRINTER_SECONDS = 120_000;
const PARTS = 5;
const CARD_SECONDS = 30;
const IDLE_SECONDS = 30;
const CHOICES = 200;
const BYTES_PER_KIB = 1_024;
const DAY_SECONDS = 86_400;

export interface PrintingPoint {
  readonly printers: number;
  /** Simulated seconds of all printers together per CPU second. */
  readonly speed: number;
  /** CPU time of one printer for one second, microseconds. */
  readonly usPerPrinterSecond: number;
  readonly kibPerPrinter: number;
}

export function printing(printers: number): PrintingPoint {
  const empty = usedByCode();
  const seconds = Math.max(10, Math.round(PRINTER_SECONDS / printers));
  const jobsPerPrinter = Math.ceil((300 + 2 * seconds) / CARD_SECONDS) + 2;
  const station = printingStation({ printers, jobsPerPrinter });
  const part = Math.max(1, Math.round(seconds / PARTS));
  const rates: number[] = [];
  for (let i = 0; i < PARTS; i++) rates.push(part / cpuSeconds(() => printOn(station, part)));
  // The first part still pays the compiler.
  const speed = spread(rates.slice(1)).median;
  const kibPerPrinter = (usedKib() - empty) / printers;
  return { printers, speed, usPerPrinterSecond: 1e6 / (speed * printers), kibPerPrinter };
}

export interface IdlePoint {
  readonly printers: number;
  readonly kibPerPrinter: number;
  /** Of the whole process. */
  readonly residentMib: number;
}

/** Printers that are connected and have nothing to do. */
export function idle(printers: number): IdlePoint {
  const { used, residentMib } = whileIdle(printers);
  // What is left when they are gone: tables, compiled code, everything that they shared.
  return { printers, kibPerPrinter: (used - usedKib()) / printers, residentMib };
}

/** Nothing else has run in this process before: what it takes from the machine is theirs. */
function whileIdle(printers: number): { used: number; residentMib: number } {
  const station = printingStation({ printers, jobsPerPrinter: 0, printing: false, warmUpSeconds: IDLE_SECONDS });
  const residentMib = process.memoryUsage.rss() / BYTES_PER_KIB ** 2;
  const used = usedKib();
  if (station.printers.length !== printers) throw new Error("a printer was lost");
  return { used, residentMib };
}

export interface QueuePoint {
  readonly jobs: number;
  readonly importPerSecond: number;
  readonly choiceMicroseconds: number;
  /** Of the journal in memory. */
  readonly bytesPerJob: number;
}

export function queue(jobs: number): QueuePoint {
  const journal = inMemory();
  const importSeconds = cpuSeconds(() => journal.importJobs(people(jobs, 0)));
  const choose = (): void => {
    for (let i = 0; i < CHOICES; i++) journal.jobs.giveBack("P1", journal.jobs.take("P1")!.job, "operator");
  };
  choose();
  const choiceMicroseconds = (cpuSeconds(choose) / CHOICES) * 1e6;
  return {
    jobs,
    importPerSecond: jobs / importSeconds,
    choiceMicroseconds,
    bytesPerJob: journal.image().length / jobs,
  };
}

export interface DaysPoint {
  readonly days: number;
  readonly cards: number;
  /** Simulated seconds per CPU second over all these days. */
  readonly speed: number;
  readonly kib: number;
}

/** One printer with a full queue, day and night, for so many days. */
export function days(count: number): DaysPoint {
  const station = printingStation({ printers: 1, jobsPerPrinter: Math.ceil((count * DAY_SECONDS) / CARD_SECONDS) });
  const seconds = count * DAY_SECONDS - 600;
  const cpu = cpuSeconds(() => printOn(station, seconds));
  return { days: count, cards: station.journal.jobCounts.issued, speed: seconds / cpu, kib: usedKib() };
}

export interface FleetOrder {
  /** Seeds of the stations, one station each. */
  readonly seeds: readonly number[];
  readonly printers: number;
  readonly seconds: number;
}

/** SHA-256 of every byte on every wire, one a station: the same for the same seed wherever it ran. */
export function fleet({ seeds, printers, seconds }: FleetOrder): string[] {
  return seeds.map((seed) => {
    const hash = createHash("sha256");
    const station = new SimStation({
      printers: Array.from({ length: printers }, (_, i) =>
        parseSimUrl(`sim:${i % 2 === 0 ? "hdp5000" : "sr300"}?seed=${seed * 1_000 + i}&supplies=unlimited`),
      ),
      seed,
      record: (line) => hash.update(line),
    });
    station.office.addJobs(people(Math.ceil((printers * seconds) / CARD_SECONDS), seed * 100_000));
    station.office.start();
    station.clock.advance(seconds * 1_000_000);
    return hash.digest("hex");
  });
}

/** What one station leaves behind, KiB: tables, compiled code, everything that many printers share. */
function usedByCode(): number {
  printOn(printingStation({ printers: 2, jobsPerPrinter: 20 }), 60);
  return usedKib();
}

function cpuSeconds(work: () => void): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1e6;
}

/** What lives after a collection, heap and buffers, KiB. Needs `--expose-gc`. */
function usedKib(): number {
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / BYTES_PER_KIB;
}
