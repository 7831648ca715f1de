/** What happened in a run, in order: waits look into it from where the last one found something, so that nothing is lost or merged. */
import type { Micros } from "../../base/index.ts";

/** Entries of one run; a run that has more goes on without writing them down. */
export const LOG_ENTRIES_MAX = 50_000;

export type EntryKind =
  | "state"
  | "fault"
  | "cleared"
  | "message"
  | "event"
  | "step"
  | "inject"
  | "hands"
  | "operator"
  | "host"
  | "link"
  | "power"
  | "card"
  | "mark";

export interface LogEntry {
  readonly atUs: Micros;
  readonly kind: EntryKind;
  readonly name: string;
  readonly text?: string;
  readonly values?: Readonly<Record<string, number>>;
}

export class RunLog {
  readonly entries: LogEntry[] = [];
  lost = 0;
  /** Waits have consumed everything before this place. */
  cursor = 0;
  private readonly hear: ((entry: LogEntry) => void) | undefined;

  /** `hear` is told of each entry as it comes. */
  constructor(hear?: (entry: LogEntry) => void) {
    this.hear = hear;
  }

  add(entry: LogEntry): void {
    this.hear?.(entry);
    if (this.entries.length < LOG_ENTRIES_MAX) this.entries.push(entry);
    else this.lost++;
  }

  /** The first entry from `from` on that fits, or -1. */
  find(from: number, fits: (entry: LogEntry) => boolean): number {
    for (let i = from; i < this.entries.length; i++) if (fits(this.entries[i]!)) return i;
    return -1;
  }

  /** The newest lines, for a failure's message. */
  tail(count: number): LogEntry[] {
    return this.entries.slice(-count);
  }
}

/** A state's path fits itself and everything below it. */
export const statesFit = (wanted: string, path: string): boolean => path === wanted || path.startsWith(`${wanted}.`);
