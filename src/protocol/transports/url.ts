import type { Clock } from "../../base/index.ts";
import { UsageError } from "../errors.ts";
import type { Connect } from "../wire.ts";
import { connectRfc2217 } from "./rfc2217.ts";
import { connectSerial } from "./serial.ts";
import { connectTcp } from "./tcp.ts";

/** Bits a second where an address names none; Klipper's usual rate [C]. */
export const BAUD_DEFAULT = 250_000;
const BAUD_MIN = 1_200;
const BAUD_MAX = 4_000_000;
const SUPPORTED =
  "supported: tcp://host:port, serial:///dev/ttyUSB0?baud=250000, pty:///path, rfc2217://host:port?baud=250000";

/** Parity bit of a serial line. Boot loaders in the ROM of chips want an even one; a pseudo-terminal has none. */
export const PARITIES = ["none", "even", "odd"] as const;
export type Parity = (typeof PARITIES)[number];

/** Where a link is to be had: a port of a machine, or the path of a serial device or pseudo-terminal. */
export type LinkAddress =
  | { readonly scheme: "tcp"; readonly host: string; readonly port: number }
  | {
      readonly scheme: "rfc2217";
      readonly host: string;
      readonly port: number;
      readonly baud: number;
      readonly parity: Parity;
    }
  | { readonly scheme: "serial" | "pty"; readonly path: string; readonly baud: number; readonly parity: Parity };

/**
 * A way to dial the engine at `url`. `clock` runs the deadlines of the link; only `tcp:` does without. To the host a
 * `pty:` is a serial device whose rate means nothing. Throws a {@link UsageError} that names what is supported.
 */
export function connectUrl(url: string, clock?: Clock): Connect {
  const address = parseLinkUrl(url);
  if (address.scheme === "tcp") return connectTcp(address.host, address.port);
  if (clock === undefined) throw new TypeError(`dialling ${url} needs a clock`);
  if (address.scheme === "rfc2217") return connectRfc2217({ url, ...address }, clock);
  return connectSerial({ url, path: address.path, baud: address.baud, parity: address.parity }, clock);
}

/** Throws a {@link UsageError} that names what is supported. */
export function parseLinkUrl(url: string): LinkAddress {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new UsageError(`"${url}" is no link address; ${SUPPORTED}`);
  if (scheme === "tcp") return { scheme, ...parseTcpUrl(url) };
  if (scheme === "rfc2217") return { scheme, ...parseRfc2217(url) };
  if (scheme === "serial" || scheme === "pty") return { scheme, ...parseDevice(url) };
  throw new UsageError(`${scheme}: links are not supported here ("${url}"); ${SUPPORTED}`);
}

/** `tcp://host:port`, IPv6 addresses in brackets. Throws a {@link UsageError}. */
export function parseTcpUrl(url: string): { host: string; port: number } {
  const match = /^tcp:\/\/(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):([0-9]{1,5})\/?$/i.exec(url);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !(port <= 65_535)) throw new UsageError(`"${url}" is no link address; ${SUPPORTED}`);
  return { host, port };
}

/** `scheme:///path?baud=N&parity=even`; on Windows `serial:///COM3`. */
function parseDevice(url: string): { path: string; baud: number; parity: Parity } {
  const match = /^[a-z]+:\/\/(\/[^?#\s]+|\/?COM\d+)(?:\?([^#\s]*))?$/i.exec(url);
  if (match === null) throw new UsageError(`"${url}" is no link address; ${SUPPORTED}`);
  return { path: match[1]!.replace(/^\/(?=COM\d+$)/i, ""), ...lineOptions(url, match[2]) };
}

/** `rfc2217://host:port?baud=N&parity=even`. */
function parseRfc2217(url: string): { host: string; port: number; baud: number; parity: Parity } {
  const [address = "", query] = url.split("?", 2);
  const { host, port } = parseTcpUrl(address.replace(/^rfc2217:/i, "tcp:"));
  return { host, port, ...lineOptions(url, query) };
}

function lineOptions(url: string, query: string | undefined): { baud: number; parity: Parity } {
  const params = new URLSearchParams(query ?? "");
  for (const key of params.keys()) {
    if (key !== "baud" && key !== "parity") {
      throw new UsageError(`unknown option "${key}" in ${url}; known options: baud, parity`);
    }
  }
  const text = params.get("baud");
  const baud = text === null ? BAUD_DEFAULT : Number(text);
  if (text === "" || !(Number.isInteger(baud) && baud >= BAUD_MIN && baud <= BAUD_MAX)) {
    throw new UsageError(`baud in ${url} must be a whole number from ${BAUD_MIN} to ${BAUD_MAX}, not "${text}"`);
  }
  const parity = PARITIES.find((word) => word === (params.get("parity") ?? "none"));
  if (parity === undefined) throw new UsageError(`parity in ${url} must be one of ${PARITIES.join(", ")}`);
  return { baud, parity };
}
