/** RFC 4180 as offices write it: comma or semicolon, LF or CRLF, a byte order mark, quotes with doubled quotes inside. */
import { csvCell } from "../../base/index.ts";

export const CSV_BYTES_MAX = 64 * 1024 * 1024;
export const CSV_COLUMNS_MAX = 64;
export const CSV_FIELD_CHARS_MAX = 4_096;

export interface CsvRecord {
  /** Line on which the record begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Why the record cannot be used, when it cannot. */
  readonly problem: string | undefined;
}

/** The text of UTF-8 bytes without a byte order mark, or undefined when they are not UTF-8. */
export function csvText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Semicolon when the first line has some and no comma: what spreadsheets in Indonesian write. */
export function csvSeparator(text: string): "," | ";" {
  const end = text.indexOf("\n");
  const first = end < 0 ? text : text.slice(0, end);
  return first.includes(";") && !first.includes(",") ? ";" : ",";
}

/** Records of one file whose quote is never closed and that are ended at their line; the next one takes the rest of the text. */
const UNCLOSED_MAX = 20;

/** Linear in the text. Blank lines are skipped; an unclosed quote is the problem of the line that it began in. */
export function* csvRecords(text: string, separator: "," | ";" = ","): Generator<CsvRecord> {
  let at = 0;
  let line = 1;
  let unclosed = 0;
  while (at < text.length) {
    const record = new RecordReader(text, at, line, separator);
    record.read();
    // Without this, one stray quote would swallow all rows that follow.
    const end = record.isUnclosed ? text.indexOf("\n", at) : -1;
    if (end >= 0 && end + 1 < text.length && unclosed++ < UNCLOSED_MAX) {
      yield { line, fields: text.slice(at, end).split(separator), problem: record.problem };
      at = end + 1;
      line++;
      continue;
    }
    at = record.at;
    line = record.line;
    if (record.fields.length > 1 || record.fields[0] !== "") {
      yield { line: record.firstLine, fields: record.fields, problem: record.problem };
    }
  }
}

class RecordReader {
  readonly fields: string[] = [];
  readonly firstLine: number;
  at: number;
  line: number;
  problem: string | undefined;
  /** A quoted field took the rest of the text. */
  isUnclosed = false;
  private readonly text: string;
  private readonly separator: string;

  constructor(text: string, at: number, line: number, separator: string) {
    this.text = text;
    this.at = at;
    this.line = line;
    this.firstLine = line;
    this.separator = separator;
  }

  read(): void {
    for (;;) {
      const field = csvCell(this.text[this.at] === '"' ? this.quoted() : this.bare());
      if (field.length > CSV_FIELD_CHARS_MAX)
        this.problem ??= `a field is longer than ${CSV_FIELD_CHARS_MAX} characters`;
      if (this.fields.length < CSV_COLUMNS_MAX) this.fields.push(field);
      else this.problem ??= `more than ${CSV_COLUMNS_MAX} columns`;
      if (this.text[this.at] === this.separator) this.at++;
      else break;
    }
    if (this.text[this.at] === "\r" && this.text[this.at + 1] === "\n") this.at++;
    this.at++;
    this.line++;
  }

  private bare(): string {
    const from = this.at;
    while (this.at < this.text.length && !this.endsHere()) this.at++;
    const field = this.text.slice(from, this.at);
    if (field.includes('"')) this.problem ??= "a quote stands inside a field that does not begin with one";
    return field;
  }

  private quoted(): string {
    let field = "";
    let from = ++this.at;
    for (;;) {
      const quote = this.text.indexOf('"', from);
      if (quote < 0) {
        this.problem ??= "a quoted field is never closed";
        this.isUnclosed = true;
        this.line += count(this.text, "\n", from);
        this.at = this.text.length;
        return field + this.text.slice(from);
      }
      field += this.text.slice(from, quote);
      this.line += count(this.text, "\n", from, quote);
      this.at = quote + 1;
      if (this.text[this.at] !== '"') break;
      field += '"';
      from = this.at + 1;
    }
    if (this.at < this.text.length && !this.endsHere()) {
      this.problem ??= "text follows a closing quote";
      while (this.at < this.text.length && !this.endsHere()) this.at++;
    }
    return field;
  }

  private endsHere(): boolean {
    const char = this.text[this.at];
    return char === this.separator || char === "\n" || (char === "\r" && this.text[this.at + 1] === "\n");
  }
}

function count(text: string, char: string, from: number, to = text.length): number {
  let found = 0;
  for (let at = text.indexOf(char, from); at >= 0 && at < to; at = text.indexOf(char, at + 1)) found++;
  return found;
}
