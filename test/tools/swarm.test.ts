/** A bug that somebody could have written is found by the swarm, and what is left of it is a small file that shows it. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, expect, test } from "vitest";
import { TreeCopy } from "../../bench/mutants/copy.ts";
import { readMutants } from "../../bench/mutants/patch.ts";
import { readScenario } from "../../src/hil/index.ts";
import { begin, cleanUp, folder } from "../cli/cli.ts";

const ROOT = resolve(import.meta.dirname, "../..");
let copy: TreeCopy | undefined;
afterEach(() => {
  cleanUp();
  copy?.remove();
  copy = undefined;
});

test("planted bug: found, made small, red again from the file, and green on the sound tree", async () => {
  const mutant = readMutants(join(ROOT, "bench/mutants")).find(({ class: of }) => of === "uncertain requeued")!;
  copy = new TreeCopy(ROOT);
  copy.plant(mutant);
  const place = folder();
  const bin = join(copy.folder, "bin/cetak.mjs");
  const swarm = await begin(["swarm", "--seeds", "7..7", "--cards", "4", "--out", place, "--json"], place, bin).ended;
  expect(swarm.code).toBe(5);
  const figures = JSON.parse(swarm.out) as { files: string[]; failed: { failures: { kind: string }[] }[] };
  expect(figures.failed[0]?.failures[0]?.kind).toBe("invariant");
  const [file] = figures.files as [string];
  const { scenario } = readScenario(file);
  expect(scenario.faults).toHaveLength(1);
  expect(scenario.steps[0]).toEqual({ jobs: 1 });
  expect(readFileSync(file, "utf8").split("\n").length).toBeLessThan(35);
  const [red, green] = [await begin(["test", file], place, bin).ended, await begin(["test", file], place).ended];
  expect(red).toMatchObject({ code: 5, out: expect.stringContaining("invariant") });
  expect(green).toMatchObject({ code: 0, out: expect.stringContaining("1 of 1 scenarios passed") });
});
