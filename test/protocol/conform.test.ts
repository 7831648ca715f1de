import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { Engine, plugIntoMemory } from "../../src/hardware-sim/index.ts";
import { CONFORMANCE_RULES, type ConformanceReport, memPair, runConformance } from "../../src/protocol/index.ts";
import { drive, foreign } from "./foreign.ts";
import type { Flaw } from "./foreign-engine.ts";

const failed = ({ rules }: ConformanceReport): string[] =>
  rules.filter(({ result }) => result === "fail").map(({ id }) => id);

function judge(flaw?: Flaw): Promise<ConformanceReport> {
  // Without naks its number cannot be learnt.
  const { clock, pair } = foreign({ flaw, sequence: flaw === "never naks" ? 0 : 11 });
  return drive(clock, runConformance({ connect: pair.connect, clock, moves: false }));
}

/** What each flaw must be caught by. It may break other rules too. */
const CAUGHT_BY: readonly [Flaw, string][] = [
  ["trusts any checksum", "C-02"],
  ["takes any mark", "C-03"],
  ["repeats repeated blocks", "C-04"],
  ["never naks", "C-05"],
  ["takes any number", "C-05"],
  ["is deaf after junk", "C-06"],
  ["skips the claimed length", "C-07"],
  ["naks every damaged piece", "C-09"],
  ["carries out the first message only", "C-11"],
  ["reads short integers only", "C-12"],
  ["numbers its answers wrongly", "C-16"],
  ["starts at 0 for each host", "C-17"],
  ["sends 50 bytes at least", "C-20"],
  ["never ends its dictionary", "C-21"],
  ["ids collide", "C-23"],
  ["has no clock questions", "C-24"],
  ["clock runs slow", "C-25"],
  ["clock jumps back", "C-25"],
  ["uptime is another clock", "C-26"],
];

describe("the rules for engines", () => {
  test("an engine of somebody else that keeps them passes; those about print engines are skipped with the reason", async () => {
    const report = await judge();
    expect(failed(report)).toEqual([]);
    expect(report).toMatchObject({ mcu: "elsewhere32", version: "v9-somebody", sim: false, passed: 24 });
    const skipped = report.rules.filter(({ result }) => result === "skipped");
    expect(skipped.length).toBe(CONFORMANCE_RULES.length - 24);
    expect(skipped.every(({ detail }) => detail !== "")).toBe(true);
    expect(report.rules.find(({ id }) => id === "C-30")?.detail).toContain("lacks");
  });

  test.each(CAUGHT_BY)("an engine that %s breaks %s", async (flaw, rule) => {
    expect(failed(await judge(flaw))).toContain(rule);
  });

  test("our simulated engine keeps all of them, also those that move", async () => {
    const clock = new VirtualClock();
    const engine = new Engine({ model: "sr300", clock, seed: 3 });
    const pair = memPair(clock);
    plugIntoMemory(engine, pair);
    const first = await drive(clock, runConformance({ connect: pair.connect, clock, moves: true }));
    expect(first.rules.filter(({ result }) => result === "fail")).toEqual([]);
    expect(first.rules.filter(({ result }) => result === "skipped").map(({ id }) => id)).toEqual(["C-33"]);
    // Now there is a step in the ledger, and nothing may happen without being allowed.
    const before = engine.truth.cards.length;
    const second = await drive(clock, runConformance({ connect: pair.connect, clock, moves: false }));
    expect(second.rules.find(({ id }) => id === "C-33")).toMatchObject({ result: "pass", detail: "step 1" });
    expect(second.rules.filter(({ result }) => result === "skipped").map(({ id }) => id)).toEqual([
      "C-40",
      "C-41",
      "C-42",
      "C-43",
    ]);
    expect(engine.truth.cards.length).toBe(before);
    engine.stop();
  });

  test("nobody, or a stranger, is said in one sentence", async () => {
    const clock = new VirtualClock();
    const nobody = memPair(clock);
    await expect(drive(clock, runConformance({ connect: nobody.connect, clock, moves: false }))).rejects.toThrow(
      "nobody answers",
    );
    const stranger = memPair(clock);
    stranger.engineSide.attach(() => stranger.engineSide.write(new TextEncoder().encode("login: ")));
    await expect(drive(clock, runConformance({ connect: stranger.connect, clock, moves: false }))).rejects.toThrow(
      'is not a print engine (it said: "login:',
    );
  });

  test("the document has every rule, in order, and no other", () => {
    const document = readFileSync(new URL("../../docs/protocol-conformance.md", import.meta.url), "utf8");
    const rows = [...document.matchAll(/^\| (C-\d\d) \| (.+?) \| .+ \|$/gm)].map(([, id, title]) => ({ id, title }));
    expect(rows).toEqual(CONFORMANCE_RULES.map(({ id, title }) => ({ id, title })));
  });
});
