/** One printer of the office: its controller, its link, the time it loses and what viewers see of it. */
import type { Clock, Log, Random } from "../../base/index.ts";
import { PrinterController, type PrinterSettings, type PrinterView } from "../../controller/index.ts";
import { type Connect, HostLink } from "../../protocol/index.ts";
import type { Standing } from "../alarms/alarm-book.ts";
import type { Alarm, PrinterState } from "../api.ts";
import type { PrinterConfig } from "../config/station-config.ts";
import type { Journal } from "../journal/journal.ts";
import { LostTime } from "./lost-time.ts";
import { PrinterShadow } from "./printer-shadow.ts";
import { WireTap } from "./wire-tap.ts";

/** Heat lease of the engine link, in printer time. */
const LEASE_MS = 5_000;

export interface OfficePrinterOptions {
  readonly config: PrinterConfig;
  /** The printer's clock. */
  readonly clock: Clock;
  /** The wall's clock, on which the link counts. */
  readonly linkClock: Clock;
  /** Printer seconds in one second of the link's clock, as known now. */
  readonly speed: () => number;
  readonly settings: Partial<PrinterSettings>;
  readonly connect: Connect;
  readonly journal: Journal;
  readonly random: Random;
  readonly log: Log;
  readonly onChange: (printer: OfficePrinter, kind: "state" | "data") => void;
}

export class OfficePrinter {
  readonly config: PrinterConfig;
  readonly controller: PrinterController;
  readonly lost: LostTime;
  /** Where the messages on its link can be listened to. */
  readonly wire: WireTap;
  private readonly journal: Journal;
  private readonly shadow: PrinterShadow;

  constructor(options: OfficePrinterOptions) {
    const { config, clock, linkClock, speed, journal, connect, random, log } = options;
    this.config = config;
    this.journal = journal;
    this.lost = new LostTime(clock);
    this.wire = new WireTap(linkClock);
    this.shadow = new PrinterShadow({ printer: clock, wall: linkClock, speed });
    this.controller = new PrinterController({
      name: config.name,
      clock,
      link: (handlers) =>
        this.wire.around(
          handlers,
          (tapped) => new HostLink({ clock: linkClock, connect, random, leaseMs: LEASE_MS, log, ...tapped }),
        ),
      journal: journal.steps,
      jobs: journal.jobs,
      events: journal.events,
      settings: {
        model: config.model,
        ...(config.serial === undefined ? {} : { expectedSerial: config.serial }),
        ...options.settings,
      },
      log,
    });
    this.controller.onChange((kind) => options.onChange(this, kind));
  }

  get name(): string {
    return this.config.name;
  }

  /** Books the time that passes from now on. */
  noteLostTime(): void {
    this.lost.now(this.controller.lostCause());
  }

  state(alarms: Alarm[]): PrinterState {
    const { name, place, model } = this.config;
    const counters = { ...this.journal.cardCounts(name) };
    const view = this.controller.view();
    return { name, place, model, ...this.shadow.state(view), alarms, counters, lostSeconds: this.lost.seconds() };
  }
}

/** What stands at a printer, for the alarms: its faults, and that nothing is heard of it. */
export function standingAt(view: PrinterView): Standing[] {
  const standing: Standing[] = view.faults.map(({ fault }) => ({ code: fault, params: {} }));
  if (view.link.state !== "up" && !standing.some(({ code }) => code === "linkLost")) {
    standing.push({ code: "linkLost", params: {} });
  }
  return standing;
}
