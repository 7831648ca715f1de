import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createActor, createMachine } from "xstate";
import { STORM_ALARMS_MAX, VirtualClock, xstateClock } from "../../src/base/index.ts";

describe("virtual clock", () => {
  test("fires each alarm at its own due time, ties in the order of arming", () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    const alarm = (name: string) => clock.timer(() => fired.push(`${name}@${clock.now()}`));
    alarm("late").armAt(30);
    alarm("first").armAt(10);
    alarm("second").armAt(10);
    clock.runUntil(20);
    expect(fired).toEqual(["first@10", "second@10"]);
    expect(clock.now()).toBe(20);
    clock.runUntil(30);
    expect(fired).toEqual(["first@10", "second@10", "late@30"]);
  });

  test("arming again moves an alarm, cancelling forgets it, it fires once per arming", () => {
    const clock = new VirtualClock();
    let count = 0;
    const timer = clock.timer(() => count++);
    timer.armAt(5);
    timer.armAt(9);
    clock.runUntil(8);
    expect(count).toBe(0);
    expect(timer.dueAt).toBe(9);
    clock.runUntil(100);
    expect(count).toBe(1);
    expect(timer.dueAt).toBe(-1);
    timer.armAfter(1);
    timer.cancel();
    timer.cancel();
    expect(clock.runNext()).toBe(false);
    expect(count).toBe(1);
  });

  test("an alarm armed for the past fires now, never back in time", () => {
    const clock = new VirtualClock();
    clock.runUntil(50);
    let at = -1;
    clock
      .timer(() => {
        at = clock.now();
      })
      .armAt(10);
    clock.runNext();
    expect(at).toBe(50);
  });

  test("a storm at one instant is an error, not a hang", () => {
    const clock = new VirtualClock();
    const timer = clock.timer(() => timer.armAfter(0));
    timer.armAfter(0);
    let fired = 0;
    expect(() => {
      while (clock.runNext()) fired++;
    }).toThrow(/arms itself/);
    expect(fired).toBeGreaterThanOrEqual(STORM_ALARMS_MAX - 1);
  });

  test("fractions and nonsense are refused", () => {
    const timer = new VirtualClock().timer(() => {});
    expect(() => timer.armAt(1.5)).toThrow(RangeError);
    expect(() => timer.armAfter(-1)).toThrow(RangeError);
    expect(() => timer.armAfter(Number.NaN)).toThrow(RangeError);
  });

  test("any schedule of arming, moving and cancelling equals a sorted list", () => {
    const operation = fc.record({
      timer: fc.nat(9),
      at: fc.nat(50),
      what: fc.constantFrom("arm", "cancel", "arm") as fc.Arbitrary<"arm" | "cancel">,
    });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const clock = new VirtualClock();
        const fired: [number, number][] = [];
        const timers = Array.from({ length: 10 }, (_, i) => clock.timer(() => fired.push([clock.now(), i])));
        const model = new Map<number, { at: number; order: number }>();
        let order = 0;
        for (const { timer, at, what } of operations) {
          if (what === "arm") {
            timers[timer]!.armAt(at);
            model.set(timer, { at, order: order++ });
          } else {
            timers[timer]!.cancel();
            model.delete(timer);
          }
        }
        clock.runUntil(100);
        const expected = [...model.entries()]
          .sort(([, a], [, b]) => a.at - b.at || a.order - b.order)
          .map(([timer, { at }]) => [at, timer]);
        expect(fired).toEqual(expected);
      }),
    );
  });
});

describe("XState on the virtual clock", () => {
  const machine = createMachine({
    initial: "a",
    states: { a: { after: { 1000: "b" } }, b: { after: { 1000: "c" } }, c: { after: { 1000: "d" } }, d: {} },
  });

  test("chained delayed transitions each happen at their own due time within one run", () => {
    const clock = new VirtualClock();
    const actor = createActor(machine, { clock: xstateClock(clock) as never });
    const seen: string[] = [];
    actor.subscribe((snapshot) => seen.push(`${String(snapshot.value)}@${clock.now() / 1000}`));
    actor.start();
    clock.advance(3_000_000);
    expect(seen).toEqual(["a@0", "b@1000", "c@2000", "d@3000"]);
  });
});

test("alarms that share a function get each its own target, and tell when they are due", () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  const note = (target: { name: string }): void => void fired.push(`${target.name} at ${clock.now()}`);
  const [late, soon] = ["late", "soon"].map((name) => clock.timer(note, { name }));
  late!.armAt(20);
  soon!.armAt(10);
  expect([late!.dueAt, soon!.dueAt]).toEqual([20, 10]);
  clock.runUntil(15);
  expect([late!.dueAt, soon!.dueAt]).toEqual([20, -1]);
  clock.runUntil(30);
  expect(fired).toEqual(["soon at 10", "late at 20"]);
});
