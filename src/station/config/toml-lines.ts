/**
 * On which line each key of a TOML document stands, so that a wrong value can be shown where it was written. It knows
 * headers, plain and dotted keys and multi-line strings; whatever it does not find falls back to the enclosing table.
 */
const HEADER = /^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$/;
const KEY = /^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=/;

export type KeyPath = readonly (string | number)[];

export class TomlLines {
  private readonly lines = new Map<string, number>();

  constructor(text: string) {
    const arrays = new Map<string, number>();
    let table: (string | number)[] = [];
    let quote = "";
    text.split("\n").forEach((line, at) => {
      if (quote !== "") {
        if (line.includes(quote)) quote = "";
        return;
      }
      const header = HEADER.exec(line);
      if (header !== null) {
        table = enter(header[2]!, header[1] === "[[", arrays);
        this.note(table, at + 1);
        return;
      }
      const key = KEY.exec(line);
      if (key !== null) this.note([...table, ...parts(key[1]!)], at + 1);
      quote = opened(line);
    });
  }

  /** The line of `path`, or of the nearest enclosing key that has one; 1 when none has. */
  of(path: KeyPath): number {
    for (let length = path.length; length > 0; length--) {
      const line = this.lines.get(JSON.stringify(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return 1;
  }

  private note(path: KeyPath, line: number): void {
    const id = JSON.stringify(path);
    if (!this.lines.has(id)) this.lines.set(id, line);
    if (path.length > 1 && !this.lines.has(JSON.stringify(path.slice(0, 1)))) this.note(path.slice(0, 1), line);
  }
}

/** The path that a header opens. A table below an array of tables belongs to the array's newest entry. */
function enter(name: string, isArray: boolean, arrays: Map<string, number>): (string | number)[] {
  const path: (string | number)[] = [];
  const names = parts(name);
  names.forEach((part, i) => {
    path.push(part);
    const id = names.slice(0, i + 1).join("\n");
    if (isArray && i === names.length - 1) arrays.set(id, (arrays.get(id) ?? -1) + 1);
    const entry = arrays.get(id);
    if (entry !== undefined) path.push(entry);
  });
  return path;
}

function parts(dotted: string): string[] {
  return (dotted.match(/[A-Za-z0-9_-]+|"[^"]*"|'[^']*'/g) ?? []).map((part) => part.replace(/^["']|["']$/g, ""));
}

/** The delimiter of a multi-line string that this line opens and does not close. */
function opened(line: string): string {
  for (const quote of ['"""', "'''"]) {
    if (line.split(quote).length % 2 === 0) return quote;
  }
  return "";
}
