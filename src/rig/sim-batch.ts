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
/** Between two steps others may do something: a Ctrl-C is heard, a recording is written. */
const STEP_US = 300 * US_PER_S;

export interface SimBatchOptions extends SimStationOptions {
  readonly rows: readonly JobRow[];
  readonly rejectedRows?: number;
  readonly onProgress?: (finished: number, deviceSeconds: number) => void;
  /** Sees the station before it starts and, through its engines, all that happens. */
  readonly prepare?: (station: SimStation) => void;
}

/** How it ended: all jobs done, nobody came, time ran out, or it was not gone on with. */
export type BatchEnd = "done" | "nobodyCame" | "deadline" | "interrupted";

export interface SimBatchResult {
  readonly end: BatchEnd;
  readonly report: BatchReport;
  /** For a closer look; its engines are stopped. */
  readonly station: SimStation;
}

export class SimBatch {
  readonly #o: SimBatchOptions;
  readonly #station: SimStation;
  readonly #watch: BatchWatch;
  #end: BatchEnd = "interrupted";

  constructor(options: SimBatchOptions) {
    this.#o = options;
    this.#station = new SimStation(options);
    this.#watch = new BatchWatch(this.#station.office, this.#station.clock);
    this.#watch.onProgress = (finished) => options.onProgress?.(finished, this.#watch.deviceSeconds);
    addOperators(this.#station);
    options.prepare?.(this.#station);
    this.#station.office.addJobs(options.rows);
    this.#station.office.start();
  }

  /** Goes on by {@link STEP_US} of virtual time a step, until all jobs are done, nobody comes, or time has run out. */
  *steps(): Generator<void, void> {
    const { clock } = this.#station;
    const untilUs = clock.now() + LIMIT_US_ONCE + this.#o.rows.length * LIMIT_US_PER_JOB;
    while (!this.#station.runUntil(() => this.#isOver, Math.min(STEP_US, untilUs - clock.now()))) {
      if (clock.now() >= untilUs) {
        this.#end = "deadline";
        return;
      }
      yield;
    }
    this.#end = this.#watch.done ? "done" : "nobodyCame";
  }

  /** What was printed so far. Ends the run. */
  result(): SimBatchResult {
    const end = this.#end;
    if (end !== "done") this.#watch.close();
    const report = makeReport(this.#station, this.#watch, this.#o.rejectedRows ?? 0, end);
    this.#station.stop();
    return { end, report, station: this.#station };
  }

  get #isOver(): boolean {
    if (this.#watch.done) return true;
    const [first] = this.#watch.standingStill;
    return (
      first !== undefined &&
      this.#station.clock.now() - first.sinceUs > NOBODY_COMES_US &&
      allStandStill(this.#station, this.#watch)
    );
  }
}

/** The whole of it at once. */
export function runSimBatch(options: SimBatchOptions): SimBatchResult {
  const batch = new SimBatch(options);
  for (const _ of batch.steps());
  return batch.result();
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
