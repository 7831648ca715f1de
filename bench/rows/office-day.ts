import { OfficeRun, officeAsItIs, readOffice } from "../../src/rig/index.ts";
import type { Contestant, Row } from "../harness.ts";

const FILE = new URL("../../offices/bandar-lampung-2018.yaml", import.meta.url).pathname;

/** From the opening to switching off, 08:00 to 15:10. */
const DAY_SECONDS = 25_800;
/** A day in four CPU seconds. */
const GOAL_PER_SECOND = DAY_SECONDS / 4;

/** A whole day of the six printers of Bandar Lampung on everything that a real station runs, centre and its client included. */
function day(kind: string, title: string): Contestant {
  let seed = 0;
  return {
    name: title,
    units: DAY_SECONDS,
    run: () => {
      const report = new OfficeRun({ office: officeAsItIs(readOffice(FILE)), seed: ++seed, kind, days: 1 }).run();
      if (report.issued === 0) throw new Error("nothing was printed on that day");
    },
  };
}

export function officeDay(): Row {
  return {
    title: "office day, 6 printers",
    unit: "simulated s",
    contestants: [day("usual", "usual day, centre comes and goes"), day("outage", "centre away from 09:30")],
    goalPerSecond: GOAL_PER_SECOND,
    limit: "firmware loop and status, ten times a second while a roller is hot",
  };
}
