/** A jam at a printer behind TCP: whoever looks after it works over its lab line, and the printer prints on. */
import { afterEach, expect, test } from "vitest";
import { WallClock } from "../../src/base/index.ts";
import { runScriptLine } from "../../src/hardware-sim/index.ts";
import { checkScenario, labHands, type RunResult, runScenario, UrlTarget } from "../../src/hil/index.ts";
import { connectUrl } from "../../src/protocol/index.ts";
import { HostedEngine, type LabLines, parseSimUrl, probeEngine, serveLabLines } from "../../src/rig/index.ts";

const SPEED = 20;
/** All of the machine, as it is some minutes after a shift: it need not warm up from nothing. */
const HOT_CELSIUS = 60;
const WALL_MS_MAX = 60_000;

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

interface Bench {
  readonly wall: WallClock;
  readonly hosted: HostedEngine;
  readonly lab: LabLines;
  readonly run: (steps: readonly string[]) => Promise<RunResult>;
}

/** A hot printer on real sockets, and a way to run a scenario on it. */
async function bench(): Promise<Bench> {
  const wall = new WallClock();
  open.push(() => wall.close());
  const spec = parseSimUrl("sim:hdp5000?seed=1");
  const hosted = await HostedEngine.open({ spec, clock: wall, speed: SPEED, linkUrl: "tcp://127.0.0.1:0" });
  open.push(() => hosted.close());
  hosted.engine.truth.core.plant.celsius.fill(HOT_CELSIUS);
  hosted.engine.lab.loadBlanks(10);
  hosted.engine.lab.loadRibbon();
  hosted.engine.lab.loadFilm();
  const lab = await serveLabLines("tcp://127.0.0.1:0", (line) => runScriptLine(hosted.engine, hosted.clock, line));
  open.push(() => lab.close());
  const url = hosted.served.linkUrl;
  const run = async (steps: readonly string[]): Promise<RunResult> => {
    const text = ["name: a", "shows: [b]", ...steps].join("\n");
    const file = checkScenario(text, "s.yaml");
    if ("problems" in file) throw new Error(file.problems[0]?.message);
    const identity = await probeEngine(url, connectUrl(url, wall), wall);
    const { hands } = file.scenario.setup;
    const wishes = { url, identity, wall, seed: 1, hands: labHands(lab.url), labUrl: lab.url };
    return runScenario({
      file,
      on: url,
      makeTarget: async (listener) => new UrlTarget({ ...wishes, isScripted: hands === "script", listener }),
    });
  };
  return { wall, hosted, lab, run };
}

test(
  "a jam is taken out, the fault cleared, and both cards are printed",
  async () => {
    const { run, hosted } = await bench();
    const { failures, visits, jobs } = await run([
      "faults:",
      "  - { inject: jamNip, when: { card: 1, after: 500ms } }",
      "steps:",
      "  - jobs: 2",
      "  - wait: { fault: jamNip, within: 2h }",
      "  - wait: { clear: jamNip, within: 2h }",
      "  - wait: { jobs: { issued: 2, left: 0 }, within: 2h }",
      "  - order: [state printing, fault jamNip, cleared jamNip, state printing]",
    ]);
    expect(failures).toEqual([]);
    expect(jobs).toEqual({ issued: 2, uncertain: 0, void: 0 });
    expect(visits).toBeGreaterThanOrEqual(1);
    expect(hosted.engine.truth.totals["output"]).toBe(2);
  },
  WALL_MS_MAX,
);

test("what only a simulator in this process knows is never taken for nought", async () => {
  const { run } = await bench();
  const { failures } = await run(["steps:", "  - expect: { value: spoilt, max: 0 cards }", "recovery: none"]);
  expect(failures.map(({ kind, message }) => [kind, message])).toEqual([
    ["assertion", expect.stringContaining("spoilt is not known: only the simulator in this process knows it")],
  ]);
});

test("a lab line that nobody answers any more: exit as for a lost device", async () => {
  const { run, lab } = await bench();
  await lab.close();
  const { failures } = await run([
    "setup: { hands: script }",
    "steps:",
    "  - hands: cover open",
    "  - wait: { fault: coverOpen, within: 1s }",
  ]);
  expect(failures[0]).toMatchObject({ kind: "device", message: expect.stringContaining("no simulated engine takes") });
});
