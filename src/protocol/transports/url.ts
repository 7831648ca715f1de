import { UsageError } from "../errors.ts";
import type { Connect } from "../wire.ts";
import { connectTcp } from "./tcp.ts";

const SUPPORTED = "supported: tcp://host:port";

/** A way to dial the engine at `url`. Throws a {@link UsageError} that names what is supported. */
export function connectUrl(url: string): Connect {
  const { host, port } = parseTcpUrl(url);
  return connectTcp(host, port);
}

/** `tcp://host:port`, IPv6 addresses in brackets. Throws a {@link UsageError}. */
export function parseTcpUrl(url: string): { host: string; port: number } {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new UsageError(`"${url}" is no link address; ${SUPPORTED}`);
  if (scheme !== "tcp") throw new UsageError(`${scheme}: links are not supported here ("${url}"); ${SUPPORTED}`);
  const match = /^tcp:\/\/(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):([0-9]{1,5})\/?$/i.exec(url);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port <= 65_535)) throw new UsageError(`"${url}" is no link address; ${SUPPORTED}`);
  return { host, port };
}
