import { deflateSync, inflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { Random, VirtualClock } from "../../src/base/index.ts";
import { type Connect, HostLink, type WireEvents } from "../../src/protocol/index.ts";
import { DICTIONARY, TestPair } from "./pair.ts";

/** Our dictionary with every id moved, and strangers between. */
function renumbered(shift: number): Uint8Array {
  const json = JSON.parse(inflateSync(DICTIONARY).toString());
  for (const table of ["commands", "responses"]) {
    const entries = Object.entries<number>(json[table]).reverse();
    json[table] = Object.fromEntries(entries.map(([name, id]) => [name, id < 2 ? id : id * 1000 + shift]));
  }
  json.commands["spi_send oid=%c data=%*s"] = 7;
  json.responses["stranger a=%u b=%.*s"] = 8;
  return deflateSync(JSON.stringify(json));
}

describe("coming up", () => {
  test("goes through its states, knows the engine, passes commands and messages", () => {
    const pair = new TestPair().up();
    expect(pair.states).toEqual(["connecting", "identifying", "synchronising", "up"]);
    expect(pair.host.engine).toMatchObject({
      mcu: "test-engine",
      version: "1.2",
      clockFreq: 1e6,
      sim: true,
      simSpeed: 1,
    });
    expect(pair.host.send("lease_renew", { ms: 5000 })).toBe(true);
    expect(pair.commands).toEqual([{ name: "lease_renew", params: { ms: 5000 } }]);
    pair.engine.send("step_done", { id: 4000000000, kind: 4, result: 2, fault: 0 });
    expect(pair.messages).toEqual([{ name: "step_done", params: { id: 4000000000, kind: 4, result: 2, fault: 0 } }]);
    expect(pair.host.flushed()).toBe(true);
  });

  test("encodes with the engine's own ids, of several bytes and negative ones too", () => {
    for (const shift of [0, -300_000, 250_000_000]) {
      const pair = new TestPair({ dictionary: renumbered(shift) }).up();
      pair.step(9);
      pair.engine.send("refused", { id: 9, reason: 3, detail: 1 });
      expect(pair.stepIds).toEqual([9]);
      expect(pair.messages).toEqual([{ name: "refused", params: { id: 9, reason: 3, detail: 1 } }]);
      expect(pair.host.counters.badContents).toBe(0);
    }
  });

  test("refuses politely an engine that lacks a needed command, and keeps trying", () => {
    const json = JSON.parse(inflateSync(DICTIONARY).toString());
    delete json.commands["step_abort id=%u"];
    const pair = new TestPair({ dictionary: deflateSync(JSON.stringify(json)) });
    pair.host.start();
    pair.until(() => pair.host.state === "offline" && pair.host.reason !== "", 5);
    expect(pair.host.reason).toBe("the engine test-engine 1.2 cannot be used: it lacks step_abort");
    expect(pair.host.send("hello", {})).toBe(false);
  });

  test("sends false for an optional command that this engine lacks", () => {
    const json = JSON.parse(inflateSync(DICTIONARY).toString());
    delete json.commands["card_get"];
    const pair = new TestPair({ dictionary: deflateSync(JSON.stringify(json)) }).up();
    expect(pair.host.send("card_get", {})).toBe(false);
    expect(pair.host.send("hello", {})).toBe(true);
  });

  test.each(Array.from({ length: 16 }, (_, i) => i))("adopts the number %i that the engine has", (number) => {
    const pair = new TestPair();
    pair.engine.restore({ ...pair.engine.save(), sequence: number });
    pair.up(5);
    for (let id = 1; id <= 20; id++) pair.step(id);
    expect(pair.stepIds).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(pair.host.counters.timeouts).toBe(0);
  });

  test("gives a wait of 0.25 s, doubling to 5 s, with jitter, while nobody answers", () => {
    const pair = new TestPair();
    pair.pair.engineSide.detach();
    const at: number[] = [];
    const connect: Connect = (events) => {
      at.push(pair.clock.now());
      return pair.pair.connect(events);
    };
    const link = new HostLink({
      clock: pair.clock,
      connect,
      random: new Random(1),
      onState: () => {},
      onMessage: () => {},
    });
    link.start();
    pair.clock.advance(60_000_000);
    expect([link.state, link.reason]).toEqual(["offline", "nobody answers"]);
    const waits = at.slice(1).map((time, i) => (time - at[i]!) / 1e6);
    for (const [i, wait] of waits.entries()) {
      const full = Math.min(0.25 * 2 ** i, 5);
      expect(wait).toBeGreaterThanOrEqual(full * 0.75 - 0.001);
      expect(wait).toBeLessThanOrEqual(full + 0.001);
    }
    expect(new Set(waits.slice(6)).size).toBeGreaterThan(3);
    link.stop();
    expect([link.state, link.reason]).toEqual(["offline", ""]);
    const attempts = at.length;
    pair.clock.advance(20_000_000);
    expect(at).toHaveLength(attempts);
  });
});

describe("strangers", () => {
  /** Something that says `text` when it is dialled, and perhaps hangs up. */
  function stranger(text: string, hangsUp: boolean): { link: HostLink; clock: VirtualClock } {
    const clock = new VirtualClock();
    const connect: Connect = Object.assign(
      (events: WireEvents) => {
        const timer = clock.timer(() => {
          events.onOpen({ write: () => {}, close: () => {} });
          events.onData(new TextEncoder().encode(text));
          if (hangsUp) events.onClose("the peer hung up");
        });
        timer.armAfter(1000);
        return { cancel: () => timer.cancel() };
      },
      { url: "tcp://example:1" },
    );
    return {
      link: new HostLink({ clock, connect, random: new Random(1), onState: () => {}, onMessage: () => {} }),
      clock,
    };
  }

  test.each([true, false])("that are no print engine are quoted (hangs up: %s)", (hangsUp) => {
    const { link, clock } = stranger("SSH-2.0-OpenSSH_9.2p1\r\n\u0001\u0002tail", hangsUp);
    link.start();
    clock.advance(3_400_000);
    expect(link.reason).toBe(
      'what answers at tcp://example:1 is not a print engine (it said: "SSH-2.0-OpenSSH_9.2p1 .tail")',
    );
    expect(link.counters.invalidBytes).toBeGreaterThan(20);
    expect(link.counters.lastJunk).toBe("SSH-2.0-OpenSSH_9.2p1 .tail");
    expect(link.counters.timeouts).toBeLessThan(40);
  });

  test("that talk without end are quoted by their first 120 bytes", () => {
    const { link, clock } = stranger("x".repeat(100_000), true);
    link.start();
    clock.advance(2000);
    expect(link.counters.lastJunk).toBe("x".repeat(120));
  });

  test("that say nothing: nothing answers", () => {
    const { link, clock } = stranger("", false);
    link.start();
    clock.advance(3_100_000);
    expect(link.reason).toBe("nothing answers at tcp://example:1");
    expect(link.state).toBe("offline");
  });

  test("a dial that never ends is given up", () => {
    const clock = new VirtualClock();
    let cancelled = 0;
    const connect: Connect = Object.assign(() => ({ cancel: () => cancelled++ }), { url: "tcp://example:1" });
    const link = new HostLink({ clock, connect, random: new Random(1), onState: () => {}, onMessage: () => {} });
    link.start();
    clock.advance(5_000_000);
    expect([link.state, link.reason, cancelled]).toEqual(["offline", "no connection to tcp://example:1 within 5 s", 1]);
  });

  test("what an earlier attempt still says is not heard", () => {
    const clock = new VirtualClock();
    const attempts: WireEvents[] = [];
    const connect: Connect = (events) => {
      attempts.push(events);
      return { cancel: () => {} };
    };
    const states: string[] = [];
    const link = new HostLink({
      clock,
      connect,
      random: new Random(1),
      onState: (s) => states.push(s),
      onMessage: () => {},
    });
    link.start();
    attempts[0]!.onClose("first");
    clock.advance(300_000);
    expect(attempts).toHaveLength(2);
    let closed = 0;
    attempts[0]!.onClose("late");
    attempts[0]!.onOpen({ write: () => {}, close: () => closed++ });
    attempts[0]!.onData(new Uint8Array(10));
    expect([link.state, link.reason, closed]).toEqual(["connecting", "first", 1]);
    expect(link.counters.bytesIn).toBe(0);
    link.stop();
    attempts[1]!.onClose("after stop");
    expect(states).toEqual(["connecting", "offline", "connecting", "offline"]);
  });

  test("a second host is told in words, and gets in when the first has gone", () => {
    const pair = new TestPair().up();
    const second = new HostLink({
      clock: pair.clock,
      connect: pair.pair.connect,
      random: new Random(2),
      onState: () => {},
      onMessage: () => {},
    });
    second.start();
    pair.clock.advance(1000);
    expect([second.state, second.reason]).toEqual(["offline", "busy: another host is connected to this engine"]);
    expect(pair.host.state).toBe("up");
    pair.step(1);
    pair.host.stop();
    pair.clock.advance(10_000_000);
    expect(second.state).toBe("up");
    expect(pair.stepIds).toEqual([1]);
  });
});

describe("losing it", () => {
  test("a cut: lost, then up again; what was not acknowledged is reported and never repeated", () => {
    const pair = new TestPair({ latencyUs: 2000 }).up();
    pair.step(1);
    pair.clock.advance(10_000);
    pair.step(2);
    pair.step(3);
    pair.clock.advance(3000);
    pair.pair.cut();
    expect(pair.host.state).toBe("lost");
    expect(pair.dropped).toEqual(["step_start", "step_start"]);
    expect(pair.host.send("hello", {})).toBe(false);
    pair.until(() => pair.host.state === "up", 5);
    pair.step(4);
    pair.clock.advance(10_000);
    expect(pair.stepIds).toEqual([1, 2, 3, 4]);
    expect(pair.host.counters).toMatchObject({ reconnects: 1, droppedCommands: 2 });
    expect(pair.states.slice(4)).toEqual([
      "lost: the connection was cut",
      "connecting: the connection was cut",
      "identifying: the connection was cut",
      "synchronising",
      "up",
    ]);
  });

  test("a silent engine is asked, and lost after a whole lease without an answer", () => {
    const pair = new TestPair({ leaseMs: 5000 }).up();
    const upAt = pair.clock.now();
    pair.pair.drop(1_000_000, "toHost");
    pair.until(() => pair.host.state === "lost", 20);
    expect(pair.host.reason).toBe("the engine no longer answers");
    const seconds = (pair.clock.now() - upAt) / 1e6;
    expect(seconds).toBeGreaterThan(7);
    expect(seconds).toBeLessThan(8.6);
  });

  test("a living engine that has nothing to say keeps its link", () => {
    const pair = new TestPair().up();
    pair.clock.advance(3_600_000_000);
    expect(pair.host.state).toBe("up");
    expect(pair.host.counters.blocksOut).toBeLessThan(2000);
  });

  test.each([1, 3, 4, 9, 15])(
    "an engine that was switched off and on behind a standing wire is noticed (after %i commands)",
    (commands) => {
      const pair = new TestPair().up();
      pair.clock.advance(10_000_000);
      for (let id = 1; id <= commands; id++) pair.step(id);
      pair.restartEngine();
      pair.clock.advance(1_000_000);
      pair.engine.sendRow("status_heat", new Int32Array(14).fill(1_000_000));
      for (let i = 0; i < 3; i++) pair.engine.send("clock", { clock: 1_000_000 });
      expect(pair.host.reason).toBe("the engine has started again");
      pair.until(() => pair.host.state === "up", 5);
      pair.step(100);
      expect(pair.stepIds.at(-1)).toBe(100);
      expect(new Set(pair.stepIds).size).toBe(pair.stepIds.length);
    },
  );

  test("stopping inside a callback is heard at once", () => {
    const pair: TestPair = new TestPair({ onMessage: () => pair.host.stop() });
    pair.up();
    pair.engine.send("clock", { clock: 1 });
    pair.engine.send("clock", { clock: 2 });
    expect(pair.messages).toHaveLength(1);
    expect(pair.host.state).toBe("offline");
  });
});

describe("limits", () => {
  test("commands beyond the queue are refused, not kept", () => {
    const pair = new TestPair({ latencyUs: 100_000 }).up();
    let taken = 0;
    while (pair.step(taken + 1)) taken++;
    expect(taken).toBeGreaterThan(256);
    expect(taken).toBeLessThan(256 + 12 * 12);
    pair.clock.advance(30_000_000);
    expect(pair.stepIds).toEqual(Array.from({ length: taken }, (_, i) => i + 1));
  });

  test("never more than 12 blocks and the receive window are on their way", () => {
    const pair = new TestPair({ latencyUs: 50_000, baud: 1_000_000 }).up();
    const before = { blocks: pair.host.counters.blocksOut, bytes: pair.host.counters.bytesOut };
    for (let id = 1; id <= 60; id++) pair.step(id);
    expect(pair.host.counters.blocksOut - before.blocks).toBeLessThanOrEqual(12);
    expect(pair.host.counters.bytesOut - before.bytes).toBeLessThanOrEqual(192);
    expect(pair.host.flushed()).toBe(false);
    pair.clock.advance(5_000_000);
    expect(pair.stepIds).toHaveLength(60);
    expect(pair.host.flushed()).toBe(true);
  });
});
