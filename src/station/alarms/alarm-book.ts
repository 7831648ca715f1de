/**
 * Which alarms stand, per printer. Codes and numbers, never text: the words are in the fault table. A fault is an alarm at
 * once; a condition has to stand for a while before it is one, and to be gone for a while before it is none, so that a
 * sensor that flickers is one alarm with a count.
 */
import { type Clock, type Micros, type Timer, US_PER_S } from "../../base/index.ts";
import { FAULTS, type FaultName } from "../../protocol/index.ts";
import type { Alarm, AlarmPriority, Params } from "../api.ts";
import { commonCause } from "./common-cause.ts";

export const ON_DELAY_US: Micros = 3 * US_PER_S;
export const OFF_DELAY_US: Micros = 10 * US_PER_S;

/** What stands now at a printer. */
export interface Standing {
  readonly code: FaultName;
  readonly params: Params;
}

interface Entry {
  phase: "rising" | "up" | "falling";
  dueAt: Micros;
  alarm: Alarm;
}

export interface AlarmChange {
  /** Undefined for the office-wide banner. */
  readonly printer: string | undefined;
  readonly code: string;
  readonly priority: AlarmPriority;
  readonly raised: boolean;
}

export class AlarmBook {
  private readonly clock: Clock;
  private readonly printers: readonly string[];
  private readonly onChange: (change: AlarmChange) => void;
  private readonly entries = new Map<string, Map<FaultName, Entry>>();
  private readonly timer: Timer;
  private posted: Alarm | undefined;
  private nextId = 1;

  constructor(options: { clock: Clock; printers: readonly string[]; onChange: (change: AlarmChange) => void }) {
    this.clock = options.clock;
    this.printers = options.printers;
    this.onChange = options.onChange;
    for (const printer of this.printers) this.entries.set(printer, new Map());
    this.timer = this.clock.timer(() => this.elapse());
  }

  /** Everything that stands at a printer now; what was there before and is not named has gone. */
  observe(printer: string, standing: readonly Standing[]): void {
    const book = this.entries.get(printer)!;
    for (const { code, params } of standing) this.present(printer, book, code, params);
    for (const [code, entry] of book) {
      if (!standing.some((now) => now.code === code)) this.absent(printer, book, code, entry);
    }
    this.arm();
  }

  /** Alarms of a printer, worst first, older first. Those of a common cause are in {@link banner} instead. */
  of(printer: string): Alarm[] {
    const common = this.common();
    return this.up(printer)
      .filter((alarm) => alarm.code !== common?.code)
      .sort(
        (a, b) => a.priority.localeCompare(b.priority) || a.raisedAtMs - b.raisedAtMs || (a.code < b.code ? -1 : 1),
      );
  }

  /** The one alarm that concerns the whole office: what was posted, else a cause that all printers share. */
  banner(): Alarm | undefined {
    return this.posted ?? this.common();
  }

  /** Posts or (without a code) takes down the office-wide banner. */
  post(code?: string, priority: AlarmPriority = "P2", params: Params = {}): void {
    const before = this.posted;
    if (before?.code === code) return;
    this.posted = code === undefined ? undefined : this.alarm(code, priority, params);
    if (before !== undefined) this.tell(undefined, before, false);
    if (this.posted !== undefined) this.tell(undefined, this.posted, true);
  }

  stop(): void {
    this.timer.cancel();
  }

  private common(): Alarm | undefined {
    return commonCause(this.printers.map((printer) => this.up(printer)));
  }

  private up(printer: string): Alarm[] {
    const found: Alarm[] = [];
    for (const entry of this.entries.get(printer)!.values()) if (entry.phase !== "rising") found.push(entry.alarm);
    return found;
  }

  private present(printer: string, book: Map<FaultName, Entry>, code: FaultName, params: Params): void {
    const entry = book.get(code);
    if (entry === undefined) {
      const priority = priorityOf(code);
      if (priority === undefined) return;
      const alarm = this.alarm(code, priority, params);
      if (FAULTS[code].severity === "fault") {
        book.set(code, { phase: "up", dueAt: -1, alarm });
        this.tell(printer, alarm, true);
      } else book.set(code, { phase: "rising", dueAt: this.clock.now() + ON_DELAY_US, alarm });
    } else if (entry.phase === "falling") {
      entry.phase = "up";
      entry.dueAt = -1;
      entry.alarm = { ...entry.alarm, params, count: entry.alarm.count + 1 };
    }
  }

  private absent(printer: string, book: Map<FaultName, Entry>, code: FaultName, entry: Entry): void {
    if (entry.phase === "rising") book.delete(code);
    else if (FAULTS[code].severity === "fault") {
      book.delete(code);
      this.tell(printer, entry.alarm, false);
    } else if (entry.phase === "up") {
      entry.phase = "falling";
      entry.dueAt = this.clock.now() + OFF_DELAY_US;
    }
  }

  private elapse(): void {
    const now = this.clock.now();
    for (const [printer, book] of this.entries) {
      for (const [code, entry] of book) {
        if (entry.dueAt < 0 || entry.dueAt > now) continue;
        entry.dueAt = -1;
        const raised = entry.phase === "rising";
        if (raised) entry.phase = "up";
        else book.delete(code);
        this.tell(printer, entry.alarm, raised);
      }
    }
    this.arm();
  }

  private arm(): void {
    let next = -1;
    for (const book of this.entries.values()) {
      for (const { dueAt } of book.values()) if (dueAt >= 0 && (next < 0 || dueAt < next)) next = dueAt;
    }
    if (next < 0) this.timer.cancel();
    else if (this.timer.dueAt !== next) this.timer.armAt(next);
  }

  private alarm(code: string, priority: AlarmPriority, params: Params): Alarm {
    return { id: `A${this.nextId++}`, code, priority, params, raisedAtMs: this.clock.utcMs(), count: 1 };
  }

  private tell(printer: string | undefined, alarm: Alarm, raised: boolean): void {
    this.onChange({ printer, code: alarm.code, priority: alarm.priority, raised });
  }
}

/** Undefined: a status, not an alarm. */
export function priorityOf(code: FaultName): AlarmPriority | undefined {
  const { priority } = FAULTS[code];
  return priority === 0 ? undefined : `P${priority}`;
}
