/** A day's report as lines of text. */
import { counted } from "../../base/index.ts";
import { LOST_CAUSES } from "../../station/index.ts";
import { type DayReport, spoiltCards } from "./day-report.ts";

const BAR_CHARACTERS = 30;

export function dayText(report: DayReport, without: DayReport | undefined): string {
  const { spoilt, marginal, lostSeconds } = report;
  const beside = (value: number | undefined): string => (value === undefined ? "" : `   (without: ${value})`);
  const lines = [
    `${report.office}: ${counted(report.days.length, "working day")}, ${counted(report.printers, "printer")}, policy ${report.policy}, seed ${report.seed}`,
    ...(report.remedies.length === 0 ? [] : [`with ${report.remedies.join(", ")}`]),
    "",
    `issued      ${report.issued}${beside(without?.issued)}`,
    `spoilt      ${spoiltCards(report)}: ${spoilt.peel} peeled, ${spoilt.warp} warped, ${spoilt.melt} melted, ${spoilt.void} void${beside(without === undefined ? undefined : spoiltCards(without))}`,
    `marginal    ${marginal.curl + marginal.peelRisk}: ${marginal.curl} curled, ${marginal.peelRisk} may peel`,
    `uncertain   ${report.uncertain}`,
    `bottleneck  ${report.bottleneck}${without === undefined ? "" : `   (without: ${without.bottleneck})`}`,
    "",
    "lost, hours of printers that had work",
  ];
  const most = Math.max(1, ...LOST_CAUSES.map((cause) => lostSeconds[cause]));
  for (const cause of LOST_CAUSES) {
    const seconds = lostSeconds[cause];
    if (seconds === 0) continue;
    const bar = "#".repeat(Math.ceil((seconds / most) * BAR_CHARACTERS));
    lines.push(`  ${cause.padEnd(9)} ${(seconds / 3600).toFixed(1).padStart(7)}  ${bar}`);
  }
  if (report.days.length > 1) {
    lines.push("", "date        kind          issued  spoilt  marginal  bottleneck");
    for (const day of report.days) {
      const { curl, peelRisk } = day.marginal;
      lines.push(
        `${day.date}  ${day.kind.padEnd(12)} ${String(day.issued).padStart(7)} ${String(spoiltCards(day)).padStart(7)} ${String(curl + peelRisk).padStart(9)}  ${day.bottleneck}`,
      );
    }
  }
  return `${lines.join("\n")}\n`;
}
