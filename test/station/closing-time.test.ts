import { expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { ClosingTime } from "../../src/station/office/closing-time.ts";

const HOUR_US = 3_600e6;

function closing(minutes: number, speed = 1) {
  const clock = new VirtualClock();
  const told: (number | undefined)[] = [];
  // The virtual wall begins at some time of its own: closing times are counted from its midnight in Jakarta.
  const sinceMidnight = ((clock.utcMs() + 7 * 3_600_000) % 86_400_000) * 1000;
  clock.advance(24 * HOUR_US - sinceMidnight);
  const it = new ClosingTime({
    minutes,
    zone: "WIB",
    wall: clock,
    printer: clock,
    speed: () => speed,
    tell: (atUs) => told.push(atUs),
  });
  return { clock, told, it, midnightUs: clock.now() };
}

test("today's end is told, by the printer's clock; after it nobody knows, until the next midnight", () => {
  const { clock, told, it, midnightUs } = closing(15 * 60 + 30);
  clock.advance(9 * HOUR_US);
  it.start();
  expect(told).toEqual([midnightUs + 15.5 * HOUR_US]);
  clock.advance(6.6 * HOUR_US);
  expect(told.slice(1)).toEqual([undefined]);
  clock.advance(8.5 * HOUR_US);
  expect(told.slice(2)).toEqual([midnightUs + 39.5 * HOUR_US]);
  it.stop();
  clock.advance(80 * HOUR_US);
  expect(told).toHaveLength(3);
});

test("a printer that runs faster than the wall has more of its own time left", () => {
  const { told, it, midnightUs } = closing(60, 10);
  it.start();
  expect(told).toEqual([midnightUs + 10 * HOUR_US]);
});
