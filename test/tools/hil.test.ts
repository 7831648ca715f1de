/** Scenarios over a real pseudo-terminal, and reports judged by programs from outside. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { begin, cleanUp, folder } from "../cli/cli.ts";

afterEach(cleanUp);

const ROOT = resolve(import.meta.dirname, "../..");
const SCENARIOS = join(ROOT, "scenarios");

function outside(program: string, args: readonly string[], apt: string): { status: number | null; text: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (error !== undefined) throw new Error(`${program} is missing: apt-get install ${apt}`);
  return { status, text: stdout + stderr };
}

test("the scenarios of the wire pass unchanged over a pseudo-terminal", async () => {
  const link = join(folder(), "engine");
  const sim = begin([
    "sim",
    "--profile",
    "hdp5000",
    "--listen",
    `pty://${link}`,
    "--control",
    "tcp://127.0.0.1:0",
    "--speed",
    "5",
  ]);
  const [, lab] = await sim.sees(/listening control (\S+)/);
  const run = begin(["test", SCENARIOS, "--tag", "wire", "--on", `pty://${link}`, "--lab", lab!]);
  const { code, out, err } = await run.ended;
  expect({ code, out, err: code === 0 ? "" : err }).toEqual({
    code: 0,
    out: expect.stringMatching(/(\d+) of \1 scenarios passed/),
    err: "",
  });
});

describe("reports", () => {
  test("JUnit by xmllint, TAP by prove", async () => {
    const place = folder();
    const [xml, tap] = [join(place, "r.xml"), join(place, "r.tap")];
    const { code } = await begin(["test", SCENARIOS, "--tag", "wire,basic", "--junit", xml, "--tap", tap]).ended;
    expect(code).toBe(0);
    expect(existsSync(tap)).toBe(true);
    expect(outside("prove", ["-e", "cat", tap], "perl").text).toMatch(/Result: PASS/);
    const judged = outside("xmllint", ["--noout", "--schema", join(ROOT, "docs/junit.xsd"), xml], "libxml2-utils");
    expect(judged.text).toMatch(/validates/);
  });
});
