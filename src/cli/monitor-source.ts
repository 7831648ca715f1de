/** Where `cetak monitor` gets messages from: an engine of its own, or the link of a station that has the engine. */
import { WebSocket } from "ws";
import { type Clock, Random, US_PER_S } from "../base/index.ts";
import { connectUrl, HostLink, type LinkCounters } from "../protocol/index.ts";
import { type WireLine, WireTap } from "../station/index.ts";
import { CommandError, EXIT } from "./exit-codes.ts";
import { LOGIN_HINT, stationUrl } from "./station-client.ts";

/** Attempts and handshake together. */
const REACH_US_MAX = 4 * US_PER_S;

export interface MonitorEvents {
  /** Messages come from here on. */
  readonly up: (who: string) => void;
  readonly line: (line: WireLine) => void;
  /** So many messages were lost because we read too slowly. */
  readonly dropped: (count: number) => void;
  /** It cannot go on. */
  readonly failed: (error: CommandError) => void;
}

export interface MonitorSource {
  /** Counters of the link, where it is our own. */
  readonly counters: LinkCounters | undefined;
  close(): void;
}

/** Our own connection: the engine must be free. It is asked who it is; nothing is heated or moved. */
export function engineSource(url: string, clock: Clock, events: MonitorEvents): MonitorSource {
  let reached = false;
  let reason = "nobody answers";
  const tap = new WireTap(clock);
  // What the attempts before the first contact say is in the error, if there is one.
  tap.hear((json) => {
    if (reached) events.line(JSON.parse(json) as WireLine);
  });
  let link: HostLink | undefined;
  const heard = (state: string, why: string): void => {
    if (why !== "") reason = why;
    if (state === "up") {
      reached = true;
      deadline.cancel();
      const { mcu, version, sim } = link!.engine!;
      events.up(`${url}: ${mcu} ${version}${sim ? " (simulated)" : ""}`);
      carried.send("hello", {});
    } else if (/\bbusy\b/.test(why)) {
      events.failed(
        new CommandError(
          EXIT.refused,
          `${url}: ${why.trim()}; when a station has it, use --station http://127.0.0.1:8080 --printer NAME`,
        ),
      );
    } else if (!reached && /is not a print engine/.test(why)) events.failed(new CommandError(EXIT.device, why));
  };
  const carried = tap.around({ onState: heard, onMessage: () => {} }, (handlers) => {
    link = new HostLink({ clock, connect: connectUrl(url, clock), random: new Random(`monitor ${url}`) }, handlers);
    return link;
  });
  const deadline = clock.timer(() => events.failed(new CommandError(EXIT.device, `no engine at ${url}: ${reason}`)));
  deadline.armAfter(REACH_US_MAX);
  carried.start();
  return {
    counters: carried.counters,
    close: () => {
      deadline.cancel();
      // That we hang up is no news.
      reached = false;
      carried.stop();
    },
  };
}

/** The station's live wire tap. `cookie`: of a login there, where one is needed. */
export function stationSource(
  station: string,
  printer: string,
  events: MonitorEvents,
  cookie?: string | undefined,
): MonitorSource {
  const base = stationUrl(station);
  const socket = new WebSocket(`${base.replace(/^http/, "ws")}/wire/${encodeURIComponent(printer)}`, {
    handshakeTimeout: REACH_US_MAX / 1_000,
    perMessageDeflate: false,
    ...(cookie === undefined ? {} : { headers: { cookie } }),
  });
  let closing = false;
  const fail = (code: (typeof EXIT)["device" | "refused" | "usage"], sentence: string): void => {
    if (closing) return;
    closing = true;
    events.failed(new CommandError(code, sentence));
  };
  socket.on("open", () => events.up(`${printer} of the station at ${base}`));
  socket.on("message", (data) => {
    const line = JSON.parse(data.toString()) as WireLine | { dropped: number };
    if ("dropped" in line) events.dropped(line.dropped);
    else events.line(line);
  });
  socket.on("unexpected-response", (_request, response) => {
    if (response.statusCode === 404) fail(EXIT.usage, `the station at ${base} has no printer "${printer}"`);
    else if (response.statusCode === 503) fail(EXIT.refused, `busy: too many monitors at ${printer}`);
    else fail(EXIT.refused, wireRefusal(base, printer, response.statusCode));
  });
  socket.on("error", (error) => fail(EXIT.device, `no station at ${base}: ${error.message}`));
  socket.on("close", () => fail(EXIT.device, `the station at ${base} hung up`));
  return {
    counters: undefined,
    close: () => {
      closing = true;
      socket.terminate();
    },
  };
}

/** Why a station lets nobody listen to a link, and what to do. */
export function wireRefusal(base: string, printer: string, status: number | undefined): string {
  if (status !== 401 && status !== 403) return `the station at ${base} refused (HTTP ${status})`;
  return `listening to ${printer} of the station at ${base} needs the role operator; ${LOGIN_HINT}`;
}
