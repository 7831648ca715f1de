/** A forecast as a picture: how likely the backlog is cleared by each date, and the range with each remedy; where it
 * never is, how it goes on. */
import { DAY_TEXTS, type ReportLanguage } from "../day/day-texts.ts";
import { dateOfDay, dayOfDate } from "../day/office-calendar.ts";
import type { Remedy } from "../day/remedies.ts";
import type { ForecastReport, Outlook } from "./forecast-report.ts";

const WIDTH = 900;
const BOX = { left: 70, right: 870, top: 60, height: 260 };
const ROW = { height: 30, label: 310 };
const COLOURS = ["#1d4e79", "#b3431e", "#4d6b2c", "#7a3f8a", "#1d6a74", "#7a5b00", "#8a3a68", "#4c5c9a", "#555555"];
const FONT = 'font-family="sans-serif" font-size="12" fill="#333333"';
/** Dates on the axis. */
const TICKS_MAX = 7;

export function forecastSvg(report: ForecastReport, language: ReportLanguage = "id"): string {
  const t = DAY_TEXTS[language];
  const outlooks = [report.outlook, ...report.remedies];
  const ends = outlooks.flatMap(({ cleared }) => [cleared.p10, cleared.p90].filter((date) => date !== null));
  const endless = outlooks.every(({ curve }) => curve.length === 0);
  const points = outlooks.flatMap(({ curve, backlog }) => (endless ? (backlog ?? []) : curve).map(({ date }) => date));
  const days = [report.from, ...ends, ...points].map(dayOfDate);
  const low = Math.min(...days);
  const high = Math.max(low + 7, ...days);
  const x = (date: string): number => BOX.left + ((dayOfDate(date) - low) / (high - low)) * (BOX.right - BOX.left);
  const drawn = endless ? backlogs(outlooks, x, language) : shares(outlooks, x);
  const rowsTop = BOX.top + BOX.height + 70;
  const height = rowsTop + outlooks.length * ROW.height + 30;
  const parts = [
    `<text x="${BOX.left}" y="26" ${FONT.replace("12", "17")} font-weight="bold">${escaped(report.office)}: ${t.forecast.waiting(report.people.toLocaleString(language))}</text>`,
    `<text x="${BOX.left}" y="45" ${FONT}>${endless ? t.forecast.noEnd(report.runs) : t.forecast.curve(report.runs)}</text>`,
    ...drawn.levels,
    ...dates(low, high, x),
    ...drawn.lines,
    `<text x="${BOX.left}" y="${rowsTop - 14}" ${FONT} font-weight="bold">${endless ? t.forecast.backlog : t.forecast.bars}</text>`,
    ...outlooks.map((outlook, i) => rangeOf(outlook, i, rowsTop + i * ROW.height)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${parts.join("\n")}
</svg>
`;

  function rangeOf({ remedies, cleared, cardsPerDay, runsOut }: Outlook, index: number, top: number): string {
    const colour = COLOURS[index % COLOURS.length]!;
    const name =
      remedies.length === 0
        ? t.forecast.asItIs
        : remedies.map((remedy) => t.remedies[remedy as Remedy].split(":")[0]).join(", ");
    const y = top + 12;
    const key = `<rect x="${BOX.left}" y="${y - 9}" width="12" height="12" fill="${colour}"/>`;
    const label = `<text x="${BOX.left + 18}" y="${y + 1}" ${FONT}>${escaped(name)} · ${cardsPerDay.toLocaleString(language)} ${t.perDay}</text>`;
    if (cleared.p50 === null || cleared.p10 === null) {
      const why = runsOut === undefined ? "" : `: ${t.causes[runsOut.item]} ${runsOut.date}`;
      return `${key}${label}<text x="${BOX.left + ROW.label}" y="${y + 1}" ${FONT}>${t.forecast.never}${why}</text>`;
    }
    // The row has its own scale right of the labels, over the same dates.
    const at = (date: string): number =>
      BOX.left + ROW.label + ((x(date) - BOX.left) / (BOX.right - BOX.left)) * (BOX.right - BOX.left - ROW.label - 90);
    const end = cleared.p90 === null ? BOX.right - 90 : at(cleared.p90);
    const bar = `<rect x="${n(at(cleared.p10))}" y="${y - 8}" width="${n(Math.max(3, end - at(cleared.p10)))}" height="10" fill="${colour}" opacity="0.45"/>`;
    const mark = `<rect x="${n(at(cleared.p50) - 1.5)}" y="${y - 11}" width="3" height="16" fill="${colour}"/>`;
    const date = `<text x="${BOX.right}" y="${y + 1}" ${FONT} text-anchor="end">${cleared.p50}</text>`;
    return `${key}${label}${bar}${mark}${date}`;
  }
}

/** The frame and its dates. */
function dates(low: number, high: number, x: (date: string) => number): string[] {
  const bottom = BOX.top + BOX.height;
  const parts: string[] = [];
  const step = Math.max(1, Math.ceil((high - low) / TICKS_MAX));
  for (let day = low; day <= high; day += step) {
    const date = dateOfDay(day);
    parts.push(`<line x1="${n(x(date))}" x2="${n(x(date))}" y1="${BOX.top}" y2="${bottom}" stroke="#eeeeee"/>`);
    parts.push(`<text x="${n(x(date))}" y="${bottom + 18}" ${FONT} text-anchor="middle">${date}</text>`);
  }
  parts.push(
    `<rect x="${BOX.left}" y="${BOX.top}" width="${BOX.right - BOX.left}" height="${BOX.height}" fill="none" stroke="#333333"/>`,
  );
  return parts;
}

interface Drawn {
  readonly levels: readonly string[];
  readonly lines: readonly string[];
}

/** Of the futures, those that are over by each date. */
function shares(outlooks: readonly Outlook[], x: (date: string) => number): Drawn {
  const at = (share: number): number => BOX.top + BOX.height - share * BOX.height;
  const lines = outlooks.map(({ curve }, i) => {
    if (curve.length === 0) return "";
    const points = curve.map(({ date, share }) => `${n(x(date))},${n(at(share))}`);
    return line([...points, `${BOX.right},${n(at(curve.at(-1)!.share))}`], i);
  });
  const levels = [0, 0.1, 0.5, 0.9, 1].flatMap((share) => level(at(share), `${share * 100} %`));
  return { levels, lines };
}

/** Where nothing is ever over: who waits. */
function backlogs(outlooks: readonly Outlook[], x: (date: string) => number, language: ReportLanguage): Drawn {
  const most = Math.max(1, ...outlooks.flatMap(({ backlog = [] }) => backlog.map(({ people }) => people)));
  const top = roundUp(most);
  const at = (people: number): number => BOX.top + BOX.height - (people / top) * BOX.height;
  const levels = [0, 0.25, 0.5, 0.75, 1].flatMap((share) =>
    level(at(share * top), (share * top).toLocaleString(language)),
  );
  const lines = outlooks.map(({ backlog = [] }, i) =>
    line(
      backlog.map(({ date, people }) => `${n(x(date))},${n(at(people))}`),
      i,
    ),
  );
  return { levels, lines };
}

/** A round number that is not smaller, of which each quarter is whole. */
function roundUp(value: number): number {
  const unit = Math.max(4, 10 ** (Math.ceil(Math.log10(value)) - 1) * 2);
  return Math.ceil(value / unit) * unit;
}

function level(y: number, words: string): string[] {
  return [
    `<line x1="${BOX.left}" x2="${BOX.right}" y1="${n(y)}" y2="${n(y)}" stroke="#dddddd"/>`,
    `<text x="${BOX.left - 8}" y="${Number(n(y)) + 4}" ${FONT} text-anchor="end">${words}</text>`,
  ];
}

function line(points: readonly string[], index: number): string {
  const colour = COLOURS[index % COLOURS.length]!;
  return `<polyline fill="none" stroke="${colour}" stroke-width="${index === 0 ? 3 : 1.6}" points="${points.join(" ")}"/>`;
}

const n = (value: number): string => String(Math.round(value * 10) / 10);
const escaped = (words: string): string => words.replace(/&/g, "&amp;").replace(/</g, "&lt;");
