/** One printer of the office: its controller, its link, the time it loses and what viewers see of it. */
import type { Clock, Log, Random } from "../../base/index.ts";
import { type JobSource, PrinterController, type PrinterSettings, type PrinterView } from "../../controller/index.ts";
import { type Connect, HostLink } from "../../protocol/index.ts";
import type { Alarm, PrinterState, Zone } from "../api.ts";
import type { PrinterConfig } from "../config/station-config.ts";
import type { Journal } from "../journal/journal.ts";
import { AirflowWatch } from "./airflow-watch.ts";
import { ClosingTime } from "./closing-time.ts";
import { HeatNotes } from "./heat-notes.ts";
import { History } from "./history.ts";
import { LostTime } from "./lost-time.ts";
import { LostToday } from "./lost-today.ts";
import type { PlacedPrinter } from "./placement.ts";
import { PrinterShadow } from "./printer-shadow.ts";
import { SupplyWatch } from "./supply-watch.ts";
import { WireTap } from "./wire-tap.ts";

/** Heat lease of the engine link, in printer time. */
const LEASE_MS = 5_000;

export interface OfficePrinterOptions {
  readonly config: PrinterConfig;
  readonly zone: Zone;
  /** The printer's clock. */
  readonly clock: Clock;
  /** The wall's clock, on which the link counts. */
  readonly linkClock: Clock;
  /** Printer seconds in one second of the link's clock, as known now. */
  readonly speed: () => number;
  /** When the day's work ends, minutes after the zone's midnight; undefined: nobody knows. */
  readonly workEndsMinutes: number | undefined;
  readonly settings: Partial<PrinterSettings>;
  readonly connect: Connect;
  readonly journal: Journal;
  readonly jobs: JobSource;
  /** A printer has no job because the data centre has not given it one. */
  readonly awaitsCentre: (printer: string) => boolean;
  readonly random: Random;
  readonly log: Log;
  readonly onChange: (printer: OfficePrinter, kind: "state" | "data") => void;
}

export class OfficePrinter implements PlacedPrinter {
  readonly config: PrinterConfig;
  readonly controller: PrinterController;
  /** Since the start. */
  readonly lost: LostTime;
  /** Since midnight. */
  readonly lostToday: LostToday;
  readonly history: History;
  /** Tells the stock what the engine counts. */
  readonly supplies: SupplyWatch;
  /** Where the messages on its link can be listened to. */
  readonly wire: WireTap;
  /** Follows its airflow over days. */
  readonly airflow: AirflowWatch;
  /** What is known of its heat outlasts the station. */
  readonly heat: HeatNotes;
  /** Tells the governor when the work ends; undefined: nobody knows. */
  readonly closing: ClosingTime | undefined;
  private readonly journal: Journal;
  private readonly awaitsCentre: (printer: string) => boolean;
  private readonly shadow: PrinterShadow;

  constructor(options: OfficePrinterOptions) {
    const { config, clock, linkClock, speed, journal, connect, random, log } = options;
    this.config = config;
    this.journal = journal;
    this.awaitsCentre = options.awaitsCentre;
    this.lost = new LostTime(clock);
    const { zone } = options;
    this.lostToday = new LostToday({
      printer: config.name,
      zone,
      clock: linkClock,
      lost: this.lost,
      table: journal.lost,
    });
    this.history = new History(linkClock);
    this.supplies = new SupplyWatch(config, journal);
    this.airflow = new AirflowWatch({ printer: config.name, zone, clock: linkClock, table: journal.airflow });
    const { name: printer, model } = config;
    this.heat = new HeatNotes({ printer, model, clock, wall: linkClock, speed, table: journal.heat });
    this.wire = new WireTap(linkClock);
    this.shadow = new PrinterShadow({ printer: clock, wall: linkClock, speed });
    this.controller = new PrinterController({
      name: config.name,
      clock,
      link: (handlers) =>
        this.wire.around(
          handlers,
          (tapped) =>
            new HostLink({ clock: linkClock, connect, tap: this.wire, random, leaseMs: LEASE_MS, log }, tapped),
        ),
      journal: journal.steps,
      jobs: options.jobs,
      events: journal.events,
      recallHeat: (serial) => this.heat.recall(serial),
      settings: {
        model: config.model,
        ...(config.serial === undefined ? {} : { expectedSerial: config.serial }),
        ...options.settings,
      },
      log,
    });
    this.closing = this.closingTime(options);
    this.hearChanges(options.onChange);
  }

  /** Apart, so that its function holds nothing else of the options for as long as the printer is there. */
  private hearChanges(onChange: OfficePrinterOptions["onChange"]): void {
    this.controller.onChange((kind) => onChange(this, kind));
  }

  private closingTime(options: OfficePrinterOptions): ClosingTime | undefined {
    const { workEndsMinutes: minutes, zone, linkClock: wall, clock: printer, speed } = options;
    if (minutes === undefined) return undefined;
    return new ClosingTime({ minutes, zone, wall, printer, speed, tell: (atUs) => this.controller.workEndsAt(atUs) });
  }

  /** A technician works at it: what that brings about is no alarm, and it gets no job. */
  inService = false;

  get name(): string {
    return this.config.name;
  }

  view(): PrinterView {
    return this.controller.view();
  }

  takes(): boolean {
    return !this.inService && this.controller.takes;
  }

  wake(): void {
    this.controller.wake();
  }

  left(): Readonly<Record<"ribbon" | "film" | "blanks", number>> | undefined {
    return this.supplies.leftInOffice();
  }

  /** Books the time that passes from now on. */
  noteLostTime(): void {
    this.lost.now(this.controller.lostCause() ?? (this.awaitsCentre(this.config.name) ? "centre" : undefined));
  }

  state(alarms: Alarm[]): PrinterState {
    const { name, place, model } = this.config;
    const counters = { ...this.journal.cardCounts(name) };
    const view = this.controller.view();
    return { name, place, model, ...this.shadow.state(view), alarms, counters, lostSeconds: this.lostToday.seconds() };
  }
}
