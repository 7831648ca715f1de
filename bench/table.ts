import type { RowResult, Spread } from "./harness.ts";

/** The results as one Markdown table. */
export function table(results: readonly RowResult[]): string {
  const lines = [
    "| measured | contestant | per CPU second (median, range) | ours is so many times faster | goal | limit |",
    "|---|---|---|---|---|---|",
  ];
  for (const row of results) {
    row.lines.forEach((line, i) => {
      const goal = i === 0 ? goalOf(row) : line.goal === undefined ? "" : `>= ${line.goal}`;
      const cells = [
        i === 0 ? row.title : "",
        line.name,
        `${wide(line.perSecond)} ${row.unit}`,
        line.ratio === undefined ? "" : ratio(line.ratio),
        goal,
        i === 0 ? row.limit : "",
      ];
      lines.push(`| ${cells.join(" | ")} |`);
    });
  }
  return lines.join("\n");
}

function goalOf(row: RowResult): string {
  return row.goalPerSecond === undefined ? "" : `>= ${thousands(row.goalPerSecond)}`;
}

function wide({ median, low, high }: Spread): string {
  return `${thousands(median)} (${thousands(low)}-${thousands(high)})`;
}

function ratio({ median, low, high }: Spread): string {
  const digits = median < 10 ? 1 : 0;
  return `${median.toFixed(digits)} (${low.toFixed(digits)}-${high.toFixed(digits)})`;
}

function thousands(value: number): string {
  return value < 100 ? value.toPrecision(3) : Math.round(value).toLocaleString("en-US");
}

/** `docs/performance.md`. */
export function page(
  results: readonly RowResult[],
  machine: string,
  date: string,
  figures: readonly string[] = [],
): string {
  return `# Performance

Written by \`npm run bench\` on ${date}: ${machine}. Do not edit.

How to read it: the contestants of a row take turns in one process, which measures nothing else; figures are per second of CPU
time (what other programs do on the machine does not count), and the ratio is taken turn by turn, so that it holds when the
machine's speed drifts. Compare ratios, not figures of different machines. Median and range over all turns. Code is taken as it
was kept compiled, like the program itself takes it from its second start on.

${table(results)}

*Whole stack* is everything that a real print station runs, on simulated engines: plant, firmware, blocks with CRC on the
wire, link, statechart, journal in memory; every printer prints without pause (a card each 36 or 34 s, status ten times a
second, both ways through the bytes). "Simulated s" are seconds of all printers together: with 6 printers each second
counts once, not six times. The limits come from measurements of the parts alone.
${figures.map((figure) => `\n${figure}\n`).join("")}`;
}
