import { connect as dial, type Socket } from "node:net";
import type { Connect, Wire, WireEvents } from "../wire.ts";
import { looksLikeTelnet } from "./telnet.ts";

/** Bytes that may wait in the host's memory for a peer that does not read. Beyond it writes are lost, as on a serial line. */
export const TCP_BACKLOG_BYTES_MAX = 65_536;

/**
 * Dials an engine over TCP. `host` may be a name, an IPv4 or an IPv6 address without brackets. A server that begins in
 * telnet is given up with a sentence that says how to reach it, unless `telnet` is what is wanted.
 */
export function connectTcp(host: string, port: number, { telnet = false }: { telnet?: boolean } = {}): Connect {
  const url = `tcp://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const connect = (events: WireEvents): { cancel(): void } => {
    const socket = dial({ host, port, noDelay: true });
    let cancelled = false;
    let sentence = "the engine hung up";
    let isFirst = !telnet;
    socket.on("connect", () => events.onOpen(tcpWire(socket)));
    socket.on("data", (bytes) => {
      if (cancelled) return;
      if (isFirst && looksLikeTelnet(bytes)) {
        sentence = `${url} speaks telnet: write ${url.replace("tcp:", "rfc2217:")}`;
        socket.destroy();
        return;
      }
      isFirst = false;
      events.onData(bytes);
    });
    socket.on("error", (error) => {
      sentence = dialSentence(error, url);
    });
    socket.on("close", () => {
      if (!cancelled) events.onClose(sentence);
    });
    return {
      cancel: () => {
        cancelled = true;
        socket.destroy();
      },
    };
  };
  return Object.assign(connect, { url });
}

/** A wire over a socket. Copies what it sends: the caller's buffer is reused. */
export function tcpWire(socket: Socket): Wire {
  return {
    write: (bytes) => {
      if (socket.writable && socket.writableLength + bytes.length <= TCP_BACKLOG_BYTES_MAX)
        socket.write(new Uint8Array(bytes));
    },
    close: () => socket.destroy(),
  };
}

function dialSentence(error: Error & { code?: string }, url: string): string {
  switch (error.code) {
    case "ECONNREFUSED":
      return `nobody listens at ${url}`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the name in ${url} is not known`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return `${url} cannot be reached`;
    case "ECONNRESET":
    case "EPIPE":
      return `${url} broke the connection`;
    default:
      return `${url}: ${error.message}`;
  }
}
