import { Random, silentLog, WallClock } from "../../base/index.ts";
import { centreLine } from "../../rig/index.ts";
import { CentreLine, type CentreTransport, HttpTransport, loadStationConfig } from "../../station/index.ts";
import { CommandError, EXIT, type ExitCode } from "../exit-codes.ts";
import { numberOption } from "../options.ts";
import { VERSION } from "../version.ts";

export interface CentreProbeOptions {
  config?: string;
  timeout: string;
  json?: boolean;
}

const EXIT_OF: Readonly<Record<string, ExitCode>> = { up: EXIT.done, denied: EXIT.refused };

/** `cetak centre probe`: asks once after the service window. 0: open; 9: closed, not there or no centre; 8: denied. */
export async function centreProbe(url: string | undefined, options: CentreProbeOptions): Promise<void> {
  const timeoutMs = numberOption(options.timeout, "--timeout", 1, 600) * 1000;
  const clock = new WallClock();
  try {
    const { transport, base } = wayTo(url, options, clock);
    const line = await asked(transport, timeoutMs, clock);
    const { state, why, window, aheadMs } = line;
    const answer = { url: base, state, why, clockAheadMs: window === undefined ? undefined : aheadMs, window };
    process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : `${describe(base, line)}\n`);
    process.exitCode = EXIT_OF[state] ?? EXIT.centre;
  } finally {
    clock.close();
  }
}

function wayTo(url: string | undefined, options: CentreProbeOptions, clock: WallClock) {
  const agent = `cetak/${VERSION}`;
  if (url === undefined) {
    const config = loadStationConfig(options.config ?? "station.toml");
    const transport = centreLine(config, clock, agent);
    if (transport === undefined) {
      throw new CommandError(EXIT.usage, `${options.config ?? "station.toml"} names no [centre]; give its URL`);
    }
    return { transport, base: config.centre!.url };
  }
  if (!/^https?:\/\/./.test(url) || !URL.canParse(url)) {
    throw new CommandError(EXIT.usage, `"${url}" is not a URL like http://127.0.0.1:9090`);
  }
  const base = url.replace(/\/+$/, "");
  return { transport: new HttpTransport({ clock, url: base, agent }) as CentreTransport, base };
}

/** The line after its first answer. */
function asked(transport: CentreTransport, timeoutMs: number, clock: WallClock): Promise<CentreLine> {
  return new Promise((done) => {
    const line: CentreLine = new CentreLine({
      clock,
      transport,
      timeoutMs,
      random: new Random(1),
      log: silentLog,
      onChange: () => {
        line.stop();
        done(line);
      },
    });
    line.start();
  });
}

function describe(base: string, { state, why, window, aheadMs }: CentreLine): string {
  if (window === undefined) return `${base}: ${state}${why === "" ? "" : `: ${why}`}`;
  const until = window.open ? window.closesAtMs : window.opensAtMs;
  const when = until === undefined ? "" : ` until ${new Date(until).toISOString()}`;
  const policy = `activation ${window.activation ? "of each card" : "not needed"}, printing without a line ${window.offline ? "allowed" : "not allowed"}`;
  const clock =
    Math.abs(aheadMs) < 5_000 ? "" : `\nthis machine's clock is ${Math.round(aheadMs / 1000)} s ahead of the centre's`;
  return `${base}: ${window.open ? "open" : "closed"}${when}; ${policy}, ${window.leaseJobsMax} jobs a lease at most${clock}`;
}
