import { expect, test } from "vitest";
import { ChipMemory } from "../../src/station/journal/chip-memory.ts";

test("a chip that was added is never called new, however many there are; others seldom are taken for one", () => {
  const memory = new ChipMemory();
  const serial = (n: number): string => `04${(n * 7919).toString(16).padStart(12, "0")}`;
  for (let n = 0; n < 5_000; n++) {
    memory.add(serial(n));
    memory.add(serial(n >> 1));
  }
  for (let n = 0; n < 5_000; n++) expect(memory.mayHave(serial(n))).toBe(true);
  const mistaken = Array.from({ length: 5_000 }, (_, n) => memory.mayHave(serial(5_000 + n))).filter(Boolean);
  expect(mistaken.length).toBeLessThan(5);
});
