/** Can the journal still be written? Looked at each minute, with what has to be written down anyway. */
import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { type Clock, type Micros, type Timer, US_PER_S } from "../../base/index.ts";
import type { Journal } from "../journal/journal.ts";
import type { LostOfDay } from "../journal/lost-table.ts";
import type { LostToday } from "./lost-today.ts";

/** A power cut loses at most this much of the lost time. */
export const KEEP_EVERY_US: Micros = 60 * US_PER_S;
/** With less free space the station gives the alarm: a journal grows by some kilobytes a card. */
export const DISK_FREE_BYTES_MIN = 64 * 1024 * 1024;

export interface JournalHealthOptions {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly lost: ReadonlyMap<string, LostToday>;
  /** Writes down what else there is; throws where that cannot be. */
  readonly keep: () => void;
  /** The journal became healthy or unhealthy. */
  readonly onChange: () => void;
}

export class JournalHealth {
  private readonly o: JournalHealthOptions;
  private readonly timer: Timer;
  private why: string | undefined;

  constructor(options: JournalHealthOptions) {
    this.o = options;
    this.timer = options.clock.timer(() => this.onTick());
  }

  start(): void {
    this.timer.armAfter(KEEP_EVERY_US);
  }

  /** Writes down what is left to write. */
  stop(): void {
    this.timer.cancel();
    this.look();
  }

  /** What is wrong with it; undefined: nothing. */
  get problem(): string | undefined {
    return this.o.journal.healthy ? this.why : "the journal is closed";
  }

  private onTick(): void {
    this.timer.armAfter(KEEP_EVERY_US);
    this.look();
  }

  private look(): void {
    const before = this.why;
    this.why = this.o.journal.healthy ? (this.keep() ?? this.space()) : undefined;
    if (this.why !== before) this.o.onChange();
  }

  private keep(): string | undefined {
    const byDay = new Map<number, Map<string, LostOfDay>>();
    for (const [printer, today] of this.o.lost) {
      const news = today.news();
      if (news === undefined) continue;
      const printers = byDay.get(news.day) ?? new Map<string, LostOfDay>();
      byDay.set(news.day, printers.set(printer, news.causes));
    }
    try {
      for (const [day, printers] of byDay) this.o.journal.lost.keep(day, printers);
      this.o.keep();
      return undefined;
    } catch (error) {
      for (const today of this.o.lost.values()) today.notWritten();
      return `the journal cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  private space(): string | undefined {
    const { path, durable } = this.o.journal;
    if (!durable) return undefined;
    const free = freeBytes(dirname(path));
    if (free === undefined) return `${dirname(path)} is not there any more`;
    return free < DISK_FREE_BYTES_MIN ? `only ${Math.floor(free / 1024 / 1024)} MiB of disk space are free` : undefined;
  }
}

/** Undefined when the folder is gone: a disk that was pulled out ends no station, it raises an alarm. */
function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
