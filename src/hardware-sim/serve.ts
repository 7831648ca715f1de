/** Serves an engine on its two endpoints: the link for one host, the console for whoever reads along. */
import type { Clock } from "../base/index.ts";
import { type Listener, listen, type Wire, type WireEvents } from "../protocol/index.ts";
import type { Engine } from "./engine.ts";
import { NETWORK_BUFFERS, SERIAL_BUFFERS } from "./management/console-port.ts";

export interface ServedEngine {
  /** With the port that was really taken. */
  readonly linkUrl: string;
  readonly consoleUrl?: string;
  /** Hangs up and stops listening; the engine itself goes on. */
  close(): Promise<void>;
}

/**
 * Serves at `tcp://host:port` (port 0: a free one) or `pty:///path`. A second host on TCP is told that the engine is busy.
 * `engineClock` paces a pseudo-terminal. Prints nothing. Rejects with a sentence when an address cannot be had.
 */
export async function serveEngine(
  engine: Engine,
  linkUrl: string,
  consoleUrl?: string,
  engineClock?: Clock,
): Promise<ServedEngine> {
  const link = await listen(linkUrl, linkEvents(engine), engineClock);
  if (consoleUrl === undefined) return { linkUrl: link.url, close: () => link.close() };
  let console: Listener;
  try {
    console = await listen(consoleUrl, consoleEvents(engine, consoleUrl), engineClock);
  } catch (error) {
    await link.close();
    throw error;
  }
  return {
    linkUrl: link.url,
    consoleUrl: console.url,
    async close() {
      await Promise.all([link.close(), console.close()]);
    },
  };
}

function linkEvents(engine: Engine): WireEvents {
  let attached = false;
  return {
    onOpen(wire) {
      attached = engine.attach((bytes) => wire.write(bytes), { hangUp: () => wire.close() });
      // Without power nobody is there to answer.
      if (!attached) wire.close();
    },
    onData(bytes) {
      if (attached) engine.receive(bytes);
    },
    onClose() {
      if (attached) engine.detach();
      attached = false;
    },
  };
}

/** Lines so far that a newcomer is shown: more would keep its own first answer waiting on a slow line. */
const CONSOLE_REPLAY_MAX = 20;

/** The newest lines, then each new one; SMP packets are answered between them. */
function consoleEvents(engine: Engine, url: string): WireEvents {
  const text = new TextEncoder();
  const buffers = /^(tcp|rfc2217):/.test(url) ? NETWORK_BUFFERS : SERIAL_BUFFERS;
  let unfollow: (() => void) | undefined;
  let receive: ((bytes: Uint8Array) => void) | undefined;
  const say = (wire: Wire, line: string): void => {
    if (!engine.inRom) wire.write(text.encode(`${line}\r\n`));
  };
  return {
    onOpen(wire) {
      for (const line of engine.console.lines.slice(-CONSOLE_REPLAY_MAX)) say(wire, line);
      unfollow = engine.console.follow((line) => say(wire, line));
      receive = engine.openConsole((bytes) => wire.write(bytes), buffers);
    },
    onData(bytes) {
      receive?.(bytes);
    },
    onClose() {
      unfollow?.();
      unfollow = undefined;
      receive = undefined;
    },
  };
}
