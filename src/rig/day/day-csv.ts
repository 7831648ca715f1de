import { csvLine } from "../../base/index.ts";
import { LOST_CAUSES } from "../../station/index.ts";
import type { DayReport } from "./day-report.ts";

const COLUMNS = [
  "date",
  "kind",
  "open_h",
  "issued",
  "spoilt_peel",
  "spoilt_warp",
  "spoilt_melt",
  "spoilt_void",
  "marginal_curl",
  "marginal_peel_risk",
  "uncertain",
  ...LOST_CAUSES.map((cause) => `lost_${cause}_s`),
  "bottleneck",
];

/** One row a day, with the units in the column names. */
export function dayCsv(report: DayReport): string {
  const rows = report.days.map((day) => {
    const { spoilt, marginal } = day;
    return csvLine([
      day.date,
      day.kind,
      day.openHours,
      day.issued,
      spoilt.peel,
      spoilt.warp,
      spoilt.melt,
      spoilt.void,
      marginal.curl,
      marginal.peelRisk,
      day.uncertain,
      ...LOST_CAUSES.map((cause) => day.lostSeconds[cause]),
      day.bottleneck,
    ]);
  });
  return `${[csvLine(COLUMNS), ...rows].join("\n")}\n`;
}
