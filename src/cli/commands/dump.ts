/** `cetak dump`: what a station knows of a printer, as a file from which its simulated twin is made. */
import { type Clock, WallClock } from "../../base/index.ts";
import type { TwinFile } from "../../hil/index.ts";
import type { PrinterSettings, WireLine } from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { stationSource } from "../monitor-source.ts";
import { checkOutFiles, writeOutFile } from "../out-file.ts";
import { askStation, callStation, stationUrl } from "../station-client.ts";
import { type LoginOptions, loggedIn } from "../station-login.ts";

export interface DumpOptions extends LoginOptions {
  station: string;
  printer: string;
  out?: string;
  settings: boolean;
}

/** The counters come each ten seconds of the printer's own time. */
const LISTEN_US_MAX = 25_000_000;
const WANTED = ["status_heat", "status_path", "status_counters"] as const;
type Values = Readonly<Record<string, number>>;

const talk = (sentence: string): void => void process.stderr.write(`cetak: ${sentence}\n`);

export async function dump(options: DumpOptions): Promise<void> {
  checkOutFiles(options.out);
  const base = stationUrl(options.station);
  const cookie = await loggedIn(base, options.settings ? "technician" : "operator", options);
  const found = await snapshotOf(base, options.printer, cookie);
  const settings = options.settings ? await settingsOf(base, options.printer, cookie) : undefined;
  talk(`listening to ${options.printer}; its counters come each ten seconds`);
  const clock = new WallClock();
  try {
    const [heat, path, counters] = await statusOf(base, options.printer, clock, cookie);
    const file: TwinFile = {
      kind: "cetak twin",
      schema: 1,
      atMs: clock.utcMs(),
      printer: options.printer,
      simulated: found.sim.on,
      ...(settings === undefined ? {} : { firmware: settings.firmware }),
      condition: {
        model: found.model,
        serial: found.serial,
        heat,
        path,
        counters,
        ...(settings === undefined ? {} : { settings: { ...settings.values } }),
      },
    };
    const text = `${JSON.stringify(file, null, 2)}\n`;
    if (options.out === undefined) process.stdout.write(text);
    else writeOutFile(options.out, text);
  } finally {
    clock.close();
  }
}

interface Found {
  readonly name: string;
  readonly model: TwinFile["condition"]["model"];
  readonly serial: string;
  readonly sim: { readonly on: boolean };
}

async function snapshotOf(base: string, printer: string, cookie: string | undefined): Promise<Found> {
  const snap = (await askStation(base, "/api/snapshot", { cookie })) as { printers?: Record<string, Found> };
  const all = Object.values(snap.printers ?? {});
  const found = all.find(({ name }) => name === printer);
  if (found === undefined) {
    const names = all.map(({ name }) => name).join(", ");
    throw new CommandError(EXIT.usage, `the station at ${base} has no printer "${printer}"; it has ${names}`);
  }
  if (found.serial === undefined) {
    throw new CommandError(EXIT.device, `${printer} has never answered this station: nothing is known of it`);
  }
  return found;
}

/** Without them the twin has the factory's, and it is said. */
async function settingsOf(
  base: string,
  printer: string,
  cookie: string | undefined,
): Promise<PrinterSettings | undefined> {
  try {
    return (await callStation(base, "service.settings.read", { printer }, { cookie })) as PrinterSettings;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    talk(`settings are left out: ${error.message}`);
    return undefined;
  }
}

/** The newest of each status message. Rejects with exit 4 when they do not come. */
function statusOf(
  base: string,
  printer: string,
  clock: Clock,
  cookie: string | undefined,
): Promise<[Values, Values, Values]> {
  const newest = new Map<string, Values>();
  return new Promise((resolve, reject) => {
    const end = (done: () => void): void => {
      deadline.cancel();
      source.close();
      done();
    };
    const deadline = clock.timer(() => {
      const missing = WANTED.filter((name) => !newest.has(name)).join(", ");
      end(() =>
        reject(new CommandError(EXIT.deadline, `${printer} did not say ${missing} within ${LISTEN_US_MAX / 1e6} s`)),
      );
    });
    deadline.armAfter(LISTEN_US_MAX);
    const line = ({ dir, name, values }: WireLine): void => {
      if (dir !== "<") return;
      newest.set(name, values);
      const all = WANTED.map((wanted) => newest.get(wanted));
      if (all.every((one) => one !== undefined)) end(() => resolve(all as [Values, Values, Values]));
    };
    const failed = (error: CommandError): void => end(() => reject(error));
    const source = stationSource(base, printer, { up: () => {}, dropped: () => {}, failed, line }, cookie);
  });
}
