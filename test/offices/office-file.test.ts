import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { checkOffice, kindsOf, readOffice } from "../../src/rig/index.ts";
import { cleanUp, folder } from "../cli/cli.ts";
import { officePath } from "./offices.ts";

afterEach(cleanUp);

const text = readFileSync(officePath("palembang-2015"), "utf8");

function problemsOf(changed: string): string[] {
  const checked = checkOffice(changed);
  if ("office" in checked) return [];
  return checked.problems.map(({ line, key, message }) => `${line}: ${key} ${message}`);
}

const lineOf = (words: string, within = text): number => within.slice(0, within.indexOf(words)).split("\n").length;

describe("the shipped files", () => {
  test.each(["palembang-2015", "bandar-lampung-2018", "kupang-2018", "karimun-2018"])("%s is valid", (name) => {
    expect(problemsOf(readFileSync(officePath(name), "utf8"))).toEqual([]);
  });

  test("each variant is a kind of day", () => {
    expect(kindsOf(readOffice(officePath("bandar-lampung-2018")))).toEqual(["usual", "outage", "good"]);
  });
});

describe("a wrong file is told with line and key", () => {
  const cases: [string, string, string, string][] = [
    ["an unknown key", "vpnMinutes:", "vpnMinute:", "power.vpnMinute is not a known key"],
    ["a text for a number", "pcRestartMinutes: 5", "pcRestartMinutes: five", "power.pcRestartMinutes must be a number"],
    [
      "a range upside down",
      "handlingSeconds: { low: 60",
      "handlingSeconds: { low: 95",
      "people.handlingSeconds low must not be above high",
    ],
    ["a time that is none", '"06:00": 26', '"6 am": 26', "room.celsius.6 am must be a time of day like 08:00"],
    [
      "a session that ends first",
      'monday: ["08:00-12:00"',
      'monday: ["13:00-12:00"',
      "hours.monday 1 must end after it begins",
    ],
    [
      "a model that is none",
      "model: hdp5000",
      "model: hdp9000",
      "printers.machines 1.model must be one of hdp5000, sr300",
    ],
    ["percentages", "first: 60", "first: 50", "queue the percentages must make 100"],
    ["a policy that is none", "policy: as-published", "policy: best", "policy must be one of as-published, cetak"],
    ["sessions that overlap", '"13:00-15:00"]', '"11:00-15:00"]', "hours.monday must be in order and must not overlap"],
    ["a name that steers the terminal", "office: Palembang", 'office: "P\\e[2J"', "office must have no line end"],
    ["a day that does not exist", "from: 2015-08-10", "from: 2015-02-30", "from is no date that exists"],
  ];
  test.each(cases)("%s", (_, was, is, message) => {
    expect(text).toContain(was);
    const changed = text.replace(was, is);
    const told = problemsOf(changed).find((problem) => problem.includes(message));
    expect(told, problemsOf(changed).join("; ")).toBeDefined();
    const line = Number(told!.split(":")[0]);
    const block = message.split(".")[0]!.split(" ")[0]!;
    expect([lineOf(is, changed), lineOf(`\n${block}:`, changed) + 1]).toContain(line);
  });

  test("a value by another's name, with the line on which it is used", () => {
    const changed = text.replace("office: Palembang", "office: &name Palembang\npublished: *name");
    expect(problemsOf(changed)).toContain(`${lineOf("*name", changed)}:  *name is not allowed: write it out`);
  });

  test("an office that is never open, as it is or on one kind of day", () => {
    const shut = text.replace(/(\w+day): \[.*\]/g, "$1: []");
    expect(problemsOf(shut)).toEqual([`${lineOf("\nhours:") + 1}: hours name no day on which the office is open`]);
    const strike = `${text}\nvariants:\n  strike:\n    why: nobody came at all\n    weight: 0.1\n    hours: { why: nobody came at all }\n`;
    expect(problemsOf(strike)).toEqual([
      `${lineOf("hours: {", strike)}: variants.strike.hours name no day on which the office is open`,
    ]);
  });

  test("a block without its reason", () => {
    const changed = text.replace(/\nline:\n {2}why: >-\n(?: {4}.*\n)+/, "\nline:\n");
    expect(problemsOf(changed)[0]).toContain("line.why is missing");
  });

  test("film without its family, and blanks with one", () => {
    const deliveries = (item: string) =>
      `${text}\ndeliveries:\n  - { why: somebody brings it, date: 2015-08-10, at: "10:00", ${item}, count: 1 }\n`;
    expect(problemsOf(deliveries("item: film"))[0]).toContain("film and ribbon fit one family only");
    expect(problemsOf(deliveries("item: blanks, family: fargo"))[0]).toContain("they fit every printer");
    expect(problemsOf(deliveries("item: film, family: fargo"))).toEqual([]);
  });

  test("what is no YAML at all, and a key that stands twice", () => {
    expect(problemsOf("office: [")[0]).toMatch(/^\d+: /);
    expect(problemsOf(`${text}\npolicy: cetak\n`)[0]).toContain("unique");
    expect(problemsOf("")[0]).toContain("1: ");
    expect(problemsOf("- 1\n- 2\n")[0]).toContain("1: ");
  });

  test("what is no file", () => {
    expect(() => readOffice(folder())).toThrow(/is a directory/);
    expect(() => readOffice("/nowhere/office.yaml")).toThrow(/there is no such file/);
  });
});
