/** A station on simulated engines in which every printer prints without pause: what speed is measured and profiled on. */
import { batchCsv, parseSimUrl, SimStation, syntheticPeople } from "../src/rig/index.ts";
import { parseJobFile } from "../src/station/index.ts";

const MODELS = ["hdp5000", "sr300"];
/** Until the rollers are hot and the first cards are through. */
const WARM_UP_S = 300;

export interface PrintingStationOptions {
  readonly printers: number;
  /** 0: the wire carries each block at once. */
  readonly baud?: number;
  readonly jobsPerPrinter: number;
  /** Without it the printers stand there, connected and idle. Default true. */
  readonly printing?: boolean;
  /** Simulated seconds before the caller gets it. */
  readonly warmUpSeconds?: number;
}

/** Printers of both models by turns, supplies without end, everything from plant to journal (in memory). */
export function printingStation(options: PrintingStationOptions): SimStation {
  const { printers, baud = 0, jobsPerPrinter, printing = true, warmUpSeconds = WARM_UP_S } = options;
  const wire = baud === 0 ? "" : `&baud=${baud}`;
  const made = new SimStation({
    printers: Array.from({ length: printers }, (_, i) =>
      parseSimUrl(`sim:${MODELS[i % MODELS.length]}?seed=${i + 1}&supplies=unlimited${wire}`),
    ),
  });
  if (printing) {
    const csv = batchCsv(syntheticPeople(jobsPerPrinter * printers, 1));
    made.office.addJobs(parseJobFile(Buffer.from(csv), "bench.csv", "WIB").rows);
  }
  made.office.start();
  made.clock.advance(warmUpSeconds * 1_000_000);
  return made;
}

/** Goes on for so long; throws when a printer had nothing left to print. */
export function printOn(station: SimStation, seconds: number): void {
  station.clock.advance(seconds * 1_000_000);
  if (station.journal.jobCounts.queued === 0) throw new Error("the bench ran out of jobs");
}
