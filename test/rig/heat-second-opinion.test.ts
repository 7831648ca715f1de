import { describe, expect, test } from "vitest";
import { parseSimUrl, SimStation } from "../../src/rig/index.ts";

const SECOND_US = 1_000_000;

/** A printer whose firmware's own guards of heater and reading never come to a verdict. */
function blind(url: string): SimStation {
  const station: SimStation = new SimStation({
    printers: [parseSimUrl(url)],
    onEngineEvent: (_printer, event) => {
      if (event.type !== "tick") return;
      const { guards } = station.printers[0]!.engine.truth.core.state.ram.heat;
      guards.stuckSeconds = guards.openSeconds = guards.hotSeconds = 0;
      guards.excursionSeconds = guards.deficitKelvinSeconds = guards.slopeSeconds = guards.warmUpSeconds = 0;
    },
  });
  station.office.start();
  return station;
}

const viewOf = (station: SimStation) => station.office.controller("P1").view();

function warm(station: SimStation): void {
  expect(station.runUntil(() => viewOf(station).word === "ready", 3600 * SECOND_US)).toBe(true);
  station.clock.advance(60 * SECOND_US);
}

describe("the host's second opinion on the heater", () => {
  test.each([
    ["hdp5000", "heaterStuckOn"],
    ["sr300", "heaterStuckOn"],
    ["hdp5000", "heaterOpen"],
    ["sr300", "heaterOpen"],
  ] as const)(
    "%s whose own guards sleep, %s: emergency stop before the cut-off, and people read why",
    (model, fault) => {
      const station = blind(`sim:${model}?operator=none`);
      const { engine } = station.printers[0]!;
      warm(station);
      engine.lab.inject(fault);
      expect(station.runUntil(() => engine.truth.state.ram.shutdown, 300 * SECOND_US)).toBe(true);
      expect(engine.truth.heaterWatt).toBe(0);
      station.clock.advance(60 * SECOND_US);
      expect(engine.truth.state.world.cutoff.open).toBe(false);
      expect(viewOf(station).faults).toContainEqual(expect.objectContaining({ fault, local: true }));
      expect(station.violations()).toEqual([]);
      station.stop();
    },
  );

  test("with its relay welded the cut-off ends it; the host had said so before", () => {
    const station = blind("sim:hdp5000?operator=none");
    const { engine } = station.printers[0]!;
    warm(station);
    engine.lab.inject("heaterStuckOn", { value: 1 });
    station.runUntil(() => engine.truth.state.ram.shutdown, 300 * SECOND_US);
    expect(engine.truth.state.world.cutoff.open).toBe(false);
    station.clock.advance(300 * SECOND_US);
    expect(engine.truth.heaterWatt).toBe(0);
    expect(engine.truth.celsius("core")).toBeLessThan(228);
    expect(station.violations()).toEqual([]);
    station.stop();
  });
});
