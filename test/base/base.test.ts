import { describe, expect, test } from "vitest";
import { BoundedQueue, logTo, WallClock } from "../../src/base/index.ts";

describe("bounded queue", () => {
  test("keeps order over the wrap, refuses what does not fit and counts it", () => {
    const queue = new BoundedQueue<number>(3);
    const out: (number | undefined)[] = [];
    for (let i = 0; i < 10; i++) {
      queue.push(2 * i);
      queue.push(2 * i + 1);
      out.push(queue.shift());
    }
    expect(queue.length + out.length + queue.dropped).toBe(20);
    expect(out.slice(0, 3)).toEqual([0, 1, 2]);
    expect(queue.peek(0)).toBe(queue.shift());
    expect(() => new BoundedQueue(0)).toThrow(RangeError);
  });
});

describe("wall clock", () => {
  test("fires in order of due time, speeded up, and not before its time", async () => {
    const clock = new WallClock({ speed: 100 });
    const fired: string[] = [];
    await new Promise<void>((done) => {
      const early = clock.timer(() => fired.push(clock.now() >= 300_000 ? "early" : "too soon"));
      const late = clock.timer(() => {
        fired.push(clock.now() >= 600_000 ? "late" : "too soon");
        done();
      });
      late.armAt(600_000);
      early.armAt(300_000);
    });
    clock.close();
    expect(fired).toEqual(["early", "late"]);
  });

  test("refuses a speed that is no speed", () => {
    expect(() => new WallClock({ speed: 0 })).toThrow(RangeError);
  });
});

describe("log", () => {
  test("children add their fields to every line", () => {
    const lines: unknown[] = [];
    const log = logTo((level, event, fields) => lines.push([level, event, fields]));
    log.child({ printer: "A" }).warn("link.lost", { after: 3 });
    expect(lines).toEqual([["warn", "link.lost", { printer: "A", after: 3 }]]);
  });
});
