/** The report for the head of office: one HTML page without anything from outside, made to be printed. */
import { LOST_CAUSES, SCROLL_BOX_STYLE, scrollBox } from "../../station/index.ts";
import { type DayReport, type OneDay, spoiltCards } from "./day-report.ts";
import { DAY_TEXTS, type DayTexts, type ReportLanguage } from "./day-texts.ts";
import type { OfficeFile } from "./office-schema.ts";
import { type Remedy, USUAL } from "./remedies.ts";

export interface DayPage {
  readonly report: DayReport;
  /** The same office without the remedies, when there are any. */
  readonly without: DayReport | undefined;
  readonly file: OfficeFile;
  readonly language: ReportLanguage;
}

const BLOCKS = ["printers", "room", "hours", "people", "power", "line", "centre", "stock", "queue"] as const;
const COLOURS: Readonly<Record<(typeof LOST_CAUSES)[number], string>> = {
  heat: "#b3431e",
  power: "#7a5b00",
  link: "#4c5c9a",
  centre: "#1d6a74",
  supplies: "#8a3a68",
  people: "#4d6b2c",
  other: "#666666",
};

export function dayHtml(page: DayPage): string {
  const { report, without, file, language } = page;
  const t = DAY_TEXTS[language];
  const remedies = report.remedies.map((remedy) => t.remedies[remedy as Remedy]).join(", ");
  const head = remedies === "" ? "" : `<p class="remedy">${t.withRemedy}: <b>${escaped(remedies)}</b></p>`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(`${t.title}: ${report.office}`)}</title>
<style>${STYLE}</style></head><body><main>
<header><h1>${escaped(report.office)}</h1><p>${t.title} · ${t.subtitle(report.days.length, report.printers)} · ${span(report)}</p>
<p class="note">${t.simulated} ${report.seed}.</p>${head}</header>
${figures(report, without, t, language)}
<h2>${t.lost}</h2>
${scrollBox(t.lost, lostTable(report, without, t, language))}
<h2>${t.dayByDay}</h2>
${scrollBox(t.dayByDay, daysTable(report.days, t, language))}
<p>${t.stockLeft}: ${stockText(report, t, language)}</p>
<h2>${t.published}</h2><p>${escaped(file.published)}</p>
<h2>${t.causesOfFile}</h2><dl>${BLOCKS.map((key) => `<dt>${t.blocks[key]}</dt><dd>${escaped(file[key].why)}</dd>`).join("")}</dl>
</main></body></html>
`;
}

function figures(report: DayReport, without: DayReport | undefined, t: DayTexts, language: ReportLanguage): string {
  const figure = (label: string, value: string, note: string): string =>
    `<div class="figure"><b>${value}</b><span>${label}</span><small>${note}</small></div>`;
  const days = Math.max(1, report.days.length);
  const note = (own: string, before: number | undefined): string =>
    [own, before === undefined ? "" : `${t.withoutRemedy}: ${whole(before, language)}`]
      .filter((words) => words !== "")
      .join(" · ");
  const kinds = (["peel", "warp", "melt", "void"] as const)
    .filter((kind) => report.spoilt[kind] > 0)
    .map((kind) => `${report.spoilt[kind]} ${t.spoiltKinds[kind]}`);
  return `<section class="figures">${[
    figure(
      t.issued,
      whole(report.issued, language),
      note(`${whole(report.issued / days, language)} ${t.perDay}`, without?.issued),
    ),
    figure(
      t.spoilt,
      whole(spoiltCards(report), language),
      note(kinds.join(", "), without === undefined ? undefined : spoiltCards(without)),
    ),
    figure(t.marginal, whole(report.marginal.curl + report.marginal.peelRisk, language), t.marginalKinds.curl),
    figure(
      t.bottleneck,
      t.causes[report.bottleneck],
      without === undefined ? "" : `${t.withoutRemedy}: ${t.causes[without.bottleneck]}`,
    ),
  ].join("")}</section>`;
}

function lostTable(report: DayReport, without: DayReport | undefined, t: DayTexts, language: ReportLanguage): string {
  const sum = LOST_CAUSES.reduce((all, cause) => all + report.lostSeconds[cause], 0);
  const most = Math.max(1, ...LOST_CAUSES.map((cause) => report.lostSeconds[cause]));
  const rows = LOST_CAUSES.filter(
    (cause) => report.lostSeconds[cause] > 0 || (without?.lostSeconds[cause] ?? 0) > 0,
  ).map((cause) => {
    const seconds = report.lostSeconds[cause];
    const bar = `<i style="width:${((100 * seconds) / most).toFixed(1)}%;background:${COLOURS[cause]}"></i>`;
    const other = without === undefined ? "" : `<td class="n">${hours(without.lostSeconds[cause], language)}</td>`;
    const share = sum === 0 ? "" : `${Math.round((100 * seconds) / sum)} %`;
    return `<tr><th>${t.causes[cause]}</th><td class="n">${hours(seconds, language)}</td><td class="n">${share}</td>${other}<td class="bar">${bar}</td></tr>`;
  });
  const extra = without === undefined ? "" : `<th class="n">${t.withoutRemedy} (${t.hours})</th>`;
  return `<table><thead><tr><th>${t.cause}</th><th class="n">${t.hours}</th><th class="n">${t.share}</th>${extra}<td></td></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function daysTable(days: readonly OneDay[], t: DayTexts, language: ReportLanguage): string {
  const rows = days.map(
    (day) =>
      `<tr><td class="d">${day.date}</td><td>${escaped(day.kind === USUAL ? t.usual : day.kind)}</td><td class="n">${day.openHours.toLocaleString(language)}</td><td class="n">${day.issued}</td>` +
      `<td class="n">${spoiltCards(day)}</td><td class="n">${day.marginal.curl + day.marginal.peelRisk}</td><td class="n">${day.uncertain}</td><td>${t.causes[day.bottleneck]}</td></tr>`,
  );
  const heads = [t.openHours, t.issued, t.spoilt, t.marginal, t.uncertain].map((word) => `<th class="n">${word}</th>`);
  return `<table><thead><tr><th>${t.date}</th><th>${t.kind}</th>${heads.join("")}<th>${t.bottleneck}</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

function stockText({ stockLeft }: DayReport, t: DayTexts, language: ReportLanguage): string {
  const spools = (name: string, { ribbon, film }: { ribbon: number; film: number }): string =>
    `${name}: ${ribbon} ${t.ribbon}, ${film} ${t.film}`;
  const { blanks, fargo, datacard } = stockLeft;
  return `${whole(blanks, language)} ${t.blanks}; ${spools("Fargo", fargo)}; ${spools("Datacard", datacard)}.`;
}

const span = ({ days }: DayReport): string =>
  days.length < 2 ? (days[0]?.date ?? "") : `${days[0]!.date} – ${days.at(-1)!.date}`;
const whole = (value: number, language: ReportLanguage): string => Math.round(value).toLocaleString(language);
const hours = (seconds: number, language: ReportLanguage): string =>
  (seconds / 3600).toLocaleString(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const escaped = (text: string): string =>
  text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

const STYLE = `
@page { size: A4; margin: 16mm }
body { font: 14px/1.45 system-ui, sans-serif; color: #1a1a1a; max-width: 190mm; margin: 8mm auto; padding: 0 6mm }
h1 { font-size: 28px; margin: 0 } h2 { font-size: 17px; margin: 22px 0 6px; border-bottom: 1px solid #ccc }
header p { margin: 2px 0 } .note { color: #555 } .remedy { background: #eef5ee; padding: 4px 8px }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(32mm, 1fr)); gap: 8px; margin: 14px 0 }
.figure { border: 1px solid #ccc; border-radius: 6px; padding: 8px; display: flex; flex-direction: column }
.figure b { font-size: 24px } .figure span { font-weight: 600 } .figure small { color: #555 }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: 3px 8px; border-bottom: 1px solid #e4e4e4; vertical-align: top } thead th { border-bottom: 1.5px solid #888 }
.n { text-align: right } .d { white-space: nowrap } .bar { width: 34% } .bar i { display: block; height: 14px; print-color-adjust: exact; -webkit-print-color-adjust: exact }
dl { display: grid; grid-template-columns: 28mm 1fr; gap: 4px 10px } dt { font-weight: 600 } dd { margin: 0 }
tr, dd { break-inside: avoid }
${SCROLL_BOX_STYLE}
`;
