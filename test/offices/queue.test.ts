import { expect, test } from "vitest";
import { syntheticPeople } from "../../src/centre-sim/index.ts";
import { centreQueue, peopleWaiting } from "../../src/rig/day/queue.ts";
import { office } from "./offices.ts";

test("the people of the queue are in the proportions of the file, and all asked on days that exist", () => {
  const { file } = office("palembang-2015");
  expect(peopleWaiting(file)).toBe(15_000);
  const records = centreQueue(file, 1, 1);
  expect(new Set(records.map(({ nik }) => nik)).size).toBe(records.length);
  const first = records.filter((record) => record.class === "first").length / records.length;
  expect(first).toBeCloseTo(file.queue.percent.first / 100, 1);
  for (const { requestedAt } of records) {
    expect(new Date(`${requestedAt}T00:00:00Z`).toISOString().slice(0, 10)).toBe(requestedAt);
    expect(requestedAt < file.from).toBe(true);
  }
  expect(centreQueue(file, 1, 1)).toEqual(records);
});

test("synthetic people ask on days that exist, however many there are", () => {
  for (const { requested_at } of syntheticPeople(6_000, 1)) {
    expect(Number.isNaN(Date.parse(requested_at))).toBe(false);
    expect(requested_at).toHaveLength(10);
  }
});
