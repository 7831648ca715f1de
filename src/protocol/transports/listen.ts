import type { Clock } from "../../base/index.ts";
import { UsageError } from "../errors.ts";
import type { WireEvents } from "../wire.ts";
import { listenPty } from "./listen-pty.ts";
import { listenRfc2217 } from "./listen-rfc2217.ts";
import { listenTcp } from "./listen-tcp.ts";
import { parseLinkUrl } from "./url.ts";

/** An address at which an engine is served to one host after another. */
export interface Listener {
  /** With the port that was really taken. */
  readonly url: string;
  /** Hangs up on the host, stops listening and leaves nothing behind. */
  close(): Promise<void>;
}

/** Throws a {@link UsageError} unless an engine can be served at `url`. */
export function checkListenUrl(url: string): void {
  const { scheme } = parseLinkUrl(url);
  if (scheme === "serial") {
    throw new UsageError(`an engine cannot be served at ${url}; write tcp://127.0.0.1:7001 or pty:///tmp/cetak0`);
  }
}

/**
 * Serves the engine side at `tcp://host:port`, `rfc2217://host:port` or `pty:///path?baud=250000`. `engineClock` paces a pseudo-terminal and is
 * needed only there. Rejects with a {@link UsageError} or a `ListenError`, each one sentence.
 */
export async function listen(url: string, handler: WireEvents, engineClock?: Clock): Promise<Listener> {
  checkListenUrl(url);
  const { scheme } = parseLinkUrl(url);
  if (scheme === "tcp") return listenTcp(url, handler);
  if (scheme === "rfc2217") return listenRfc2217(url, handler);
  if (engineClock === undefined) throw new TypeError(`serving at ${url} needs a clock`);
  return listenPty(url, handler, { clock: engineClock });
}
