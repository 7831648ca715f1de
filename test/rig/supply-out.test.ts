import { describe, expect, test } from "vitest";
import { runSimBatch, type SimBatchOptions } from "../../src/rig/index.ts";
import { expectOneCardEach, expectSafe, printer, rowsOf } from "./rig.ts";

/** Runs a batch on one printer and notes each state word with its reason. */
function run(url: string, cards: number, prepare?: SimBatchOptions["prepare"]) {
  const seen: string[] = [];
  const result = runSimBatch({
    rows: rowsOf(cards),
    printers: [printer(url)],
    prepare: (station) => {
      station.office.onChange((name, urgent) => {
        if (name === undefined || !urgent) return;
        const { word, reason } = station.office.controller(name).view();
        const now = `${word} ${reason?.code ?? ""}`.trim();
        if (seen[seen.length - 1] !== now) seen.push(now);
      });
      prepare?.(station);
    },
  });
  return { ...result, seen };
}

describe("supplies run out", () => {
  test.each([
    ["film", "supplies=blanks:100,ribbon:500,film:6", "supplyOut filmOut", "filmOut"],
    ["ribbon", "supplies=blanks:100,ribbon:5,film:500", "supplyOut ribbonOut", "ribbonOut"],
    ["blanks", "supplies=blanks:5,ribbon:500,film:500", "supplyOut blanksEmpty", "blanksEmpty"],
  ])("%s: nothing is lost, the right words, and it goes on after loading", (_what, supplies, words, reason) => {
    const { report, station, seen } = run(`sim:hdp5000?${supplies}`, 12);
    expect(seen).toContain(words);
    expect(report).toMatchObject({ issued: 12, spoilt: { void: 0 }, left: 0 });
    expect(report.lostSeconds.people).toBeGreaterThanOrEqual(50);
    expect(report.lostSeconds.supplies).toBe(0);
    expectSafe(station);
    expectOneCardEach(station, 12);

    const alone = run(`sim:hdp5000?${supplies}&operator=none`, 12);
    expect(alone.end).toBe("nobodyCame");
    expect(alone.report.stopped).toEqual({ printer: "P1", reason });
    expect(alone.report.issued + alone.report.left).toBe(12);
    expect(alone.report.lostSeconds.supplies).toBeGreaterThan(0);
    expectSafe(alone.station);
    expectOneCardEach(alone.station, 12);
  });

  test("output bin full", () => {
    const { report, station, seen } = run("sim:sr300?supplies=blanks:50,ribbon:500,film:500", 104);
    expect(seen).toContain("supplyOut outputFull");
    expect(report).toMatchObject({ issued: 104, spoilt: { void: 0 }, left: 0 });
    expectSafe(station);
    expectOneCardEach(station, 104);
  });

  test.each(["film", "ribbon"] as const)("the wrong %s is refused by its tag, the right one makes it go on", (what) => {
    const { report, station, seen } = run("sim:hdp5000", 6, ({ clock, printers, office }) => {
      const { lab } = printers[0]!.engine;
      let changed = false;
      office.onChange((name) => {
        if (changed || name === undefined || office.controller(name).view().word !== "printing") return;
        changed = true;
        clock
          .timer(() => (what === "film" ? lab.loadFilm("datacard") : lab.loadRibbon("datacard")))
          .armAfter(60_000_000);
      });
    });
    expect(seen).toContain(`supplyOut ${what}NotRecognised`);
    expect(report).toMatchObject({ issued: 6, left: 0 });
    expectSafe(station);
    expectOneCardEach(station, 6);
  });
});
