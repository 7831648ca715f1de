/** JUnit XML: the common part of its dialects, one `testsuite`, names that are unique, no characters that XML forbids. */

import type { RunResult } from "../run/result.ts";
import { failureText, type Suite } from "./suite.ts";

/** What a wire may carry and XML must not: control bytes, halves of characters, and two code points. */
const isForbidden = (code: number): boolean =>
  (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) ||
  (code >= 0xd800 && code <= 0xdfff) ||
  code === 0xfffe ||
  code === 0xffff;

export function xmlText(text: string): string {
  return Array.from(text, (character) => (isForbidden(character.codePointAt(0)!) ? "\ufffd" : character))
    .join("")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Broken assertions are failures; what kept the run from judging is an error. */
const isError = (result: RunResult): boolean =>
  result.failures.some(({ kind }) => kind === "internal" || kind === "device" || kind === "person");

export function junitXml({ results, on, versions, startMs, tookMs }: Suite): string {
  const failed = results.filter((result) => !result.passed);
  const errors = failed.filter(isError).length;
  const counts = `tests="${results.length}" failures="${failed.length - errors}" errors="${errors}" skipped="0" time="${(tookMs / 1000).toFixed(3)}"`;
  const properties = Object.entries({ on, ...versions }).map(([name, value]) => property("      ", name, value));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="cetak" ${counts}>`,
    `  <testsuite name="cetak test" ${counts} timestamp="${new Date(startMs).toISOString().slice(0, 19)}" hostname="localhost">`,
    "    <properties>",
    ...properties,
    "    </properties>",
    ...results.map(testCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function property(indent: string, name: string, value: string): string {
  return `${indent}<property name="${xmlText(name)}" value="${xmlText(value)}"/>`;
}

function testCase(result: RunResult): string {
  const { file, name, seed, deviceUs, shows, rerun } = result;
  const unique = `${name} [seed ${seed}]`;
  const head = `    <testcase classname="${xmlText(file)}" name="${xmlText(unique)}" file="${xmlText(file)}" time="${(deviceUs / 1e6).toFixed(3)}">`;
  const properties = [
    "      <properties>",
    property("        ", "seed", String(seed)),
    property("        ", "shows", shows.join(" ")),
    property("        ", "rerun", rerun),
    "      </properties>",
  ];
  if (result.passed) return [head, ...properties, "    </testcase>"].join("\n");
  const tag = isError(result) ? "error" : "failure";
  const [first] = result.failures;
  const body = `      <${tag} message="${xmlText(first?.message ?? "")}" type="${first?.kind ?? "internal"}">${xmlText(failureText(result))}</${tag}>`;
  return [head, ...properties, body, "    </testcase>"].join("\n");
}
