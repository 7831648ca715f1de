import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Log, type LogLevel, WallClock } from "../../base/index.ts";
import { chartJson } from "../../controller/index.ts";
import { type HostedEngine, hostPrinters, liveStation, simulationOf } from "../../rig/index.ts";
import {
  importJobFile,
  Journal,
  loadStationConfig,
  type Office,
  type StationConfig,
  type StationServer,
  startServer,
} from "../../station/index.ts";
import { consoleLog } from "../console-log.ts";
import { EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { untilSignal } from "../until-signal.ts";
import { VERSION } from "../version.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const DEMO_STATION = join(ROOT, "demo", "station.toml");
const DEMO_BATCH = join(ROOT, "demo", "batch.csv");

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
  const path = join(config.dataDir, "journal.db");
  const journal = new Journal({ path, zone: config.zone, utcMs: () => clock.utcMs() });
  const closers: (() => Promise<void> | void)[] = [() => clock.close(), () => journal.close()];
  try {
    const links = new Map<string, string>();
    const station = liveStation({
      config,
      clock,
      journal,
      log,
      seed: process.pid,
      speedOf: (printer) => simulationOf(printer, speed)?.speed ?? 1,
      linkOf: ({ name, link }) => links.get(name) ?? link,
    });
    const { office } = station;
    const onLink = (name: string, url: string): void => void links.set(name, url);
    const hosted = await hostPrinters({ config, clock, dataDir: config.dataDir, speed, office, log, onLink });
    closers.push(...hosted.map((engine: HostedEngine) => () => engine.close()));
    const server = await serve(config, office, clock, log);
    closers.push(() => server.close());
    importJobs(options, config, office);
    office.start();
    announce(config, server, hosted.length);
    await signal;
    await finish(office);
    office.stop();
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

function configOf(options: StartOptions): StationConfig {
  const config = loadStationConfig(options.config ?? DEMO_STATION);
  const port = options.port === undefined ? config.port : numberOption(options.port, "--port", 0, 65_535, true);
  return { ...config, port, dataDir: options.data === undefined ? config.dataDir : resolve(options.data) };
}

function serve(config: StationConfig, office: Office, clock: WallClock, log: Log): Promise<StationServer> {
  return startServer({
    office,
    clock,
    bind: config.bind,
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
  const { queued, known, rejected, rejectedPath } = importJobFile(path, config.zone, (rows) => office.addJobs(rows));
  const parts = [`${queued} jobs from ${path}`];
  if (known > 0) parts.push(`${known} were there already`);
  if (rejected.length > 0) parts.push(`${rejected.length} rejected, see ${rejectedPath}`);
  process.stdout.write(`${parts.join(", ")}\n`);
}

function announce(config: StationConfig, server: StationServer, simulated: number): void {
  const what = simulated === 0 ? "" : `, ${simulated} of them simulated`;
  process.stdout.write(`${config.office}: ${config.printers.length} printers${what}\n`);
  process.stdout.write(`status page ${server.url}\n`);
}

/** The cards in the machines are finished; jobs not begun stay in the journal. */
async function finish(office: Office): Promise<void> {
  process.stdout.write("finishing the cards in the machines (Ctrl-C again to stop at once)\n");
  await new Promise<void>((done) => office.drain(done));
  const { queued, issued } = office.journal.jobCounts;
  process.stdout.write(`stopped: ${issued} cards issued, ${queued} jobs wait for the next start\n`);
}
