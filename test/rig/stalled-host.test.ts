/** A host that has no time for its printer for a while (a busy computer, a suspended one) and then hears everything at once. */
import { expect, test } from "vitest";
import { parseSimUrl, SimStation } from "../../src/rig/index.ts";

const SECOND_US = 1_000_000;

/** The process stands still: what was due meanwhile happens in order afterwards, and finds the clock where it is by then. */
function stall(station: SimStation, seconds: number): void {
  const { clock } = station;
  const now = clock.now.bind(clock);
  const until = now() + seconds * SECOND_US;
  clock.now = () => Math.max(now(), until);
  clock.advance(seconds * SECOND_US);
  clock.now = now;
}

test.each([
  ["hdp5000", 20],
  ["hdp5000", 60],
  ["hdp5000", 80],
  ["sr300", 80],
  ["sr300", 110],
])("%s: a host that stood still for %i s takes no sound sensor for a loose one", (model, seconds) => {
  const printers = [parseSimUrl(`sim:${model}?seed=1&room=27&supplies=unlimited`)];
  const saved = new SimStation({ printers }).save();
  // An engine whose time passes quicker than the host's own: there a stall of seconds is one of minutes, and no jump of its clock.
  const engines = saved.engines.map((engine) => ({ ...engine, speed: 20 }));
  const station = new SimStation({ printers, from: { ...saved, engines } });
  const controller = station.office.controller("P1");
  station.office.start();
  station.clock.advance(600 * SECOND_US);
  for (let round = 0; round < 3; round++) {
    stall(station, seconds);
    for (let second = 0; second < 300; second += 10) {
      station.clock.advance(10 * SECOND_US);
      const faults = controller.view().faults.map(({ fault }) => fault);
      expect({ round, second, faults }).toEqual({ round, second, faults: [] });
    }
  }
  expect(station.violations()).toEqual([]);
  station.stop();
});
