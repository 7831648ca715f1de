import { createServer, type Server, type Socket } from "node:net";
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";
import { ListenError } from "../errors.ts";
import type { WireEvents } from "../wire.ts";
import { BUSY_TEXT } from "./mem.ts";
import { tcpWire } from "./tcp.ts";
import { parseTcpUrl } from "./url.ts";

/** A host that sent nothing for this long gives way to one that knocks: its machine may be gone without a word. */
export const HOST_SILENT_US = 15 * US_PER_S;
/** Connections that are being told off at one time. */
export const REFUSALS_AT_ONCE_MAX = 16;

export interface TcpListener {
  /** With the port that was really taken (ask for port 0 to get a free one). */
  readonly url: string;
  readonly port: number;
  /** Hangs up on the host and stops listening. */
  close(): Promise<void>;
}

/**
 * Serves the engine side at `tcp://host:port`: `handler` gets one host after another, never two at once. A second host
 * gets one line of plain text and is hung up on. With a `clock`, a host silent for {@link HOST_SILENT_US} is replaced
 * instead. Rejects with a {@link ListenError} when the address cannot be had.
 */
export function listenTcp(url: string, handler: WireEvents, options: { clock?: Clock } = {}): Promise<TcpListener> {
  const { host, port } = parseTcpUrl(url);
  const door = new Door(handler, options.clock);
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 10_000 }, (socket) =>
    door.knock(socket),
  );
  return new Promise((resolve, reject) => {
    server.once("error", (error: Error & { code?: string }) => reject(new ListenError(listenSentence(error, url))));
    server.listen({ host, port }, () => resolve(listener(server, door, host)));
  });
}

class Door {
  private readonly handler: WireEvents;
  private readonly clock: Clock | undefined;
  private readonly refused = new Set<Socket>();
  private host: Socket | undefined;
  private heardAt: Micros = 0;

  constructor(handler: WireEvents, clock: Clock | undefined) {
    this.handler = handler;
    this.clock = clock;
  }

  knock(socket: Socket): void {
    socket.on("error", () => {});
    if (this.host !== undefined && this.clock !== undefined && this.clock.now() - this.heardAt >= HOST_SILENT_US) {
      this.drop(this.host, "the host was silent and another one came");
    }
    if (this.host === undefined) this.admit(socket);
    else this.refuse(socket);
  }

  close(): void {
    for (const socket of this.refused) socket.destroy();
    if (this.host !== undefined) this.drop(this.host, "the engine closed the link");
  }

  private admit(socket: Socket): void {
    this.host = socket;
    this.heardAt = this.clock?.now() ?? 0;
    socket.on("data", (bytes) => {
      if (this.host !== socket) return;
      if (this.clock !== undefined) this.heardAt = this.clock.now();
      this.handler.onData(bytes);
    });
    socket.on("close", () => this.drop(socket, "the host hung up"));
    this.handler.onOpen(tcpWire(socket));
  }

  private drop(socket: Socket, reason: string): void {
    socket.destroy();
    if (this.host !== socket) return;
    this.host = undefined;
    this.handler.onClose(reason);
  }

  private refuse(socket: Socket): void {
    if (this.refused.size >= REFUSALS_AT_ONCE_MAX) {
      socket.destroy();
      return;
    }
    this.refused.add(socket);
    socket.on("close", () => this.refused.delete(socket));
    socket.resume();
    socket.end(BUSY_TEXT);
  }
}

function listener(server: Server, door: Door, host: string): TcpListener {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `tcp://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        door.close();
      }),
  };
}

function listenSentence(error: Error & { code?: string }, url: string): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `cannot listen at ${url}: the port is taken`;
    case "EACCES":
      return `cannot listen at ${url}: not allowed`;
    case "EADDRNOTAVAIL":
      return `cannot listen at ${url}: this machine has no such address`;
    default:
      return `cannot listen at ${url}: ${error.message}`;
  }
}
