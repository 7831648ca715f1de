/** A printer that has warmed up and gets no work. */
import { expect, test } from "vitest";
import { parseSimUrl, SimStation } from "../../src/rig/index.ts";

test.each(["hdp5000", "sr300"])("%s without work waits for two hours without a fault", (model) => {
  const station = new SimStation({ printers: [parseSimUrl(`sim:${model}?supplies=unlimited&room=27`)] });
  station.office.start();
  for (let minute = 0; minute < 120; minute++) {
    station.clock.advance(60_000_000);
    const view = station.office.controller("P1").view();
    expect({ minute, faults: view.faults.map(({ fault }) => fault) }).toEqual({ minute, faults: [] });
  }
  // After half an hour the heater is off.
  expect(["ready", "standby"]).toContain(station.office.controller("P1").view().word);
  expect(station.violations()).toEqual([]);
  station.stop();
});
