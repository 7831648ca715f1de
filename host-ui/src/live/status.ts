/** The states of the one socket, and which may follow which. Anything else is a mistake in the client and throws. */

export type SocketStatus = "idle" | "connecting" | "greeting" | "live" | "quiet" | "waiting";

const FOLLOWS: Readonly<Record<SocketStatus, readonly SocketStatus[]>> = {
  /** Not started, or stopped for good. */
  idle: ["connecting"],
  /** Dialling. */
  connecting: ["greeting", "waiting", "idle"],
  /** Open; hello or snapshot still to come. */
  greeting: ["live", "waiting", "idle"],
  /** Messages arrive. */
  live: ["quiet", "waiting", "idle"],
  /** Open, but nothing has come for a while: an open socket alone proves nothing. */
  quiet: ["live", "waiting", "idle"],
  /** Lost; calls again when the wait is over. */
  waiting: ["connecting", "idle"],
};

export function canFollow(from: SocketStatus, to: SocketStatus): boolean {
  return FOLLOWS[from].includes(to);
}

export function follow(from: SocketStatus, to: SocketStatus): SocketStatus {
  if (from === to) return from;
  if (!canFollow(from, to)) throw new Error(`socket status cannot go from ${from} to ${to}`);
  return to;
}
