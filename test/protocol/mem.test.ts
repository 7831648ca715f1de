import { describe, expect, test } from "vitest";
import { Random, VirtualClock } from "../../src/base/index.ts";
import { type MemPair, type MemPairOptions, memPair, type Wire } from "../../src/protocol/index.ts";
import { toHex } from "./pair.ts";

interface Bench {
  clock: VirtualClock;
  pair: MemPair;
  wire: Wire;
  toEngine: string[];
  toHost: string[];
  closed: string[];
}

function bench(options: MemPairOptions = {}): Bench {
  const clock = new VirtualClock();
  const pair = memPair(clock, options);
  const toEngine: string[] = [];
  const toHost: string[] = [];
  const closed: string[] = [];
  let wire: Wire | undefined;
  pair.engineSide.attach((bytes) => toEngine.push(`${clock.now()}:${toHex(bytes)}`));
  pair.connect({
    onOpen: (opened) => {
      wire = opened;
    },
    onData: (bytes) => toHost.push(`${clock.now()}:${toHex(bytes)}`),
    onClose: (reason) => closed.push(reason),
  });
  expect(wire).toBeUndefined();
  clock.advance(options.latencyUs ?? 0);
  return { clock, pair, wire: wire as unknown as Wire, toEngine, toHost, closed };
}

describe("a wire in memory", () => {
  test("without pacing delivers before write returns", () => {
    const { wire, pair, toEngine, toHost } = bench();
    wire.write(Uint8Array.of(1, 2));
    pair.engineSide.write(Uint8Array.of(3));
    expect([toEngine, toHost]).toEqual([["0:0102"], ["0:03"]]);
  });

  test("keeps the order of a conversation that goes on and on, two answers to each question", () => {
    const clock = new VirtualClock();
    const pair = memPair(clock);
    const heard: number[] = [];
    let wire: Wire | undefined;
    pair.engineSide.attach((bytes) => {
      pair.engineSide.write(Uint8Array.of(bytes[0]!, 0));
      pair.engineSide.write(Uint8Array.of(bytes[0]!, 1, 2));
    });
    pair.connect({
      onOpen: (opened) => {
        wire = opened;
      },
      onData: (bytes) => {
        heard.push(2 * bytes[0]! + bytes[1]!);
        if (bytes[1] === 1 && bytes[0]! < 200) wire!.write(Uint8Array.of(bytes[0]! + 1));
        if (bytes[0] === 100 && bytes[1] === 0) for (let i = 201; i < 230; i++) wire!.write(Uint8Array.of(i));
      },
      onClose: () => {},
    });
    clock.advance(0);
    wire!.write(Uint8Array.of(0));
    const asked = [...Array(101).keys(), ...Array.from({ length: 29 }, (_, i) => 201 + i), ...Array(100).keys()];
    const order = asked.map((n, i) => (i < 130 ? n : 101 + n)).flatMap((n) => [2 * n, 2 * n + 1]);
    expect(heard).toEqual(order);
    expect(pair.toEngine.bytesDelivered).toBe(asked.length);
  });

  test("enters nobody twice: an answer waits, copied, until the question has been handled", () => {
    const clock = new VirtualClock();
    const pair = memPair(clock);
    const log: string[] = [];
    let wire: Wire | undefined;
    const buffer = Uint8Array.of(0);
    pair.engineSide.attach((bytes) => {
      log.push(`engine in ${bytes[0]}`);
      for (const n of bytes[0] === 1 ? [10, 11] : []) {
        buffer[0] = n;
        pair.engineSide.write(buffer);
      }
      log.push("engine out");
    });
    pair.connect({
      onOpen: (opened) => {
        wire = opened;
      },
      onData: (bytes) => {
        log.push(`host in ${bytes[0]}`);
        if (bytes[0] === 10) wire!.write(Uint8Array.of(2));
        log.push("host out");
      },
      onClose: () => {},
    });
    clock.advance(0);
    wire!.write(Uint8Array.of(1));
    expect(log).toEqual([
      "engine in 1",
      "engine out",
      "host in 10",
      "host out",
      "host in 11",
      "host out",
      "engine in 2",
      "engine out",
    ]);
  });

  test("with a baud rate takes ten bits a byte, one write behind the other, then the latency", () => {
    const { clock, wire, toEngine } = bench({ baud: 100_000, latencyUs: 500 });
    const t0 = clock.now();
    wire.write(new Uint8Array(10));
    wire.write(new Uint8Array(5));
    clock.advance(10_000);
    expect(toEngine.map((line) => Number(line.split(":")[0]) - t0)).toEqual([1500, 2000]);
  });

  test("loses what does not fit into its buffer", () => {
    const { clock, wire, toEngine, pair } = bench({ baud: 9600, bufferBytes: 30 });
    for (let i = 0; i < 5; i++) wire.write(new Uint8Array(10).fill(i));
    clock.advance(1_000_000);
    expect(toEngine).toHaveLength(3);
    expect(pair.toEngine.blocksOverrun).toBe(2);
  });

  test("loses and corrupts about as often as it should, the same for the same seed", () => {
    const runs = [1, 1, 2].map((seed) => {
      const { wire, pair, toEngine } = bench({ lossPerBlock: 0.2, corruptPerByte: 0.01, random: new Random(seed) });
      for (let i = 0; i < 2000; i++) wire.write(new Uint8Array(10));
      expect(pair.toEngine.blocksLost).toBeGreaterThan(320);
      expect(pair.toEngine.blocksLost).toBeLessThan(480);
      expect(pair.toEngine.bytesCorrupted).toBeGreaterThan(110);
      expect(pair.toEngine.bytesCorrupted).toBeLessThan(210);
      return toEngine.join();
    });
    expect(runs[0]).toBe(runs[1]);
    expect(runs[0]).not.toBe(runs[2]);
  });

  test("splits and merges without changing a byte", () => {
    for (const options of [
      { split: true },
      { latencyUs: 10, merge: true },
      { latencyUs: 10, merge: true, split: true },
    ]) {
      const { clock, wire, toEngine } = bench({ ...options, random: new Random(3) });
      const sent: number[] = [];
      for (let i = 0; i < 200; i++) {
        const bytes = Uint8Array.from({ length: 1 + (i % 20) }, (_, k) => (i + k) & 0xff);
        sent.push(...bytes);
        wire.write(bytes);
      }
      clock.advance(1000);
      expect(toEngine.map((line) => line.split(":")[1]).join("")).toBe(toHex(Uint8Array.from(sent)));
      expect(toEngine.length).not.toBe(200);
    }
  });

  test("drops on request", () => {
    const { wire, pair, toEngine } = bench();
    pair.drop(2, "toEngine");
    for (const n of [1, 2, 3]) wire.write(Uint8Array.of(n));
    expect(toEngine).toEqual(["0:03"]);
  });

  test("when cut delivers nothing more, says so once, and can be dialled again", () => {
    const { clock, wire, pair, toEngine, closed } = bench({ latencyUs: 100 });
    wire.write(Uint8Array.of(1));
    pair.cut("axe");
    wire.write(Uint8Array.of(2));
    clock.advance(1000);
    expect([toEngine, closed, pair.engineSide.hostPresent]).toEqual([[], ["axe"], false]);
    let opened = 0;
    pair.connect({ onOpen: () => opened++, onData: () => {}, onClose: () => {} });
    clock.advance(100);
    expect([opened, pair.engineSide.hostPresent]).toEqual([1, true]);
  });

  test("an engine that hangs up on arrival is never opened", () => {
    const clock = new VirtualClock();
    const pair = memPair(clock);
    const events: string[] = [];
    pair.engineSide.attach(
      () => {},
      (present) => {
        if (present) pair.cut("no power");
      },
    );
    pair.connect({
      onOpen: () => events.push("open"),
      onData: () => {},
      onClose: (reason) => events.push(reason),
    });
    clock.advance(0);
    expect(events).toEqual(["no power"]);
  });

  test("a cancelled attempt stays silent", () => {
    const clock = new VirtualClock();
    const pair = memPair(clock, { latencyUs: 100 });
    pair.engineSide.attach(() => {});
    const events: string[] = [];
    const attempt = pair.connect({
      onOpen: () => events.push("open"),
      onData: () => {},
      onClose: () => events.push("close"),
    });
    attempt.cancel();
    clock.advance(1000);
    expect([events, pair.engineSide.hostPresent]).toEqual([[], false]);
  });
});
