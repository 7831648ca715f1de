import { describe, expect, test } from "vitest";
import { runSimBatch } from "../../src/rig/index.ts";
import { expectOneCardEach, expectSafe, printer, rowsOf } from "./rig.ts";

describe("a batch in virtual time, through the whole stack", () => {
  test.each([
    ["hdp5000", 36],
    ["sr300", 34],
  ])("%s at 24 C with good airflow: 100 cards, none spoilt, each nip inside 160-170", (model, secondsPerCard) => {
    const { end, report, station } = runSimBatch({
      rows: rowsOf(100),
      printers: [printer(`sim:${model}?supplies=unlimited`)],
    });
    expect(end).toBe("done");
    expect(report).toMatchObject({
      issued: 100,
      spoilt: { peel: 0, warp: 0, melt: 0, void: 0 },
      uncertain: 0,
      spoiltSeen: 0,
      left: 0,
    });
    expect(report.truth!.nipCelsiusMin).toBeGreaterThanOrEqual(160);
    expect(report.truth!.nipCelsiusMax).toBeLessThanOrEqual(170);
    expect(report.deviceSeconds / 100).toBeCloseTo(secondsPerCard, 0);
    expectSafe(station);
    expectOneCardEach(station, 100);
  });

  test.each([
    ["hdp5000", 33, 175],
    ["sr300", 35, 186],
  ])(
    "%s at 33 C without airflow: safe with protection, the golden warp and melt numbers without",
    (model, warp, melt) => {
      const url = `sim:${model}?room=33&fan=0&supplies=unlimited`;
      const protectedRun = runSimBatch({ rows: rowsOf(60), printers: [printer(url)] });
      expect(protectedRun.report).toMatchObject({ issued: 60, spoilt: { peel: 0, warp: 0, melt: 0, void: 0 } });
      expect(protectedRun.report.lostSeconds.heat).toBeGreaterThan(600);
      expectSafe(protectedRun.station);

      const { report, station } = runSimBatch({ rows: rowsOf(220), printers: [printer(`${url}&protection=off`)] });
      expect(Math.abs(report.truth!.firstWarp! - warp)).toBeLessThanOrEqual(0.1 * warp);
      expect(Math.abs(report.truth!.firstMelt! - melt)).toBeLessThanOrEqual(0.15 * melt);
      expect(report.spoiltSeen).toBeGreaterThan(0);
      expectSafe(station);
      expectOneCardEach(station, 220);
    },
  );

  test("two printers share the work and lose no card, over a paced and lossy wire", () => {
    const wire = "supplies=unlimited&baud=250000&loss=0.2&corrupt=0.0002";
    const { report, station } = runSimBatch({
      rows: rowsOf(40),
      printers: [printer(`sim:hdp5000?${wire}`), printer(`sim:sr300?seed=2&${wire}`)],
    });
    expect(report.issued).toBe(40);
    expectSafe(station);
    expectOneCardEach(station, 40);
    for (const { name, pair } of station.printers) {
      expect(station.printers.find((p) => p.name === name)!.engine.truth.totals["fed"]).toBeGreaterThan(10);
      expect(pair.toEngine.blocksLost).toBeGreaterThan(100);
      expect(pair.toHost.bytesCorrupted).toBeGreaterThan(10);
    }
  });
});

describe("same seed, same bytes", () => {
  test("two runs of 200 cards on two printers give identical recordings and reports", () => {
    const run = () => {
      const recording: string[] = [];
      const { report } = runSimBatch({
        rows: rowsOf(200),
        printers: [printer("sim:hdp5000?room=30&fan=0.6&loss=0.02"), printer("sim:sr300?seed=7")],
        record: (line) => recording.push(line),
      });
      return { recording, report: JSON.stringify(report) };
    };
    const first = run();
    const second = run();
    expect(first.recording.length).toBeGreaterThan(50_000);
    expect(second.report).toBe(first.report);
    expect(second.recording.length).toBe(first.recording.length);
    expect(second.recording.findIndex((line, i) => line !== first.recording[i])).toBe(-1);
  });
});
