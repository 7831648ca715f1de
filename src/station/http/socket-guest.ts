/** Who opens a socket, by ticket or by what the request itself shows; and the answer to those who may not. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Access } from "../access/access.ts";
import { credentialOf } from "../access/identify.ts";
import { TICKET_PREFIX } from "../api.ts";
import type { Who } from "../live/live-client.ts";

export interface Guest {
  /** Asked anew at each message: whoever is logged out is nobody. */
  readonly who: Who;
  /** Came with a ticket: a page of another site cannot have opened it in the visitor's name. */
  readonly ticketed: boolean;
}

/** Undefined: nobody whom the station knows. A ticket is used up by this. */
export function guestOf(access: Access, request: IncomingMessage): Guest | undefined {
  const ticket = ticketOf(request);
  const credential = ticket === undefined ? credentialOf(access, request) : access.redeemTicket(ticket);
  if (credential === undefined || access.callerFor(credential) === undefined) return undefined;
  return { who: () => access.callerFor(credential), ticketed: ticket !== undefined };
}

function ticketOf(request: IncomingMessage): string | undefined {
  const offered = (request.headers["sec-websocket-protocol"] ?? "").split(",").map((part) => part.trim());
  return offered.find((part) => part.startsWith(TICKET_PREFIX))?.slice(TICKET_PREFIX.length);
}

/** HTTP status and why. */
export type Refusal = readonly [status: number, why: string];

export const STRANGER: Refusal = [401, "log in first, or ask for a new ticket"];

export function refuseUpgrade(socket: Duplex, [status, why]: Refusal): void {
  // Importing all of node:http as a module would load the client behind `fetch` with it, which delays each start.
  const { STATUS_CODES } = process.getBuiltinModule("node:http");
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n`;
  socket.end(`${head}Content-Length: ${why.length}\r\n\r\n${why}`);
}
