/**
 * Who may talk to the station. A page of another site must not read it through the visitor's browser: so the Host must be
 * one of ours (against DNS rebinding) and an Origin, when there is one, must be the same as the Host.
 */
import type { IncomingMessage } from "node:http";
import { isLoopback } from "../config/loopback.ts";

/** Undefined when the request is welcome, else why not. */
export function originProblem(request: Pick<IncomingMessage, "headers">, bind: string): string | undefined {
  const { host, origin } = request.headers;
  const hostname = host === undefined ? undefined : hostnameOf(`http://${host}`);
  if (hostname === undefined || !(isLoopback(hostname) || hostname === bind)) return "unknown host name";
  if (origin === undefined) return undefined;
  return origin === `http://${host}` || origin === `https://${host}` ? undefined : "other origin";
}

function hostnameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
