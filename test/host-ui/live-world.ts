/** A world for the live client in which time moves only when a test says so. */
import type { ClientMessage, Hello, ServerMessage, Snap } from "../../host-ui/src/api.ts";
import { LiveClient, type SocketEvents } from "../../host-ui/src/live/client.ts";
import type { Feed } from "../../host-ui/src/live/feed.ts";
import type { SocketStatus } from "../../host-ui/src/live/status.ts";
import { NOON_UTC_MS, sampleOffice, samplePrinter } from "./samples.ts";

export function hello(epoch: string, seq: number): Hello {
  return { type: "hello", proto: 1, build: "b1", role: "viewer", epoch, seq, serverTimeMs: NOON_UTC_MS };
}

export function snapOf(epoch: string, seq: number): Snap {
  const printers = { P1: samplePrinter("P1", NOON_UTC_MS) };
  return { type: "snap", epoch, seq, atMs: NOON_UTC_MS, office: sampleOffice(["P1"]), printers };
}

export function heartbeat(seq: number): ServerMessage {
  return { type: "hb", seq, serverTimeMs: NOON_UTC_MS };
}

interface Alarm {
  readonly dueMs: number;
  readonly fire: () => void;
}

export class World {
  readonly client: LiveClient;
  readonly statuses: SocketStatus[] = [];
  readonly feeds: Feed[] = [];
  readonly builds: string[] = [];
  freshClocks = 0;
  current = 0;
  dials = 0;
  closedByClient = 0;
  socket: SocketEvents | undefined;
  #sent: ClientMessage[] = [];
  #nowMs = 1_000;
  readonly #alarms = new Set<Alarm>();

  constructor(chance = 0.5) {
    this.client = new LiveClient(
      {
        nowMs: () => this.#nowMs,
        after: (delayMs, fire) => this.#after(delayMs, fire),
        chance: () => chance,
        dial: (events) => this.#dial(events),
      },
      {
        status: (status) => this.statuses.push(status),
        feed: (feed) => this.feeds.push(feed),
        serverTime: (_utcMs, fresh) => {
          if (fresh) this.freshClocks++;
        },
        build: (build) => this.builds.push(build),
        current: () => this.current++,
      },
    );
    this.client.start();
  }

  static live(epoch: string, seq: number): World {
    const world = new World();
    world.greet(epoch, seq);
    return world;
  }

  get status(): SocketStatus {
    return this.client.status;
  }

  greet(epoch: string, seq: number): void {
    this.dialled().opened();
    this.says(hello(epoch, seq));
    this.says(snapOf(epoch, seq));
    this.#sent = [];
  }

  dialled(): SocketEvents {
    if (this.socket === undefined) throw new Error("nobody dials");
    return this.socket;
  }

  /** What the client sent since this was last asked. */
  sent(): ClientMessage[] {
    const sent = this.#sent;
    this.#sent = [];
    return sent;
  }

  says(message: ServerMessage): void {
    this.saysRaw(JSON.stringify(message));
  }

  saysRaw(frame: string): void {
    this.dialled().received(frame);
  }

  closes(): void {
    const socket = this.dialled();
    this.socket = undefined;
    socket.closed("closed");
  }

  /** Lets time pass, firing what falls due, each at its own time. */
  run(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(); next !== undefined && next.dueMs <= endMs; next = this.#next()) this.#fire(next);
    this.#nowMs = endMs;
  }

  /** Lets time pass with a heartbeat each second. */
  chatter(ms: number, seq: number): void {
    this.chatterUntil(ms, () => this.says(heartbeat(seq)));
  }

  chatterUntil(ms: number, say: () => void): void {
    for (let passed = 0; passed < ms; passed += 1_000) {
      this.run(1_000);
      if (this.socket !== undefined) say();
    }
  }

  /** Runs until the client dials again; how long that took. */
  untilDial(): number {
    const fromMs = this.#nowMs;
    const before = this.dials;
    for (let next = this.#next(); next !== undefined && this.dials === before; next = this.#next()) this.#fire(next);
    return this.#nowMs - fromMs;
  }

  #next(): Alarm | undefined {
    return [...this.#alarms].sort((a, b) => a.dueMs - b.dueMs)[0];
  }

  #fire(alarm: Alarm): void {
    this.#alarms.delete(alarm);
    this.#nowMs = Math.max(this.#nowMs, alarm.dueMs);
    alarm.fire();
  }

  #after(delayMs: number, fire: () => void): () => void {
    const alarm = { dueMs: this.#nowMs + delayMs, fire };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  #dial(events: SocketEvents): { send(text: string): void; close(): void } {
    this.dials++;
    this.socket = events;
    return {
      send: (text) => this.#sent.push(JSON.parse(text)),
      close: () => {
        this.closedByClient++;
        this.socket = undefined;
      },
    };
  }
}
