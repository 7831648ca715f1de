/** A forecast as lines of text. */
import type { DateRange, ForecastReport, Outlook } from "./forecast-report.ts";

const day = (date: string | null): string => date ?? "never     ";

export function forecastText(report: ForecastReport): string {
  const { outlook, job } = report;
  const lines = [
    `${report.office}: ${report.people} people wait from ${report.from}; ${report.runs} possible futures from seed ${report.seed}`,
    "",
    "                      1 in 10 by   as likely as not   9 in 10 by",
    line("backlog cleared", outlook.cleared),
    ...(job === undefined || outlook.job === undefined ? [] : [line(`place ${job.place} (${job.class})`, outlook.job)]),
    "",
    `cards a day           ${outlook.cardsPerDay}`,
    `spoilt in a thousand  ${outlook.spoiltPerThousand}`,
    ...(outlook.runsOut === undefined ? [] : [`runs out              ${runsOutWords(outlook.runsOut, report.runs)}`]),
  ];
  if (report.remedies.length > 0) {
    lines.push(
      "",
      "what would help       1 in 10 by   as likely as not   9 in 10 by   cards a day   working days saved",
    );
    for (const remedy of report.remedies) lines.push(remedyLine(remedy));
  }
  return `${lines.join("\n")}\n`;
}

/** Why some futures never end. */
const runsOutWords = ({ item, date, futures }: NonNullable<Outlook["runsOut"]>, runs: number): string =>
  `${item}, as likely as not on ${date}, in ${futures} of ${runs} futures; no more is ordered`;

const line = (what: string, { p10, p50, p90 }: DateRange): string =>
  `${what.padEnd(21)} ${day(p10)}   ${day(p50)}         ${day(p90)}`;

function remedyLine({ remedies, cleared, cardsPerDay, daysSaved, runsOut }: Outlook): string {
  const saved = daysSaved === null ? "-" : String(daysSaved);
  return `${line(remedies.join(", "), cleared)}   ${String(cardsPerDay).padStart(11)}   ${saved.padStart(18)}${runsOut === undefined ? "" : `   ${runsOut.item} out ${runsOut.date}`}`;
}
