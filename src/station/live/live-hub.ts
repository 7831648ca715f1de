/** All viewers of one station: who is connected, the heartbeat of each second, and the end. */
import { type Clock, type Micros, type Timer, US_PER_S } from "../../base/index.ts";
import { type Heartbeat, LIVE_PROTO } from "../api.ts";
import type { Dispatcher } from "../commands/dispatcher.ts";
import { LiveClient, type LiveSocket, type Who } from "./live-client.ts";
import type { LiveFeed } from "./live-feed.ts";
import { prepared } from "./prepared.ts";

export const CLIENTS_MAX = 500;
const HEARTBEAT_US: Micros = US_PER_S;
/** Every so many heartbeats the connections are probed. */
const PROBE_BEATS = 15;
const VIEWER: Who = () => ({ name: "viewer", role: "viewer" });

export class LiveHub {
  private readonly clock: Clock;
  private readonly feed: LiveFeed;
  private readonly build: string;
  private readonly commands: Dispatcher | undefined;
  private readonly clients = new Map<LiveSocket, LiveClient>();
  private readonly timer: Timer;
  private readonly unsubscribe: () => void;
  private beats = 0;

  constructor(options: { clock: Clock; feed: LiveFeed; build: string; commands?: Dispatcher | undefined }) {
    this.clock = options.clock;
    this.commands = options.commands;
    this.feed = options.feed;
    this.build = options.build;
    this.timer = this.clock.timer(() => this.beat());
    this.timer.armAfter(HEARTBEAT_US);
    this.unsubscribe = this.feed.subscribe((payload) => {
      const delta = prepared(payload);
      for (const client of this.clients.values()) client.deliver(delta);
    });
  }

  get size(): number {
    return this.clients.size;
  }

  get isFull(): boolean {
    return this.clients.size >= CLIENTS_MAX;
  }

  /** Greets a new connection. The caller hands on its frames and its end. */
  join(socket: LiveSocket, who: Who = VIEWER): LiveClient {
    const client = new LiveClient({ socket, feed: this.feed, clock: this.clock, who, commands: this.commands });
    this.clients.set(socket, client);
    client.say({
      type: "hello",
      proto: LIVE_PROTO,
      build: this.build,
      role: who()?.role ?? "viewer",
      epoch: this.feed.epoch,
      seq: this.feed.seq,
      serverTimeMs: this.clock.utcMs(),
    });
    return client;
  }

  leave(socket: LiveSocket): void {
    this.clients.delete(socket);
  }

  /** Says goodbye to everybody. */
  stop(): void {
    this.timer.cancel();
    this.unsubscribe();
    for (const [socket, client] of this.clients) {
      client.say({ type: "error", code: "shutdown", text: "the station is stopping", closing: true });
      // 1001: going away (RFC 6455).
      socket.close(1001, "the station is stopping");
    }
    this.clients.clear();
  }

  private beat(): void {
    this.timer.armAfter(HEARTBEAT_US);
    const message: Heartbeat = { type: "hb", seq: this.feed.seq, serverTimeMs: this.clock.utcMs() };
    const heartbeat = prepared(Buffer.from(JSON.stringify(message)));
    for (const client of this.clients.values()) client.beat(heartbeat);
    if (++this.beats % PROBE_BEATS === 0) for (const client of this.clients.values()) client.probe();
  }
}
