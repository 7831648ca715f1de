import fc from "fast-check";
import { expect, test } from "vitest";
import { Alarm, AlarmHeap } from "../../src/base/alarm-heap.ts";
import { type Timer, VirtualClock } from "../../src/base/index.ts";

const ALARMS = 7;
const US_MAX = 6;
/** What an alarm does when it fires: arm this one so much later, or cancel it when there is no "later". */
const deed = fc.record({ alarm: fc.nat(ALARMS - 1), later: fc.option(fc.nat(US_MAX)) });
type Deed = { alarm: number; later: number | null };

/** At every third firing somebody looks at what comes next before anything is armed. */
const looks = (fired: number): boolean => fired % 3 === 2;

/** The same by a plain list, looked through each time. */
function byList(begin: readonly Deed[], firing: readonly (readonly Deed[])[]): string[] {
  let now = 0;
  let order = 0;
  let armed: { alarm: number; at: number; order: number }[] = [];
  const fired: string[] = [];
  const act = ({ alarm, later }: Deed): void => {
    armed = armed.filter((one) => one.alarm !== alarm);
    if (later !== null) armed.push({ alarm, at: now + later, order: ++order });
  };
  for (const one of begin) act(one);
  for (const deeds of firing) {
    armed.sort((a, b) => a.at - b.at || a.order - b.order);
    const next = armed.shift();
    if (next === undefined) break;
    now = next.at;
    const then = armed[0]?.at ?? -1;
    fired.push(`${next.alarm}@${now}${looks(fired.length) ? `, then ${then}` : ""}`);
    for (const one of deeds) act(one);
  }
  return fired;
}

test("whatever alarms do to each other while they fire, all fire in the order of their instants and armings", () => {
  const deeds = fc.array(deed, { maxLength: 4 });
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 12 }), fc.array(deeds, { maxLength: 40 }), (begin, firing) => {
      const clock = new VirtualClock();
      const fired: string[] = [];
      const act = ({ alarm, later }: Deed): void =>
        later === null ? timers[alarm]!.cancel() : timers[alarm]!.armAfter(later);
      const timers: Timer[] = Array.from({ length: ALARMS }, (_, alarm) =>
        clock.timer(() => {
          const deeds = firing[fired.length]!;
          fired.push(`${alarm}@${clock.now()}${looks(fired.length) ? `, then ${clock.nextDueAt()}` : ""}`);
          for (const one of deeds) act(one);
        }),
      );
      for (const one of begin) act(one);
      while (fired.length < firing.length && clock.runNext());
      expect(fired).toEqual(byList(begin, firing));
    }),
    { numRuns: 500 },
  );
});

test("an alarm may be armed for an instant before the one that was taken out, and the place of that one is nobody's meanwhile", () => {
  const heap = new AlarmHeap();
  const owner = { now: () => 0, dueOf: (alarm: Alarm) => heap.dueOf(alarm), place: () => {}, unplace: () => {} };
  const [one, other, third] = [10, 20, 30].map((at) => {
    const alarm = new Alarm(owner, () => {});
    heap.place(alarm, at);
    return alarm;
  });
  expect(heap.pop()).toBe(one);
  expect(heap.length).toBe(2);
  heap.place(other!, 5);
  heap.remove(third!);
  heap.place(one!, 7);
  expect(heap.length).toBe(2);
  expect([heap.nextDueAt, heap.pop(), heap.pop(), heap.pop()]).toEqual([5, other, one, undefined]);
});
