/** A machine whose cards take up a tenth more of the roller's heat than anybody was told, through the whole stack. */
import { expect, test } from "vitest";
import { shiftCards } from "../../bench/heat/full-stack.ts";
import { batchCsv, parseSimUrl, SimStation, syntheticPeople } from "../../src/rig/index.ts";
import { parseJobFile } from "../../src/station/index.ts";

const HOURS = 2.5;

test.each([
  ["hdp5000", 33],
  ["sr300", 36],
] as const)(
  "%s: the draw gives them away over the link too, and none is warped at the limit",
  (machine, roomCelsius) => {
    const airflow = 0.5;
    const url = `sim:${machine}?room=${roomCelsius}&fan=${airflow}&supplies=unlimited&seed=1`;
    const station = new SimStation({ printers: [parseSimUrl(url)] });
    const { core } = station.printers[0]!.engine.truth;
    const { thermal } = core.spec;
    // The engine's own model knows it too, which only keeps the surface inside the window; the host is not told.
    const other = { ...thermal, cardShareSurface: 1.1 * thermal.cardShareSurface };
    Object.assign(core, { spec: { ...core.spec, thermal: other } });
    const csv = batchCsv(syntheticPeople(400, 1));
    station.office.addJobs(parseJobFile(Buffer.from(csv), "warm.csv", "WIB").rows);
    station.office.start();
    station.clock.advance(HOURS * 3600 * 1e6);
    const exits = shiftCards({ cell: { machine, roomCelsius, airflow }, station }).map(({ exit }) => exit);
    station.stop();
    expect(exits.length).toBeGreaterThan(100);
    // At the limit, or there would be nothing to see.
    expect(Math.max(...exits)).toBeGreaterThan(79);
    expect(Math.max(...exits)).toBeLessThan(79.9);
  },
);
