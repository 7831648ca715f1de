/** One life of a station: from the opening of its journal to its closing. A simulated world that goes back begins a new one. */
import { type Clock, type Log, ScaledClock, type WallClock } from "../base/index.ts";
import { type Connect, connectUrl } from "../protocol/index.ts";
import {
  centreLine,
  type HostedEngine,
  hostPrinters,
  LAB_JOURNAL_BYTES_MAX,
  type LabDeparture,
  type LabHistory,
  type LabTarget,
  labPort,
  labRewind,
  liveStation,
  noRewind,
  readOffice,
  StationForecast,
  simulationOf,
  tuneOverStation,
} from "../rig/index.ts";
import {
  Access,
  Dispatcher,
  type Journal,
  type LabPort,
  type LabRewind,
  type Office,
  obstacle,
  openStationJournal,
  type PrinterConfig,
  PrinterServiceDesk,
  type StationConfig,
  type StationServer,
  stationCommands,
} from "../station/index.ts";
import { VERSION } from "./version.ts";

/** A simulated world waits for a computer that is held up for longer than this. */
const WORLD_LATE_US_MAX = 10_000;
/** From the order to go back until the world ends: its answer is on its way meanwhile. */
const ANSWER_US = 150_000;

export interface LifeOptions {
  readonly config: StationConfig;
  readonly clock: WallClock;
  readonly log: Log;
  /** Overrides the speeds of the station file. */
  readonly speed: number | undefined;
  /** Saved states of the world, over all of its lives. */
  readonly history: LabHistory;
  /** Where this life begins, when the world went back. */
  readonly from: LabDeparture | undefined;
  /** Pace of the life before. */
  readonly worldSpeed: number;
  /** Serves pages and commands: the composition that `cetak start` knows. */
  readonly serve: (parts: ServedParts) => Promise<StationServer>;
}

export interface ServedParts {
  readonly config: StationConfig;
  readonly office: Office;
  readonly access: Access;
  readonly commands: Dispatcher;
}

export interface StationLife {
  readonly office: Office;
  readonly server: StationServer;
  /** Engines in this process. */
  readonly simulated: number;
  /** The clock of a world without real printers. */
  readonly world: ScaledClock | undefined;
  /** Resolves when somebody in the lab wants to go back. */
  readonly departure: Promise<LabDeparture>;
  /** Jobs flow from now on, and states are saved. */
  start(): void;
  close(): Promise<void>;
}

/** In this process; an engine elsewhere shares no clock with us. */
const isSimulated = (printer: PrinterConfig): boolean => printer.simulate !== undefined;

/** Nothing stays open when it rejects. */
export async function beginLife(options: LifeOptions): Promise<StationLife> {
  const { config, clock, log, speed, history, from, worldSpeed } = options;
  // A copy of what may be undone again would contradict what comes after it.
  const journal = openStationJournal(config, () => clock.utcMs(), from === undefined);
  for (const warning of journal.warnings) process.stderr.write(`cetak: ${warning}\n`);
  const closers: (() => Promise<void> | void)[] = [() => journal.close()];
  const close = async (): Promise<void> => {
    const failed: unknown[] = [];
    for (const one of closers.splice(0).reverse()) {
      try {
        await one();
      } catch (error) {
        // What stays open keeps a process alive that does nothing any more, and no supervisor starts it again.
        failed.push(error);
      }
    }
    if (failed.length > 0) throw failed[0];
  };
  try {
    if (from !== undefined) writeDown(journal, from);
    // A world without real printers may run faster, stand still, go step by step, or back.
    const world = config.printers.every(isSimulated)
      ? new ScaledClock(clock, worldSpeed, { lateUsMax: WORLD_LATE_US_MAX, startUs: from?.point.worldUs ?? 0 })
      : undefined;
    closers.push(() => world?.pause());
    const forecast = forecastOf(config, clock, log, () => office.wake());
    closers.push(() => forecast?.stop());
    const links = new Map<string, string>();
    const consoles = new Map<string, string>();
    const { office } = liveStation({
      clearForecast: forecast,
      config,
      clock: world ?? clock,
      journal,
      log,
      seed: process.pid,
      centre: centreLine(config, clock, `cetak/${VERSION}`),
      speedOf: (printer) => simulationOf(printer, speed)?.speed ?? 1,
      linkOf: ({ name, link }) => links.get(name) ?? link,
    });
    const hosted = await hostPrinters({
      config,
      clock: world ?? clock,
      dataDir: config.dataDir,
      speed,
      office,
      log,
      onLink: (name, url) => void links.set(name, url),
      onConsole: (name, url) => void consoles.set(name, url),
      onEngineEvent: (name, event) => history.hear(name, event),
    });
    closers.push(...hosted.map((engine: HostedEngine) => () => engine.close()), () => history.end());
    const reached = {
      ...config,
      printers: config.printers.map((one) => ({ ...one, console: consoles.get(one.name) ?? one.console })),
    };
    let leave: (departure: LabDeparture) => void = () => {};
    const departure = new Promise<LabDeparture>((resolve) => {
      leave = resolve;
    });
    const { flashes, access: store, audit, outcomes } = office.journal;
    const access = new Access({ clock, store });
    // Whoever records a printer hears its console as well, while somebody works there.
    const connectFor = ({ name }: PrinterConfig, url: string): Connect =>
      office.wireOf(name)!.aroundConsole(connectUrl(url, clock));
    const desk = new PrinterServiceDesk({ office, printers: reached.printers, flashes, clock, connectFor });
    const rewind = wayBack({ config, clock, world, history, desk, leave });
    const lab = labOf(reached, hosted, world, rewind);
    const service = { desk, tune: tuneOverStation, clock: world ?? clock };
    const list = stationCommands({ office, access, clock, lab, service });
    const commands = new Dispatcher({ commands: list, audit, outcomes, log });
    const server = await options.serve({ config: reached, office, access, commands });
    closers.push(() => server.close());
    const start = (): void => {
      office.start();
      if (world !== undefined && config.centre === undefined) history.begin(worldOf(config, hosted, world, journal));
    };
    return { office, server, simulated: hosted.length, world, departure, start, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Only where the station file names an office file. Throws what reading that throws. */
function forecastOf(config: StationConfig, clock: Clock, log: Log, onNews: () => void): StationForecast | undefined {
  const { forecastOffice: path } = config;
  return path === undefined ? undefined : new StationForecast({ config, file: readOffice(path), clock, log, onNews });
}

/** The chain of the journal that was left is named, and so what was undone stays provable. */
function writeDown(journal: Journal, { point, way, seconds, caller, left }: LabDeparture): void {
  const { kind, printer, what } = point;
  const detail = { to: way, kind, printer, what, seconds, leftEntries: left?.seq ?? 0, leftHash: left?.hash ?? "" };
  journal.audit.append({ actor: caller.name, role: caller.role, action: "lab.wentBack", detail });
}

interface WayBackParts {
  readonly config: StationConfig;
  readonly clock: Clock;
  readonly world: ScaledClock | undefined;
  readonly history: LabHistory;
  readonly desk: PrinterServiceDesk;
  readonly leave: (departure: LabDeparture) => void;
}

function wayBack({ config, clock, world, history, desk, leave }: WayBackParts): LabRewind {
  if (world === undefined) return noRewind("realPrinter");
  if (config.centre !== undefined) return noRewind("centre");
  return labRewind({
    history,
    worldUs: () => world.now(),
    busy: () => {
      const working = config.printers.find(({ name }) => desk.state(name)?.state === "running");
      return working === undefined ? undefined : obstacle("technician", { printer: working.name });
    },
    onGo: (departure) => {
      world.pause();
      clock.timer(() => leave(departure)).armAfter(ANSWER_US);
    },
  });
}

function worldOf(config: StationConfig, hosted: readonly HostedEngine[], world: ScaledClock, journal: Journal) {
  return {
    engines: new Map(config.printers.map(({ name }, index) => [name, hosted[index]!.engine])),
    worldUs: () => world.now(),
    image: () => journal.imageWithin(LAB_JOURNAL_BYTES_MAX),
    forgettings: () => journal.forgettings,
    soon: (act: () => void) => void setImmediate(act),
  };
}

/** The lab of the simulated printers and the simulated data centre; none where all is real. */
function labOf(
  config: StationConfig,
  hosted: readonly HostedEngine[],
  world: ScaledClock | undefined,
  rewind: LabRewind,
): LabPort | undefined {
  const here = config.printers.filter(isSimulated);
  const targets = new Map<string, LabTarget>();
  for (const { name, control } of config.printers) {
    const engine = hosted[here.findIndex((printer) => printer.name === name)];
    if (engine !== undefined) targets.set(name, engine);
    else if (control !== undefined) targets.set(name, { controlUrl: control });
  }
  const centreUrl = config.centre?.control;
  if (targets.size === 0 && centreUrl === undefined) return undefined;
  return labPort({ targets, centreUrl, rewind, ...(world === undefined ? {} : { world }) });
}
