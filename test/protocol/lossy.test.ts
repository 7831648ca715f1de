import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { type PairOptions, TestPair } from "./pair.ts";

const COMMANDS_SENT = 3000;

/** Sends steps 1, 2, 3 ... whenever they are taken, in bursts, until all have been acknowledged; the ids that the engine executed. */
function run(options: PairOptions, seed: number): TestPair {
  const pair = new TestPair({ leaseMs: 5000, ...options, random: new Random(seed) }).up(120);
  const chance = new Random(seed).fork("bursts");
  let next = 1;
  while (next <= COMMANDS_SENT) {
    for (let burst = chance.int(20); burst >= 0 && next <= COMMANDS_SENT; burst--) if (pair.step(next)) next++;
    pair.clock.advance(chance.int(60_000));
  }
  return pair.until(() => pair.host.flushed(), 60);
}

const EXPECTED = Array.from({ length: COMMANDS_SENT }, (_, i) => i + 1);
/** A block of about 12 bytes is hit with one percent when a byte is hit with this. */
const ONE_PERCENT_OF_BLOCKS = 0.00085;

describe("commands arrive exactly once and in order", () => {
  test.each([1, 2, 3])("with a fifth of the blocks lost and one in a hundred corrupted each way (seed %i)", (seed) => {
    const pair = run(
      { baud: 250_000, latencyUs: 1000, lossPerBlock: 0.2, corruptPerByte: ONE_PERCENT_OF_BLOCKS, split: true },
      seed,
    );
    expect(pair.stepIds).toEqual(EXPECTED);
    expect(pair.host.counters).toMatchObject({ reconnects: 0, droppedCommands: 0 });
    expect(pair.host.counters.retransmits).toBeGreaterThan(300);
    expect(pair.engine.counters.invalidBytes).toBeGreaterThan(0);
  });

  test.each([1, 2, 3, 4, 5, 6])("on a wire that answers inside the call, a fifth lost (seed %i)", (seed) => {
    const pair = run({ lossPerBlock: 0.2 }, seed);
    expect(pair.stepIds).toEqual(EXPECTED);
    expect(pair.states.filter((state) => state.startsWith("lost"))).toEqual([]);
  });

  test("on a slow line with some loss, without drowning it in repetitions", () => {
    const pair = run({ baud: 19_200, latencyUs: 5000, lossPerBlock: 0.02, corruptPerByte: 0.0005 }, 3);
    expect(pair.stepIds).toEqual(EXPECTED);
    expect(pair.host.counters.retransmits).toBeLessThan(300);
    expect(pair.clock.now()).toBeLessThan(30_000_000);
  });

  test("with every tenth block corrupted and pieces merged", () => {
    const pair = run({ baud: 115_200, corruptPerByte: 0.01, merge: true, split: true }, 5);
    expect(pair.stepIds).toEqual(EXPECTED);
  });

  test("on a perfect slow line: not one retransmission", () => {
    const pair = run({ baud: 19_200, latencyUs: 8000 }, 6);
    expect(pair.stepIds).toEqual(EXPECTED);
    expect(pair.host.counters).toMatchObject({ retransmits: 0, naks: 0, timeouts: 0, invalidBytes: 0 });
  });

  test("the same seed gives the same bytes", () => {
    const options = { baud: 250_000, lossPerBlock: 0.1, corruptPerByte: 0.001, split: true };
    const counters = [7, 7, 8].map((seed) => JSON.stringify(run(options, seed).host.counters));
    expect(counters[0]).toBe(counters[1]);
    expect(counters[0]).not.toBe(counters[2]);
  });
});

describe("retransmission", () => {
  test("of one lost block is fast: asked for by the blocks behind it, well before any timeout", () => {
    const pair = new TestPair({ baud: 250_000, latencyUs: 5000 }).up();
    for (let id = 1; id <= 50; id++) {
      pair.step(id);
      pair.clock.advance(30_000);
    }
    pair.pair.drop(1, "toEngine");
    const sentAt = pair.clock.now();
    for (let id = 51; id <= 54; id++) pair.step(id);
    pair.until(() => pair.host.flushed(), 1);
    expect(pair.stepIds.slice(-4)).toEqual([51, 52, 53, 54]);
    expect(pair.host.counters).toMatchObject({ timeouts: 0, retransmits: 4 });
    expect(pair.clock.now() - sentAt).toBeLessThan(2.5 * 12_000);
  });

  test("of the last block comes after the measured timeout, of at least 25 ms", () => {
    const pair = new TestPair({ latencyUs: 1000 }).up();
    pair.pair.drop(1, "toEngine");
    const sentAt = pair.clock.now();
    pair.step(1);
    pair.until(() => pair.host.flushed(), 1);
    expect(pair.host.counters).toMatchObject({ timeouts: 1, retransmits: 1 });
    expect(pair.clock.now() - sentAt).toBeGreaterThanOrEqual(25_000);
    expect(pair.clock.now() - sentAt).toBeLessThan(30_000);
  });

  test("that was not needed (only the acknowledgements were lost) does not set off another", () => {
    const pair = new TestPair({ baud: 250_000, latencyUs: 1000 }).up();
    pair.pair.drop(12, "toHost");
    for (let id = 1; id <= 12; id++) pair.step(id);
    pair.until(() => pair.host.flushed(), 2);
    for (let id = 13; id <= 24; id++) pair.step(id);
    pair.until(() => pair.host.flushed(), 2);
    pair.clock.advance(500_000);
    expect(pair.stepIds).toEqual(EXPECTED.slice(0, 24));
    expect(pair.host.counters.timeouts).toBe(1);
    expect(pair.host.counters.retransmits).toBeLessThanOrEqual(12);
  });

  test("of a block whose length was damaged does not wait for the claimed length", () => {
    const pair = new TestPair({ latencyUs: 500 }).up();
    pair.clock.advance(1_000_000);
    pair.engine.receive(Uint8Array.of(64, 0x10 | pair.engine.save().sequence));
    const sentAt = pair.clock.now();
    pair.host.send("hello", {});
    pair.until(() => pair.host.flushed(), 2);
    expect(pair.clock.now() - sentAt).toBeLessThan(110_000);
    expect(pair.commands).toHaveLength(1);
  });

  test("is never later than 0.3 of the lease, and a dead line is given up after one lease", () => {
    const pair = new TestPair({ leaseMs: 2000 }).up();
    pair.pair.drop(1_000_000, "toEngine");
    pair.step(1);
    let last = -1;
    let longest = 0;
    let seen = pair.host.counters.retransmits;
    const begun = pair.clock.now();
    pair.until(() => {
      if (pair.host.counters.retransmits !== seen) {
        seen = pair.host.counters.retransmits;
        if (last >= 0) longest = Math.max(longest, pair.clock.now() - last);
        last = pair.clock.now();
      }
      return pair.host.state === "lost";
    }, 10);
    expect(longest).toBeGreaterThan(500_000);
    expect(longest).toBeLessThanOrEqual(601_000);
    expect(pair.clock.now() - begun).toBeLessThan(2_700_000);
    expect(pair.dropped).toEqual(["step_start"]);
  });
});

test("reconnects at any moment: nothing acknowledged is lost, nothing runs twice, nothing changes order", () => {
  const chance = new Random("reconnects");
  const options = { baud: 250_000, latencyUs: 700, lossPerBlock: 0.05, corruptPerByte: 0.0005, split: true };
  const pair = new TestPair({ ...options, random: new Random(11) }).up();
  let next = 1;
  let flushedUpTo = 0;
  /** Steps that the host was told are dropped: they may have run or not. */
  const lost = new Set<number>();
  for (let cut = 0; cut < 150; cut++) {
    const burst = chance.int(30);
    for (let i = 0; i < burst; i++) if (pair.step(next)) next++;
    pair.clock.advance(chance.int(30_000));
    if (pair.host.flushed()) flushedUpTo = next - 1;
    const droppedBefore = pair.dropped.length;
    pair.pair.cut();
    const dropped = pair.dropped.slice(droppedBefore).filter((name) => name === "step_start").length;
    const acknowledged = next - 1 - dropped;
    expect(acknowledged).toBeGreaterThanOrEqual(flushedUpTo);
    const ran = new Set(pair.stepIds);
    for (let id = flushedUpTo + 1; id <= acknowledged; id++) {
      if (!ran.has(id) && !lost.has(id)) throw new Error(`step ${id} was acknowledged and never ran`);
    }
    for (let id = acknowledged + 1; id < next; id++) lost.add(id);
    pair.until(() => pair.host.state === "up", 30);
  }
  const ids = pair.stepIds;
  expect(ids.length).toBeGreaterThan(1000);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});
