import { beforeEach, describe, expect, it } from "vitest";
import { US_PER_S, VirtualClock } from "../../src/base/index.ts";
import {
  BACKLOG_BYTES_MAX,
  BACKLOG_DIRTY_BYTES,
  CLIENT_MESSAGES_MAX,
  type LiveClient,
  type LiveSocket,
} from "../../src/station/live/live-client.ts";
import { LiveFeed } from "../../src/station/live/live-feed.ts";
import { LiveHub } from "../../src/station/live/live-hub.ts";
import type { Prepared } from "../../src/station/live/prepared.ts";
import { FakeOffice } from "./fake-office.ts";

class FakeSocket implements LiveSocket {
  bufferedAmount = 0;
  readonly sent: { type: string; seq?: number; code?: string }[] = [];
  readonly buffers: (Buffer | string)[] = [];
  pings = 0;
  closed: number | undefined;
  terminated = false;

  send(data: Buffer | string): void {
    this.buffers.push(data);
    this.sent.push(JSON.parse(data.toString()));
  }

  sendPrepared({ payload, frame }: Prepared): void {
    expect(frame.subarray(-payload.length).equals(payload)).toBe(true);
    this.send(payload);
  }

  ping(): void {
    this.pings++;
  }

  close(code: number): void {
    this.closed = code;
  }

  terminate(): void {
    this.terminated = true;
  }

  /** Types of what was sent since the last look. */
  get news(): string[] {
    return this.sent.splice(0).map(({ type }) => type);
  }
}

let clock: VirtualClock;
let office: FakeOffice;
let feed: LiveFeed;
let hub: LiveHub;
let socket: FakeSocket;
let client: LiveClient;
let n = 0;

beforeEach(() => {
  clock = new VirtualClock();
  office = new FakeOffice();
  feed = new LiveFeed({ clock, source: office, epoch: "e" });
  office.onChange((name, urgent) => feed.changed(name, urgent));
  hub = new LiveHub({ clock, feed, build: "b" });
  socket = new FakeSocket();
  client = hub.join(socket);
});

const change = (): void => office.change("P1", { counters: { issued: ++n, spoiltSeen: 0, uncertain: 0 } }, true);
const resume = (who: LiveClient, from: object = {}): void => who.receive(JSON.stringify({ type: "resume", ...from }));

describe("a viewer", () => {
  it("is greeted, asks, gets the state, then what changes and a heartbeat each second", () => {
    expect(socket.sent).toEqual([
      { type: "hello", proto: 1, build: "b", role: "viewer", epoch: "e", seq: 0, serverTimeMs: clock.utcMs() },
    ]);
    socket.sent.length = 0;
    change();
    expect(socket.news).toEqual([]);
    resume(client);
    change();
    expect(socket.news).toEqual(["snap", "delta"]);
    clock.advance(3 * US_PER_S);
    expect(socket.news).toEqual(["hb", "hb", "hb"]);
  });

  it("that was away for a moment gets exactly what it missed", () => {
    for (let i = 0; i < 3; i++) change();
    socket.sent.length = 0;
    resume(client, { epoch: "e", seq: 1 });
    expect(socket.sent.map(({ type, seq }) => [type, seq])).toEqual([
      ["delta", 2],
      ["delta", 3],
    ]);
    socket.sent.length = 0;
    resume(client, { epoch: "before", seq: 1 });
    expect(socket.news).toEqual(["snap"]);
  });

  it("shares one buffer with all others", () => {
    const other = new FakeSocket();
    resume(hub.join(other));
    resume(client);
    change();
    expect(socket.buffers.at(-1)).toBe(other.buffers.at(-1));
  });

  it.each([
    ["no JSON", "{"],
    ["another type", '{"type":"cmd"}'],
    ["a key too many", '{"type":"resume","x":1}'],
    ["a wrong value", '{"type":"resume","seq":-1}'],
    ["binary", undefined],
  ])("that says %s is sent away in words", (_name, frame) => {
    client.receive(frame);
    expect(socket.sent.at(-1)).toMatchObject({ type: "error", code: "badMessage", closing: true });
    expect(socket.closed).toBe(1008);
  });

  it("that talks too much is sent away, one that talks now and then is not", () => {
    for (let i = 0; i < 3 * CLIENT_MESSAGES_MAX; i++) {
      clock.advance(US_PER_S);
      resume(client);
    }
    expect(socket.closed).toBeUndefined();
    clock.advance(10 * US_PER_S);
    for (let i = 0; i <= CLIENT_MESSAGES_MAX; i++) resume(client);
    expect(socket.sent.at(-1)).toMatchObject({ type: "error", code: "tooMany" });
    expect(socket.closed).toBe(1008);
  });
});

describe("a slow viewer", () => {
  it("gets no deltas while it is behind and one fresh snapshot when it has caught up", () => {
    resume(client);
    socket.bufferedAmount = BACKLOG_DIRTY_BYTES + 1;
    socket.sent.length = 0;
    for (let i = 0; i < 5; i++) change();
    clock.advance(2 * US_PER_S);
    expect(socket.news).toEqual([]);
    socket.bufferedAmount = 0;
    clock.advance(US_PER_S);
    expect(socket.sent).toMatchObject([{ type: "snap", seq: feed.seq }]);
    change();
    expect(socket.sent.at(-1)).toMatchObject({ type: "delta", seq: feed.seq });
    expect(socket.terminated).toBe(false);
  });

  it("is cut when its backlog would pass the limit", () => {
    socket.bufferedAmount = BACKLOG_BYTES_MAX;
    resume(client);
    expect(socket.terminated).toBe(true);
  });

  it("that answers no ping is given up, one that answers is kept", () => {
    const alive = new FakeSocket();
    const living = hub.join(alive);
    for (let i = 0; i < 46; i++) {
      clock.advance(US_PER_S);
      if (alive.pings > 0) living.answered();
    }
    expect(socket.terminated).toBe(true);
    expect(alive.terminated).toBe(false);
  });
});

describe("the hub", () => {
  it("says goodbye to everybody and stops its heart", () => {
    hub.stop();
    expect(socket.sent.at(-1)).toMatchObject({ type: "error", code: "shutdown", closing: true });
    expect(socket.closed).toBe(1001);
    socket.sent.length = 0;
    clock.advance(5 * US_PER_S);
    expect(socket.news).toEqual([]);
    expect(hub.size).toBe(0);
  });

  it("forgets who left", () => {
    hub.leave(socket);
    resume(client);
    socket.sent.length = 0;
    change();
    expect(socket.news).toEqual([]);
  });
});
