import { afterEach, expect, test } from "vitest";
import { Random, silentLog, VirtualClock } from "../../src/base/index.ts";
import { checkEngineInvariants, Engine } from "../../src/hardware-sim/index.ts";
import { connectTcp, listenTcp } from "../../src/protocol/index.ts";
import { createOffice, Journal, type StationConfig } from "../../src/station/index.ts";
import { rowsOf } from "./rig.ts";
import { TcpProxy } from "./tcp-proxy.ts";

const CARDS = 20;
const SECOND_US = 1_000_000;
const HOUR_US = 3600 * SECOND_US;

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const CONFIG: StationConfig = {
  office: "proxy",
  zone: "WIB",
  language: "en",
  dataDir: "",
  bind: "127.0.0.1",
  port: 0,
  printers: [
    {
      name: "P1",
      place: "-",
      link: "tcp://127.0.0.1:1",
      console: undefined,
      model: "hdp5000",
      serial: undefined,
      simulate: undefined,
    },
  ],
};

/** A station and an engine on one virtual clock, with real TCP and the proxy between them. */
async function world(seed: number) {
  const clock = new VirtualClock();
  const random = new Random(seed);
  const engine = new Engine({ model: "hdp5000", clock, seed, behaviours: { supplies: "unlimited" } });
  const weather = { corruptPerPiece: 0.01, delayUsMax: 30_000, dropEveryUs: 40 * SECOND_US };
  const proxy = await TcpProxy.open({ clock, random: random.fork("weather"), weather });
  const served = proxy.noticing({
    onOpen: (wire) => {
      // A host that comes before the last one's end is known is told off by the listener: the engine is always free here.
      expect(engine.attach((bytes) => wire.write(bytes), { hangUp: () => wire.close() })).toBe(true);
    },
    onData: (bytes) => engine.receive(bytes),
    onClose: () => engine.detach(),
  });
  const listener = await listenTcp("tcp://127.0.0.1:0", served);
  proxy.enginePort = listener.port;
  const journal = new Journal({ path: ":memory:", durable: false, zone: "WIB", utcMs: () => clock.utcMs() });
  const office = createOffice({
    clock,
    linkClock: clock,
    config: CONFIG,
    journal,
    connectFor: () => proxy.hostEnd(connectTcp("127.0.0.1", proxy.port)),
    random: random.fork("host"),
    log: silentLog,
  });
  endings.push(
    () => journal.close(),
    () => listener.close(),
    () => proxy.close(),
    () => engine.stop(),
    () => office.stop(),
  );
  return { clock, engine, proxy, journal, office };
}

test("twenty cards over TCP that drops, delays, splits and spoils: each step once, each person one card", async () => {
  const { clock, engine, proxy, journal, office } = await world(1);
  office.addJobs(rowsOf(CARDS));
  office.start();
  while (journal.jobCounts.issued < CARDS && clock.now() < HOUR_US) {
    await proxy.settled();
    clock.runNext();
  }
  expect(journal.jobCounts).toMatchObject({ issued: CARDS, uncertain: 0, void: 0, queued: 0 });
  const out = engine.truth.cards.filter(({ place }) => place === "output");
  expect(new Set(out.map(({ chipJob }) => chipJob)).size).toBe(CARDS);
  expect(out.length).toBe(CARDS);
  for (const card of out) expect(card.filmJob).toBe(card.chipJob);
  expect(checkEngineInvariants(engine)).toEqual([]);
  // The weather was bad indeed.
  expect(proxy.counts.dropped).toBeGreaterThan(10);
  expect(proxy.counts.corrupted).toBeGreaterThan(100);
});
