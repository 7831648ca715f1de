/** Runs: each kind of failure by its own name, faults that never fire, and the same bytes for the same seed. */
import { describe, expect, test } from "vitest";
import {
  checkScenario,
  coverageOf,
  ctrfJson,
  evidenceZip,
  htmlReport,
  junitXml,
  type RunResult,
  readScenario,
  runJob,
  runScenario,
  swarmRun,
  tapText,
  worstFailure,
} from "../../src/hil/index.ts";

function run(...lines: string[]): Promise<RunResult> {
  const file = checkScenario(["name: a <b> & \u0007", "shows: [b]", ...lines].join("\n"), "x.yaml");
  if ("problems" in file) throw new Error(JSON.stringify(file.problems));
  return runScenario({ file, on: "sim" });
}

const suite = (results: RunResult[]) => ({ results, on: "sim", versions: { cetak: "1" }, startMs: 0, tookMs: 1 });

describe("failures", () => {
  test("a deadline says what is the case instead, and how to run it again", async () => {
    const result = await run("steps:", "  - wait: { state: printing, within: 5s }");
    expect(result.failures).toMatchObject([
      { kind: "deadline", line: 4, message: expect.stringContaining("within 5s") },
    ]);
    expect(result.rerun).toBe("cetak test x.yaml --on sim --seed 1");
    expect(worstFailure([result])).toBe("deadline");
  });

  test("assertions: expect, never, order, measure", async () => {
    const result = await run(
      "steps:",
      "  - never: { state: cold }",
      "  - mark: m",
      "  - wait: { state: cold, within: 60s }",
      "  - expect: { value: roller, min: 300 C }",
      "  - order: [state cold, state unknown]",
      "  - let: 2s",
      "  - measure: { name: t, since: m, max: 1 s }",
    );
    expect(result.failures.map(({ kind, line }) => `${kind} ${line}`)).toEqual([
      "assertion 4",
      "assertion 7",
      "assertion 8",
      "assertion 10",
    ]);
  });

  test("a fault that never fires fails the run", async () => {
    const result = await run(
      "faults:",
      "  - { inject: jamNip, when: { card: 9 } }",
      "steps:",
      "  - wait: { state: ready, within: 20m }",
    );
    expect(result.failures).toMatchObject([
      { kind: "assertion", line: 4, message: expect.stringContaining("never fired") },
    ]);
    const waits = await run("faults:", "  - inject: jamNip", "steps:", "  - wait: { state: ready, within: 20m }");
    expect(waits.failures[0]?.message).toContain("never fired");
  });
});

describe("a run with faults by state, message and time", () => {
  const lines = [
    "faults:",
    "  - { link: cut, when: { state: printing.feeding, nth: 1, after: 200ms } }",
    "  - { power: off, when: { message: step_done, nth: 3 }, for: 4s }",
    "  - { host: restart, when: { at: 20s } }",
    "steps:",
    "  - jobs: 2",
    "  - wait: { message: identity, within: 60s }",
    "  - wait: { jobs: { left: 0 }, within: 2h }",
  ];

  test("all fire, the printer comes back, and a second run is the same to the last byte", async () => {
    const job = {
      file: "x.yaml",
      text: ["name: a", "shows: [b]", ...lines].join("\n"),
      seed: 3,
      hashWire: true,
      lookUs: undefined,
    };
    const first = await runJob(job);
    expect(first.failures).toEqual([]);
    expect(first.faults.map(({ fired }) => fired)).toEqual([true, true, true]);
    expect(JSON.stringify(await runJob(job))).toBe(JSON.stringify(first));
    expect(first.wireSha256).toHaveLength(64);
    expect(coverageOf([first]).transitions.taken).toBeGreaterThan(15);
  });
});

test("reports carry the failure, and no byte that XML forbids", async () => {
  const failed = await run("steps:", "  - wait: { state: printing, within: 5s }");
  const xml = junitXml(suite([failed]));
  expect(xml).toContain('<failure message="state printing did not come');
  expect(xml).not.toContain("\u0007");
  expect(tapText(suite([failed]))).toMatch(/^TAP version 13\n1\.\.1\nnot ok 1 - a/);
  expect(JSON.parse(ctrfJson(suite([failed])))).toMatchObject({ results: { summary: { tests: 1, failed: 1 } } });
  expect(htmlReport(suite([failed]))).toContain("FAILED");
  expect(evidenceZip(suite([failed]), new Map([["../x.yaml", "a"]]))).toEqual(
    evidenceZip(suite([failed]), new Map([["../x.yaml", "a"]])),
  );
});

test("a swarm run breaks no invariant", async () => {
  const result = await swarmRun(4, 4);
  expect(result.failures).toEqual([]);
});

test.each([
  ["warm-up-limit", "the station's own limit of a warm-up stands until a person clears it"],
  ["tour-hot-transfer", "what was foreseen for a card while the machine rested does not keep the roller cold"],
  ["lease-host-dies", "heat ends with its lease"],
])("the library: %s (%s)", async (name) => {
  const path = new URL(`../../scenarios/${name}.yaml`, import.meta.url).pathname;
  expect((await runScenario({ file: readScenario(path), on: "sim" })).failures).toEqual([]);
});
