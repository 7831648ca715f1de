import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { chartJson, LIFE_WORDS, renderStates } from "../../src/controller/index.ts";
import { renderFaults } from "../../src/protocol/index.ts";

const doc = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");

test("importing the room builds the chart: every target exists", () => {
  expect(chartJson().nodes.length).toBeGreaterThan(40);
});

test("docs/states.md is what the chart renders", () => {
  expect(doc("states.md")).toBe(renderStates());
});

test("docs/faults.md is what the fault table renders", () => {
  expect(doc("faults.md")).toBe(renderFaults());
});

test("every state is described, and every life state has a word", () => {
  const { nodes } = chartJson();
  expect(nodes.filter(({ description }) => description === "").map(({ path }) => path)).toEqual([]);
  const words = nodes.flatMap(({ path }) => /^life\.(\w+)$/.exec(path)?.slice(1) ?? []);
  expect(words.sort()).toEqual([...LIFE_WORDS].sort());
});

test("on entry into a fault the heater goes off before anything is recorded or explained", () => {
  const faulted = chartJson().nodes.find(({ path }) => path === "life.faulted");
  expect(faulted?.entry).toEqual(["heat(off)", "recordFault", "explainFault"]);
});

test("a fault leads to faulted from every state but an emergency stop", () => {
  const { edges } = chartJson();
  expect(edges).toContainEqual({ from: "life", to: "life.faulted", event: "FAULT", guard: "" });
  expect(edges.filter(({ event, to }) => event === "STOP" && to === "life.stopped")).toHaveLength(1);
});
