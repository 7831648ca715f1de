import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { stateAt } from "../../src/rig/day/day-events.ts";
import { planDay, roomCelsius } from "../../src/rig/day/day-plan.ts";
import { LossBook, LossTally } from "../../src/rig/day/losses.ts";
import {
  dayOfDate,
  lengthOf,
  nextWorkingDay,
  sessionsOf,
  US_PER_HOUR,
  union,
  weekdayOf,
  without,
} from "../../src/rig/day/office-calendar.ts";
import { withRemedies } from "../../src/rig/index.ts";
import { office } from "./offices.ts";

const MONDAY = dayOfDate("2018-02-05");
const HOUR = US_PER_HOUR;

describe("the calendar", () => {
  const { hours } = office("bandar-lampung-2018").file;

  test("knows weekdays, days off and the next working day", () => {
    expect(weekdayOf(MONDAY)).toBe("monday");
    expect(sessionsOf(hours, MONDAY)).toEqual([
      { from: 8 * HOUR, to: 12 * HOUR },
      { from: 13 * HOUR, to: 15 * HOUR },
    ]);
    expect(sessionsOf(hours, MONDAY + 5)).toEqual([]);
    expect(nextWorkingDay(hours, MONDAY + 5)).toBe(MONDAY + 7);
    // Chinese New Year of 2018 is a Friday: after Thursday comes Monday.
    expect(nextWorkingDay(hours, dayOfDate("2018-02-16"))).toBe(dayOfDate("2018-02-19"));
  });

  test("adds and takes away stretches of time", () => {
    const spans = union([
      { from: 5, to: 8 },
      { from: 1, to: 3 },
      { from: 3, to: 4 },
    ]);
    expect(spans).toEqual([
      { from: 1, to: 4 },
      { from: 5, to: 8 },
    ]);
    expect(without(spans, [{ from: 2, to: 6 }])).toEqual([
      { from: 1, to: 2 },
      { from: 6, to: 8 },
    ]);
  });
});

describe("the plan of a day", () => {
  const palembang = office("palembang-2015");
  const day = dayOfDate("2015-08-10");

  test("is the same for the same seed and another for another", () => {
    expect(planDay(palembang, day, 7)).toEqual(planDay(palembang, day, 7));
    expect(planDay(palembang, day, 7).mainsOff).not.toEqual(planDay(palembang, day, 8).mainsOff);
    expect(planDay(palembang, day, 7).mainsOff).not.toEqual(planDay(palembang, day + 1, 7).mainsOff);
  });

  test("a battery takes the short cuts away and shortens the long ones; the PC restarts after what is left", () => {
    const ups = withRemedies(palembang, ["ups"]);
    for (let seed = 1; seed <= 20; seed++) {
      const plain = planDay(palembang, day, seed);
      const carried = planDay(ups, day, seed);
      const long = plain.mainsOff.filter(({ from, to }) => to - from > HOUR / 2);
      expect(carried.mainsOff).toEqual(long.map(({ from, to }) => ({ from: from + HOUR / 2, to })));
      expect(lengthOf(plain.hostOff)).toBeGreaterThan(lengthOf(plain.mainsOff));
      for (const { to } of plain.mainsOff) expect(stateAt(plain, to).host).toBe(false);
    }
  });

  test("the room follows the file", () => {
    const plan = planDay(palembang, day, 1);
    expect(roomCelsius(plan, 5 * HOUR)).toBe(26);
    expect(roomCelsius(plan, 13 * HOUR)).toBe(33);
    expect(roomCelsius(plan, 23 * HOUR)).toBe(32);
    expect(roomCelsius(planDay(withRemedies(palembang, ["ac"]), day, 1), 13 * HOUR)).toBe(24);
  });

  test("kinds of day are drawn by their weights", () => {
    const lampung = office("bandar-lampung-2018");
    const counts: Record<string, number> = {};
    for (let i = 0; i < 2_000; i++) {
      const { kind } = planDay(lampung, MONDAY + i, 1, "drawn");
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    expect(counts["outage"]! / 2_000).toBeCloseTo(0.1, 1);
    expect(counts["good"]! / 2_000).toBeCloseTo(0.25, 1);
    expect(() => planDay(lampung, MONDAY, 1, "perfect")).toThrow(/usual, outage, good/);
  });

  test("what keeps records away, and when everything is switched on", () => {
    const outage = planDay(office("bandar-lampung-2018"), MONDAY, 1, "outage");
    expect(stateAt(outage, 9 * HOUR).noWay).not.toBe("centre");
    expect(stateAt(outage, 12 * HOUR).noWay).toBe("centre");
    expect(stateAt(outage, 7 * HOUR)).toMatchObject({ open: false, switchedOn: false, mains: false, host: false });
    const karimun = planDay(office("karimun-2018"), dayOfDate("2018-06-04"), 1);
    expect(stateAt(karimun, 15 * HOUR).noWay).toBe("centre");
  });
});

test("lost time is booked on one cause at a time; the bottleneck of supplies is the item", () => {
  const clock = new VirtualClock();
  const book = new LossBook(clock);
  book.now("film");
  clock.advance(10_000_000);
  book.now("power");
  clock.advance(4_000_000);
  book.now(undefined);
  clock.advance(60_000_000);
  const losses = book.take();
  expect(losses.seconds()).toMatchObject({ supplies: 10, power: 4, people: 0 });
  expect(losses.bottleneck).toBe("film");
  expect(new LossTally().bottleneck).toBe("none");
  expect(book.take().seconds().supplies).toBe(0);
});
