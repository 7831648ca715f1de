/**
 * Gives commands to the station that runs, or, when none does, to its journal itself. Who may open the file may do everything
 * with it, so there one is administrator.
 */
import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { silentLog, US_PER_MS, WallClock } from "../base/index.ts";
import {
  BusyError,
  Dispatcher,
  type Journal,
  journalCommands,
  listCopies,
  loadStationConfig,
  openStationJournal,
  type StationConfig,
  stationFiles,
} from "../station/index.ts";
import { CommandError, EXIT } from "./exit-codes.ts";
import { callStation, EXIT_OF, stationAnswers } from "./station-client.ts";
import { type LoginOptions, loggedIn } from "./station-login.ts";

export const STATION_FILE = "station.toml";

export interface WhereOptions extends LoginOptions {
  config?: string;
  data?: string;
  /** URL of a running station. */
  station?: string;
}

/** Gives one command; returns its result or throws {@link CommandError}. */
export type Ask = (name: string, input?: unknown) => Promise<unknown>;

export interface Asked {
  readonly ask: Ask;
  readonly config: StationConfig | undefined;
}

/** `create`: the journal may be made if there is none yet. */
export async function withStation<T>(
  options: WhereOptions,
  create: boolean,
  work: (asked: Asked) => Promise<T>,
): Promise<T> {
  if (options.station !== undefined) {
    return work({ ask: await remote(options.station, options), config: undefined });
  }
  const config = stationConfig(options);
  const clock = new WallClock();
  const journal = await journalOrStation(config, clock, create);
  if (journal === undefined) {
    clock.close();
    return work({ ask: await remote(urlOf(config), options), config });
  }
  try {
    for (const warning of journal.warnings) process.stderr.write(`cetak: ${warning}\n`);
    return await work({ ask: onFile(journal, config, clock), config });
  } finally {
    journal.close();
    clock.close();
  }
}

/** How long a command waits for another one that has the journal for a moment. */
const BUSY_MS_MAX = 5_000;
const BUSY_LOOK_MS = 100;

/** Undefined: a station has it, and answers. Throws {@link CommandError} when somebody has it for longer and is no station. */
async function journalOrStation(
  config: StationConfig,
  clock: WallClock,
  create: boolean,
): Promise<Journal | undefined> {
  for (const began = clock.now(); ; await setTimeout(BUSY_LOOK_MS)) {
    const journal = openOrNot(config, clock, create);
    if (journal !== undefined || (await stationAnswers(urlOf(config)))) return journal;
    if (clock.now() - began < BUSY_MS_MAX * US_PER_MS) continue;
    clock.close();
    const where = join(config.dataDir, "journal.db");
    throw new CommandError(
      EXIT.refused,
      `${where}: another command or station uses this journal, and no station answers at ${urlOf(config)}`,
    );
  }
}

/** Where a station of this file listens. */
function urlOf({ bind, port }: StationConfig): string {
  const host = bind.includes(":") ? `[${bind.replace(/^\[|\]$/g, "")}]` : bind;
  return `http://${host === "0.0.0.0" ? "127.0.0.1" : host}:${port}`;
}

/** The station file that is meant: named, or the one in this directory. */
export function stationConfig(options: WhereOptions): StationConfig {
  const path = options.config ?? STATION_FILE;
  if (options.config === undefined && !existsSync(path)) {
    const how = "name one with --config, or a running station with --station http://127.0.0.1:8080";
    throw new CommandError(EXIT.usage, `there is no ${STATION_FILE} in this directory; ${how}`);
  }
  const config = loadStationConfig(path);
  return options.data === undefined ? config : { ...config, dataDir: resolve(options.data) };
}

/** Undefined when a station has it. */
function openOrNot(config: StationConfig, clock: WallClock, create: boolean): Journal | undefined {
  const path = join(config.dataDir, "journal.db");
  if (!create && !existsSync(path)) {
    clock.close();
    const [newest] = listCopies(stationFiles(config.dataDir).copies).slice(-1);
    const what = newest === undefined ? "yet; import jobs or start the station first" : "any more, but copies of it";
    const how = newest === undefined ? "" : `: cetak journal restore ${newest.number}`;
    throw new CommandError(EXIT.usage, `there is no journal at ${path} ${what}${how}`);
  }
  try {
    return openStationJournal(config, () => clock.utcMs(), false);
  } catch (error) {
    if (error instanceof BusyError) return undefined;
    clock.close();
    throw error;
  }
}

function onFile(journal: Journal, config: StationConfig, clock: WallClock): Ask {
  const commands = new Dispatcher({
    commands: journalCommands({
      journal,
      zone: config.zone,
      printers: config.printers.map(({ name }) => name),
      utcMs: () => clock.utcMs(),
      wake: () => {},
    }),
    audit: journal.audit,
    log: silentLog,
  });
  const caller = { name: userInfo().username, role: "admin" } as const;
  return async (name, wish = {}) => {
    // As JSON would carry it: what is undefined is not there.
    const input = Object.fromEntries(Object.entries(wish as object).filter(([, value]) => value !== undefined));
    const outcome = await commands.run({ name, input, caller });
    if (outcome.ok) return outcome.result;
    throw new CommandError(EXIT_OF[outcome.code], outcome.message);
  };
}

async function remote(url: string, options: WhereOptions): Promise<Ask> {
  const cookie = await loggedIn(url, "operator", options);
  return (name, input = {}) => callStation(url, name, input, { cookie });
}
