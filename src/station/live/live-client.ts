/** One connection: what it may say, what it is sent, and when it is given up. */
import { type Clock, type Micros, US_PER_S } from "../../base/index.ts";
import { type ClientMessage, clientMessageSchema, type ServerMessage } from "../api.ts";
import type { Cmd } from "../api-commands.ts";
import type { Caller } from "../commands/command.ts";
import { type Dispatcher, EMERGENCY_STOP } from "../commands/dispatcher.ts";
import type { LiveFeed } from "./live-feed.ts";
import type { Prepared } from "./prepared.ts";

/** Above this backlog a client gets no deltas; once it has drained it gets one fresh snapshot. */
export const BACKLOG_DIRTY_BYTES = 64 * 1024;
/** Above this backlog the connection is cut. */
export const BACKLOG_BYTES_MAX = 1024 * 1024;
/** Messages that a client may send within {@link MESSAGE_WINDOW_US}. */
export const CLIENT_MESSAGES_MAX = 20;
export const MESSAGE_WINDOW_US: Micros = 10 * US_PER_S;
/** Commands of one connection that may wait for their outcome. */
export const COMMANDS_WAITING_MAX = 8;
/** Pings without an answer after which a connection counts as dead. */
export const PINGS_UNANSWERED_MAX = 2;

/** The part of a WebSocket that is needed here. */
export interface LiveSocket {
  readonly bufferedAmount: number;
  send(data: Buffer | string, options: { binary: false }): void;
  /** The same bytes for everybody, framed beforehand. */
  sendPrepared(message: Prepared): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** Whose connection it is, asked anew at each message; undefined: nobody's any more. */
export type Who = () => Caller | undefined;

export class LiveClient {
  private readonly socket: LiveSocket;
  private readonly feed: LiveFeed;
  private readonly clock: Clock;
  private readonly who: Who;
  private readonly commands: Dispatcher | undefined;
  private waiting = 0;
  /** Deltas flow only after the first `resume`. */
  private resumed = false;
  private dirty = false;
  private pings = 0;
  private windowFrom: Micros;
  private messages = 0;

  constructor(options: {
    socket: LiveSocket;
    feed: LiveFeed;
    clock: Clock;
    who: Who;
    commands?: Dispatcher | undefined;
  }) {
    this.socket = options.socket;
    this.feed = options.feed;
    this.clock = options.clock;
    this.who = options.who;
    this.commands = options.commands;
    this.windowFrom = this.clock.now();
  }

  say(message: ServerMessage): void {
    this.sendRaw(JSON.stringify(message));
  }

  /** A frame from the client. Bad ones end the connection in words. */
  receive(frame: string | undefined): void {
    const message = parsed(frame);
    const within = this.withinRate();
    if (message?.type === "cmd" && message.name === EMERGENCY_STOP) this.command(message);
    else if (!within) this.refuse("tooMany", "too many messages");
    else if (message === undefined) this.refuse("badMessage", "not a message of this protocol");
    else if (message.type === "cmd") this.command(message);
    else this.resume(message);
  }

  deliver(delta: Prepared): void {
    if (!this.resumed || this.isDirty()) return;
    this.sendPrepared(delta);
  }

  /** Each second, with the heartbeat of that second. */
  beat(heartbeat: Prepared): void {
    if (this.who() === undefined) {
      this.refuse("loggedOut", "logged out");
      return;
    }
    if (this.isDirty()) return;
    this.sendPrepared(heartbeat);
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

  private command({ id, name, input, idempotencyKey }: Cmd): void {
    const caller = this.who();
    if (caller === undefined || this.commands === undefined) {
      const message = caller === undefined ? "log in first" : "this station takes no commands";
      this.say({ type: "outcome", id, outcome: { ok: false, code: "role", message } });
      return;
    }
    if (this.waiting >= COMMANDS_WAITING_MAX && name !== EMERGENCY_STOP) {
      this.say({ type: "outcome", id, outcome: { ok: false, code: "busy", message: "wait for the outcomes first" } });
      return;
    }
    this.waiting++;
    void this.commands.run({ name, input, caller, idempotencyKey }).then((outcome) => {
      this.waiting--;
      this.say({ type: "outcome", id, outcome });
    });
  }

  private resume(message: Extract<ClientMessage, { type: "resume" }>): void {
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

  private sendPrepared(message: Prepared): void {
    if (this.socket.bufferedAmount + message.frame.length > BACKLOG_BYTES_MAX) this.socket.terminate();
    else this.socket.sendPrepared(message);
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

  private refuse(code: "tooMany" | "badMessage" | "loggedOut", text: string): void {
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
