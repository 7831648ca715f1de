import type { SimStation } from "../../src/rig/index.ts";
import type { Contestant, Row } from "../harness.ts";
import { printingStation, printOn } from "../printing-station.ts";

const SIMULATED_S = 600;
const JOBS_PER_PRINTER = 4_000;
const PACED_BAUD = 250_000;
/** The compiler goes on improving it for about a second. */
const WARM_UP_MS = 2_000;

/** Everything from plant to journal, every printer printing without pause, in simulated seconds per CPU second. */
function station(printers: number, baud: number): Contestant {
  let made: SimStation | undefined;
  return {
    name: `${printers} ${printers === 1 ? "printer" : "printers"}, ${baud === 0 ? "synchronous wire" : "250,000 baud wire"}`,
    units: SIMULATED_S,
    run: () => {
      made ??= printingStation({ printers, baud, jobsPerPrinter: JOBS_PER_PRINTER });
      printOn(made, SIMULATED_S);
    },
  };
}

export function onePrinter(): Row {
  return {
    title: "whole stack, 1 printer",
    unit: "simulated s",
    warmUpMs: WARM_UP_MS,
    contestants: [station(1, 0), station(1, PACED_BAUD)],
    goalPerSecond: 40_000,
    limit: "XState alone 202,000; without codec and with a flat machine 258,000",
  };
}

export function sixPrinters(): Row {
  return {
    title: "whole stack, 6 printers",
    unit: "simulated s",
    warmUpMs: WARM_UP_MS,
    contestants: [station(6, 0), station(6, PACED_BAUD)],
    goalPerSecond: 7_500,
    limit: "a sixth of one printer's",
  };
}
