/** Seconds lost since the zone's midnight. What was lost before a restart is read back from the journal. */
import type { Clock } from "../../base/index.ts";
import { LOST_CAUSES, type LostCauseWord, type Zone } from "../api.ts";
import { civilDay } from "../jobs/civil.ts";
import type { LostOfDay, LostTable } from "../journal/lost-table.ts";
import { type LostSeconds, type LostTime, NO_LOST_SECONDS } from "./lost-time.ts";

export interface LostTodayOptions {
  readonly printer: string;
  readonly zone: Zone;
  /** The wall's clock. */
  readonly clock: Clock;
  readonly lost: LostTime;
  readonly table: LostTable;
}

/** Shared by all printers that lost nothing. */
const NOTHING: LostOfDay = new Map();
const NONE: Readonly<Partial<LostSeconds>> = Object.freeze({});

export class LostToday {
  private readonly o: LostTodayOptions;
  private day: number;
  /** Of this day, before {@link mark}. */
  private earlier: LostOfDay;
  private mark: Readonly<LostSeconds>;
  /** As written down last, of {@link keptDay}. */
  private kept: Readonly<Partial<LostSeconds>> = NONE;
  private keptDay = -1;

  constructor(options: LostTodayOptions) {
    this.o = options;
    this.day = this.today();
    const earlier = options.table.of(this.day, options.printer);
    this.earlier = earlier.size === 0 ? NOTHING : earlier;
    this.mark = options.lost.isNothing ? NO_LOST_SECONDS : options.lost.seconds();
  }

  /** Whole seconds by cause; all causes are named. */
  seconds(): LostSeconds {
    if (this.today() !== this.day) this.turn();
    return this.sum();
  }

  /** To be written down: the day and the causes whose seconds are others than at the last call; undefined when none are. */
  news(): { day: number; causes: LostOfDay } | undefined {
    const now = this.seconds();
    // Asked each minute of each printer, most of which lose nothing.
    if (this.keptDay === this.day && LOST_CAUSES.every((cause) => now[cause] === this.before(cause))) return undefined;
    const seconds = Object.entries(now) as [LostCauseWord, number][];
    const causes = new Map(seconds.filter(([cause, lost]) => lost !== this.before(cause)));
    const some = seconds.filter(([, lost]) => lost !== 0);
    this.kept = some.length === 0 ? NONE : Object.fromEntries(some);
    this.keptDay = this.day;
    return causes.size === 0 ? undefined : { day: this.day, causes };
  }

  /** What {@link news} said was not written: it is news again. */
  notWritten(): void {
    this.keptDay = -1;
  }

  /** Seconds that are written down already. */
  private before(cause: LostCauseWord): number {
    return (this.keptDay === this.day ? this.kept[cause] : this.earlier.get(cause)) ?? 0;
  }

  private sum(): LostSeconds {
    const now = this.o.lost.seconds();
    for (const cause of LOST_CAUSES) {
      now[cause] += Math.floor(this.earlier.get(cause) ?? 0) - this.mark[cause];
    }
    return now;
  }

  private turn(): void {
    this.day = this.today();
    this.earlier = NOTHING;
    this.mark = this.o.lost.seconds();
  }

  /** Days since 1970 in the office's zone. */
  private today(): number {
    const { zone, clock } = this.o;
    return civilDay(clock.utcMs(), zone);
  }
}
