/**
 * The page's one connection to the station: dials, says how far it got, applies what comes, asks again after a gap,
 * watches for silence, and calls again for ever. Time, chance and the socket are given, so that tests need none of them.
 */
import { type ClientMessage, type ServerMessage, serverMessageSchema } from "../api.ts";
import { reconnectDelayMs } from "./backoff.ts";
import { type Feed, receive } from "./feed.ts";
import { follow, type SocketStatus } from "./status.ts";

/** Heartbeats come each second: three missed ones are worth saying. */
export const QUIET_AFTER_MS = 3_000;
/** An open socket that brings nothing for this long is dead: HA's lesson of live TCP with a dead subscription. */
export const DEAD_AFTER_MS = 15_000;
/** For dialling, hello and snapshot together. */
export const GREETING_MS_MAX = 10_000;
/** A gap that stays unanswered for this long ends the connection. */
export const GAP_MS_MAX = 5_000;
/** Only a connection that held this long counts as success for the next wait. */
export const HELD_MS = 10_000;
/** How often the connection is looked at. */
const WATCH_MS = 500;
/** Larger messages are junk. A snapshot of a printer takes some 1.5 kB. */
export const MESSAGE_CHARACTERS_MAX = 4_000_000;

export interface Socket {
  send(text: string): void;
  close(): void;
}

export interface SocketEvents {
  opened(): void;
  received(text: string): void;
  closed(why: string): void;
}

export interface LiveWorld {
  nowMs(): number;
  /** Runs once later; returns how to cancel it. */
  after(delayMs: number, fire: () => void): () => void;
  chance(): number;
  /** Starts one connection. No event may come before it returns. */
  dial(events: SocketEvents): Socket;
}

export interface LiveEvents {
  status(status: SocketStatus, why: string): void;
  feed(feed: Feed, changed: readonly string[]): void;
  /** A message told the station's time; `fresh` when another run of the station tells it. */
  serverTime(utcMs: number, fresh: boolean): void;
  build(build: string): void;
  /** A message came while everything known is up to date. Greetings alone do not count. */
  current(): void;
}

export class LiveClient {
  readonly #world: LiveWorld;
  readonly #events: LiveEvents;
  #status: SocketStatus = "idle";
  #socket: Socket | undefined;
  /** Grows with each dial; events of an older socket are ignored. */
  #call = 0;
  #attempt = 0;
  #feed: Feed | undefined;
  #epoch = "";
  #dialledMs = 0;
  #heardMs = 0;
  #liveSinceMs = 0;
  #gapSinceMs: number | undefined;
  #cancelRetry: (() => void) | undefined;
  #cancelWatch: (() => void) | undefined;

  constructor(world: LiveWorld, events: LiveEvents) {
    this.#world = world;
    this.#events = events;
  }

  get status(): SocketStatus {
    return this.#status;
  }

  start(): void {
    if (this.#status === "idle") this.#dial();
  }

  stop(): void {
    this.#hangUp();
    this.#cancelRetry?.();
    this.#enter("idle", "");
  }

  #dial(): void {
    const call = ++this.#call;
    const mine = (): boolean => call === this.#call;
    this.#enter("connecting", "");
    this.#dialledMs = this.#world.nowMs();
    this.#heardMs = this.#dialledMs;
    this.#gapSinceMs = undefined;
    this.#socket = this.#world.dial({
      opened: () => mine() && this.#opened(),
      received: (text) => mine() && this.#received(text),
      closed: (why) => mine() && this.#lost(why),
    });
    this.#watch();
  }

  #opened(): void {
    this.#enter("greeting", "");
    this.#askFrom(this.#feed);
  }

  #askFrom(feed: Feed | undefined): void {
    const ask: ClientMessage =
      feed === undefined ? { type: "resume" } : { type: "resume", epoch: feed.epoch, seq: feed.seq };
    this.#socket?.send(JSON.stringify(ask));
  }

  #received(text: string): void {
    const message = text.length <= MESSAGE_CHARACTERS_MAX ? parsed(text) : undefined;
    // A newer station may greet in a form that this page does not know: its build alone must still be heard.
    const build = looseBuild(message);
    if (build !== undefined) this.#events.build(build);
    const checked = serverMessageSchema.safeParse(message);
    this.#heardMs = this.#world.nowMs();
    if (checked.success) this.#handle(message as ServerMessage);
    else this.#lost("badMessage");
  }

  #handle(message: ServerMessage): void {
    this.#tellTime(message);
    if (message.type === "error") {
      if (message.closing) this.#lost(message.code);
      return;
    }
    // What an earlier run of the station told is still shown, but nothing of this run may be added to it.
    const base = this.#feed?.epoch === this.#epoch ? this.#feed : undefined;
    const verdict = receive(base, message);
    if (verdict.kind === "broken") {
      this.#feed = undefined;
      this.#lost("badMessage");
    } else if (verdict.kind === "gap") {
      this.#noteGap();
    } else {
      if (verdict.kind === "applied") {
        this.#feed = verdict.feed;
        this.#gapSinceMs = undefined;
        this.#events.feed(verdict.feed, verdict.changed);
      }
      if (message.type !== "hello" && message.type !== "outcome" && this.#feed?.epoch === this.#epoch)
        this.#becomeLive();
    }
  }

  #noteGap(): void {
    if (this.#gapSinceMs !== undefined) return;
    this.#gapSinceMs = this.#world.nowMs();
    // While greeting, the first question is still on its way and answers this gap too.
    if (this.#status !== "greeting") this.#askFrom(this.#feed);
  }

  #becomeLive(): void {
    if (this.#status === "greeting") this.#liveSinceMs = this.#world.nowMs();
    this.#enter("live", "");
    this.#events.current();
  }

  #tellTime(message: ServerMessage): void {
    if (message.type === "error" || message.type === "outcome") return;
    const utcMs = message.type === "hello" || message.type === "hb" ? message.serverTimeMs : message.atMs;
    const epoch = message.type === "hello" || message.type === "snap" ? message.epoch : this.#epoch;
    const fresh = epoch !== this.#epoch;
    this.#epoch = epoch;
    this.#events.serverTime(utcMs, fresh);
  }

  #watch(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = this.#world.after(WATCH_MS, () => {
      const why = this.#distrust(this.#world.nowMs());
      if (why === undefined) this.#watch();
      else this.#lost(why);
    });
  }

  /** Why the connection should be given up now, if so. Notes on the way that it has gone quiet. */
  #distrust(nowMs: number): string | undefined {
    const silentMs = nowMs - this.#heardMs;
    const greeting = this.#status === "connecting" || this.#status === "greeting";
    if (greeting && nowMs - this.#dialledMs >= GREETING_MS_MAX) return "noAnswer";
    if (silentMs >= DEAD_AFTER_MS) return "silent";
    if (this.#gapSinceMs !== undefined && nowMs - this.#gapSinceMs >= GAP_MS_MAX) {
      this.#feed = undefined;
      return "gap";
    }
    if (this.#status === "live" && silentMs >= QUIET_AFTER_MS) this.#enter("quiet", "silent");
    return undefined;
  }

  #lost(why: string): void {
    const held = this.#status === "live" || this.#status === "quiet";
    if (held && this.#world.nowMs() - this.#liveSinceMs >= HELD_MS) this.#attempt = 0;
    this.#hangUp();
    this.#enter("waiting", why);
    const delayMs = reconnectDelayMs(this.#attempt++, this.#world.chance());
    this.#cancelRetry = this.#world.after(delayMs, () => this.#dial());
  }

  #hangUp(): void {
    this.#call++;
    this.#cancelWatch?.();
    this.#socket?.close();
    this.#socket = undefined;
  }

  #enter(status: SocketStatus, why: string): void {
    const changed = status !== this.#status;
    this.#status = follow(this.#status, status);
    if (changed) this.#events.status(status, why);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function looseBuild(message: unknown): string | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { type, build } = message as { type?: unknown; build?: unknown };
  return type === "hello" && typeof build === "string" ? build : undefined;
}
