/** `cetak trace record`: writes what passes a link or console into a file until it is told to end. */
import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, rmSync, writeSync } from "node:fs";
import { WebSocket } from "ws";
import { WallClock } from "../../base/index.ts";
import { Recorder } from "../../hil/index.ts";
import { checkListenUrl, connectUrl } from "../../protocol/index.ts";
import { type Middleman, middleman } from "../../rig/index.ts";
import { systemCode } from "../../station/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { wireRefusal } from "../monitor-source.ts";
import { numberOption } from "../options.ts";
import { notWritten } from "../out-file.ts";
import { workWithoutReader } from "../outputs.ts";
import { askStation, stationUrl } from "../station-client.ts";
import { type LoginOptions, loggedIn } from "../station-login.ts";

export interface TraceRecordOptions extends LoginOptions {
  station?: string;
  printer: string;
  link?: string;
  listen?: string;
  console?: string;
  consoleListen?: string;
  seconds?: string;
  packets?: string;
  force?: boolean;
  json?: boolean;
}

/** A source of bytes that runs until `close`. */
interface Source {
  close(): Promise<void>;
}

/** Calls when it cannot go on. */
type Failed = (error: CommandError) => void;

const talk = (sentence: string): void => void process.stderr.write(`cetak: ${sentence}\n`);
/** How often it is looked whether enough packets are there. */
const LOOK_US = 50_000;

export async function traceRecord(path: string, options: TraceRecordOptions): Promise<void> {
  checkOptions(options);
  const seconds = options.seconds === undefined ? undefined : numberOption(options.seconds, "--seconds", 0.1, 1e7);
  const packets = options.packets === undefined ? undefined : numberOption(options.packets, "--packets", 1, 1e9, true);
  workWithoutReader();
  const isNew = !existsSync(path);
  const file = openNew(path, options.force === true);
  const clock = new WallClock();
  let bytes = 0;
  // Written at once: whatever ends this process, what was recorded is on the disk.
  let full: CommandError | undefined;
  let begun = false;
  const early: Uint8Array[] = [];
  const sink = (piece: Uint8Array): void => {
    if (!begun) {
      early.push(piece);
      return;
    }
    try {
      for (let at = 0; at < piece.length && full === undefined; ) {
        const count = writeSync(file, piece, at);
        at += count;
        bytes += count;
      }
    } catch (error) {
      // The bytes themselves still pass: a recorder never stands between a host and its printer.
      full = notWritten(path, error);
    }
  };
  const begin = (): void => {
    begun = true;
    if (fstatSync(file).isFile()) ftruncateSync(file);
    for (const piece of early) sink(piece);
  };
  try {
    const recorder = new Recorder({ clock, sink });
    await run({ options, recorder, clock, seconds, packets, lost: () => full, begin });
    recorder.end();
    if (options.json) process.stdout.write(`${JSON.stringify({ file: path, packets: recorder.packets, bytes })}\n`);
    talk(`${path}: ${recorder.packets} packets, ${bytes} bytes`);
  } finally {
    closeSync(file);
    clock.close();
    // Nobody was there to record: an empty file would only stand in the way of the next try.
    if (!begun && isNew) rmSync(path, { force: true });
  }
}

interface Run {
  readonly options: TraceRecordOptions;
  readonly recorder: Recorder;
  readonly clock: WallClock;
  readonly seconds: number | undefined;
  readonly packets: number | undefined;
  /** Why nothing more can be written down. */
  readonly lost: () => CommandError | undefined;
  /** Called when there is something to listen to. */
  readonly begin: () => void;
}

async function run({ options, recorder, clock, seconds, packets, lost, begin }: Run): Promise<void> {
  let end: (error?: CommandError) => void = () => {};
  const over = new Promise<CommandError | undefined>((resolve) => {
    end = resolve;
  });
  const source = await sourceOf(options, recorder, clock, end);
  begin();
  const limit = clock.timer(() => end());
  if (seconds !== undefined) limit.armAfter(Math.round(seconds * 1e6));
  const look = clock.timer(() => {
    if (recorder.isFull) talk("the recording is full");
    if (lost() !== undefined) end(lost());
    else if (recorder.isFull || (packets !== undefined && recorder.packets >= packets)) end();
    else look.armAfter(LOOK_US);
  });
  look.armAfter(LOOK_US);
  const stop = (): void => end();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  const error = await over;
  process.off("SIGINT", stop);
  process.off("SIGTERM", stop);
  limit.cancel();
  look.cancel();
  await source.close();
  if (error !== undefined) throw error;
}

function checkOptions({ station, link, listen, console, consoleListen }: TraceRecordOptions): void {
  const wrong = (sentence: string): never => {
    throw new CommandError(EXIT.usage, sentence);
  };
  const between = link !== undefined || console !== undefined;
  if ((station !== undefined) === between) wrong("name either --station, or --link with --listen (or --console)");
  if ((link === undefined) !== (listen === undefined)) wrong("--link and --listen go together");
  if ((console === undefined) !== (consoleListen === undefined)) wrong("--console and --console-listen go together");
  for (const url of [listen, consoleListen]) if (url !== undefined) checkListenUrl(url);
}

/** What was in it stays until there is something to put in its place. */
function openNew(path: string, force: boolean): number {
  try {
    return openSync(path, force ? "a" : "wx");
  } catch (error) {
    const code = systemCode(error);
    const words = code === "EEXIST" ? "is there already; --force writes over it" : `cannot be written: ${code}`;
    throw new CommandError(EXIT.usage, `${path} ${words}`);
  }
}

async function sourceOf(
  options: TraceRecordOptions,
  recorder: Recorder,
  clock: WallClock,
  failed: Failed,
): Promise<Source> {
  const { station, printer, link, listen, console, consoleListen } = options;
  if (station !== undefined) return stationBytes(station, options, recorder, failed);
  const men: Middleman[] = [];
  if (link !== undefined && listen !== undefined) {
    const man = await middleman(listen, recorder.tap(printer, connectUrl(link, clock)), clock);
    talk(`${link} is recorded; the host connects to ${man.url}`);
    men.push(man);
  }
  if (console !== undefined && consoleListen !== undefined) {
    const man = await middleman(consoleListen, recorder.tapConsole(printer, connectUrl(console, clock)), clock);
    talk(`${console} is recorded; the technician connects to ${man.url}`);
    men.push(man);
  }
  return {
    close: async () => {
      for (const man of men) await man.close();
    },
  };
}

/** What the station's wire tap gives: bytes, and changes of the link's state. */
interface WireJson {
  readonly atUs?: number;
  readonly atMs: number;
  readonly dir: "<" | ">" | "!";
  readonly hex?: string;
  readonly on?: "console";
  readonly text?: string;
  readonly dropped?: number;
}

async function stationBytes(
  station: string,
  options: TraceRecordOptions,
  recorder: Recorder,
  failed: Failed,
): Promise<Source> {
  const base = stationUrl(station);
  const { printer } = options;
  const cookie = await loggedIn(base, "operator", options);
  recorder.model(printer, await modelOf(base, printer, cookie));
  const socket = new WebSocket(`${base.replace(/^http/, "ws")}/wire/${encodeURIComponent(printer)}?bytes`, {
    handshakeTimeout: 4_000,
    perMessageDeflate: false,
    ...(cookie === undefined ? {} : { headers: { cookie } }),
  });
  socket.on("open", () => talk(`recording ${printer} of the station at ${base}`));
  socket.on("message", (data) => hear(recorder, printer, JSON.parse(data.toString()) as WireJson));
  socket.on("unexpected-response", (_request, { statusCode }) => {
    failed(new CommandError(EXIT.refused, wireRefusal(base, printer, statusCode)));
  });
  socket.on("error", (error) => failed(new CommandError(EXIT.device, `no station at ${base}: ${error.message}`)));
  socket.on("close", () => failed(new CommandError(EXIT.device, `the station at ${base} hung up`)));
  return {
    close: async () => {
      socket.removeAllListeners("close");
      socket.terminate();
    },
  };
}

/** What the printer said of itself when its connection began; before that, what the station file says. */
async function modelOf(base: string, printer: string, cookie: string | undefined): Promise<string> {
  type Snapshot = { printers?: Record<string, { name: string; model: string }> };
  const { printers = {} } = (await askStation(base, "/api/snapshot", { cookie })) as Snapshot;
  const all = Object.values(printers);
  const found = all.find(({ name }) => name === printer);
  if (found !== undefined) return found.model;
  const names = all.map(({ name }) => name).join(", ");
  throw new CommandError(EXIT.usage, `the station at ${base} has no printer "${printer}"; it has ${names}`);
}

function hear(recorder: Recorder, printer: string, line: WireJson): void {
  if (line.dropped !== undefined) {
    talk(`${line.dropped} pieces were lost: this machine reads too slowly`);
    recorder.remark(printer, `${line.dropped} pieces are missing here`);
  } else if (line.hex !== undefined) {
    const bytes = Buffer.from(line.hex, "hex");
    recorder[line.on ?? "link"](printer, line.dir === "<" ? "in" : "out", bytes, line.atUs ?? line.atMs * 1_000);
  } else if (line.dir === "!") recorder.remark(printer, line.text ?? "", line.atMs * 1_000);
}
