import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runControl } from "../../bench/heat-control/run.ts";
import { HEAT_FAULTS, HEAT_STATES, MODELS, type Model } from "../../bench/heat-faults/cases.ts";
import { CARD_CELSIUS_MAX, CONTROL_CELSIUS_MAX, runHeatCell } from "../../bench/heat-faults/cell.ts";
import { heatLine } from "../../bench/heat-faults/render.ts";
import { THERMAL_PROFILES } from "../../src/thermal/index.ts";

const page = readFileSync(new URL("../../docs/heat-faults.md", import.meta.url), "utf8");

/** The hottest and the slowest of the page, and every state and both machines at least once. */
const SAMPLE: readonly (readonly [string, Model, string])[] = [
  ["heater stuck on, relay welded", "sr300", "cold"],
  ["heater stuck on, relay welded", "hdp5000", "cooling"],
  ["heater stuck on, relay welded", "sr300", "hostGone"],
  ["heater stuck on", "sr300", "transferring"],
  ["heater stuck on", "hdp5000", "hostGone"],
  ["heater open", "hdp5000", "ready"],
  ["thermistor detached", "sr300", "cold"],
  ["thermistor shorted", "hdp5000", "transferring"],
  ["thermistor drifts up, 8 K/s", "sr300", "ready"],
  ["thermistor drifts up, 0.1 K/s", "sr300", "transferring"],
  ["two thermistors disagree", "hdp5000", "hostGone"],
  ["fan stopped", "sr300", "transferring"],
  ["cut-off opens", "hdp5000", "ready"],
];

interface Row {
  readonly title: string;
  readonly place: string;
  readonly safe: string;
  readonly surface: number;
  readonly core: number;
  readonly card: string;
}

/** Every line of every table on the page. */
function rows(): Row[] {
  let title = "";
  const found: Row[] = [];
  for (const line of page.split("\n")) {
    if (line.startsWith("## ")) title = line.slice(3).toLowerCase();
    const cells = line.split("|").map((cell) => cell.trim());
    if (title === "" || !(MODELS as readonly string[]).includes(cells[1] ?? "")) continue;
    const [, model, state, safe, surface, core, card] = cells as [
      string,
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    found.push({ title, place: `${model} ${state}`, safe, surface: Number(surface), core: Number(core), card });
  }
  return found;
}

describe("docs/heat-faults.md", () => {
  test.each(SAMPLE)("%s, %s, %s: is what happens, and nothing gets past the cut-off", (words, model, name) => {
    const fault = HEAT_FAULTS.find((each) => each.words === words)!;
    const state = HEAT_STATES.find((each) => each.name === name)!;
    const cell = runHeatCell(fault, model, state);
    expect(cell.problems).toEqual([]);
    expect(cell.coreCelsius).toBeLessThanOrEqual(THERMAL_PROFILES[model].cutoffCelsius + 1);
    expect(cell.cardCelsius ?? 0).toBeLessThan(CARD_CELSIUS_MAX);
    expect(cell.safeUs).toBeDefined();
    expect(page).toContain(heatLine(cell));
  });

  test("has each fault in each state on each machine once", () => {
    const places = MODELS.flatMap((model) => HEAT_STATES.map(({ name }) => `${model} ${name}`));
    const wanted = HEAT_FAULTS.flatMap(({ words }) => places.map((place) => `${words.toLowerCase()}: ${place}`));
    expect(rows().map(({ title, place }) => `${title}: ${place}`)).toEqual(wanted);
  });

  test("says of no run that it was unsafe, and its figures agree", () => {
    expect(page).not.toContain("unsafe**");
    for (const { title, place, safe, surface, core, card } of rows()) {
      const where = `${title}: ${place}`;
      expect(core, where).toBeLessThanOrEqual(229);
      if (safe === "goes on") expect(surface, where).toBeLessThanOrEqual(CONTROL_CELSIUS_MAX);
      else expect(Number.isFinite(Number(safe)), where).toBe(true);
      const outside = card.replace(/nip [\d.]+/, "").match(/[\d.]+/)?.[0] ?? "0";
      expect(Number(outside), where).toBeLessThan(CARD_CELSIUS_MAX);
    }
  });
});

describe("the transfer window, through the whole stack", () => {
  test.each([
    { model: "hdp5000", roomCelsius: 36, mainsShare: 1, start: "hot" },
    { model: "hdp5000", roomCelsius: 18, mainsShare: 0.85, start: "cold" },
    { model: "sr300", roomCelsius: 18, mainsShare: 0.85, start: "hot" },
  ] as const)("$model, room $roomCelsius, mains $mainsShare, $start start", (cell) => {
    const figures = runControl(cell, undefined);
    expect(figures.problems).toEqual([]);
    expect(figures.cards).toBeGreaterThanOrEqual(40);
    expect(figures.inside).toBe(figures.cards);
    expect(figures.worstKelvin).toBeLessThan(5);
    expect(figures.overshootKelvin).toBeLessThan(3);
    expect(figures.settleSeconds).toBeLessThan(320);
  });
});
