/**
 * Which alarms stand, per printer and for the office. Codes and numbers, never text: the words are in the fault book. A
 * fault is an alarm at once; a condition has to stand for a while before it is one, and to be gone for a while before it is
 * none, so that a sensor that flickers is one alarm with a count. People acknowledge alarms and may shelve them for a while.
 */
import { type Clock, type Micros, type Timer, US_PER_MS, US_PER_S } from "../../base/index.ts";
import type { FaultName } from "../../protocol/index.ts";
import type { Alarm, AlarmPriority, Params } from "../api.ts";
import { commonCause } from "./common-cause.ts";
import { DueTimes } from "./due-times.ts";
import { FloodWatch } from "./flood-watch.ts";
import { type AlarmCode, alarmKind } from "./office-alarms.ts";
import { rootCauses } from "./root-cause.ts";

export const ON_DELAY_US: Micros = 3 * US_PER_S;
export const OFF_DELAY_US: Micros = 10 * US_PER_S;
/** The name under which the office's own alarms stand. */
export const OFFICE = "";

/** What stands now at a printer. */
export interface Standing {
  readonly code: AlarmCode;
  readonly params: Params;
}

interface Entry {
  phase: "rising" | "up" | "falling";
  dueAt: Micros;
  alarm: Alarm;
}

/** The book of a printer at which nothing stands: it stays empty. */
const NOTHING = new Map<AlarmCode, Entry>();

type Shelf = NonNullable<Alarm["shelved"]>;

export interface AlarmChange {
  /** Undefined for the office as a whole. */
  readonly printer: string | undefined;
  readonly code: string;
  readonly priority: AlarmPriority;
  /** `flood`: more alarms than people can read, `true` at its beginning. */
  readonly what: "raised" | "cleared" | "acked" | "shelved" | "unshelved" | "flood" | "floodOver";
}

export class AlarmBook {
  private readonly clock: Clock;
  private readonly printers: readonly string[];
  private readonly onChange: (change: AlarmChange) => void;
  /** Of printers (and {@link OFFICE}) at which something stands: of thousands nearly all have nothing. */
  private readonly entries = new Map<string, Map<AlarmCode, Entry>>();
  /** By printer and code; also for what does not stand just now. */
  private readonly shelves = new Map<string, { printer: string; code: AlarmCode; shelf: Shelf; dueAt: Micros }>();
  /** Of the entries that rise, and of those that fall. */
  private readonly rising = new DueTimes();
  private readonly falling = new DueTimes();
  private readonly timer: Timer;
  private readonly floods: FloodWatch;
  private posted: Alarm | undefined;
  private nextId = 1;
  /** Lists as they were last made; forgotten with each change. */
  private lists = new Map<string, Alarm[]>();
  private sharedCause: { alarm: Alarm | undefined } | undefined;

  constructor(options: { clock: Clock; printers: readonly string[]; onChange: (change: AlarmChange) => void }) {
    this.clock = options.clock;
    this.printers = options.printers;
    this.onChange = options.onChange;
    this.floods = new FloodWatch(this.clock);
    this.timer = this.clock.timer(() => this.elapse());
  }

  /** Everything that stands at a printer (or at {@link OFFICE}) now; what was there before and is not named has gone. */
  observe(printer: string, standing: readonly Standing[]): void {
    const known = this.entries.get(printer);
    if (known === undefined && standing.length === 0) {
      this.arm();
      return;
    }
    const book = known ?? new Map<AlarmCode, Entry>();
    this.entries.set(printer, book);
    for (const { code, params } of standing) this.present(printer, book, code, params);
    for (const [code, entry] of book) {
      if (!standing.some((now) => now.code === code)) this.absent(printer, book, code, entry);
    }
    if (book.size === 0) this.entries.delete(printer);
    this.arm();
  }

  /** Alarms of a printer, worst first, older first, without their symptoms. Those of a common cause are in {@link banner}. */
  of(printer: string): Alarm[] {
    let list = this.lists.get(printer);
    if (list === undefined) {
      list = this.listed(printer);
      this.lists.set(printer, list);
    }
    return list;
  }

  /** The one alarm that concerns the whole office: what was posted, else a cause that all printers share. */
  banner(): Alarm | undefined {
    return this.posted ?? this.common();
  }

  /** While more alarms come than people can read: how many of each code. */
  get flood(): FloodWatch["flood"] {
    return this.floods.flood;
  }

  /** Posts or (without a code) takes down the office-wide banner. */
  post(code?: string, priority: AlarmPriority = "P2", params: Params = {}): void {
    const before = this.posted;
    if (before?.code === code) return;
    this.posted = code === undefined ? undefined : this.alarm(code, priority, params);
    if (before !== undefined) this.tell(undefined, before, "cleared");
    if (this.posted !== undefined) this.raised(OFFICE, this.posted);
  }

  /** Somebody has seen it. False when no such alarm stands. */
  acknowledge(id: string, by: string): boolean {
    const acked = { by, atMs: this.clock.utcMs() };
    if (this.posted?.id === id) {
      this.posted = { ...this.posted, acked };
      this.tell(undefined, this.posted, "acked");
      return true;
    }
    const found = this.find(id);
    if (found === undefined) return false;
    found.entry.alarm = { ...found.entry.alarm, acked };
    this.tell(found.printer, found.entry.alarm, "acked");
    return true;
  }

  /** Out of the way until `untilMs` (UTC), also when it comes again before. Undefined when no such alarm stands. */
  shelve(id: string, shelf: Shelf): Alarm | undefined {
    const found = this.find(id);
    if (found === undefined) return undefined;
    const { printer, code, entry } = found;
    const dueAt = this.clock.now() + Math.max(0, shelf.untilMs - this.clock.utcMs()) * US_PER_MS;
    this.shelves.set(shelfKey(printer, code), { printer, code, shelf, dueAt });
    entry.alarm = { ...entry.alarm, shelved: shelf };
    this.tell(printer, entry.alarm, "shelved");
    this.arm();
    return entry.alarm;
  }

  /** False when nothing is shelved under this printer and code. */
  unshelve(printer: string, code: string): boolean {
    const key = shelfKey(printer, code as AlarmCode);
    if (!this.shelves.delete(key)) return false;
    const entry = this.entries.get(printer)?.get(code as AlarmCode);
    const priority = alarmKind(code as AlarmCode).priority ?? "P3";
    if (entry !== undefined) {
      const { shelved: _, ...alarm } = entry.alarm;
      entry.alarm = alarm;
    }
    this.changed();
    this.onChange({ printer: nameOrUndefined(printer), code, priority, what: "unshelved" });
    return true;
  }

  /** What people have put out of the way. */
  shelved(): { printer: string; code: string; shelved: Shelf }[] {
    return [...this.shelves.values()].map(({ printer, code, shelf }) => ({ printer, code, shelved: shelf }));
  }

  /** The alarm with this id and where it stands. */
  lookUp(id: string): { printer: string; alarm: Alarm } | undefined {
    if (this.posted?.id === id) return { printer: OFFICE, alarm: this.posted };
    const found = this.find(id);
    return found === undefined ? undefined : { printer: found.printer, alarm: found.entry.alarm };
  }

  stop(): void {
    this.timer.cancel();
  }

  private listed(printer: string): Alarm[] {
    const common = this.common();
    const book = this.entries.get(printer) ?? NOTHING;
    const up = new Set<AlarmCode>();
    for (const [code, { phase }] of book) if (phase !== "rising") up.add(code);
    const roots = rootCauses(up);
    const list: Alarm[] = [];
    for (const code of up) {
      if (roots.has(code) || (code === common?.code && printer !== OFFICE)) continue;
      const symptoms = [...roots].filter(([, cause]) => cause === code).map(([symptom]) => symptom);
      const { alarm } = book.get(code)!;
      list.push(symptoms.length === 0 ? alarm : { ...alarm, symptoms });
    }
    return list.sort(
      (a, b) => a.priority.localeCompare(b.priority) || a.raisedAtMs - b.raisedAtMs || (a.code < b.code ? -1 : 1),
    );
  }

  private common(): Alarm | undefined {
    this.sharedCause ??= { alarm: commonCause(this.printers.map((printer) => this.up(printer))) };
    return this.sharedCause.alarm;
  }

  private up(printer: string): Alarm[] {
    const found: Alarm[] = [];
    for (const entry of (this.entries.get(printer) ?? NOTHING).values())
      if (entry.phase !== "rising") found.push(entry.alarm);
    return found;
  }

  private find(id: string): { printer: string; code: AlarmCode; entry: Entry } | undefined {
    for (const [printer, book] of this.entries) {
      for (const [code, entry] of book) {
        if (entry.alarm.id === id && entry.phase !== "rising") return { printer, code, entry };
      }
    }
    return undefined;
  }

  private present(printer: string, book: Map<AlarmCode, Entry>, code: AlarmCode, params: Params): void {
    const entry = book.get(code);
    if (entry === undefined) {
      const { priority, atOnce } = alarmKind(code);
      if (priority === undefined) return;
      const shelf = this.shelves.get(shelfKey(printer, code))?.shelf;
      const alarm = { ...this.alarm(code, priority, params), ...(shelf === undefined ? {} : { shelved: shelf }) };
      const entry: Entry = { phase: "up", dueAt: -1, alarm };
      if (!atOnce) this.wait(entry, "rising");
      book.set(code, entry);
      if (atOnce) this.raised(printer, alarm);
    } else if (entry.phase === "falling") {
      this.waitNoMore(entry);
      entry.alarm = { ...entry.alarm, params, count: entry.alarm.count + 1 };
      this.changed();
    } else if (!sameParams(entry.alarm.params, params)) {
      entry.alarm = { ...entry.alarm, params };
      this.changed();
    }
  }

  private absent(printer: string, book: Map<AlarmCode, Entry>, code: AlarmCode, entry: Entry): void {
    if (entry.phase === "rising") {
      this.waitNoMore(entry);
      book.delete(code);
    } else if (alarmKind(code).atOnce) {
      book.delete(code);
      this.tell(printer, entry.alarm, "cleared");
    } else if (entry.phase === "up") this.wait(entry, "falling");
  }

  private wait(entry: Entry, phase: "rising" | "falling"): void {
    entry.phase = phase;
    entry.dueAt = this.clock.now() + (phase === "rising" ? ON_DELAY_US : OFF_DELAY_US);
    this[phase].add(entry.dueAt);
  }

  private waitNoMore(entry: Entry): void {
    if (entry.phase !== "up") this[entry.phase].remove(entry.dueAt);
    entry.phase = "up";
    entry.dueAt = -1;
  }

  private elapse(): void {
    const now = this.clock.now();
    // In the order of the printers, whichever of them had something first.
    for (const printer of [...this.printers, OFFICE]) {
      const book = this.entries.get(printer) ?? NOTHING;
      for (const [code, entry] of book) {
        if (entry.dueAt < 0 || entry.dueAt > now) continue;
        const { phase } = entry;
        this.waitNoMore(entry);
        if (phase === "rising") this.raised(printer, entry.alarm);
        else {
          book.delete(code);
          this.tell(printer, entry.alarm, "cleared");
        }
      }
      if (book.size === 0) this.entries.delete(printer);
    }
    for (const { printer, code, dueAt } of [...this.shelves.values()]) if (dueAt <= now) this.unshelve(printer, code);
    if (this.floods.look()) this.onChange({ printer: undefined, code: "flood", priority: "P3", what: "floodOver" });
    this.arm();
  }

  private arm(): void {
    let next = this.floods.nextAt;
    const sooner = (dueAt: Micros): void => {
      if (dueAt >= 0 && (next < 0 || dueAt < next)) next = dueAt;
    };
    sooner(this.rising.first);
    sooner(this.falling.first);
    for (const { dueAt } of this.shelves.values()) sooner(dueAt);
    if (next < 0) this.timer.cancel();
    else if (this.timer.dueAt !== next) this.timer.armAt(next);
  }

  private alarm(code: string, priority: AlarmPriority, params: Params): Alarm {
    return { id: `A${this.nextId++}`, code, priority, params, raisedAtMs: this.clock.utcMs(), count: 1 };
  }

  /** What is shelved is nobody's flood. */
  private raised(printer: string, alarm: Alarm): void {
    this.tell(printer, alarm, "raised");
    if (alarm.shelved === undefined && this.floods.note(alarm.code)) {
      this.onChange({ printer: undefined, code: "flood", priority: "P2", what: "flood" });
    }
    this.arm();
  }

  private changed(): void {
    this.lists = new Map();
    this.sharedCause = undefined;
  }

  private tell(printer: string | undefined, alarm: Alarm, what: AlarmChange["what"]): void {
    this.changed();
    const { code, priority } = alarm;
    this.onChange({ printer: nameOrUndefined(printer), code, priority, what });
  }
}

const nameOrUndefined = (printer: string | undefined): string | undefined => (printer === OFFICE ? undefined : printer);
const shelfKey = (printer: string, code: AlarmCode): string => `${printer}\n${code}`;

function sameParams(one: Params, other: Params): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}

/** Undefined: a status, not an alarm. */
export function priorityOf(code: FaultName): AlarmPriority | undefined {
  return alarmKind(code).priority;
}
