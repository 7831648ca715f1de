import { expect, test } from "vitest";
import { carveFloat64, carveInt32 } from "../../src/base/index.ts";

test("carved lists begin as zeros, have the length asked for, and never share a number", () => {
  const lists: (Float64Array | Int32Array)[] = [];
  // More than several pieces hold, of both kinds by turns, of every small length and some that fill a piece.
  for (let i = 0; i < 2_000; i++) lists.push(i % 3 === 0 ? carveInt32(i % 41) : carveFloat64(i % 97));
  lists.push(carveFloat64(10_000), carveInt32(7), carveFloat64(3));
  lists.forEach((list, i) => {
    expect(list.every((value) => value === 0)).toBe(true);
    list.fill(i + 1);
  });
  expect(lists.filter((list, i) => list.some((value) => value !== i + 1))).toEqual([]);
  expect(lists.slice(0, 2_000).map(({ length }) => length)).toEqual(
    Array.from({ length: 2_000 }, (_, i) => (i % 3 === 0 ? i % 41 : i % 97)),
  );
});
