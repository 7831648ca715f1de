import { Random, WallClock } from "../../base/index.ts";
import {
  CENTRE_FAULT_NAMES,
  CentreCore,
  CentreFaults,
  type CentrePolicy,
  type CentreServer,
  CentreService,
  CentreStore,
  centreRecords,
  minuteOfDay,
  OPEN_POLICY,
  parseFault,
  type Seconds,
  startCentreServer,
} from "../../centre-sim/index.ts";
import { InputError, readCentreToken, systemCode, ZONE_MINUTES } from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { workWithoutReader } from "../outputs.ts";
import { untilSignal } from "../until-signal.ts";

export interface CentreOptions {
  port: string;
  bind: string;
  db?: string;
  people: string;
  seed: string;
  duplicates: string;
  opens: string;
  closes: string;
  zone: string;
  activation?: boolean;
  offline: boolean;
  leaseJobs: string;
  seconds: string[];
  fault: string[];
  tokenFile?: string;
  json?: boolean;
}

const PEOPLE_MAX = 100_000;
const TIMED = ["window", "claim", "renew", "activate", "result"] as const;

/** `cetak centre`: a simulated data centre on a real port until Ctrl-C. */
export async function centre(options: CentreOptions): Promise<void> {
  const port = numberOption(options.port, "--port", 0, 65_535, true);
  const seed = numberOption(options.seed, "--seed", 0, 2 ** 32, true);
  const policy = policyOf(options);
  const seconds = Object.fromEntries(options.seconds.map(secondsOf));
  const faults = new CentreFaults(new Random(seed).fork("centre faults"));
  setFaults(faults, options.fault);
  const token = options.tokenFile === undefined ? undefined : readCentreToken(options.tokenFile);
  const store = openStore(options.db);
  const clock = new WallClock();
  let server: CentreServer | undefined;
  try {
    workWithoutReader();
    const filled = fill(store, options, seed);
    const core = new CentreCore(store, policy);
    const random = new Random(seed).fork("centre service");
    const service = new CentreService({ clock, core, random, faults, seconds });
    const zoneMinutes = zoneOf(options.zone);
    server = await listen({ service, port, host: options.bind, token, zoneMinutes });
    announce(options, server.url, filled, store, faults);
    await untilSignal(EXIT.interrupted);
    const { records, cards, refused } = store.tally();
    const end = { ended: true, served: service.served, records, cards, refused };
    process.stdout.write(options.json ? `${JSON.stringify(end)}\n` : `${sumUp(end)}\n`);
  } finally {
    await server?.close();
    clock.close();
    store.close();
  }
}

function policyOf(options: CentreOptions): CentrePolicy {
  const opensMinute = minuteOption(options.opens, "--opens");
  const closesMinute = minuteOption(options.closes, "--closes");
  if (opensMinute >= closesMinute) {
    throw new CommandError(EXIT.usage, `--opens ${options.opens} must be before --closes ${options.closes}`);
  }
  const always = opensMinute === 0 && closesMinute === 1440;
  return {
    ...OPEN_POLICY,
    activation: options.activation === true,
    offline: options.offline,
    leaseJobsMax: numberOption(options.leaseJobs, "--lease-jobs", 1, 500, true),
    hours: always ? undefined : { opensMinute, closesMinute, zoneMinutes: zoneOf(options.zone) },
  };
}

function zoneOf(zone: string): number {
  const minutes = ZONE_MINUTES[zone as keyof typeof ZONE_MINUTES];
  if (minutes === undefined) throw new CommandError(EXIT.usage, `--zone must be WIB, WITA or WIT, not "${zone}"`);
  return minutes;
}

function minuteOption(text: string, name: string): number {
  const minute = minuteOfDay(text);
  if (Number.isNaN(minute)) throw new CommandError(EXIT.usage, `${name} must be a time like 15:00, not "${text}"`);
  return minute;
}

/** `claim:20-40` or `activate:5`. */
function secondsOf(text: string): [string, Seconds] {
  const match = /^([a-z]+):(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?$/.exec(text);
  const low = Number(match?.[2]);
  const high = Number(match?.[3] ?? match?.[2]);
  if (match === null || !TIMED.some((name) => name === match[1]) || !(low <= high && high <= 3_600)) {
    throw new CommandError(EXIT.usage, `--seconds must be like claim:20-40 (of ${TIMED.join(", ")}), not "${text}"`);
  }
  return [match[1]!, { low, high }];
}

function setFaults(faults: CentreFaults, texts: readonly string[]): void {
  for (const text of texts) {
    const parsed = parseFault(text);
    if ("problem" in parsed) throw new CommandError(EXIT.usage, `--fault ${parsed.problem}`);
    faults.set(parsed.fault, parsed.setting);
  }
}

function openStore(path: string | undefined): CentreStore {
  try {
    return new CentreStore(path ?? ":memory:");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`the centre's database cannot be used (${why})`, { file: path ?? ":memory:" });
  }
}

interface Filled {
  readonly added: number;
  readonly doubles: number;
  readonly before: number;
}

/** A database that has records keeps them: a centre that is started again goes on where it was. */
function fill(store: CentreStore, options: CentreOptions, seed: number): Filled {
  const count = numberOption(options.people, "--people", 0, PEOPLE_MAX, true);
  const duplicates = numberOption(options.duplicates, "--duplicates", 0, 0.9);
  const before = store.count("SELECT count(*) AS n FROM records");
  if (before > 0) return { added: 0, doubles: 0, before };
  const { records, doubles } = centreRecords({ count, seed, duplicates });
  return { added: store.add(records), doubles, before };
}

async function listen(options: Parameters<typeof startCentreServer>[0]): Promise<CentreServer> {
  try {
    return await startCentreServer(options);
  } catch (error) {
    const code = systemCode(error);
    if (code === "EADDRINUSE") {
      throw new CommandError(
        EXIT.device,
        `port ${options.port} on ${options.host} is in use; choose another with --port`,
      );
    }
    if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
      const why =
        code === "EACCES"
          ? `this user may not listen on port ${options.port}; choose one above 1023 with --port`
          : `this machine has no address ${options.host}; choose one of its own with --bind`;
      throw new CommandError(EXIT.device, why);
    }
    throw error;
  }
}

function announce(o: CentreOptions, url: string, filled: Filled, store: CentreStore, faults: CentreFaults): void {
  const { added, doubles, before } = filled;
  if (o.json) {
    const start = { url, added, doubles, before, faults: faults.all, records: store.tally().records };
    process.stdout.write(`${JSON.stringify(start)}\n`);
    return;
  }
  const what = before > 0 ? `${before} records from ${o.db}` : `${added} records, ${doubles} of them second ones`;
  process.stdout.write(`data centre ${url} (simulated): ${what}\n`);
  process.stdout.write(`API description ${url}/openapi.json, lab ${url}/lab\n`);
  const on = Object.keys(faults.all);
  if (on.length > 0) process.stdout.write(`faults: ${on.join(", ")} (of ${CENTRE_FAULT_NAMES.join(", ")})\n`);
}

function sumUp(end: { records: Record<string, number>; cards: Record<string, number>; refused: number }): string {
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([state, n]) => `${n} ${state}`)
      .join(", ") || "none";
  return `records: ${list(end.records)}; cards: ${list(end.cards)}; results refused: ${end.refused}`;
}
