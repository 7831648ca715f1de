import { describe, expect, test } from "vitest";
import { ScaledClock, VirtualClock } from "../../src/base/index.ts";

describe("scaled clock", () => {
  test("runs at its factor and fires in order of its own due times, never early", () => {
    const base = new VirtualClock();
    base.advance(1_000);
    const clock = new ScaledClock(base, 5);
    const fired: string[] = [];
    const alarm = (name: string) => clock.timer(() => fired.push(`${name}@${base.now()}/${clock.now()}`));
    alarm("b").armAt(1_000_000);
    alarm("a").armAfter(500_000);
    alarm("c").armAt(1_000_001);
    base.advance(1_000_000);
    expect(fired).toEqual(["a@101000/500000", "b@201000/1000000", "c@201001/1000005"]);
  });

  test("a change of speed neither jumps nor loses alarms", () => {
    const base = new VirtualClock();
    const clock = new ScaledClock(base);
    let at = -1;
    clock
      .timer(() => {
        at = base.now();
      })
      .armAt(3_000_000);
    base.advance(1_000_000);
    clock.setSpeed(4);
    expect(clock.now()).toBe(1_000_000);
    base.advance(1_000_000);
    expect(at).toBe(1_500_000);
    expect(clock.now()).toBe(5_000_000);
    expect(() => clock.setSpeed(0)).toThrow(RangeError);
  });

  test("a cancelled alarm leaves nothing armed below", () => {
    const base = new VirtualClock();
    const timer = new ScaledClock(base, 2).timer(() => {});
    timer.armAfter(10);
    timer.cancel();
    expect(base.nextDueAt()).toBe(-1);
  });
});

test("an alarm armed for an instant that is past takes no time back, however lateness is forgiven", () => {
  const base = new VirtualClock();
  const clock = new ScaledClock(base, 20, { lateUsMax: 1_000 });
  base.advance(10_000);
  expect(clock.now()).toBe(200_000);
  clock.timer(() => {}).armAt(0);
  expect(clock.now()).toBe(200_000);
});

describe("a world that stands still", () => {
  test("fires nothing, and goes on where it stood", () => {
    const base = new VirtualClock();
    const clock = new ScaledClock(base, 2);
    const fired: number[] = [];
    clock.timer(() => fired.push(clock.now())).armAt(3_000_000);
    base.advance(1_000_000);
    clock.pause();
    clock.pause();
    base.advance(60_000_000);
    expect([clock.now(), fired]).toEqual([2_000_000, []]);
    clock.setSpeed(4);
    clock.resume();
    base.advance(250_000);
    expect([clock.now(), fired]).toEqual([3_000_000, [3_000_000]]);
  });

  test("may be stopped by an alarm of its own, at that instant", () => {
    const base = new VirtualClock();
    const clock = new ScaledClock(base);
    const fired: number[] = [];
    clock.timer(() => clock.pause()).armAt(5);
    clock.timer(() => fired.push(clock.now())).armAt(5);
    base.advance(100);
    expect([clock.now(), fired]).toEqual([5, []]);
    clock.resume();
    base.advance(1);
    expect(fired).toHaveLength(1);
  });
});

describe("a world that waits for its computer", () => {
  /** The machine's clock jumps: the process was held up and its alarm fires late. */
  class Held extends VirtualClock {
    late = 0;
    override now(): number {
      return super.now() + this.late;
    }
  }

  test("does not count a stall, neither before an alarm nor inside one", () => {
    const base = new Held();
    const clock = new ScaledClock(base, 10, { lateUsMax: 1_000 });
    const fired: number[] = [];
    const timer = clock.timer(() => {
      fired.push(clock.now());
      base.late += 300_000;
      timer.armAfter(100_000);
    });
    timer.armAt(100_000);
    base.late = 500_000;
    for (let i = 0; i < 400; i++) base.advance(10_000);
    expect(fired[0]).toBeGreaterThanOrEqual(100_000);
    expect(fired.length).toBeGreaterThan(1);
    const steps = fired.slice(1).map((at, i) => at - fired[i]!);
    for (const step of steps) expect(step).toBeLessThanOrEqual(100_000 + 2 * 10 * 1_000);
  });
});

test("time that is held back does not tremble, however long each look at the clock below takes", () => {
  let us = 0;
  let lookUs = 0;
  const base = {
    now: () => {
      us += lookUs++ % 7;
      return us;
    },
    utcMs: () => 0,
    timer: () => ({ dueAt: -1, armAt: () => {}, armAfter: () => {}, cancel: () => {} }),
  };
  const clock = new ScaledClock(base, 20, { lateUsMax: 1_000 });
  clock.timer(() => {}).armAt(100);
  us += 5_000;
  let before = clock.now();
  for (let i = 0; i < 100; i++) {
    const now = clock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
  }
});
