import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Log, type LogLevel, ScaledClock, WallClock } from "../../base/index.ts";
import { chartJson } from "../../controller/index.ts";
import {
  centreLine,
  type HostedEngine,
  hostPrinters,
  type LabTarget,
  labPort,
  liveStation,
  simulationOf,
  tuneOverStation,
} from "../../rig/index.ts";
import {
  Access,
  Dispatcher,
  importJobFile,
  type LabPort,
  loadStationConfig,
  type Office,
  openStationJournal,
  type PrinterConfig,
  PrinterServiceDesk,
  type StationConfig,
  type StationServer,
  StorageError,
  startServer,
  stationCommands,
} from "../../station/index.ts";
import { consoleLog } from "../console-log.ts";
import { EXIT } from "../exit-codes.ts";
import { failWith } from "../fail.ts";
import { numberOption } from "../options.ts";
import { untilSignal } from "../until-signal.ts";
import { VERSION } from "../version.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DEMO_STATION = join(ROOT, "demo", "station.toml");
const DEMO_BATCH = join(ROOT, "demo", "batch.csv");

/** A simulated world waits for a computer that is held up for longer than this. */
const WORLD_LATE_US_MAX = 10_000;

export interface StartOptions {
  config?: string;
  jobs?: string;
  speed?: string;
  port?: string;
  data?: string;
  log: LogLevel;
}

/** `cetak start`: the station of a station file, and the simulated engines that it names, until Ctrl-C. */
export async function start(options: StartOptions): Promise<void> {
  const signal = untilSignal(EXIT.interrupted);
  const config = configOf(options);
  const speed = options.speed === undefined ? undefined : numberOption(options.speed, "--speed", 0.1, 20);
  const log = consoleLog(options.log);
  mkdirSync(config.dataDir, { recursive: true });
  const clock = new WallClock();
  const journal = openStationJournal(config, () => clock.utcMs());
  for (const warning of journal.warnings) process.stderr.write(`cetak: ${warning}\n`);
  const closers: (() => Promise<void> | void)[] = [() => clock.close(), () => journal.close()];
  try {
    const links = new Map<string, string>();
    // A world without real printers may run faster, stand still, or go step by step.
    const world = config.printers.every(isSimulated)
      ? new ScaledClock(clock, 1, { lateUsMax: WORLD_LATE_US_MAX })
      : undefined;
    const station = liveStation({
      config,
      clock: world ?? clock,
      journal,
      log,
      seed: process.pid,
      centre: centreLine(config, clock, `cetak/${VERSION}`),
      speedOf: (printer) => simulationOf(printer, speed)?.speed ?? 1,
      linkOf: ({ name, link }) => links.get(name) ?? link,
    });
    const { office } = station;
    const onLink = (name: string, url: string): void => void links.set(name, url);
    const consoles = new Map<string, string>();
    const onConsole = (name: string, url: string): void => void consoles.set(name, url);
    const { dataDir } = config;
    const hosted = await hostPrinters({
      config,
      clock: world ?? clock,
      dataDir,
      speed,
      office,
      log,
      onLink,
      onConsole,
    });
    closers.push(...hosted.map((engine: HostedEngine) => () => engine.close()));
    const reached = {
      ...config,
      printers: config.printers.map((one) => ({ ...one, console: consoles.get(one.name) ?? one.console })),
    };
    const server = await serve(reached, office, clock, log, labOf(config, hosted, world), world);
    closers.push(() => server.close());
    importJobs(options, config, office);
    office.start();
    announce(config, server, hosted.length);
    const full = await Promise.race([signal.then(() => undefined), diskFull()]);
    world?.resume();
    if (full === undefined) await finish(office);
    office.stop();
    if (full !== undefined) process.exitCode = failWith(full);
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

function configOf(options: StartOptions): StationConfig {
  const config = loadStationConfig(options.config ?? DEMO_STATION);
  const port = options.port === undefined ? config.port : numberOption(options.port, "--port", 0, 65_535, true);
  return { ...config, port, dataDir: options.data === undefined ? config.dataDir : resolve(options.data) };
}

/** In this process; an engine elsewhere shares no clock with us. */
const isSimulated = (printer: PrinterConfig): boolean => printer.simulate !== undefined;

/** The lab of the simulated printers; none when all are real. */
function labOf(config: StationConfig, hosted: readonly HostedEngine[], world?: ScaledClock): LabPort | undefined {
  const here = config.printers.filter(isSimulated);
  const targets = new Map<string, LabTarget>();
  for (const { name, control } of config.printers) {
    const engine = hosted[here.findIndex((printer) => printer.name === name)];
    if (engine !== undefined) targets.set(name, engine);
    else if (control !== undefined) targets.set(name, { controlUrl: control });
  }
  return targets.size === 0 ? undefined : labPort({ targets, ...(world === undefined ? {} : { world }) });
}

function serve(
  config: StationConfig,
  office: Office,
  clock: WallClock,
  log: Log,
  lab: LabPort | undefined,
  world: ScaledClock | undefined,
): Promise<StationServer> {
  const { audit, outcomes, access: store } = office.journal;
  const access = new Access({ clock, store });
  const desk = new PrinterServiceDesk({ office, printers: config.printers, flashes: office.journal.flashes, clock });
  const service = { desk, tune: tuneOverStation, clock: world ?? clock };
  const list = stationCommands({ office, access, clock, lab, service });
  const commands = new Dispatcher({ commands: list, audit, outcomes, log });
  return startServer({
    office,
    clock,
    access,
    commands,
    audit,
    bind: config.bind,
    names: config.names ?? [],
    port: config.port,
    version: VERSION,
    uiDir: join(ROOT, "host-ui", "dist"),
    chart: chartJson,
    log,
  });
}

/** The batch named on the command line, or the demonstration's own with the demonstration's station. */
function importJobs(options: StartOptions, config: StationConfig, office: Office): void {
  const path = options.jobs ?? (options.config === undefined ? DEMO_BATCH : undefined);
  if (path === undefined) return;
  const { queued, held, known, rejected, rejectedPath } = importJobFile(path, config.zone, (...rows) =>
    office.importJobs(...rows),
  );
  const parts = [`${queued} jobs from ${path}`];
  if (known > 0) parts.push(`${known} were there already`);
  const aside = Object.entries(held).filter(([, count]) => count > 0);
  if (aside.length > 0) parts.push(`set aside: ${aside.map(([cause, count]) => `${count} ${cause}`).join(", ")}`);
  if (rejected.length > 0) parts.push(`${rejected.length} rejected, see ${rejectedPath}`);
  process.stdout.write(`${parts.join(", ")}\n`);
}

function announce(config: StationConfig, server: StationServer, simulated: number): void {
  const what = simulated === 0 ? "" : `, ${simulated} of them simulated`;
  process.stdout.write(`${config.office}: ${config.printers.length} printers${what}\n`);
  process.stdout.write(`status page ${server.url}\n`);
}

/**
 * Resolves when the disk takes nothing any more. The printer that met it has gone safe already; nothing may be ordered that
 * could not be written down, so the station stops. Any other mistake ends the process: a supervisor starts it again.
 */
function diskFull(): Promise<StorageError> {
  return new Promise((resolve) => {
    process.on("uncaughtException", (error) => {
      if (error instanceof StorageError) resolve(error);
      else process.exit(failWith(error));
    });
  });
}

/** The cards in the machines are finished; jobs not begun stay in the journal. */
async function finish(office: Office): Promise<void> {
  process.stdout.write("finishing the cards in the machines (Ctrl-C again to stop at once)\n");
  await new Promise<void>((done) => office.drain(done));
  const { queued, issued } = office.journal.jobCounts;
  process.stdout.write(`stopped: ${issued} cards issued, ${queued} jobs wait for the next start\n`);
}
