/**
 * The forecast for a running station: now and then the present queue is lived through by the quick model of its office, in a
 * worker, so that nothing of the station waits for it. What the model needs of the office's days stands in an office file.
 */
import { type Clock, type Log, type Timer, US_PER_S } from "../../base/index.ts";
import {
  type ClearDays,
  type ClearForecast,
  type ClearWish,
  JOB_CLASSES,
  type StationConfig,
  ZONE_MINUTES,
} from "../../station/index.ts";
import { dayOfDate } from "../day/office-calendar.ts";
import type { OfficeFile } from "../day/office-schema.ts";
import type { WorkingOffice } from "../day/remedies.ts";
import { forecast } from "./forecast.ts";
import type { DateRange } from "./forecast-report.ts";
import { officeNow } from "./office-now.ts";

/** Possible futures of one forecast: enough for P10 and P90 to within a few days. */
export const FUTURES = 40;
/** From the end of one forecast to the beginning of the next. */
export const REST_US = 600 * US_PER_S;
/** A station that has just started has better things to do. */
export const FIRST_US = 10 * US_PER_S;
/** An answer for a queue that was by so much longer or shorter says nothing of this one. */
const OTHER_QUEUE_SHARE = 0.1;
const MS_PER_DAY = 86_400_000;

export interface StationForecastOptions {
  readonly config: StationConfig;
  readonly file: OfficeFile;
  /** The wall's. */
  readonly clock: Clock;
  readonly log: Log;
  /** There is a new answer. */
  readonly onNews: () => void;
  /** Default: the quick model, in one worker. */
  readonly live?: (office: WorkingOffice, stop: () => boolean) => Promise<DateRange>;
}

export class StationForecast implements ClearForecast {
  private readonly o: StationForecastOptions;
  private readonly timer: Timer;
  private wish: ClearWish | undefined;
  private answer: { readonly days: ClearDays | "never"; readonly of: ClearWish; readonly stock: string } | undefined;
  private stopped = false;

  constructor(options: StationForecastOptions) {
    this.o = options;
    this.timer = options.clock.timer(() => void this.work());
    this.timer.armAfter(FIRST_US);
  }

  latest(wish: ClearWish): ClearDays | "never" | undefined {
    this.wish = { ...wish, waiting: { ...wish.waiting } };
    const { answer } = this;
    if (answer === undefined || answer.of.todayMs !== wish.todayMs) return undefined;
    const [now, then] = [total(wish), total(answer.of)];
    return Math.abs(now - then) <= then * OTHER_QUEUE_SHARE ? answer.days : undefined;
  }

  /** One that is under way ends with the future that it lives through. */
  stop(): void {
    this.stopped = true;
    this.timer.cancel();
  }

  private async work(): Promise<void> {
    const { wish } = this;
    if (wish !== undefined && total(wish) > 0) await this.workOn(wish);
    if (!this.stopped) this.timer.armAfter(REST_US);
  }

  private async workOn(wish: ClearWish): Promise<void> {
    const { config, file, log, live = inWorker, onNews } = this.o;
    try {
      const stock = wish.stock?.();
      const stockText = JSON.stringify(stock);
      if (this.answer?.stock === stockText && this.isAnswered(wish)) return;
      const dates = await live(officeNow(config, file, wish, stock), () => this.stopped);
      if (this.stopped) return;
      this.answer = { days: daysOf(dates, config), of: wish, stock: stockText };
      onNews();
    } catch (error) {
      log.warn("forecast.failed", { problem: error instanceof Error ? error.message : String(error) });
    }
  }

  private isAnswered({ todayMs, waiting }: ClearWish): boolean {
    const of = this.answer?.of;
    return of?.todayMs === todayMs && JOB_CLASSES.every((word) => of.waiting[word] === waiting[word]);
  }
}

const total = ({ waiting }: ClearWish): number => Object.values(waiting).reduce((sum, count) => sum + count, 0);

async function inWorker(office: WorkingOffice, stop: () => boolean): Promise<DateRange> {
  const only = { runs: FUTURES, seed: 1, kind: "drawn", remedies: [], job: 0, workers: 1 };
  return (await forecast({ office, ...only, stop })).outlook.cleared;
}

/** Where one future in ten never comes to an end, no date would be honest. */
function daysOf({ p10, p50, p90 }: DateRange, { zone }: StationConfig): ClearDays | "never" {
  if (p10 === null || p50 === null || p90 === null) return "never";
  const midnight = (date: string): number => dayOfDate(date) * MS_PER_DAY - ZONE_MINUTES[zone] * 60_000;
  return { earlyMs: midnight(p10), midMs: midnight(p50), lateMs: midnight(p90) };
}
