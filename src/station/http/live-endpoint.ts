/**
 * Takes WebSocket upgrades at `/live` from the web server and hands the connections to the hub. With a ticket a connection
 * has the role of whoever asked for the ticket; without one it only looks.
 */
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Access } from "../access/access.ts";
import { CLIENT_MESSAGE_BYTES_MAX, LIVE_PATH, LIVE_PROTOCOL } from "../api.ts";
import type { LiveSocket, Who } from "../live/live-client.ts";
import type { LiveHub } from "../live/live-hub.ts";
import type { OriginCheck } from "./origin.ts";
import { guestOf, type Refusal, refuseUpgrade, STRANGER } from "./socket-guest.ts";
import { isWirePath } from "./wire-tap-endpoint.ts";

export interface LiveEndpoint {
  /** Ends all connections. */
  close(): void;
}

export interface LiveEndpointOptions {
  readonly hub: LiveHub;
  readonly access: Access;
  readonly origin: OriginCheck;
}

export function serveLive(server: Server, options: LiveEndpointOptions): LiveEndpoint {
  const sockets = new WebSocketServer({
    noServer: true,
    // One state, many readers: compressing for each of them costs far more than the bytes.
    perMessageDeflate: false,
    maxPayload: CLIENT_MESSAGE_BYTES_MAX,
    handleProtocols: (offered) => (offered.has(LIVE_PROTOCOL) ? LIVE_PROTOCOL : false),
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (isWirePath(request.url)) return;
    socket.on("error", () => socket.destroy());
    const admitted = admit(request, options);
    if (typeof admitted !== "function") return void refuseUpgrade(socket, admitted);
    sockets.handleUpgrade(request, socket, head, (connection) =>
      join(liveSocket(connection, socket), connection, options.hub, admitted),
    );
  });
  return {
    close: () => {
      for (const connection of sockets.clients) connection.terminate();
      sockets.close();
    },
  };
}

/** Whose connection it would be, or why there will be none. */
function admit(request: IncomingMessage, { hub, access, origin }: LiveEndpointOptions): Who | Refusal {
  const problem = origin(request);
  if (problem !== undefined) return [403, problem];
  if ((request.url ?? "").split("?")[0] !== LIVE_PATH) return [404, "no such socket"];
  if (hub.isFull) return [503, "too many viewers"];
  const guest = guestOf(access, request);
  if (guest === undefined) return STRANGER;
  if (guest.ticketed) return guest.who;
  return () => {
    const caller = guest.who();
    return caller === undefined ? undefined : { ...caller, role: "viewer" };
  };
}

/**
 * Frames that are the same for everybody go to the wire as they are; everything else through ws. Both write whole frames at
 * once (nothing is compressed), so that they never mix.
 */
function liveSocket(connection: WebSocket, wire: Duplex): LiveSocket {
  return {
    get bufferedAmount() {
      return connection.bufferedAmount;
    },
    send: (data, options) => connection.send(data, options),
    sendPrepared: ({ frame }) => {
      if (connection.readyState === connection.OPEN) wire.write(frame);
    },
    ping: () => connection.ping(),
    close: (code, reason) => connection.close(code, reason),
    terminate: () => connection.terminate(),
  };
}

function join(socket: LiveSocket, connection: WebSocket, hub: LiveHub, who: Who): void {
  const client = hub.join(socket, who);
  connection.on("message", (data, isBinary) => client.receive(isBinary ? undefined : data.toString()));
  connection.on("pong", () => client.answered());
  connection.on("close", () => hub.leave(socket));
  // Too large or malformed frames: ws closes the connection itself, `close` follows.
  connection.on("error", () => {});
}
