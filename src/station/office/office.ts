/**
 * A station without its web server: journal, alarms and one controller per printer. It runs on any clock, so the same
 * office prints in the service hall and in virtual time.
 */
import type { Clock, Log, Random } from "../../base/index.ts";
import type { OperatorAnswer, PrinterController, PrinterSettings } from "../../controller/index.ts";
import type { Connect } from "../../protocol/index.ts";
import { AlarmBook, type AlarmChange } from "../alarms/alarm-book.ts";
import { LANGUAGES, LOST_CAUSES, type OfficeState, type PrinterState } from "../api.ts";
import type { PrinterConfig, StationConfig } from "../config/station-config.ts";
import { InputError } from "../errors.ts";
import type { JobRow } from "../jobs/job-row.ts";
import type { NotQueued } from "../journal/job-import.ts";
import type { Journal } from "../journal/journal.ts";
import { type LostSeconds, noLostSeconds } from "./lost-time.ts";
import { OfficePrinter, standingAt } from "./office-printer.ts";
import type { WireTap } from "./wire-tap.ts";

export interface OfficeOptions {
  /** The printers' clock, unless {@link clockFor} gives another. */
  readonly clock: Clock;
  /** The wall's clock: links, alarms, records. In virtual time the same as `clock`. */
  readonly linkClock: Clock;
  readonly config: StationConfig;
  readonly journal: Journal;
  readonly connectFor: (printer: PrinterConfig) => Connect;
  readonly random: Random;
  readonly log: Log;
  /** A printer's own clock, where printers run at different speeds. */
  readonly clockFor?: (printer: PrinterConfig) => Clock;
  /** Printer seconds in one second of `linkClock`, asked each time: an engine may say so only when it is reached. Default 1. */
  readonly speedFor?: (printer: PrinterConfig) => number;
  /** Overrides of the controller's settings. */
  readonly settingsFor?: (printer: PrinterConfig) => Partial<PrinterSettings>;
}

export type OfficeListener = (printer: string | undefined, urgent: boolean) => void;

export class Office {
  readonly config: StationConfig;
  readonly journal: Journal;
  readonly alarms: AlarmBook;
  readonly printerNames: readonly string[];
  private readonly log: Log;
  private readonly printers = new Map<string, OfficePrinter>();
  private readonly listeners = new Set<OfficeListener>();
  private started = false;
  private draining = false;

  constructor(options: OfficeOptions) {
    const { config, journal, log, linkClock } = options;
    this.config = config;
    this.journal = journal;
    this.log = log;
    this.printerNames = config.printers.map((printer) => printer.name);
    this.alarms = new AlarmBook({
      clock: linkClock,
      printers: this.printerNames,
      onChange: (change) => this.alarmChanged(change),
    });
    for (const printer of config.printers) {
      const clock = options.clockFor?.(printer) ?? options.clock;
      const made = new OfficePrinter({
        config: printer,
        clock,
        linkClock,
        speed: () => options.speedFor?.(printer) ?? 1,
        settings: options.settingsFor?.(printer) ?? {},
        connect: options.connectFor(printer),
        journal,
        random: options.random.fork(`link ${printer.name}`),
        log: log.child({ printer: printer.name }),
        onChange: (changed, kind) => this.printerChanged(changed, kind),
      });
      this.printers.set(printer.name, made);
    }
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    this.journal.events.event("", "stationStarted", { printers: this.printers.size, durable: this.journal.durable });
    for (const printer of this.printers.values()) printer.controller.start();
  }

  /** At once: links are closed, leases run out. What was in work is reconciled at the next start. */
  stop(): void {
    if (!this.started) return;
    this.started = false;
    for (const printer of this.printers.values()) printer.controller.stop();
    this.alarms.stop();
    this.journal.events.event("", "stationStopped", {});
  }

  /** Finishes the cards in work, then heaters off. `done` is called once, when the last printer rests. */
  drain(done: () => void): void {
    this.draining = true;
    let left = this.printers.size;
    for (const printer of this.printers.values()) {
      void printer.controller.drain(() => {
        if (--left === 0) done();
      });
    }
    this.tell(undefined, true);
  }

  /** Queues jobs and wakes the printers; returns those that may not be queued. */
  addJobs(rows: Iterable<JobRow>): NotQueued[] {
    const refused = this.journal.addJobs(rows);
    this.wake();
    return refused;
  }

  /** There may be work. */
  wake(): void {
    for (const printer of this.printers.values()) {
      printer.controller.wake();
      printer.noteLostTime();
    }
    this.tell(undefined, false);
  }

  /** For operators' commands: pause, resume, emergency stop, clear a fault (skip and cancel are {@link skip} and {@link cancel}). Throws {@link InputError} for an unknown name. */
  controller(name: string): PrinterController {
    return this.find(name).controller;
  }

  /** Puts the printer's present job behind all others. Too late (`no`) once its chip is written. */
  skip(name: string): OperatorAnswer {
    const { controller } = this.find(name);
    return this.journal.jobs.skip(controller.view().job) ? controller.skip() : "no";
  }

  /** Ends the printer's present job without a card. Too late (`no`) after the transfer: then the card is still issued. */
  cancel(name: string): OperatorAnswer {
    const { controller } = this.find(name);
    return this.journal.jobs.cancel(controller.view().job) ? controller.cancel() : "no";
  }

  printerState(name: string): PrinterState {
    const printer = this.find(name);
    return printer.state(this.alarms.of(name));
  }

  officeState(): OfficeState {
    const { config, journal } = this;
    const banner = this.alarms.banner();
    return {
      name: config.office,
      zone: config.zone,
      language: config.language,
      languages: [...LANGUAGES],
      printers: [...this.printerNames],
      jobs: { ...journal.jobCounts },
      waiting: { ...journal.waitingByClass },
      issuedToday: journal.issuedToday,
      lostSeconds: this.lostSeconds(),
      ...(banner === undefined ? {} : { banner }),
    };
  }

  /** Sum over the printers, in seconds of their clocks. */
  lostSeconds(): LostSeconds {
    const sum = noLostSeconds();
    for (const printer of this.printers.values()) {
      const seconds = printer.lost.seconds();
      for (const cause of LOST_CAUSES) sum[cause] += seconds[cause];
    }
    return sum;
  }

  /** Hears what changed until the returned function is called. Without a printer: something of the office. */
  onChange(listener: OfficeListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  notReady(): string | undefined {
    if (!this.journal.healthy) return "the journal is closed";
    if (this.draining) return "the station is finishing its last cards";
    return this.started ? undefined : "the station is not started";
  }

  /** Where the messages on a printer's link can be listened to; undefined for an unknown name. */
  wireOf(name: string): WireTap | undefined {
    return this.printers.get(name)?.wire;
  }

  private find(name: string): OfficePrinter {
    const printer = this.printers.get(name);
    if (printer === undefined) {
      throw new InputError(`there is no printer "${name}"; there are ${this.printerNames.join(", ")}`);
    }
    return printer;
  }

  /** `state`: something that people look at; `data`: newer numbers only, ten times a second. */
  private printerChanged(printer: OfficePrinter, kind: "state" | "data"): void {
    printer.noteLostTime();
    if (kind === "state" && this.started) this.alarms.observe(printer.name, standingAt(printer.controller.view()));
    this.tell(printer.name, kind === "state");
  }

  private alarmChanged({ printer, code, priority, raised }: AlarmChange): void {
    this.journal.events.event(printer ?? "", raised ? "alarmRaised" : "alarmCleared", { code, priority });
    this.log.info(raised ? "alarm.raised" : "alarm.cleared", { printer, code, priority });
    // A common cause may come or go with it, which shows at all printers.
    for (const name of this.printerNames) this.tell(name, false);
    this.tell(printer, true);
  }

  private tell(printer: string | undefined, urgent: boolean): void {
    for (const listener of this.listeners) listener(printer, urgent);
  }
}

/** Makes an office; nothing runs before `start`. */
export function createOffice(options: OfficeOptions): Office {
  return new Office(options);
}
