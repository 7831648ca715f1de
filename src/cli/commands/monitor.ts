import { type Clock, WallClock } from "../../base/index.ts";
import { COMMANDS, RESPONSES } from "../../protocol/index.ts";
import { CommandError, EXIT } from "../exit-codes.ts";
import { engineSource, type MonitorEvents, stationSource } from "../monitor-source.ts";
import { MonitorView } from "../monitor-view.ts";
import { numberOption } from "../options.ts";
import { type LoginOptions, loggedIn } from "../station-login.ts";

export interface MonitorOptions extends LoginOptions {
  printer: string;
  station?: string;
  filter?: string;
  json?: boolean;
  count?: string;
  seconds?: string;
}

/** `cetak monitor`: the messages of a link, decoded, until the wanted count or time is over or somebody ends it. */
export async function monitor(options: MonitorOptions): Promise<void> {
  const count = options.count === undefined ? undefined : numberOption(options.count, "--count", 1, 1e9, true);
  const seconds = options.seconds === undefined ? undefined : numberOption(options.seconds, "--seconds", 0.1, 1e6);
  const write = (text: string): void => void process.stdout.write(text);
  const view = new MonitorView({ names: wantedNames(options.filter), json: options.json === true, write, talk });
  const { station } = options;
  const cookie = station === undefined ? undefined : await loggedIn(station, "operator", options);
  const clock = new WallClock();
  try {
    await watch({ ...options, cookie }, view, clock, count, seconds);
  } finally {
    clock.close();
  }
}

async function watch(
  options: MonitorOptions & { readonly cookie: string | undefined },
  view: MonitorView,
  clock: Clock,
  count: number | undefined,
  seconds: number | undefined,
): Promise<void> {
  let end: (error?: CommandError) => void = () => {};
  const over = new Promise<CommandError | undefined>((resolve) => {
    end = resolve;
  });
  const limit = clock.timer(() => end());
  const events: MonitorEvents = {
    up: (who) => {
      talk(`watching ${who}${process.stdin.isTTY ? "; space pauses, q ends" : ""}`);
      if (seconds !== undefined && limit.dueAt < 0) limit.armAfter(Math.round(seconds * 1e6));
    },
    line: (line) => {
      if (count !== undefined && view.shown >= count) return;
      view.line(line);
      if (count !== undefined && view.shown >= count) end();
    },
    dropped: (lost) => {
      view.dropped += lost;
    },
    failed: (error) => end(error),
  };
  const interrupted = (): void =>
    end(count === undefined && seconds === undefined ? undefined : new CommandError(EXIT.interrupted, "interrupted"));
  const keys = readKeys(view, interrupted);
  process.once("SIGINT", interrupted);
  process.once("SIGTERM", interrupted);
  const source =
    options.station === undefined
      ? engineSource(options.printer, clock, events)
      : stationSource(options.station, options.printer, events, options.cookie);
  const error = await over;
  limit.cancel();
  source.close();
  keys.close();
  process.off("SIGINT", interrupted);
  process.off("SIGTERM", interrupted);
  if (error !== undefined) throw error;
  process.stderr.write(view.summary(source.counters));
}

const talk = (sentence: string): void => void process.stderr.write(`cetak: ${sentence}\n`);

/** Names of `--filter`, each one known. */
function wantedNames(filter: string | undefined): ReadonlySet<string> | undefined {
  if (filter === undefined) return undefined;
  const names = filter.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !(name in COMMANDS) && !(name in RESPONSES));
  if (unknown !== undefined) {
    const known = [...Object.keys(RESPONSES), ...Object.keys(COMMANDS)].sort().join(", ");
    throw new CommandError(EXIT.usage, `--filter: there is no message "${unknown}"; there are ${known}`);
  }
  return new Set(names);
}

/** On a terminal: space pauses, q and Ctrl-C end. Elsewhere the input is left alone. */
function readKeys(view: MonitorView, quit: () => void): { close(): void } {
  const { stdin } = process;
  if (stdin.isTTY !== true) return { close: () => {} };
  stdin.setRawMode(true);
  stdin.resume();
  const pressed = (bytes: Buffer): void => {
    for (const key of bytes.toString("latin1")) {
      if (key === " ") talk(view.togglePause());
      else if (key === "q" || key === "\x03") quit();
    }
  };
  stdin.on("data", pressed);
  return {
    close: () => {
      stdin.off("data", pressed);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}
