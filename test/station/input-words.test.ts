import { expect, it } from "vitest";
import { z } from "zod";
import { readInput } from "../../src/station/commands/input-words.ts";

const schema = z.strictObject({
  item: z.enum(["blanks", "film", ""]).default(""),
  name: z.string().min(1).max(5).optional(),
  code: z.string().min(3).optional(),
  count: z.number().int().min(2).max(9).optional(),
  flag: z.boolean().optional(),
  jobs: z.array(z.string().regex(/^J/, "must be a job's key, like J3k")).min(1).max(2).optional(),
  needed: z.string(),
  own: z.string().min(3, "say why in a few words").optional(),
});

it.each([
  [{ item: "tape" }, "item: must be one of blanks, film"],
  [{ name: "" }, "name: is empty"],
  [{ name: "longer" }, "name: must have 5 characters at most"],
  [{ code: "a" }, "code: must have 3 characters at least"],
  [{ count: 1 }, "count: must be 2 at least"],
  [{ count: 10 }, "count: must be 9 at most"],
  [{ count: 2.5 }, "count: must be a whole number"],
  [{ count: "2" }, "count: must be a number"],
  [{ flag: "no" }, "flag: must be true or false"],
  [{ jobs: [] }, "jobs: must have 1 entries at least"],
  [{ jobs: ["J1", "x"] }, "jobs 2: must be a job's key, like J3k"],
  [{ jobs: "J1" }, "jobs: must be a list"],
  [{ needed: undefined }, "needed: is missing"],
  [{ own: "x" }, "own: say why in a few words"],
  [{ othr: 1 }, "othr: not known here"],
  [{ count: 1, name: "" }, "name: is empty; count: must be 2 at least"],
])("%j: %s", (wrong, problem) => {
  expect(readInput(schema, { needed: "x", ...wrong })).toEqual({ problem });
});

it("gives the input as its schema has it, and repeats nothing of what is wrong", () => {
  expect(readInput(schema, { needed: "x" })).toEqual({ data: { needed: "x", item: "" } });
  expect(JSON.stringify(readInput(schema, { needed: "x", name: "Siti Aminah" }))).not.toContain("Siti");
  expect(readInput(schema, 7)).toEqual({ problem: "must be an object" });
});
