/**
 * WebSocket `/wire/NAME`: the decoded messages of one printer's link, one JSON line a frame; with `?bytes` also the bytes as
 * they cross the wire. Read-only, for operators only. A reader that is too slow loses lines and is told how many.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Access } from "../access/access.ts";
import { mayActAs } from "../commands/dispatcher.ts";
import type { Who } from "../live/live-client.ts";
import type { WireTap } from "../office/wire-tap.ts";
import type { OriginCheck } from "./origin.ts";
import { guestOf, type Refusal, refuseUpgrade, STRANGER } from "./socket-guest.ts";

export const WIRE_PATH = "/wire/";
const BYTES_TOO = "?bytes";
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

export interface WireEndpointOptions {
  readonly tapOf: TapOf;
  readonly access: Access;
  readonly origin: OriginCheck;
}

export function serveWireTaps(server: Server, options: WireEndpointOptions): WireEndpoint {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: CLIENT_BYTES_MAX });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!isWirePath(request.url)) return;
    socket.on("error", () => socket.destroy());
    const admitted = admit(request, options);
    if (!("tap" in admitted)) return void refuseUpgrade(socket, admitted);
    sockets.handleUpgrade(request, socket, head, (connection) => stream(connection, admitted));
  });
  return {
    close: () => {
      for (const connection of sockets.clients) connection.terminate();
      sockets.close();
    },
  };
}

interface Admitted {
  readonly tap: WireTap;
  readonly withBytes: boolean;
  readonly who: Who;
}

function admit(request: IncomingMessage, { tapOf, access, origin }: WireEndpointOptions): Admitted | Refusal {
  const problem = origin(request);
  if (problem !== undefined) return [403, problem];
  const guest = guestOf(access, request);
  if (guest === undefined) return STRANGER;
  if (!mayListen(guest.who)) return [403, "needs the role operator"];
  const tap = tapOf(printerName(request.url ?? ""));
  if (tap === undefined) return [404, "no such printer"];
  if (tap.isFull) return [503, "too many readers"];
  return { tap, withBytes: (request.url ?? "").endsWith(BYTES_TOO), who: guest.who };
}

const mayListen = (who: Who): boolean => mayActAs(who()?.role ?? "viewer", "operator");

function printerName(url: string): string {
  const name = url.slice(WIRE_PATH.length).split("?")[0]!;
  try {
    return decodeURIComponent(name);
  } catch {
    return "";
  }
}

function stream(connection: WebSocket, { tap, withBytes, who }: Admitted): void {
  const reader = new WireReader(connection);
  const take = (line: string): void => {
    if (mayListen(who)) reader.line(line);
    else connection.terminate();
  };
  const unhear = tap.hear(take);
  const unhearBytes = withBytes ? tap.hearBytes(take) : undefined;
  connection.on("close", () => {
    unhear();
    unhearBytes?.();
  });
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
