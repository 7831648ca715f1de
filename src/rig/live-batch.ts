/** A batch on printers behind URLs, in wall time, without a station around it. */
import { type Clock, type Log, type Timer, US_PER_S } from "../base/index.ts";
import type { JobRow, Journal, StationConfig } from "../station/index.ts";
import { TransportError } from "../station/index.ts";
import { type BatchReport, tallyOfJournal } from "./batch-report.ts";
import { BatchWatch } from "./batch-watch.ts";
import { type LiveStation, liveStation } from "./live-station.ts";
import type { BatchEnd } from "./sim-batch.ts";

const LOOK_US = US_PER_S / 4;
/** A printer that was reached and is gone for longer is a lost device. */
const LINK_AWAY_US_MAX = 120 * US_PER_S;
const NEVER_REACHED_US_MAX = 20 * US_PER_S;

export interface LiveBatchOptions {
  readonly rows: readonly JobRow[];
  readonly rejectedRows: number;
  readonly config: StationConfig;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly log: Log;
  /** How long to wait for a person at a printer that stands still. */
  readonly graceUs: number;
  readonly speedOf?: (printer: { readonly name: string }) => number;
  readonly onProgress?: (finished: number, deviceSeconds: number) => void;
}

export interface RunningBatch {
  /** Settles when the batch has ended and the printers rest. Rejects with {@link TransportError} when none can be reached. */
  readonly ended: Promise<{ end: BatchEnd; report: BatchReport }>;
  /** Finishes the cards in work, then ends. */
  interrupt(): void;
}

export function startLiveBatch(options: LiveBatchOptions): RunningBatch {
  const { clock, journal, config } = options;
  const station = liveStation({ ...options, seed: 1 });
  const { office } = station;
  const watch = new BatchWatch(office, station.clockOf(config.printers[0]!.name));
  watch.onProgress = (finished) => options.onProgress?.(finished, watch.deviceSeconds);
  let interrupted = false;
  const ended = new Promise<{ end: BatchEnd; report: BatchReport }>((resolve, reject) => {
    const reach = new Reach(station, config, clock);
    const finish = (end: BatchEnd): void => {
      timer.cancel();
      if (end !== "done") watch.close();
      office.drain(() => {
        const report = makeReport(options, watch, journal, end);
        office.stop();
        resolve({ end, report });
      });
    };
    const timer: Timer = clock.timer(() => {
      const lost = reach.problem();
      if (watch.done) finish("done");
      else if (interrupted) finish("interrupted");
      else if (nobodyCame(watch, station, options)) finish("nobodyCame");
      else if (lost !== undefined) {
        office.stop();
        reject(new TransportError(lost));
      } else timer.armAfter(LOOK_US);
    });
    timer.armAfter(LOOK_US);
    office.addJobs(options.rows);
    office.start();
  });
  return {
    ended,
    interrupt: () => {
      interrupted = true;
    },
  };
}

/** All printers that could still work stand still, the first one for longer than the grace time. */
function nobodyCame(watch: BatchWatch, station: LiveStation, { config, graceUs }: LiveBatchOptions): boolean {
  const still = watch.standingStill;
  const [first] = still;
  if (first === undefined || still.length < config.printers.length) return false;
  const clock = station.clockOf(first.printer);
  return clock.now() - first.sinceUs > graceUs;
}

/** Whether the devices are still there. */
class Reach {
  private readonly station: LiveStation;
  private readonly config: StationConfig;
  private readonly clock: Clock;
  private readonly startedUs: number;
  private readonly lastUpUs = new Map<string, number>();

  constructor(station: LiveStation, config: StationConfig, clock: Clock) {
    this.station = station;
    this.config = config;
    this.clock = clock;
    this.startedUs = clock.now();
  }

  /** A sentence when no printer can be reached any more. */
  problem(): string | undefined {
    const now = this.clock.now();
    let reason = "";
    for (const { name, link } of this.config.printers) {
      const { link: state } = this.station.office.controller(name).view();
      if (state.state === "up") this.lastUpUs.set(name, now);
      const lastUp = this.lastUpUs.get(name);
      const away = lastUp === undefined ? now - this.startedUs > NEVER_REACHED_US_MAX : now - lastUp > LINK_AWAY_US_MAX;
      if (!away) return undefined;
      reason = `${name} at ${link} cannot be reached: ${state.reason}`;
    }
    return `${reason}; the journal keeps what was done, run the same command again to go on`;
  }
}

function makeReport(options: LiveBatchOptions, watch: BatchWatch, journal: Journal, end: BatchEnd): BatchReport {
  const first = watch.stoppedBy;
  return {
    ...tallyOfJournal(journal),
    spoiltSeen: options.config.printers.reduce((sum, { name }) => sum + journal.cardCounts(name).spoiltSeen, 0),
    uncertain: journal.jobCounts.uncertain,
    rejectedRows: options.rejectedRows,
    heldJobs: journal.jobCounts.held,
    left: watch.left,
    deviceSeconds: Math.round(watch.deviceSeconds * 10) / 10,
    lostSeconds: watch.lostSeconds(),
    warmUpSeconds: Math.round(watch.warmUpSeconds * 10) / 10,
    ...(end === "nobodyCame" && first !== undefined
      ? { stopped: { printer: first.printer, reason: first.reason } }
      : {}),
  };
}
