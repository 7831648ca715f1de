/** Exactly one card a person: the short form of `npm run soak -- power`. */
import { describe, expect, test } from "vitest";
import { powerRun } from "../../bench/soak/power/run.ts";
import { addRun, emptyTotals } from "../../bench/soak/power/tally.ts";
import { type HostAction, SimStation } from "../../src/rig/index.ts";
import { expectOneCardEach, expectSafe, printer, rowsOf } from "./rig.ts";

const RUNS = 100;
/** More than the host writes for one card, twice counted. */
const WRITES_MAX = 200;
const HOUR_US = 3_600_000_000;

describe("power cuts from saved states", () => {
  const totals = emptyTotals();
  for (let seed = 1; seed <= RUNS; seed++) addRun(totals, powerRun(seed, 1));

  test("nobody has two cards, nobody is forgotten, nothing is missing", () => {
    expect(totals.failed.map(({ seed, problems, plan }) => ({ seed, problems, plan }))).toEqual([]);
    expect(totals.cuts).toBeGreaterThan(RUNS * 1.4);
  });

  test("the cuts do reach cards at every step", () => {
    const { engine, host } = totals.histogram;
    expect(Object.keys(engine).length).toBeGreaterThan(7);
    expect(Object.keys(host).length).toBeGreaterThan(5);
    expect(engine["transfer, in the nip"]?.void).toBeGreaterThan(0);
    expect(engine["transfer, in the nip"]?.issued).toBe(0);
  });

  test("the record of a transfer's end and then that of the eject's are lost: a person decides, nobody gets two cards", () => {
    const { problems, cuts } = powerRun(38_158, 1);
    expect({ problems, cuts }).toEqual({ problems: [], cuts: 3 });
  });

  test("same seed, same run", () => {
    expect(powerRun(7, 1)).toEqual(powerRun(7, 1));
  });
});

describe("a host that dies between two things that it does", () => {
  /** Answers also whether the host got that far. */
  function dieAt(kind: HostAction, number: number): { station: SimStation; died: boolean } {
    const station = new SimStation({ printers: [printer("sim:hdp5000?")], from: hot });
    station.office.addJobs(rowsOf(2).slice(1));
    station.office.start();
    station.life.dieAt(kind, number, 0.5);
    while (!station.life.dead && station.journal.jobCounts.issued < 2) station.clock.runNext();
    const died = station.life.dead;
    station.killHost();
    station.startHost();
    expect(station.runUntil(() => station.journal.jobCounts.issued === 2, HOUR_US)).toBe(true);
    return { station, died };
  }

  const warm = new SimStation({ printers: [printer("sim:hdp5000?")] });
  warm.office.addJobs(rowsOf(1));
  warm.office.start();
  warm.runUntil(() => warm.journal.jobCounts.issued === 1, HOUR_US);
  const hot = warm.save();
  warm.stop();

  test("before and after every single write to its journal", () => {
    let writes = 0;
    for (let died = true; died && writes < WRITES_MAX; ) {
      const run = dieAt("journal", writes);
      died = run.died;
      expectSafe(run.station);
      expectOneCardEach(run.station, 2);
      expect({ writes, fed: run.station.printers[0]!.engine.truth.totals["fed"] }).toEqual({ writes, fed: 2 });
      run.station.stop();
      if (died) writes++;
    }
    expect(writes).toBeLessThan(WRITES_MAX);
    // Five steps, each intended and settled, the job taken and issued.
    expect(writes).toBeGreaterThan(20);
  });
});
