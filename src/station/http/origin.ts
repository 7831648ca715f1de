/**
 * Who may talk to the station. A page of another site must not read it through the visitor's browser: so the Host must be
 * one of ours (against DNS rebinding) and an Origin, when there is one, must be the same as the Host.
 */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { isLoopback } from "../config/loopback.ts";

export interface OriginOptions {
  readonly bind: string;
  /** Names under which the station is known, besides its addresses. */
  readonly names: readonly string[];
}

/** Undefined when the request is welcome, else why not. */
export type OriginCheck = (request: Pick<IncomingMessage, "headers" | "socket">) => string | undefined;

export function originCheck({ bind, names }: OriginOptions): OriginCheck {
  const known = new Set([bind, ...names].map((name) => name.replace(/^\[|\]$/g, "").toLowerCase()));
  const open = !isLoopback(bind);
  return ({ headers, socket }) => {
    const { host, origin } = headers;
    const name = host === undefined ? undefined : hostnameOf(`http://${host}`);
    if (name === undefined) return "unknown host name";
    // The very address that was dialled is no name that somebody could have bent.
    const dialled = open && isIP(name) !== 0 && name === plainAddress(socket.localAddress);
    if (!isLoopback(name) && !known.has(name) && !dialled) return "unknown host name";
    if (origin === undefined) return undefined;
    return origin === `http://${host}` || origin === `https://${host}` ? undefined : "other origin";
  };
}

const plainAddress = (address: string | undefined): string => (address ?? "").replace(/^::ffff:/, "");

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : undefined;
}
