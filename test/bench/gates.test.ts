import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { calibration } from "../../bench/gates/calibration.ts";
import { failed, judge, judgedTable } from "../../bench/gates/judge.ts";

describe("a budget", () => {
  test("lets through what a busy machine does to a figure", () => {
    for (const share of [0.7, 0.85, 1, 1.3]) expect(judge("decode", 2 * share, 2).verdict).toBe("within");
  });

  test("catches a halving", () => {
    const halved = judge("decode", 1, 2);
    expect(halved.verdict).toBe("too slow");
    expect(failed(halved)).toBe(true);
  });

  test("that has become too easy is named, and fails nothing", () => {
    const doubled = judge("decode", 4, 2);
    expect(doubled.verdict).toBe("faster than the budget knows");
    expect(failed(doubled)).toBe(false);
  });

  test("that nobody set fails", () => {
    expect(failed(judge("something new", 1, undefined))).toBe(true);
    expect(judgedTable([judge("something new", 1, undefined)])).toContain("without budget");
  });

  test("stands there for each piece of code that is measured", () => {
    const budgets = JSON.parse(readFileSync(new URL("../../bench/gates/budgets.json", import.meta.url), "utf8"));
    const script = readFileSync(new URL("../../bench/gates.ts", import.meta.url), "utf8");
    const measured = [...script.matchAll(/^ {2}"(.+)": \(\) =>/gm)].map(([, name]) => name);
    expect(measured.length).toBeGreaterThan(8);
    expect(Object.keys(budgets)).toEqual(measured);
    for (const budget of Object.values(budgets)) expect(budget).toBeGreaterThan(0);
  });
});

test("the calibration loop does the same work each time", () => {
  const loop = calibration();
  for (let turn = 0; turn < 20; turn++) expect(() => loop.run()).not.toThrow();
});
