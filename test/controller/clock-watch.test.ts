import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { ClockWatch } from "../../src/controller/faults/clock-watch.ts";

const S = 1_000_000;
const WRAP = 2 ** 32;

/** Statuses ten times a second over a line with a delay, from a clock that starts anywhere. */
class Line {
  readonly watch = new ClockWatch();
  engineUs: number;
  nowUs = 0;
  boots = 1;
  speed = 1;
  delay = (): number => 2_000;
  /** Engine time for each second of the host's. */
  rate = 1;

  constructor(startUs = 0) {
    this.engineUs = startUs;
  }

  /** Runs; true when a jump was called. */
  run(seconds: number): boolean {
    let called = false;
    for (let i = 0; i < seconds * 10; i++) {
      this.nowUs += S / 10;
      this.engineUs += (S / 10) * this.rate;
      const clock = ((Math.round(this.engineUs) % WRAP) + WRAP) % WRAP;
      called = this.watch.observe(this.boots, clock, this.nowUs + this.delay(), 1, this.speed) || called;
    }
    return called;
  }
}

describe("a jump of the engine's clock", () => {
  test.each([3, 20, 3000, -15, -3000])("by %i s is called, once", (seconds) => {
    const line = new Line(100 * S);
    expect(line.run(60)).toBe(false);
    line.engineUs += seconds * S;
    expect(line.run(5)).toBe(true);
    expect(line.run(600)).toBe(false);
  });

  test("also while the connection was gone, but not when the engine has started anew", () => {
    const line = new Line();
    line.run(60);
    line.nowUs += 30 * S;
    line.engineUs += 90 * S;
    expect(line.run(1)).toBe(true);
    line.nowUs += 30 * S;
    line.engineUs = 0;
    line.boots++;
    expect(line.run(100)).toBe(false);
  });
});

describe("no jump", () => {
  test("a counter that turns over, and a day of clocks that drift apart", () => {
    for (const rate of [0.9999, 1, 1.0001]) {
      const line = new Line(WRAP - 30 * S);
      line.rate = rate;
      expect(line.run(40_000)).toBe(false);
    }
  });

  test("a line that stalls and lets everything go at once, again and again", () => {
    const random = new Random("stalls");
    const line = new Line();
    let stallUntil = 0;
    let last = 0;
    line.delay = () => {
      if (random.chance(0.002)) stallUntil = line.nowUs + random.int(9 * S);
      // In order: nothing overtakes what is held back.
      last = Math.max(last, line.nowUs + 1_000 + random.int(50_000), stallUntil);
      return last - line.nowUs;
    };
    expect(line.run(10_000)).toBe(false);
  });

  test("a computer that is late by half a second, for an engine that runs 20 times as fast", () => {
    const random = new Random("late");
    const line = new Line();
    line.speed = 20;
    line.delay = () => random.int(10 * S);
    expect(line.run(3_000)).toBe(false);
  });
});
