import { describe, expect, test } from "vitest";
import { runSimBatch, SimStation } from "../../src/rig/index.ts";
import { expectOneCardEach, expectSafe, printer, rowsOf } from "./rig.ts";

const CARDS = 2;
const HOUR_US = 3600 * 1_000_000;

/** What may strike at a step boundary. */
const STRIKES = {
  "host restart": (station: SimStation) => void station.restartHost(),
  "link cut": (station: SimStation) => station.printers[0]!.pair.cut(),
  "responses lost": (station: SimStation) => station.printers[0]!.pair.drop(30, "toHost"),
  "commands lost": (station: SimStation) => station.printers[0]!.pair.drop(8, "toEngine"),
  "engine power cut": (station: SimStation) => {
    const { lab } = station.printers[0]!.engine;
    lab.cutMains();
    station.clock.timer(() => lab.restoreMains()).armAfter(5_000_000);
  },
  "both lose power": (station: SimStation) => {
    const { lab } = station.printers[0]!.engine;
    lab.cutMains();
    station.restartHost();
    station.clock.timer(() => lab.restoreMains()).armAfter(3_000_000);
  },
  "skip the job": (station: SimStation) => void station.office.skip("P1"),
  "cancel the job": (station: SimStation) => void station.office.cancel("P1"),
  "pause and resume": (station: SimStation) => {
    station.office.controller("P1").pause();
    station.clock.timer(() => station.office.controller("P1").resume()).armAfter(20_000_000);
  },
  "emergency stop and reset": (station: SimStation) => {
    station.office.controller("P1").emergencyStop();
    station.clock.timer(() => station.office.controller("P1").resetStop()).armAfter(20_000_000);
  },
  "cover opened and closed": (station: SimStation) => {
    const { lab } = station.printers[0]!.engine;
    lab.openCover();
    station.clock.timer(() => lab.closeCover()).armAfter(15_000_000);
  },
  "card taken out by hand, all in one instant": (station: SimStation) => {
    const controller = station.office.controller("P1");
    controller.emergencyStop();
    station.printers[0]!.engine.lab.removeCard();
    controller.clearFault("emergencyStop");
    controller.resetStop();
  },
  "firmware reset": (station: SimStation) => station.printers[0]!.engine.lab.inject("watchdogReset"),
} as const;

/** These may cost a card or its job, but never give two cards, or one with another person's film. */
const MAY_COST = new Set<string>([
  "engine power cut",
  "both lose power",
  "cancel the job",
  "emergency stop and reset",
  "cover opened and closed",
  "card taken out by hand, all in one instant",
  "firmware reset",
]);

/** Counts of step boundaries of an undisturbed run. */
function boundaries(): number {
  let count = 0;
  runSimBatch({
    rows: rowsOf(CARDS),
    printers: [printer("sim:hdp5000?supplies=unlimited")],
    onEngineEvent: (_printer, event) => {
      if (event.type === "stepBegun" || event.type === "stepEnded") count++;
    },
  });
  return count;
}

/** One run in which `strike` hits `delayUs` after step boundary number `at`. */
function strikeAt(at: number, strike: (station: SimStation) => void, delayUs: number): SimStation {
  let count = 0;
  const station: SimStation = new SimStation({
    printers: [printer("sim:hdp5000?supplies=unlimited&operator=auto")],
    onEngineEvent: (_printer, event) => {
      if ((event.type === "stepBegun" || event.type === "stepEnded") && count++ === at) {
        station.clock.timer(() => strike(station)).armAfter(delayUs);
      }
    },
  });
  station.office.addJobs(rowsOf(CARDS));
  station.office.start();
  const finished = station.runUntil(() => {
    const { queued, leased, printing } = station.journal.jobCounts;
    clearByHand(station);
    return queued + leased + printing === 0;
  }, 2 * HOUR_US);
  expect({ at, delayUs, finished }).toEqual({ at, delayUs, finished: true });
  return station;
}

/** A person who takes out what is stuck and says so, whenever the printer asks for it. */
function clearByHand(station: SimStation): void {
  const controller = station.office.controller("P1");
  const view = controller.view();
  if (view.word !== "faulted" && view.faults.length === 0) return;
  for (const { fault } of view.faults) {
    if (fault.startsWith("jam") || fault === "cardMelted") station.printers[0]!.engine.lab.removeCard();
    controller.clearFault(fault);
  }
}

describe("each step once, each person one card", () => {
  const count = boundaries();

  test.each(Object.keys(STRIKES) as (keyof typeof STRIKES)[])("%s at every step boundary", (name) => {
    expect(count).toBeGreaterThanOrEqual(CARDS * 10);
    for (let at = 0; at < count; at++) {
      const station = strikeAt(at, STRIKES[name], at % 2 === 0 ? 0 : 50_000 * (at % 7));
      expectSafe(station);
      expectOneCardEach(station, CARDS);
      const { issued, uncertain } = station.journal.jobCounts;
      expect(issued + uncertain + station.journal.jobCounts.void).toBe(CARDS);
      if (!MAY_COST.has(name)) expect({ at, issued }).toEqual({ at, issued: CARDS });
      station.stop();
    }
  });
});
