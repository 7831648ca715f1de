import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Clock, counted, type Log, type LogLevel, WallClock } from "../../base/index.ts";
import { chartJson } from "../../controller/index.ts";
import { type LabDeparture, LabHistory, putWorldBack, simulationProblems } from "../../rig/index.ts";
import {
  importJobFile,
  loadStationConfig,
  type Office,
  type StationConfig,
  type StationServer,
  type StorageError,
  startServer,
  systemCode,
} from "../../station/index.ts";
import { consoleLog } from "../console-log.ts";
import { diskFull } from "../disk-full.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { failWith } from "../fail.ts";
import { numberOption } from "../options.ts";
import { whyNot } from "../out-file.ts";
import { workWithoutReader } from "../outputs.ts";
import { beginLife, type ServedParts, type StationLife } from "../station-life.ts";
import { STATION_FILE } from "../station-or-file.ts";
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
  let config = configOf(options);
  const speed = options.speed === undefined ? undefined : numberOption(options.speed, "--speed", 0.1, 20);
  const log = consoleLog(options.log);
  makeFolder(config.dataDir);
  workWithoutReader();
  const clock = new WallClock();
  const history = new LabHistory();
  const full = diskFull();
  let from: LabDeparture | undefined;
  let worldSpeed = 1;
  try {
    do {
      const serve = (parts: ServedParts): Promise<StationServer> => servePages(parts, clock, log);
      const life = await beginLife({ config, clock, log, speed, history, from, worldSpeed, serve });
      try {
        if (from === undefined) {
          importJobs(options, config, life.office, clock.utcMs());
          announce(config, life);
          // Whoever looks at it finds it again there when the world went back.
          config = { ...config, port: life.server.port };
        }
        life.start();
        from = await lived(life, signal, full);
        worldSpeed = life.world?.speed ?? 1;
      } finally {
        await life.close();
      }
      if (from !== undefined) goBack(config, history, from);
    } while (from !== undefined);
  } finally {
    clock.close();
  }
}

/** Until somebody ends the station, the disk is full, or the world goes back: only then a departure is returned. */
async function lived(
  { office, world, departure }: StationLife,
  signal: Promise<unknown>,
  full: Promise<StorageError>,
): Promise<LabDeparture | undefined> {
  const end = await Promise.race([signal.then(() => undefined), full, departure]);
  if (end !== undefined && "point" in end) {
    const left = office.journal.audit.head;
    office.stop();
    return { ...end, left };
  }
  world?.resume();
  if (end === undefined) await finish(office);
  office.stop();
  if (end !== undefined) process.exitCode = failWith(end);
  return undefined;
}

function goBack(config: StationConfig, history: LabHistory, { point, seconds }: LabDeparture): void {
  putWorldBack(config, point);
  history.goTo(point);
  const to = point.kind === "start" ? "the beginning" : `${point.what} of ${point.printer}`;
  process.stdout.write(`the simulated world went back ${seconds} s, to ${to}\n`);
}

/** The file that was named, or the one in this directory; undefined: the demonstration's. */
function stationFile({ config }: StartOptions): string | undefined {
  return config ?? (existsSync(STATION_FILE) ? STATION_FILE : undefined);
}

function configOf(options: StartOptions): StationConfig {
  const config = loadStationConfig(stationFile(options) ?? DEMO_STATION, simulationProblems);
  const port = options.port === undefined ? config.port : numberOption(options.port, "--port", 0, 65_535, true);
  return { ...config, port, dataDir: options.data === undefined ? config.dataDir : resolve(options.data) };
}

function makeFolder(path: string): void {
  try {
    // Names lie in it.
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const there = systemCode(error) === "EEXIST";
    const why = there ? "it is a file, not a folder" : whyNot(error);
    throw new CommandError(EXIT.usage, `data directory ${path}: ${why}`);
  }
}

function servePages({ config, office, access, commands }: ServedParts, clock: Clock, log: Log) {
  return startServer({
    office,
    clock,
    access,
    commands,
    audit: office.journal.audit,
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
function importJobs(options: StartOptions, config: StationConfig, office: Office, nowMs: number): void {
  const path = options.jobs ?? (stationFile(options) === undefined ? DEMO_BATCH : undefined);
  if (path === undefined) return;
  const { queued, held, known, rejected, rejectedPath } = importJobFile(path, config.zone, nowMs, (...rows) =>
    office.importJobs(...rows),
  );
  const parts = [`${counted(queued, "job")} from ${path}`];
  if (known > 0) parts.push(`${known} were there already`);
  const aside = Object.entries(held).filter(([, count]) => count > 0);
  if (aside.length > 0) parts.push(`set aside: ${aside.map(([cause, count]) => `${count} ${cause}`).join(", ")}`);
  if (rejected.length > 0) parts.push(`${rejected.length} rejected, see ${rejectedPath}`);
  process.stdout.write(`${parts.join(", ")}\n`);
}

function announce(config: StationConfig, { server, simulated }: StationLife): void {
  const what = simulated === 0 ? "" : `, ${simulated} of them simulated`;
  process.stdout.write(`${config.office}: ${counted(config.printers.length, "printer")}${what}\n`);
  process.stdout.write(`status page ${server.url}\n`);
}

/** The cards in the machines are finished; jobs not begun stay in the journal. */
async function finish(office: Office): Promise<void> {
  process.stdout.write("finishing the cards in the machines (Ctrl-C again to stop at once)\n");
  await new Promise<void>((done) => office.drain(done));
  const { queued, issued, printing } = office.journal.jobCounts;
  const { waiting } = office.journal.outbox;
  const untold =
    waiting === 0 ? "" : `; ${waiting} results that the data centre has not heard: the next start delivers them`;
  const inside = printing === 0 ? "" : `; ${printing} in machines that could not finish: the next start settles them`;
  process.stdout.write(`stopped: ${issued} cards issued, ${queued} jobs wait for the next start${inside}${untold}\n`);
}
