/** Takes WebSocket upgrades at `/live` from the web server and hands the connections to the hub. */
import type { IncomingMessage, Server } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { CLIENT_MESSAGE_BYTES_MAX, LIVE_PATH, LIVE_PROTOCOL } from "../api.ts";
import type { LiveHub } from "../live/live-hub.ts";
import { originProblem } from "./origin.ts";
import { isWirePath } from "./wire-tap-endpoint.ts";

export interface LiveEndpoint {
  /** Ends all connections. */
  close(): void;
}

export function serveLive(server: Server, hub: LiveHub, bind: string): LiveEndpoint {
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
    const refused = refusal(request, hub, bind);
    if (refused !== undefined) return void refuse(socket, ...refused);
    sockets.handleUpgrade(request, socket, head, (connection) => join(connection, hub));
  });
  return {
    close: () => {
      for (const connection of sockets.clients) connection.terminate();
      sockets.close();
    },
  };
}

function refusal(request: IncomingMessage, hub: LiveHub, bind: string): [status: number, why: string] | undefined {
  const origin = originProblem(request, bind);
  if (origin !== undefined) return [403, origin];
  if ((request.url ?? "").split("?")[0] !== LIVE_PATH) return [404, "no such socket"];
  return hub.isFull ? [503, "too many viewers"] : undefined;
}

function refuse(socket: Duplex, status: number, why: string): void {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n`;
  socket.end(`${head}Content-Length: ${why.length}\r\n\r\n${why}`);
}

function join(connection: WebSocket, hub: LiveHub): void {
  const client = hub.join(connection);
  connection.on("message", (data, isBinary) => client.receive(isBinary ? undefined : data.toString()));
  connection.on("pong", () => client.answered());
  connection.on("close", () => hub.leave(connection));
  // Too large or malformed frames: ws closes the connection itself, `close` follows.
  connection.on("error", () => {});
}
