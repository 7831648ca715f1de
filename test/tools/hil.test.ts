/** Scenarios over a real pseudo-terminal, and reports judged by programs from outside. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { begin, cleanUp, folder } from "../cli/cli.ts";
import { writeHotEngine } from "./pty.ts";

afterEach(cleanUp);

const ROOT = resolve(import.meta.dirname, "../..");
const SCENARIOS = join(ROOT, "scenarios");
const JUNIT = join(ROOT, "docs/junit.xsd");

function outside(program: string, args: readonly string[], apt: string): { status: number | null; text: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (error !== undefined) throw new Error(`${program} is missing: apt-get install ${apt}`);
  return { status, text: stdout + stderr };
}

test("the scenarios of the wire pass unchanged over a pseudo-terminal as a serial port, cards are printed", async () => {
  const link = join(folder(), "engine");
  const words = ["--profile", "hdp5000", "--listen", `pty://${link}`, "--control", "tcp://127.0.0.1:0"];
  const sim = begin(["sim", ...words, "--speed", "10"]);
  const [, lab] = await sim.sees(/listening control (\S+)/);
  expect(realpathSync(link)).toMatch(/^\/dev\/pts\/\d+$/);
  // By the link: after each scenario the terminal is hung up and made anew, and others may have taken its number.
  const on = `serial://${link}`;
  const run = begin(["test", SCENARIOS, "--tag", "wire", "--on", on, "--lab", lab!, "--json"]);
  const { code, out, err } = await run.ended;
  expect({ code, err: code === 0 ? "" : err }).toEqual({ code: 0, err: "" });
  const { results } = JSON.parse(out) as { results: { passed: boolean; jobs: Record<string, number> }[] };
  expect(results.map(({ passed }) => passed)).toEqual([true, true, true]);
  expect(results.reduce((sum, { jobs }) => sum + (jobs["issued"] ?? 0), 0)).toBe(2);
}, 120_000);

test("a recording from a real wire becomes a regression test: the same orders in virtual time, and a card more is exit 6", async () => {
  const place = folder();
  const state = join(place, "hot.json");
  writeHotEngine(state);
  const tcp = "tcp://127.0.0.1:0";
  const sim = begin(["sim", "--profile", "hdp5000", "--listen", tcp, "--speed", "5", "--state", state]);
  const [, link] = await sim.sees(/listening link (tcp:\S+)/);
  const record = begin(["trace", "record", "f.pcapng", "--link", link!, "--listen", tcp], place);
  const [, between] = await record.sees(/the host connects to (tcp:\S+)/);
  const field = join(SCENARIOS, "wire-two-cards.yaml");
  expect((await begin(["test", field, "--on", between!], place).ended).code).toBe(0);
  record.child.kill("SIGINT");
  expect((await record.ended).code).toBe(0);
  const replay = (file: string) => begin(["test", file, "--on", "replay:f.pcapng", "--bundle", "e.zip"], place).ended;
  expect(await replay(field)).toMatchObject({ code: 0, out: expect.stringContaining("1 of 1 scenarios passed") });
  const three = join(place, "three.yaml");
  writeFileSync(three, readFileSync(field, "utf8").replace("jobs: 2", "jobs: 3"));
  const left = await replay(three);
  expect(left).toMatchObject({ code: 6, out: expect.stringMatching(/three\.yaml:\d+: diverged .*got step_start/) });
  const again = await begin(["trace", "to-scenario", "f.pcapng"], place).ended;
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining("jobs: 2") });
}, 120_000);

describe("reports", () => {
  test("JUnit by xmllint, TAP by prove", async () => {
    const place = folder();
    const [xml, tap] = [join(place, "r.xml"), join(place, "r.tap")];
    const { code } = await begin(["test", SCENARIOS, "--tag", "wire,basic", "--junit", xml, "--tap", tap]).ended;
    expect(code).toBe(0);
    expect(existsSync(tap)).toBe(true);
    expect(outside("prove", ["-e", "cat", tap], "perl").text).toMatch(/Result: PASS/);
    const judged = outside("xmllint", ["--noout", "--schema", JUNIT, xml], "libxml2-utils");
    expect(judged.text).toMatch(/validates/);
  });
});

test("the evidence of a failed run opens with unzip, its hashes hold, and others read its recording and signals", async () => {
  const place = folder();
  const scenario = ["name: too soon", "shows: [b]", "steps:", "  - jobs: 1", "  - wait: { state: ready, within: 5s }"];
  writeFileSync(join(place, "a b.yaml"), scenario.join("\n"));
  const { code, out } = await begin(["test", "a b.yaml", "--seed", "9", "--bundle", "e.zip"], place).ended;
  expect(code).toBe(4);
  expect(out).toContain("again: cetak test 'a b.yaml' --on sim --seed 9");
  const there = join(place, "e");
  expect(outside("unzip", ["-q", join(place, "e.zip"), "-d", there], "unzip").status).toBe(0);
  const sums = spawnSync("sha256sum", ["--check", "--strict", "SHA256SUMS"], { cwd: there, encoding: "utf8" });
  expect(sums.status).toBe(0);
  const files = sums.stdout.split("\n").flatMap((line) => line.split(":")[0] || []);
  expect(files).toEqual(
    expect.arrayContaining([
      "coverage.json",
      "report.ctrf.json",
      "report.html",
      "report.tap",
      "report.xml",
      "rerun.sh",
      "runs.json",
      "scenarios/a b.yaml",
      "versions.json",
    ]),
  );
  expect(readFileSync(join(there, "rerun.sh"), "utf8")).toBe(
    "#!/bin/sh\ncetak test 'scenarios/a b.yaml' --on sim --seed 9\n",
  );
  const run = join(there, "runs/01-a_b-seed-9");
  expect(outside("capinfos", [join(run, "wire.pcapng")], "wireshark-common").text).toContain("Number of packets");
  const words = outside("tshark", ["-r", join(run, "wire.pcapng")], "tshark");
  expect(words).toMatchObject({ status: 0, text: expect.stringMatching(/^ +1 /m) });
  const fst = join(place, "signals.fst");
  expect(outside("vcd2fst", [join(run, "signals.vcd"), fst], "gtkwave").status).toBe(0);
  expect(statSync(fst).size).toBeGreaterThan(100);
  expect(outside("xmllint", ["--noout", "--schema", JUNIT, join(there, "report.xml")], "libxml2-utils").status).toBe(0);
  const again = await begin(["test", "scenarios/a b.yaml", "--seed", "9", "--bundle", "again.zip"], there).ended;
  expect(again.code).toBe(4);
});
