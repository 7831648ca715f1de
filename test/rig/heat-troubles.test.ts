/** Heat in shifts in which covers are opened, power is cut, cards jam, cables are pulled, host and engine start again, at any moment of a card. */
import { describe, expect, test } from "vitest";
import { shiftOnStack } from "../../bench/soak/heat/full.ts";
import { drawShift } from "../../bench/soak/heat/plan.ts";

describe("shifts with troubles, on the full stack", () => {
  test("a sound machine under weak mains, its roller often on the way up: every transfer inside the window, no false alarm", () => {
    const run = shiftOnStack(drawShift(7026), true);
    expect(run).toMatchObject({ problems: [], alarms: [], outsideUnexcused: 0 });
    expect(run.cards).toBeGreaterThan(100);
  });
});

describe("shifts on the full stack", () => {
  test("a hot start without air, every parameter off: a card that cannot come yet keeps no roller warm until it is called a fault", () => {
    const plan = drawShift(188);
    expect(plan.start).toBe("hot");
    expect(shiftOnStack(plan)).toMatchObject({ problems: [], alarms: [] });
  });
});
