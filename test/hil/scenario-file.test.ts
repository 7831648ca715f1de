/** Scenario files: what is wrong with them is said with its line; what is right runs the same everywhere. */
import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkScenario, readScenario, scenarioJsonSchema } from "../../src/hil/index.ts";
import { FAULT_CODE } from "../../src/protocol/index.ts";

const FOLDER = new URL("../../scenarios/", import.meta.url);
const files = readdirSync(FOLDER).map((name) => new URL(name, FOLDER).pathname);

const text = (...lines: string[]): string => ["name: a", "shows: [b]", ...lines].join("\n");

function problemsOf(content: string): string[] {
  const checked = checkScenario(content, "x.yaml");
  return "problems" in checked ? checked.problems.map(({ line, message }) => `${line}: ${message}`) : [];
}

describe("lint", () => {
  test.each([
    ["an unknown key", text("steps:", "  - jobs: 1", "wat: 1"), /^5: wat: is not a known key/],
    ["a wait without deadline", text("steps:", "  - jobs: 1", "  - wait: { state: ready }"), /^5: .*needs `within`/],
    [
      "an impossible fault",
      text("faults:", "  - inject: gremlins", "steps:", "  - jobs: 1"),
      /^4: .*no fault "gremlins"/,
    ],
    [
      "a strength out of range",
      text("faults:", "  - { inject: mainsLow, value: 900 }", "steps:", "  - jobs: 1"),
      /^4: .*0\.\.300/,
    ],
    ["a wrong unit", text("steps:", "  - expect: { value: roller, is: 165 K }"), /^4: .*roller is in C/],
    ["an unknown state", text("steps:", "  - wait: { state: happy, within: 1s }"), /^4: .*no state "happy"/],
    ["words that no hands know", text("steps:", "  - hands: kick it"), /^4: .*no command "kick"/],
    ["a measurement without limit", text("steps:", "  - measure: { name: a, value: roller }"), /^4: .*needs a limit/],
    [
      "two occasions",
      text("faults:", "  - { inject: jamNip, when: { at: 1s, state: ready } }", "steps:", "  - jobs: 1"),
      /^4: .*more than one/,
    ],
    ["broken YAML", text("steps: ["), /^\d+: /],
  ])("%s", (_what, content, message) => {
    expect(problemsOf(content)[0]).toMatch(message);
  });
});

describe("the library", () => {
  test("every file is right, and by the published schema too", () => {
    const isValid = new Ajv2020({ strict: false }).compile(scenarioJsonSchema() as object);
    expect(files.length).toBeGreaterThan(47);
    for (const file of files) {
      expect(readScenario(file).scenario.shows.length).toBeGreaterThan(0);
      expect({ file, valid: isValid(parse(readFileSync(file, "utf8"))) }).toEqual({ file, valid: true });
    }
  });

  test("each fault of the table has a scenario", () => {
    const shown = new Set(files.flatMap((file) => readScenario(file).scenario.shows));
    expect(Object.keys(FAULT_CODE).filter((fault) => !shown.has(`fault:${fault}`))).toEqual([]);
  });

  test("the published schema is that of the code", () => {
    const published: unknown = JSON.parse(
      readFileSync(new URL("../../docs/scenario.schema.json", import.meta.url), "utf8"),
    );
    expect(published).toEqual(scenarioJsonSchema());
  });
});
