/** A batch on simulated printers in virtual time, through the same bytes, journal and controllers as a real one. */
import { US_PER_S } from "../base/index.ts";
import type { JobRow } from "../station/index.ts";
import { type BatchReport, tallyOfTruth, truthOf } from "./batch-report.ts";
import { BatchWatch } from "./batch-watch.ts";
import { Operator } from "./operator.ts";
import { SimStation, type SimStationOptions } from "./sim-station.ts";

/** Virtual time allowed per job, and once: more means that something hangs. */
const LIMIT_US_PER_JOB = 2 * 3600 * US_PER_S;
const LIMIT_US_ONCE = 24 * 3600 * US_PER_S;
/** How long a printer without an operator may stand still before the batch is given up. */
const NOBODY_COMES_US = 60 * US_PER_S;

export interface SimBatchOptions extends SimStationOptions {
  readonly rows: readonly JobRow[];
  readonly rejectedRows?: number;
  readonly onProgress?: (finished: number, deviceSeconds: number) => void;
  /** Sees the station before it starts and, through its engines, all that happens. */
  readonly prepare?: (station: SimStation) => void;
}

/** How it ended: all jobs done, nobody came, or time ran out. */
export type BatchEnd = "done" | "nobodyCame" | "deadline";

export interface SimBatchResult {
  readonly end: BatchEnd;
  readonly report: BatchReport;
  /** For a closer look; its engines are stopped. */
  readonly station: SimStation;
}

export function runSimBatch(options: SimBatchOptions): SimBatchResult {
  const station = new SimStation(options);
  const { clock } = station;
  const watch = new BatchWatch(station.office, clock);
  watch.onProgress = (finished) => options.onProgress?.(finished, watch.deviceSeconds);
  addOperators(station);
  options.prepare?.(station);
  station.office.addJobs(options.rows);
  station.office.start();
  const nobodyCame = (): boolean => {
    const [first] = watch.standingStill;
    return first !== undefined && clock.now() - first.sinceUs > NOBODY_COMES_US && allStandStill(station, watch);
  };
  const limitUs = LIMIT_US_ONCE + options.rows.length * LIMIT_US_PER_JOB;
  const inTime = station.runUntil(() => watch.done || nobodyCame(), limitUs);
  const end: BatchEnd = watch.done ? "done" : inTime ? "nobodyCame" : "deadline";
  if (end !== "done") watch.close();
  const report = makeReport(station, watch, options.rejectedRows ?? 0, end);
  station.stop();
  return { end, report, station };
}

/** The printers whose operator is `auto` are looked after. */
function addOperators(station: SimStation): void {
  for (const { name, spec, engine } of station.printers) {
    if (spec.operator !== "auto") continue;
    const operator = new Operator({ clock: station.clock, office: () => station.office, name, engine });
    station.office.onChange((printer, urgent) => {
      if (printer === name && urgent) operator.look();
    });
  }
}

/** Nobody comes to any of them, and none can go on. */
function allStandStill(station: SimStation, watch: BatchWatch): boolean {
  const still = new Set(watch.standingStill.map(({ printer }) => printer));
  return station.printers.every(({ name, spec }) => {
    if (still.has(name)) return spec.operator === "none";
    return station.office.controller(name).view().job === "" && watch.left <= still.size;
  });
}

function makeReport(station: SimStation, watch: BatchWatch, rejectedRows: number, end: BatchEnd): BatchReport {
  const engines = station.printers.map(({ engine }) => engine);
  const lostSeconds = watch.lostSeconds();
  if (station.printers.some(({ spec }) => spec.operator === "auto")) {
    // The store is full: what is missing is somebody who brings it.
    lostSeconds.people += lostSeconds.supplies;
    lostSeconds.supplies = 0;
  }
  const first = watch.stoppedBy;
  return {
    ...tallyOfTruth(engines),
    spoiltSeen: station.printers.reduce((sum, { name }) => sum + station.journal.cardCounts(name).spoiltSeen, 0),
    uncertain: station.journal.jobCounts.uncertain,
    rejectedRows,
    heldJobs: station.journal.jobCounts.held,
    left: watch.left,
    deviceSeconds: Math.round(watch.deviceSeconds * 10) / 10,
    lostSeconds,
    warmUpSeconds: Math.round(watch.warmUpSeconds * 10) / 10,
    ...(end === "nobodyCame" && first !== undefined
      ? { stopped: { printer: first.printer, reason: first.reason } }
      : {}),
    truth: truthOf(engines, station.violations()),
  };
}
