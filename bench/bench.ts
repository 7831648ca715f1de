/**
 * `npm run bench [-- --json] [-- --only WORDS] [-- --all]`: one table, each row side by side with its peers in the same run.
 * Rows that take minutes each run with `--all`, or when their name is asked for.
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { ROWS, TURNS } from "./all-rows.ts";
import type { RowResult } from "./harness.ts";
import { measureApart } from "./measure-apart.ts";
import { readOptions } from "./options.ts";
import { rttFigures, rttText } from "./rows/rtt.ts";
import { uploadFigures, uploadText } from "./rows/smp-upload.ts";
import { startUpFigures, startUpText } from "./rows/start-up.ts";
import { page, table } from "./table.ts";

/** What is told in milliseconds, with a table of its own below the rows. */
const FIGURES: readonly { name: string; run: () => Promise<{ figures: unknown; text: string }> }[] = [
  {
    name: "start-up",
    run: async () => {
      const figures = await startUpFigures();
      return { figures, text: startUpText(figures) };
    },
  },
  {
    name: "upload over each wire",
    run: async () => {
      const figures = await uploadFigures();
      return { figures, text: uploadText(figures) };
    },
  },
  {
    name: "question and answer over each wire",
    run: async () => {
      const figures = await rttFigures();
      return { figures, text: rttText(figures) };
    },
  },
];

const USAGE = `Usage: npm run bench [-- OPTIONS]
Measures each row side by side with its peers in one run and writes docs/performance.md when all rows were measured.
  --only WORDS  rows whose name has these words; nothing is written
  --all         also the rows that take minutes each
  --json        one JSON document on standard output
`;

const values = readOptions("bench", USAGE, {
  json: { type: "boolean", default: false },
  all: { type: "boolean", default: false },
  only: { type: "string" },
});
const wanted = ({ name, slow }: { name: string; slow?: true }): boolean =>
  values.only === undefined ? values.all || slow === undefined : name.includes(values.only);
const rows = ROWS.filter(wanted);
const others = FIGURES.filter(wanted);
if (rows.length + others.length === 0) {
  process.stderr.write(`bench: no row's name contains "${values.only}"; there are:\n`);
  for (const { name } of [...ROWS, ...FIGURES]) process.stderr.write(`  ${name}\n`);
  process.exitCode = 2;
} else await measureAll();

async function measureAll(): Promise<void> {
  const results: RowResult[] = [];
  const figures: Record<string, unknown> = {};
  const texts: string[] = [];
  const count = rows.length + others.length;
  for (const [i, { name }] of rows.entries()) {
    process.stderr.write(`measuring ${i + 1}/${count}: ${name}\n`);
    results.push(await measureApart(name));
  }
  for (const [i, { name, run }] of others.entries()) {
    process.stderr.write(`measuring ${rows.length + i + 1}/${count}: ${name}\n`);
    const measured = await run();
    figures[name] = measured.figures;
    texts.push(measured.text);
  }
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}, ${TURNS} turns`;
  const date = new Date().toISOString().slice(0, 10);
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, date, results, figures }, null, 2)}\n`);
  else process.stdout.write(`${machine}\n\n${table(results)}\n\n${texts.join("\n\n")}\n`);
  if (values.only !== undefined) return;
  writeFileSync(new URL("../docs/performance.md", import.meta.url), page(results, machine, date, texts));
  process.stderr.write("docs/performance.md written\n");
}
