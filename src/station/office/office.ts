/**
 * A station without its web server: journal, alarms and one controller per printer. It runs on any clock, so the same
 * office prints in the service hall and in virtual time.
 */
import { type Clock, type Log, type Random, US_PER_S } from "../../base/index.ts";
import type { JobSource, OperatorAnswer, PrinterController, PrinterSettings } from "../../controller/index.ts";
import type { Connect } from "../../protocol/index.ts";
import { AlarmBook, type AlarmChange, OFFICE } from "../alarms/alarm-book.ts";
import { LANGUAGES, LOST_CAUSES, type OfficeState, type PrinterState } from "../api.ts";
import type { PrinterEvents, PrinterHistory, PrinterLinks } from "../api-history.ts";
import type { CentreClient } from "../centre/centre-client.ts";
import type { CentreTransport } from "../centre/transport.ts";
import type { ClearForecast, ClearStock } from "../clear-forecast.ts";
import type { PrinterConfig, StationConfig } from "../config/station-config.ts";
import { InputError } from "../errors.ts";
import type { JobRow } from "../jobs/job-row.ts";
import { DEFAULT_POLICY } from "../jobs/policy.ts";
import type { ImportResult, NotQueued, OnRefused } from "../journal/job-import.ts";
import type { Journal } from "../journal/journal.ts";
import { DEFAULT_STOCK } from "../stock/outlook.ts";
import { clearRange } from "./clear-date.ts";
import { JournalHealth } from "./journal-health.ts";
import { linkFacts } from "./link-facts.ts";
import { type LostSeconds, noLostSeconds } from "./lost-time.ts";
import { officeCentre } from "./office-centre.ts";
import { OfficePrinter } from "./office-printer.ts";
import { Placement } from "./placement.ts";
import { SERVICE_BRINGS, standingAt } from "./standing.ts";
import { Turns } from "./turns.ts";
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
  /** The way to the data centre, when the station file names one. */
  readonly centre?: CentreTransport;
  /** When the queue will be empty, by a model of the office. Default: by the pace of the last days. */
  readonly clearForecast?: ClearForecast | undefined;
  /** Stands between a printer and the queue: when people decide by hand which printer gets a job. */
  readonly jobsFor?: (printer: PrinterConfig, jobs: JobSource) => JobSource;
}

/** How long the end of the work waits for the centre to take the last results. What is left waits for the next start. */
const LAST_RESULTS_US = 10 * US_PER_S;
const realSpeed = (): number => 1;

export type OfficeListener = (printer: string | undefined, urgent: boolean) => void;

export class Office {
  readonly config: StationConfig;
  readonly journal: Journal;
  readonly alarms: AlarmBook;
  readonly printerNames: readonly string[];
  /** The data centre's client; undefined where the station file names none. */
  readonly centre: CentreClient | undefined;
  private readonly log: Log;
  private readonly placement: Placement;
  private readonly clearForecast: ClearForecast | undefined;
  private readonly printers = new Map<string, OfficePrinter>();
  private readonly turns: Turns;
  private readonly health: JournalHealth;
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
    this.centre = officeCentre(this, options);
    this.clearForecast = options.clearForecast;
    this.placement = new Placement({
      clock: linkClock,
      journal,
      policy: config.policy ?? DEFAULT_POLICY,
      printers: () => [...this.printers.values()],
    });
    this.turns = new Turns(this.printerNames);
    const queue = this.turns.source(this.placement.source());
    const jobs = this.centre?.source(queue) ?? queue;
    const { speedFor } = options;
    const awaitsCentre = (printer: string): boolean => this.centre?.isAwaitedBy(printer) ?? false;
    const onChange = (changed: OfficePrinter, kind: "state" | "data"): void => this.printerChanged(changed, kind);
    for (const printer of config.printers) {
      const clock = options.clockFor?.(printer) ?? options.clock;
      const made = new OfficePrinter({
        config: printer,
        zone: config.zone,
        workEndsMinutes: config.workEndsMinutes,
        clock,
        linkClock,
        speed: speedFor === undefined ? realSpeed : () => speedFor(printer) ?? 1,
        settings: options.settingsFor?.(printer) ?? {},
        connect: options.connectFor(printer),
        journal,
        jobs: options.jobsFor?.(printer, jobs) ?? jobs,
        random: options.random.fork(`link ${printer.name}`),
        log: log.child({ printer: printer.name }),
        awaitsCentre,
        onChange,
      });
      this.printers.set(printer.name, made);
    }
    this.health = new JournalHealth({
      clock: linkClock,
      journal,
      lost: new Map([...this.printers].map(([name, { lostToday }]) => [name, lostToday])),
      keep: () => this.keepLearnt(),
      onChange: () => this.healthChanged(),
    });
  }

  start(): void {
    if (this.started) return;
    this.started = true;
    this.journal.events.event("", "stationStarted", { printers: this.printers.size, durable: this.journal.durable });
    this.health.start();
    for (const printer of this.printers.values()) {
      printer.closing?.start();
      printer.controller.start();
    }
    this.centre?.start();
  }

  /** At once: links are closed, leases run out. What was in work is reconciled at the next start. */
  stop(): void {
    if (!this.started) return;
    this.started = false;
    this.centre?.stop();
    this.placement.stop();
    for (const printer of this.printers.values()) {
      printer.closing?.stop();
      printer.controller.stop();
    }
    this.health.stop();
    this.alarms.stop();
    this.journal.events.event("", "stationStopped", {});
  }

  /** Finishes the cards in work, then heaters off. `done` is called once, when the last printer rests. */
  drain(done: () => void): void {
    this.draining = true;
    this.centre?.drain();
    let left = this.printers.size;
    for (const printer of this.printers.values()) {
      void printer.controller.drain(() => {
        if (--left > 0) return;
        if (this.centre === undefined) done();
        else this.centre.flush(LAST_RESULTS_US, done);
      });
    }
    this.tell(undefined, true);
  }

  /** Queues jobs and wakes the printers; returns those that may not be queued. */
  addJobs(rows: Iterable<JobRow>): readonly NotQueued[] {
    const refused = this.journal.addJobs(rows);
    this.wake();
    return refused;
  }

  /** A technician begins or ends work at a printer. */
  setInService(name: string, on: boolean): void {
    const printer = this.printers.get(name)!;
    printer.inService = on;
    if (!on) printer.wake();
    this.observe(printer);
  }

  /** The same, told in full; `onRefused` hears of each refused row while it is at hand. */
  importJobs(rows: Iterable<JobRow>, onRefused?: OnRefused): ImportResult {
    const result = this.journal.importJobs(rows, onRefused);
    this.wake();
    return result;
  }

  /** There may be work. */
  wake(): void {
    for (const name of this.turns.names) {
      const printer = this.printers.get(name)!;
      printer.controller.wake();
      printer.noteLostTime();
      this.observe(printer);
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
    const alarms = this.alarms.of(OFFICE);
    const { flood } = this.alarms;
    return {
      name: config.office,
      zone: config.zone,
      language: config.language,
      languages: [...LANGUAGES],
      printers: [...this.printerNames],
      jobs: { ...journal.jobCounts },
      waiting: { ...journal.waitingByClass },
      issuedToday: journal.issuedToday,
      outlook: this.outlook(),
      lostSeconds: this.sumLost((printer) => printer.lostToday.seconds()),
      ...(banner === undefined ? {} : { banner }),
      ...(alarms.length === 0 ? {} : { alarms }),
      ...(flood === undefined ? {} : { flood }),
    };
  }

  private outlook(): NonNullable<OfficeState["outlook"]> {
    const { waitingByClass, pace } = this.journal;
    const { cardsPerDay, workingDaysPerWeek } = this.config.stock ?? DEFAULT_STOCK;
    const waiting = Object.values(waitingByClass).reduce((sum, count) => sum + count, 0);
    const { recentDays, todayMs } = pace;
    const stock = () => this.stockNow();
    const forecast =
      waiting === 0 ? undefined : this.clearForecast?.latest({ waiting: waitingByClass, todayMs, stock });
    if (forecast === "never") return { planToday: cardsPerDay };
    if (forecast !== undefined) return { planToday: cardsPerDay, clear: { ...forecast, by: "forecast" } };
    const clear = clearRange({ waiting, recentDays, todayMs, workingDaysPerWeek });
    return { planToday: cardsPerDay, ...(clear === undefined ? {} : { clear: { ...clear, by: "pace" } }) };
  }

  private stockNow(): ClearStock | undefined {
    const { stock } = this.journal;
    return stock.isKept ? { levels: stock.levels(), orders: stock.orders.list() } : undefined;
  }

  /** Sum over the printers since the start, in seconds of their clocks. */
  lostSeconds(): LostSeconds {
    return this.sumLost((printer) => printer.lost.seconds());
  }

  private sumLost(of: (printer: OfficePrinter) => LostSeconds): LostSeconds {
    const sum = noLostSeconds();
    for (const printer of this.printers.values()) {
      const seconds = of(printer);
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
    const { problem } = this.health;
    if (problem !== undefined) return problem;
    if (this.draining) return "the station is finishing its last cards";
    return this.started ? undefined : "the station is not started";
  }

  /** Where the messages on a printer's link can be listened to; undefined for an unknown name. */
  wireOf(name: string): WireTap | undefined {
    return this.printers.get(name)?.wire;
  }

  /** Lately; undefined for an unknown name. */
  historyOf(name: string): PrinterHistory | undefined {
    const printer = this.printers.get(name);
    if (printer === undefined) return undefined;
    return { printer: name, serial: printer.controller.view().serial, ...printer.history.all() };
  }

  /** Who answers on a printer's link, and how good it is; undefined for an unknown name. */
  linksOf(name: string): PrinterLinks | undefined {
    const printer = this.printers.get(name);
    return printer === undefined ? undefined : linkFacts(printer.controller.view());
  }

  /** Newest first; of the whole office when the name is empty, undefined for an unknown one. */
  eventsOf(name: string, before: number | undefined, count: number): PrinterEvents | undefined {
    if (name !== "" && !this.printers.has(name)) return undefined;
    return this.journal.eventsOf(name, before, count);
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
    printer.history.note(printer.controller);
    if (kind === "state") this.observe(printer);
    else printer.supplies.lookNowAndThen(printer.controller);
    this.tell(printer.name, kind === "state");
  }

  private observe({ name, controller, inService, supplies, airflow }: OfficePrinter): void {
    if (!this.started) return;
    const view = controller.view();
    supplies.note(view);
    const standing = standingAt(view, this.journal.cardCounts(name).uncertain, airflow.standing);
    this.alarms.observe(name, inService ? standing.filter(({ code }) => !SERVICE_BRINGS.has(code)) : standing);
  }

  private keepLearnt(): void {
    for (const printer of this.printers.values()) {
      const { controller, airflow, heat } = printer;
      const { faults } = controller.view();
      if (airflow.look(controller.learnt.airflow?.(), faults)) this.observe(printer);
      heat.look(controller.learnt, faults);
    }
  }

  private healthChanged(): void {
    const { problem } = this.health;
    if (problem !== undefined) this.log.error("journal.unhealthy", { problem });
    this.alarms.observe(OFFICE, problem === undefined ? [] : [{ code: "journalUnhealthy", params: {} }]);
  }

  private alarmChanged({ printer, code, priority, what }: AlarmChange): void {
    this.journal.events.event(printer ?? "", ALARM_EVENTS[what], { code, priority });
    this.log.info(`alarm.${what}`, { printer, code, priority });
    // A common cause may come or go with it, which shows at all printers.
    for (const name of this.printerNames) this.tell(name, false);
    this.tell(printer, true);
  }

  private tell(printer: string | undefined, urgent: boolean): void {
    for (const listener of this.listeners) listener(printer, urgent);
  }
}

const ALARM_EVENTS: Readonly<Record<AlarmChange["what"], string>> = {
  raised: "alarmRaised",
  cleared: "alarmCleared",
  acked: "alarmAcked",
  shelved: "alarmShelved",
  unshelved: "alarmUnshelved",
  flood: "alarmFlood",
  floodOver: "alarmFloodOver",
};

/** Makes an office; nothing runs before `start`. */
export function createOffice(options: OfficeOptions): Office {
  return new Office(options);
}
