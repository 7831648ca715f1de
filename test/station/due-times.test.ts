import fc from "fast-check";
import { expect, test } from "vitest";
import { DueTimes } from "../../src/station/alarms/due-times.ts";

test("the first is the earliest of all that wait, whichever of them go before their time", () => {
  const story = fc.array(fc.record({ laterUs: fc.nat(3), goes: fc.option(fc.nat(20)) }), { maxLength: 200 });
  fc.assert(
    fc.property(story, (steps) => {
      const times = new DueTimes();
      const waiting: number[] = [];
      let now = 0;
      for (const { laterUs, goes } of steps) {
        now += laterUs;
        if (goes === null) {
          times.add(now);
          waiting.push(now);
        } else if (goes < waiting.length) times.remove(waiting.splice(goes, 1)[0]!);
        expect(times.first).toBe(waiting.length === 0 ? -1 : Math.min(...waiting));
      }
    }),
  );
});

test("an instant before one that was added earlier is a mistake", () => {
  const times = new DueTimes();
  times.add(5);
  expect(() => times.add(4)).toThrow("4 us was added after 5 us");
});
