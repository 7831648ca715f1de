/** When the office's work ends today, told to a printer's governor: it takes no rest that would only pay afterwards. */
import { type Clock, type Micros, type Timer, US_PER_MS } from "../../base/index.ts";
import type { Zone } from "../api.ts";
import { MS_PER_DAY, midnightMs } from "../jobs/civil.ts";

const MS_PER_MINUTE = 60_000;

export interface ClosingTimeOptions {
  /** When the work ends, minutes after the zone's midnight. */
  readonly minutes: number;
  readonly zone: Zone;
  /** The wall's clock, and the printer's with its seconds in one of the wall. */
  readonly wall: Clock;
  readonly printer: Clock;
  readonly speed: () => number;
  /** By the printer's clock; undefined once that time has gone by. */
  readonly tell: (atUs: Micros | undefined) => void;
}

export class ClosingTime {
  private readonly o: ClosingTimeOptions;
  private readonly timer: Timer;

  constructor(options: ClosingTimeOptions) {
    this.o = options;
    this.timer = options.wall.timer(() => this.look());
  }

  start(): void {
    this.look();
  }

  stop(): void {
    this.timer.cancel();
  }

  /** At the start, at each closing time and at each midnight. */
  private look(): void {
    const { minutes, zone, wall, printer, speed, tell } = this.o;
    const now = wall.utcMs();
    const midnight = midnightMs(now, zone);
    const closes = midnight + minutes * MS_PER_MINUTE;
    const open = now < closes;
    tell(open ? printer.now() + Math.round((closes - now) * US_PER_MS * speed()) : undefined);
    this.timer.armAfter(Math.ceil(((open ? closes : midnight + MS_PER_DAY) - now) * US_PER_MS));
  }
}
