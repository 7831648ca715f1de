/** The self-test on paper: text for a terminal, one HTML page for the printer's file. */
import { SELFTEST_TEXTS, type SelfTestFinding, type SelfTestReport, selfTestPassed } from "../../protocol/index.ts";
import { SCROLL_BOX_STYLE, scrollBox } from "../scroll-box.ts";
import type { PrinterIdentity } from "./console-session.ts";

export interface SelfTestSheet extends SelfTestReport {
  readonly printer: PrinterIdentity;
  /** When it ended, ms since 1970 UTC. */
  readonly atMs: number;
}

type Language = "id" | "en";

const WORDS = {
  id: {
    title: "Uji mandiri",
    passed: "LULUS",
    notPassed: "TIDAK LULUS",
    ok: "baik",
    failed: "GAGAL",
    notRun: "tidak diuji",
    item: "yang diuji",
    measured: "terukur",
    limits: "batas",
    verdict: "hasil",
    todo: "yang perlu dilakukan",
    stopped: "dihentikan",
    again: "hapus gangguan di printer, lalu uji lagi",
  },
  en: {
    title: "Self-test",
    passed: "PASSED",
    notPassed: "NOT PASSED",
    ok: "ok",
    failed: "FAILED",
    notRun: "not run",
    item: "item",
    measured: "measured",
    limits: "limits",
    verdict: "verdict",
    todo: "what to do",
    stopped: "stopped",
    again: "clear the fault at the printer, then test again",
  },
} as const;

export const sheetPassed = (sheet: SelfTestSheet): boolean => selfTestPassed(sheet);

interface SheetRow {
  readonly item: string;
  readonly measured: string;
  readonly limits: string;
  readonly verdict: string;
  readonly good: boolean;
  readonly todo: string;
}

function rowOf(finding: SelfTestFinding, language: Language): SheetRow {
  const text = SELFTEST_TEXTS[finding.name];
  const unit = finding.unit === "" ? "" : ` ${finding.unit}`;
  const number = (centi: number): string => String(centi / 100);
  const { lowCenti, highCenti, measuredCenti } = finding;
  const limits = lowCenti === highCenti ? number(lowCenti) : `${number(lowCenti)}..${number(highCenti)}`;
  return {
    item: text[language],
    measured: measuredCenti === undefined ? finding.why : `${number(measuredCenti)}${unit}`,
    limits: `${limits}${unit}`,
    verdict: WORDS[language][finding.verdict],
    good: finding.verdict === "ok",
    todo: todoOf(finding, language),
  };
}

function todoOf({ name, verdict }: SelfTestFinding, language: Language): string {
  if (verdict === "ok") return "";
  if (verdict === "notRun") return WORDS[language].again;
  return language === "id" ? SELFTEST_TEXTS[name].doId : SELFTEST_TEXTS[name].doEn;
}

/** The model, with the mark of a simulated machine. */
export const modelOf = ({ model, sim }: PrinterIdentity): string => (sim ? `${model} SIM` : model);

const headOf = (sheet: SelfTestSheet, language: Language): string => {
  const words = WORDS[language];
  const { serial, firmware } = sheet.printer;
  const model = modelOf(sheet.printer);
  const stamp = new Date(sheet.atMs).toISOString().replace(/\.\d+Z$/, "Z");
  const result = sheetPassed(sheet) ? words.passed : words.notPassed;
  const why = sheet.why === "" ? "" : ` (${words.stopped}: ${sheet.why})`;
  return `${words.title} ${serial}, ${model}, firmware ${firmware}, ${stamp}: ${result}${why}`;
};

export function selfTestText(sheet: SelfTestSheet, language: Language = "en"): string {
  const rows = sheet.findings.map((finding) => rowOf(finding, language));
  const width = (pick: (row: SheetRow) => string): number => Math.max(0, ...rows.map((row) => pick(row).length));
  const [items, measured, limits] = [
    width((row) => row.item),
    width((row) => row.measured),
    width((row) => row.limits),
  ];
  const lines = rows.map((row) => {
    const todo = row.todo === "" ? "" : `: ${row.todo}`;
    return `${row.item.padEnd(items)}  ${row.measured.padStart(measured)}  ${row.limits.padStart(limits)}  ${row.verdict}${todo}`;
  });
  return `${[headOf(sheet, language), ...lines].join("\n")}\n`;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** One page without anything from outside, black on white, for print. */
export function selfTestHtml(sheet: SelfTestSheet, language: Language = "id"): string {
  const words = WORDS[language];
  const cell = (text: string): string => `<td>${escaped(text)}</td>`;
  const rows = sheet.findings
    .map((finding) => rowOf(finding, language))
    .map((row) => {
      const cells = [row.item, row.measured, row.limits, row.verdict, row.todo].map(cell).join("");
      return `<tr class="${row.good ? "good" : "bad"}">${cells}</tr>`;
    });
  const heads = [words.item, words.measured, words.limits, words.verdict, words.todo];
  const table = `<table><thead><tr>${heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody></table>`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(`${words.title} ${sheet.printer.serial}`)}</title>
<style>
body { font: 11pt sans-serif; margin: min(15mm, 4vw); color: #000; background: #fff }
h1 { font-size: 13pt }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #555; padding: 1.5mm 2mm; text-align: left }
td:nth-child(2), td:nth-child(3) { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
tr.bad td { font-weight: bold }
tr { break-inside: avoid }
${SCROLL_BOX_STYLE}
@media print { body { margin: 15mm } }
</style></head><body><main>
<h1>${escaped(headOf(sheet, language))}</h1>
${scrollBox(escaped(words.title), table)}
</main></body></html>
`;
}
