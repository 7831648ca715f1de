/** One viewer's connection: what it may say, what it is sent, and when it is given up. */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";
import { type ClientMessage, clientMessageSchema, type ServerMessage } from "../api.ts";
import type { LiveFeed } from "./live-feed.ts";

/** Above this backlog a client gets no deltas; once it has drained it gets one fresh snapshot. */
export const BACKLOG_DIRTY_BYTES = 64 * 1024;
/** Above this backlog the connection is cut. */
export const BACKLOG_BYTES_MAX = 1024 * 1024;
/** Messages that a client may send within {@link MESSAGE_WINDOW_US}. */
export const CLIENT_MESSAGES_MAX = 20;
export const MESSAGE_WINDOW_US: Micros = 10 * US_PER_S;
/** Pings without an answer after which a connection counts as dead. */
export const PINGS_UNANSWERED_MAX = 2;

/** The part of a WebSocket that is needed here. */
export interface LiveSocket {
  readonly bufferedAmount: number;
  send(data: Buffer | string, options: { binary: false }): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

export class LiveClient {
  private readonly socket: LiveSocket;
  private readonly feed: LiveFeed;
  private readonly clock: Clock;
  /** Deltas flow only after the first `resume`. */
  private resumed = false;
  private dirty = false;
  private pings = 0;
  private windowFrom: Micros;
  private messages = 0;

  constructor(options: { socket: LiveSocket; feed: LiveFeed; clock: Clock }) {
    this.socket = options.socket;
    this.feed = options.feed;
    this.clock = options.clock;
    this.windowFrom = this.clock.now();
  }

  say(message: ServerMessage): void {
    this.sendRaw(JSON.stringify(message));
  }

  /** A frame from the client. Bad ones end the connection in words. */
  receive(frame: string | undefined): void {
    const message = parsed(frame);
    if (!this.withinRate()) this.refuse("tooMany", "too many messages");
    else if (message === undefined) this.refuse("badMessage", "not a message of this protocol");
    else this.resume(message);
  }

  deliver(delta: Buffer): void {
    if (!this.resumed || this.isDirty()) return;
    this.sendRaw(delta);
  }

  /** Each second, with the heartbeat of that second. */
  beat(heartbeat: Buffer): void {
    if (this.isDirty()) return;
    this.sendRaw(heartbeat);
  }

  /** Asks whether the other side lives; gives up when it has not answered for a while. */
  probe(): void {
    if (this.pings >= PINGS_UNANSWERED_MAX) this.socket.terminate();
    else {
      this.pings++;
      this.socket.ping();
    }
  }

  answered(): void {
    this.pings = 0;
  }

  private resume(message: ClientMessage): void {
    this.resumed = true;
    const missed = this.feed.missed(message.epoch, message.seq);
    this.dirty = false;
    if (missed === undefined) this.sendRaw(this.feed.snapshotMessage());
    else for (const delta of missed) if (!this.isDirty()) this.sendRaw(delta);
  }

  /** True while the client is behind. A client that has caught up again is sent a snapshot here. */
  private isDirty(): boolean {
    if (this.socket.bufferedAmount > BACKLOG_DIRTY_BYTES) {
      this.dirty = true;
    } else if (this.dirty) {
      this.dirty = false;
      // The snapshot already holds what the caller was about to send.
      this.sendRaw(this.feed.snapshotMessage());
      return true;
    }
    return this.dirty;
  }

  private sendRaw(data: Buffer | string): void {
    if (this.socket.bufferedAmount + data.length > BACKLOG_BYTES_MAX) this.socket.terminate();
    else this.socket.send(data, { binary: false });
  }

  private withinRate(): boolean {
    const now = this.clock.now();
    if (now - this.windowFrom >= MESSAGE_WINDOW_US) {
      this.windowFrom = now;
      this.messages = 0;
    }
    return ++this.messages <= CLIENT_MESSAGES_MAX;
  }

  private refuse(code: "tooMany" | "badMessage", text: string): void {
    this.say({ type: "error", code, text, closing: true });
    // 1008: policy violation (RFC 6455).
    this.socket.close(1008, text);
  }
}

function parsed(frame: string | undefined): ClientMessage | undefined {
  if (frame === undefined) return undefined;
  try {
    return clientMessageSchema.safeParse(JSON.parse(frame)).data;
  } catch {
    return undefined;
  }
}
