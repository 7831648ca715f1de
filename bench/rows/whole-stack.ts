import type { SimStation } from "../../src/rig/index.ts";
import type { Contestant, Row } from "../harness.ts";
import { printingStation, printOn } from "../printing-station.ts";

const PACED_BAUD = 250_000;
/** The compiler goes on improving it for some seconds, at first on threads whose time counts too. */
const WARM_UP_MS = 8_000;
/** Many cards: a turn of a few differs from the next by what the machine's other half does. */
const TURN_MS = 800;
/** A turn's seconds of all printers added up. */
const PRINTER_SECONDS_MAX = 50_000;
const TURN_SECONDS_MAX = 600;
const SECONDS_A_CARD = 30;
/** Simulated seconds for which there are jobs enough. */
const JOBS_FOR_SECONDS: Readonly<Record<number, number>> = { 1: 480_000, 6: 120_000, 100: 30_000, 5000: 900 };

/** Everything from plant to journal, every printer printing without pause, in simulated seconds per CPU second. */
function station(printers: number, baud: number): Contestant {
  const seconds = Math.min(TURN_SECONDS_MAX, Math.round(PRINTER_SECONDS_MAX / printers));
  const jobsPerPrinter = Math.ceil(JOBS_FOR_SECONDS[printers]! / SECONDS_A_CARD);
  let made: SimStation | undefined;
  return {
    name: `${printers.toLocaleString("en")} ${printers === 1 ? "printer" : "printers"}, ${baud === 0 ? "synchronous wire" : "250,000 baud wire"}`,
    units: seconds,
    run: () => {
      made ??= printingStation({ printers, baud, jobsPerPrinter });
      printOn(made, seconds);
    },
  };
}

const stack = (printers: number, goalPerSecond: number | undefined, limit: string) => (): Row => ({
  title: `whole stack, ${printers.toLocaleString("en")} ${printers === 1 ? "printer" : "printers"}`,
  unit: "simulated s",
  warmUpMs: WARM_UP_MS,
  turnMs: TURN_MS,
  contestants: [station(printers, 0), station(printers, PACED_BAUD)],
  ...(goalPerSecond === undefined ? {} : { goalPerSecond }),
  limit,
});

export const onePrinter = stack(
  1,
  40_000,
  "XState alone 202,000; without codec and with a flat machine 258,000; paced goal 25,000",
);
export const sixPrinters = stack(6, 7_500, "a sixth of one printer's");
export const hundredPrinters = stack(100, undefined, "a hundredth of one printer's");
export const fiveThousandPrinters = stack(5_000, 10, "XState alone 40");
