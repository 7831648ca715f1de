/** Rows under a header, as wide as they need. Empty columns are left out. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const used = header.map((_, i) => rows.some((row) => (row[i] ?? "") !== ""));
  const widths = header.map((name, i) => Math.max(name.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => (used[i] ? cell.padEnd(widths[i]! + 2) : ""))
      .join("")
      .trimEnd();
  return `${[line(header), ...rows.map(line)].join("\n")}\n`;
}

/** `2018-02-03 08:00` in the zone's time. */
export function instant(ms: number | undefined, zoneMinutes: number): string {
  if (ms === undefined) return "";
  return new Date(ms + zoneMinutes * 60_000).toISOString().slice(0, 16).replace("T", " ");
}

/** One document on standard output. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
