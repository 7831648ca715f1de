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
