import { batchCsv, parseSimUrl, SimStation, syntheticPeople } from "../../src/rig/index.ts";
import { parseJobFile } from "../../src/station/index.ts";
import type { Contestant, Row } from "../harness.ts";

const SIMULATED_S = 600;
const JOBS_PER_PRINTER = 4_000;
const WARM_UP_S = 300;

/** Everything from plant to journal, every printer printing without pause, in simulated seconds per CPU second. */
function station(printers: number, wire: string): Contestant {
  let made: SimStation | undefined;
  return {
    name: `${printers} ${printers === 1 ? "printer" : "printers"}, ${wire === "" ? "synchronous wire" : "250,000 baud wire"}`,
    units: SIMULATED_S,
    run: () => {
      made ??= prepared(printers, wire);
      made.clock.advance(SIMULATED_S * 1_000_000);
      if (made.journal.jobCounts.queued === 0) throw new Error("the bench ran out of jobs");
    },
  };
}

function prepared(printers: number, wire: string): SimStation {
  const models = ["hdp5000", "sr300"];
  const made = new SimStation({
    printers: Array.from({ length: printers }, (_, i) =>
      parseSimUrl(`sim:${models[i % 2]}?seed=${i + 1}&supplies=unlimited${wire}`),
    ),
  });
  const csv = batchCsv(syntheticPeople(JOBS_PER_PRINTER * printers, 1));
  made.office.addJobs(parseJobFile(Buffer.from(csv), "bench.csv", "WIB").rows);
  made.office.start();
  made.clock.advance(WARM_UP_S * 1_000_000);
  return made;
}

export function onePrinter(): Row {
  return {
    title: "whole stack, 1 printer",
    unit: "simulated s",
    contestants: [station(1, ""), station(1, "&baud=250000")],
    goalPerSecond: 40_000,
    limit: "XState alone 202,000; without codec and with a flat machine 258,000",
  };
}

export function sixPrinters(): Row {
  return {
    title: "whole stack, 6 printers",
    unit: "simulated s",
    contestants: [station(6, ""), station(6, "&baud=250000")],
    goalPerSecond: 7_500,
    limit: "a sixth of one printer's",
  };
}
