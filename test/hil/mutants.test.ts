/** The planted bugs still fit the sources, are of every kind, and are found for real. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { compareUnderLoad } from "../../bench/load/compare.ts";
import { applied, MUTANT_CLASSES, PatchError, readMutant, readMutants } from "../../bench/mutants/patch.ts";
import { libraryOf, runMutants } from "../../bench/mutants/run.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const mutants = readMutants(resolve(ROOT, "bench/mutants"));
const MUTANTS_MIN = 28;

describe("the patches", () => {
  test("each still fits the sources and changes them", () => {
    expect(mutants.length).toBeGreaterThanOrEqual(MUTANTS_MIN);
    for (const { name, changes } of mutants)
      for (const change of changes) {
        const text = readFileSync(resolve(ROOT, change.path), "utf8");
        expect(applied(name, change, text)).not.toBe(text);
      }
  });

  test("each class of bugs is there, and each patch names scenarios of the library", () => {
    const there = new Set(mutants.map((mutant) => mutant.class));
    expect(MUTANT_CLASSES.filter((name) => !there.has(name))).toEqual([]);
    const library = libraryOf(ROOT);
    expect(mutants.flatMap(({ likely }) => likely).filter((name) => !library.includes(name))).toEqual([]);
  });

  test("a place that has moved is found, one that is gone is said with what to do", () => {
    const patch = [
      "class: lease",
      "likely: a",
      "story: b",
      "",
      "--- a/x.ts",
      "+++ b/x.ts",
      "@@ -1,2 +1,2 @@",
      " a",
      "-b",
      "+c",
      "",
    ];
    const { changes } = readMutant("x", patch.join("\n"));
    expect(applied("x", changes[0]!, "1\n2\na\nb\n")).toBe("1\n2\na\nc\n");
    expect(() => applied("x", changes[0]!, "a\n2\nb\n")).toThrow(PatchError);
    expect(() => applied("x", changes[0]!, "a\n2\nb\n")).toThrow(/write the patch anew/);
    expect(() => readMutant("x", patch.slice(1).join("\n"))).toThrow(/lacks "class/);
  });
});

test("three of them are planted, run and killed", async () => {
  const wanted = ["fan-dead", "set-point-in", "ids-not-above"];
  const { verdicts } = await runMutants({
    root: ROOT,
    mutants: mutants.filter(({ name }) => wanted.some((part) => name.includes(part))),
    lanes: 2,
    all: false,
    types: false,
    sound: false,
    say: () => {},
  });
  expect(verdicts.map(({ fate, mutant }) => `${fate} ${mutant.class}`)).toEqual([
    "killed fan in a fault",
    "killed step-id reuse",
    "killed unit error",
  ]);
});

test("verdicts, events and bytes are the same beside a thread that burns time", async () => {
  const files = ["wire-stop", "fault-jam-nip"].map((name) => resolve(ROOT, "scenarios", `${name}.yaml`));
  expect(await compareUnderLoad({ files, workers: 1, burners: 2 })).toEqual({ runs: 4, different: [], failed: [] });
});
