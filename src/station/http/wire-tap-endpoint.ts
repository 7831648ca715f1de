/**
 * WebSocket `/wire/NAME`: the decoded messages of one printer's link, one JSON line a frame. Read-only, for this machine
 * only. A reader that is too slow loses lines and is told how many.
 */
import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { isLoopback } from "../config/loopback.ts";
import type { WireTap } from "../office/wire-tap.ts";
import { originProblem } from "./origin.ts";

export const WIRE_PATH = "/wire/";
/** Bytes that may wait for a reader; further lines are dropped and counted. */
export const WIRE_BACKLOG_BYTES_MAX = 256 * 1024;
/** Nothing is expected from a reader. */
const CLIENT_BYTES_MAX = 1_024;

export interface WireEndpoint {
  /** Ends all connections. */
  close(): void;
}

/** The tap of a printer, undefined for an unknown name. */
export type TapOf = (printer: string) => WireTap | undefined;

export const isWirePath = (url: string | undefined): boolean => (url ?? "").startsWith(WIRE_PATH);

export function serveWireTaps(server: Server, tapOf: TapOf, bind: string): WireEndpoint {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: CLIENT_BYTES_MAX });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!isWirePath(request.url)) return;
    socket.on("error", () => socket.destroy());
    const admitted = admit(request, tapOf, bind);
    if (Array.isArray(admitted)) return void refuse(socket, ...admitted);
    sockets.handleUpgrade(request, socket, head, (connection) => stream(connection, admitted));
  });
  return {
    close: () => {
      for (const connection of sockets.clients) connection.terminate();
      sockets.close();
    },
  };
}

function admit(request: IncomingMessage, tapOf: TapOf, bind: string): WireTap | [status: number, why: string] {
  const origin = originProblem(request, bind);
  if (origin !== undefined) return [403, origin];
  const peer = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  if (!isLoopback(peer)) return [403, "only from this machine"];
  const tap = tapOf(printerName(request.url ?? ""));
  if (tap === undefined) return [404, "no such printer"];
  return tap.isFull ? [503, "too many readers"] : tap;
}

function printerName(url: string): string {
  const name = url.slice(WIRE_PATH.length).split("?")[0]!;
  try {
    return decodeURIComponent(name);
  } catch {
    return "";
  }
}

function refuse(socket: Duplex, status: number, why: string): void {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n`;
  socket.end(`${head}Content-Length: ${why.length}\r\n\r\n${why}`);
}

function stream(connection: WebSocket, tap: WireTap): void {
  const reader = new WireReader(connection);
  const unhear = tap.hear((line) => reader.line(line));
  connection.on("close", unhear);
  // Too large or malformed frames: ws closes the connection itself, `close` follows.
  connection.on("error", () => {});
}

/** The part of a WebSocket that is needed here. */
export interface WireSocket {
  readonly bufferedAmount: number;
  send(data: string): void;
}

export class WireReader {
  private readonly socket: WireSocket;
  private dropped = 0;

  constructor(socket: WireSocket) {
    this.socket = socket;
  }

  line(json: string): void {
    if (this.socket.bufferedAmount + json.length > WIRE_BACKLOG_BYTES_MAX) {
      this.dropped++;
      return;
    }
    if (this.dropped > 0) this.socket.send(JSON.stringify({ dropped: this.dropped }));
    this.dropped = 0;
    this.socket.send(json);
  }
}
