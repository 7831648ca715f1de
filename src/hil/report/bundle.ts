/**
 * The evidence of one command as a zip: scenarios, reports, coverage, recordings, signals, versions, hashes and the lines that
 * run it again. Same runs, same bytes.
 */
import { createHash } from "node:crypto";
import { strToU8, zipSync } from "fflate";
import { coverageOf } from "../coverage/coverage.ts";
import type { RunResult } from "../run/result.ts";
import { shellWord } from "../run/run-scenario.ts";
import { ctrfJson } from "./ctrf.ts";
import { htmlReport } from "./html.ts";
import { junitXml } from "./junit.ts";
import type { Suite } from "./suite.ts";
import { tapText } from "./tap.ts";

/** Zip knows no time before 1980; the evidence carries its times inside. */
const MTIME = new Date("1980-01-02T00:00:00Z");

/** `texts`: what each scenario file said; `extra`: recordings and signals. */
export function evidenceZip(
  suite: Suite,
  texts: ReadonlyMap<string, string>,
  extra: ReadonlyMap<string, Uint8Array> = new Map(),
): Uint8Array {
  const files: Record<string, Uint8Array> = {
    "report.html": strToU8(htmlReport(suite)),
    "report.xml": strToU8(junitXml(suite)),
    "report.ctrf.json": strToU8(ctrfJson(suite)),
    "runs.json": strToU8(`${JSON.stringify(suite.results, null, 1)}\n`),
    "versions.json": strToU8(`${JSON.stringify(suite.versions, null, 2)}\n`),
    "coverage.json": strToU8(`${JSON.stringify(coverageOf(suite.results), null, 1)}\n`),
    "report.tap": strToU8(tapText(suite)),
    "rerun.sh": strToU8(`#!/bin/sh\n${[...new Set(suite.results.map(rerunHere))].join("\n")}\n`),
  };
  for (const [path, text] of texts) files[`scenarios/${safe(path)}`] = strToU8(text);
  for (const [path, bytes] of extra) files[safe(path)] = bytes;
  const hashes = Object.keys(files)
    .sort()
    .map((path) => `${createHash("sha256").update(files[path]!).digest("hex")}  ${path}`);
  files["SHA256SUMS"] = strToU8(`${hashes.join("\n")}\n`);
  return zipSync(files, { mtime: MTIME, level: 6 });
}

/** The line that runs it again, in the folder that the zip was unpacked in. */
const rerunHere = ({ rerun, file }: RunResult): string =>
  rerun.replace(shellWord(file), shellWord(`scenarios/${safe(file)}`));

/** No path leads out of the folder that it is unpacked in. */
const safe = (path: string): string =>
  path
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/");
