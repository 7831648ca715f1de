/** What a request shows of who sent it: session cookie, wall token, or that it comes from the station itself. */
import type { IncomingMessage } from "node:http";
import { isLoopback } from "../config/loopback.ts";
import type { Access, Credential } from "./access.ts";

export const SESSION_COOKIE = "cetak";
const BEARER = /^Bearer ([A-Za-z0-9_-]{16,128})$/;

export type Shown = Pick<IncomingMessage, "headers" | "socket">;

/** Whom failures to log in are counted for. */
export const sourceOf = ({ socket }: Shown): string => socket.remoteAddress ?? "";

/** From this machine, and not passed on by a proxy that stands on it. */
export function isHere({ headers, socket }: Shown): boolean {
  const passedOn = headers["x-forwarded-for"] !== undefined || headers["forwarded"] !== undefined;
  return !passedOn && isLoopback((socket.remoteAddress ?? "").replace(/^::ffff:/, ""));
}

/** The strongest thing shown that is (still) good; undefined: nothing is. */
export function credentialOf(access: Access, shown: Shown): Credential | undefined {
  const bearer = BEARER.exec(shown.headers.authorization ?? "")?.[1];
  if (bearer !== undefined) {
    const wall = access.wallCredential(bearer);
    return access.callerFor(wall) === undefined ? undefined : wall;
  }
  const secret = cookieOf(shown.headers.cookie, SESSION_COOKIE);
  if (secret !== undefined) {
    const session = access.sessionCredential(secret);
    if (access.callerFor(session) !== undefined) return session;
  }
  return isHere(shown) ? { kind: "here" } : undefined;
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const [key, value] = part.trim().split("=");
    if (key === name && value !== undefined && value !== "") return value;
  }
  return undefined;
}
