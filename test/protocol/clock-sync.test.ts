import { describe, expect, test } from "vitest";
import { ClockSync } from "../../src/protocol/index.ts";
import { TestPair } from "./pair.ts";

describe("the engine's clock", () => {
  test("is extended over many turns of its 32 bits", () => {
    const sync = new ClockSync(1_000_000, 1);
    sync.start(5, 4_294_000_000, 0);
    let ticks = 5 * 2 ** 32 + 4_294_000_000;
    for (let second = 1; second < 20_000; second += 7) {
      ticks += 7_000_000;
      expect(sync.observe(ticks % 2 ** 32, second * 1_000_000 + 6_000_000)).toBe(true);
      expect(sync.extend(ticks % 2 ** 32)).toBe(ticks);
    }
    expect(ticks).toBeGreaterThan(9 * 2 ** 32);
  });

  test("of a recent message may lie a little back", () => {
    const sync = new ClockSync(1_000_000, 1);
    sync.start(1, 100, 0);
    expect(sync.extend(4_294_967_290)).toBe(2 ** 32 - 6);
    expect(sync.at(1_500_000)).toBe(2 ** 32 + 1_500_100);
  });

  test("that runs backwards, or ahead of all drift, is that of an engine switched on again", () => {
    const sync = new ClockSync(1_000_000, 1);
    sync.start(0, 50_000_000, 0);
    expect(sync.observe(49_000_000, 1_000_000)).toBe(false);
    expect(sync.observe(51_000_000 + 20_000_000, 1_000_000)).toBe(true);
    expect(sync.observe(71_000_000 + 40_000_000, 1_000_000)).toBe(false);
    const late = new ClockSync(1_000_000, 1);
    late.start(0, 4_000_000_000, 0);
    expect(late.observe(1_000_000, 1_000_000)).toBe(false);
  });

  test("of a simulator that runs faster than the wall is no restart", () => {
    const sync = new ClockSync(1_000_000, 100);
    sync.start(0, 0, 0);
    expect(sync.observe(500_000_000, 5_000_000)).toBe(true);
  });

  test("is known once the link is up", () => {
    const pair = new TestPair();
    expect(pair.host.clock64(1)).toBeUndefined();
    pair.up();
    expect(pair.host.clock64(123)).toBe(123);
  });
});
