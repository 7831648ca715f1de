/**
 * Lines of CSV files that people open in spreadsheets: RFC 4180, and no cell that a spreadsheet takes for a formula. Names come from
 * outside, and `=HYPERLINK(...)` in a list would ask the clerk's own machine.
 */

/** What a spreadsheet begins to reckon at (OWASP ASVS 5, 1.2.10), also behind blanks, with apostrophes of our own or somebody's before it. [P] */
const FORMULA = /^'*(?:\s*[=+\-@\uff0b\uff0d\uff1d\uff20]|[\t\r\n\0])/;
/** Reckoned or not, it is the same. */
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/** One line without its end. A cell that looks like a formula gets an apostrophe before it; {@link csvCell} takes it away again. */
export function csvLine(cells: readonly (string | number)[], separator: "," | ";" = ","): string {
  return cells.map((cell) => (typeof cell === "number" ? String(cell) : quoted(guarded(cell)))).join(separator);
}

/** What a cell of a file means: without the apostrophe that {@link csvLine} puts before what looks like a formula. */
export function csvCell(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
}

function guarded(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

/** Both separators: which of them a spreadsheet takes depends on the language of the machine. */
function quoted(text: string): string {
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
