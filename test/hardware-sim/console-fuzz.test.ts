import { expect, test } from "vitest";
import { fuzzConsole } from "../../bench/soak/flash-fuzz.ts";

test("anything on the console: nothing is thrown, little is kept, what runs is untouched", () => {
  const fuzz = fuzzConsole(400_000, 7);
  expect(fuzz.problems).toEqual([]);
  expect(fuzz.requests).toBeGreaterThan(100);
  expect(fuzz.answers).toBeGreaterThan(50);
  expect(fuzz.heldBytesMost).toBeLessThan(100_000);
});
