import { expect, test } from "vitest";
import type { JobSource } from "../../src/controller/index.ts";
import { Turns } from "../../src/station/office/turns.ts";

test("who took a job goes to the end of the line; who got none keeps its place", () => {
  let jobs = 0;
  const none = (): void => {};
  const queue: JobSource = {
    take: () => (jobs > 0 ? { job: `J${jobs--}` } : undefined),
    resume: () => undefined,
    giveBack: none,
    issued: none,
    voided: none,
    uncertain: none,
  };
  const turns = new Turns(["A", "B", "C"]);
  const source = turns.source(queue);
  jobs = 1;
  expect(source.take("A")).toEqual({ job: "J1" });
  expect(turns.names).toEqual(["B", "C", "A"]);
  expect(source.take("B")).toBeUndefined();
  expect(turns.names).toEqual(["B", "C", "A"]);
  jobs = 1;
  source.take("C");
  expect(turns.names).toEqual(["B", "A", "C"]);
});
