import { describe, expect, test } from "vitest";
import { StatusTime } from "../../src/controller/driver/status-time.ts";

const TICKS = 1_000_000;
const SECOND = 1_000_000;

describe("the time of a status", () => {
  test("is the engine's, however late statuses are heard, and over the wrap of its clock", () => {
    const time = new StatusTime();
    const first = 2 ** 32 - 3 * TICKS;
    const zero = time.of(first, TICKS, 0);
    const heard = [1, 60, 60, 60, 60.1];
    heard.forEach((at, i) => {
      expect(time.of((first + (i + 1) * TICKS) >>> 0, TICKS, at * SECOND) - zero).toBe((i + 1) * SECOND);
    });
  });

  test("is the host's over a restart or a jump of the engine's clock", () => {
    const time = new StatusTime();
    const zero = time.of(900 * TICKS, TICKS, 5 * SECOND);
    expect(time.of(2 * TICKS, TICKS, 12 * SECOND) - zero).toBe(7 * SECOND);
    expect(time.of(3 * TICKS, TICKS, 13 * SECOND) - zero).toBe(8 * SECOND);
    expect(time.of(500 * TICKS, TICKS, 14 * SECOND) - zero).toBe(9 * SECOND);
  });
});
