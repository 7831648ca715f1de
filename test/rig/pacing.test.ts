import { describe, expect, test } from "vitest";
import { runSimBatch } from "../../src/rig/index.ts";
import { expectOneCardEach, expectSafe, printer, rowsOf } from "./rig.ts";

describe("a hot room, through the whole stack", () => {
  /** Airflow, cards, and the seconds that they may take from the first order on. */
  test.each([
    ["hdp5000", 0.5, 100, 6100],
    ["hdp5000", 0.2, 60, 5200],
    ["hdp5000", 0, 40, 4300],
    ["sr300", 0.5, 110, 5250],
    ["sr300", 0.2, 70, 5400],
    ["sr300", 0, 45, 5300],
  ] as const)("%s at 33 C, airflow %d: %d good cards, paced and without waste", (model, fan, cards, secondsMax) => {
    const url = `sim:${model}?room=33&fan=${fan}&supplies=unlimited`;
    const reasons = new Set<string>();
    const { report, station } = runSimBatch({
      rows: rowsOf(cards),
      printers: [printer(url)],
      prepare: (rig) => {
        rig.office.onChange((name) => {
          if (name === undefined) return;
          const { reason } = rig.office.controller(name).view();
          if (reason?.code === "soaked") reasons.add(Object.keys(reason.params).sort().join(" "));
        });
      },
    });
    expect(report).toMatchObject({ issued: cards, left: 0, spoilt: { peel: 0, warp: 0, melt: 0, void: 0 } });
    expect(report.truth!.exitCelsiusMax).toBeLessThan(79.3);
    expect(report.truth!.nipCelsiusMin).toBeGreaterThan(160);
    expect(report.truth!.nipCelsiusMax).toBeLessThan(170);
    expect([...reasons]).toEqual(["hotZoneCelsius predictedExitCelsius seconds"]);
    expect(report.deviceSeconds).toBeLessThan(secondsMax);
    expectSafe(station);
    expectOneCardEach(station, cards);
  });
});
