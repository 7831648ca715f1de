/** A viewer whose machine hangs, on real sockets: it is cut off, and nobody else misses a thing. */
import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rawViewer } from "../../bench/live/raw-viewer.ts";
import { silentLog, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { LIVE_PATH, LIVE_PROTOCOL } from "../../src/station/api.ts";
import { type StationServer, startServer } from "../../src/station/http/server.ts";
import { PINGS_UNANSWERED_MAX } from "../../src/station/live/live-client.ts";
import { FakeOffice } from "./fake-office.ts";

const OTHERS = 20;
const TICKS = 150;
/** So much a tick that the kernel's buffers of a viewer that never reads are soon full. */
const TICK_BYTES = 100_000;
/** Seconds between two probes of all connections. */
const PROBE_SECONDS = 15;

let clock: VirtualClock;
let office: FakeOffice;
let server: StationServer;
const sockets: Socket[] = [];

beforeEach(async () => {
  clock = new VirtualClock();
  office = new FakeOffice();
  const open = { bind: "127.0.0.1", port: 0, version: "1", chart: () => ({}), log: silentLog };
  server = await startServer({ office, clock, ...open });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

/** Counts the deltas that reached it; answers pings, as browsers do by themselves. */
class Watcher {
  readonly seqs: number[] = [];
  readonly ready: Promise<void>;
  closed = false;
  readonly socket: Socket;
  private heard: () => void = () => {};

  constructor() {
    let isReady: () => void = () => {};
    this.ready = new Promise((done) => {
      isReady = done;
    });
    this.socket = rawViewer({
      port: server.port,
      path: LIVE_PATH,
      protocol: LIVE_PROTOCOL,
      say: '{"type":"resume"}',
      onFrame: (head) => {
        const text = head.toString("latin1");
        if (text.startsWith('{"type":"snap"')) isReady();
        const seq = /^\{"type":"delta","seq":(\d+)/.exec(text)?.[1];
        if (seq !== undefined) this.seqs.push(Number(seq));
        this.heard();
      },
      onClose: () => {
        this.closed = true;
        this.heard();
      },
    });
    sockets.push(this.socket);
  }

  /** Something new came; whoever asks looks whether it was what they wait for. */
  async until(what: () => boolean): Promise<void> {
    while (!what()) await new Promise<void>((done) => (this.heard = done));
  }
}

const viewersNow = async (): Promise<number> => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^cetak_viewers (\d+)$/m.exec(text)?.[1]);
};

describe("a viewer that never reads", () => {
  it("is cut off after two probes; the others miss no tick of fifteen megabytes", async () => {
    const others = Array.from({ length: OTHERS }, () => new Watcher());
    const stalled = new Watcher();
    await Promise.all([...others, stalled].map(({ ready }) => ready));
    stalled.socket.pause();
    for (let tick = 1; tick <= TICKS; tick++) {
      office.change("P1", { place: `${tick} ${"x".repeat(TICK_BYTES)}` }, true);
      await Promise.all(others.map((other) => other.until(() => other.seqs.at(-1) === tick)));
    }
    const all = Array.from({ length: TICKS }, (_, i) => i + 1);
    for (const { seqs } of others) expect(seqs).toEqual(all);
    expect(await viewersNow()).toBe(OTHERS + 1);
    for (let probe = 0; probe <= PINGS_UNANSWERED_MAX; probe++) {
      clock.advance(PROBE_SECONDS * US_PER_S);
      // The heartbeats are through, and so are the answers to the pings before them.
      const { seq } = JSON.parse(await (await fetch(`${server.url}/api/snapshot`)).text()) as { seq: number };
      office.change("P1", { place: `probe ${probe}` }, true);
      await Promise.all(others.map((other) => other.until(() => other.seqs.at(-1) === seq + 1)));
    }
    expect(await viewersNow()).toBe(OTHERS);
    expect(others.some(({ closed }) => closed)).toBe(false);
  });
});
