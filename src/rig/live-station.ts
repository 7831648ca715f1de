/** A station in wall time: each printer's clock follows what its engine says of the speed of its time. */
import { type Clock, type Log, Random, ScaledClock } from "../base/index.ts";
import type { PrinterSettings } from "../controller/index.ts";
import { type Connect, connectUrl, type WireEvents } from "../protocol/index.ts";
import {
  type CentreTransport,
  type ClearForecast,
  createOffice,
  type Journal,
  type Office,
  type PrinterConfig,
  type StationConfig,
} from "../station/index.ts";

export interface LiveStationOptions {
  readonly config: StationConfig;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly log: Log;
  /** Seed of the back-off's jitter. */
  readonly seed: number;
  /** Speed to begin with, where it is known before the engine answers. */
  readonly speedOf?: (printer: PrinterConfig) => number;
  /** Link to dial, asked at each attempt. Default: the station file's. */
  readonly linkOf?: (printer: PrinterConfig) => string;
  /** The way to the data centre, when the station file names one. */
  readonly centre?: CentreTransport | undefined;
  /** Puts something between the station and each link: a recorder. */
  readonly around?: (printer: string, connect: Connect) => Connect;
  /** When the queue will be empty, by a model of the office. */
  readonly clearForecast?: ClearForecast | undefined;
  readonly settingsFor?: (printer: PrinterConfig) => Partial<PrinterSettings>;
}

export interface LiveStation {
  readonly office: Office;
  /** The printer's clock: wall time x SIM_SPEED. */
  clockOf(printer: string): ScaledClock;
}

export function liveStation(options: LiveStationOptions): LiveStation {
  const { config, clock, journal, log } = options;
  const clocks = new Map<string, ScaledClock>();
  for (const printer of config.printers) {
    clocks.set(printer.name, new ScaledClock(clock, options.speedOf?.(printer) ?? 1));
  }
  const office = createOffice({
    clock,
    linkClock: clock,
    config,
    journal,
    connectFor: (printer) => {
      const linkOf = (): string => options.linkOf?.(printer) ?? printer.link;
      const dial: Connect = Object.assign((events: WireEvents) => connectUrl(linkOf(), clock)(events), {
        url: printer.link,
      });
      return options.around?.(printer.name, dial) ?? dial;
    },
    clockFor: (printer) => clocks.get(printer.name)!,
    speedFor: (printer) => clocks.get(printer.name)!.speed,
    ...(options.settingsFor === undefined ? {} : { settingsFor: options.settingsFor }),
    ...(options.centre === undefined ? {} : { centre: options.centre }),
    clearForecast: options.clearForecast,
    random: new Random(options.seed).fork("station"),
    log,
  });
  office.onChange((name, urgent) => {
    if (name === undefined || !urgent) return;
    const { link, simSpeed } = office.controller(name).view();
    if (link.state === "up") clocks.get(name)!.setSpeed(simSpeed);
  });
  return { office, clockOf: (name) => clocks.get(name)! };
}
