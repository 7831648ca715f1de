import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { runCell } from "../../bench/matrix/cell.ts";
import { cellLine } from "../../bench/matrix/render.ts";
import { STRIKE_STATES } from "../../bench/matrix/states.ts";
import { FAULT_CODE, type FaultName } from "../../src/protocol/index.ts";

const page = readFileSync(new URL("../../docs/fault-matrix.md", import.meta.url), "utf8");

/** The lines of a fault's table on the page. */
function section(fault: FaultName): string[] {
  const lines = page.split("\n");
  const from = lines.findIndex((line) => line.startsWith(`### \`${fault}\``));
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith("### "));
  return lines.slice(from, length < 0 ? undefined : from + 1 + length);
}

const SAMPLE: readonly (readonly [FaultName, string])[] = [
  ["coverOpen", "transferring"],
  ["emergencyStop", "warming"],
  ["jamNip", "ready"],
  ["jamEncoder", "feeding"],
  ["thermistorOpen", "imaging"],
  ["thermistorOpen", "ejecting"],
  ["fanFailed", "encoding"],
  ["powerInterrupted", "transferring"],
  ["filmOut", "encoding"],
  ["heaterStuckOn", "paused"],
  ["cardMelted", "ejecting"],
  ["watchdogReset", "hostGone"],
  ["mainsLow", "supplyOut"],
];

describe("docs/fault-matrix.md", () => {
  test.each(SAMPLE)("%s while %s is what happens", (fault, name) => {
    const state = STRIKE_STATES.find((each) => each.name === name)!;
    const cell = runCell(fault, state);
    expect(cell.problems).toEqual([]);
    expect(section(fault)).toContain(cellLine(cell));
  });

  test("has a section for each fault, a line for each state, and no empty cell", () => {
    for (const fault of Object.keys(FAULT_CODE) as FaultName[]) {
      const lines = section(fault);
      expect(lines.length, fault).toBeGreaterThan(3);
      const cells = lines.filter((line) => line.startsWith("| ") && !line.startsWith("| state"));
      if (cells.length > 0)
        expect(cells.map((line) => line.split(" | ")[0])).toEqual(STRIKE_STATES.map(({ name }) => `| ${name}`));
      for (const line of cells) expect(line).not.toMatch(/\| +\|/);
    }
  });

  test("no cell is unsafe", () => {
    expect(page).not.toContain("**unsafe");
  });
});
