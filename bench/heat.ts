/** `npm run heat [-- --quick] [-- --json]`: writes docs/heat-comparison.md and its pictures. */
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join, resolve } from "node:path";
import type { Cell } from "./heat/contestants.ts";
import { gridCells, runGrid } from "./heat/grid.ts";
import { beatenCells, heatPage } from "./heat/page.ts";
import { cardsPicture, shiftPicture } from "./heat/plots.ts";
import { readOptions } from "./options.ts";

const DOCS = resolve(import.meta.dirname, "../docs");
const WORKERS_MAX = 8;
/** Shifts that are drawn: one that is paced and one of bursts and rests. */
const DRAWN: readonly Cell[] = [
  { machine: "hdp5000", roomCelsius: 33, airflow: 0.5 },
  { machine: "hdp5000", roomCelsius: 33, airflow: 0.2 },
];

const USAGE = `Usage: npm run heat [-- OPTIONS]
Six rules and the best schedule found over shifts of six hours, both machines, rooms of 24 to 36 C, airflow 1 to 0.
Writes docs/heat-comparison.md and its plots when the whole grid was run.
  --quick  a few of the cells; nothing is written
  --json   one JSON document on standard output
`;
const values = readOptions("heat", USAGE, {
  quick: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
});
const started = Date.now();
const cells = gridCells(values.quick);
const results = await runGrid(cells, Math.min(availableParallelism(), WORKERS_MAX), (done) => {
  process.stderr.write(`heat: ${done}/${cells.length} shifts\n`);
});

if (values.json) process.stdout.write(`${JSON.stringify(results, null, 1)}\n`);
const pictures: { file: string; shows: string }[] = [];
/** A quick run shows its page and leaves the documents alone. */
const write = (file: string, content: string): void => {
  if (!values.quick) writeFileSync(join(DOCS, file), content);
};
mkdirSync(join(DOCS, "pictures"), { recursive: true });
for (const machine of new Set(cells.map((cell) => cell.machine))) {
  const file = `pictures/heat-cards-${machine}.svg`;
  write(file, cardsPicture(machine, results));
  pictures.push({ file, shows: `${machine}: cards by airflow, a panel for each room` });
}
for (const cell of values.quick ? [] : DRAWN) {
  const file = `pictures/heat-shift-airflow-${cell.airflow}.svg`;
  write(file, shiftPicture(cell));
  const shows = `${cell.machine}, ${cell.roomCelsius} degC, airflow ${cell.airflow}: roller, hot zone and exits over a shift`;
  pictures.push({ file, shows });
}
const page = heatPage(results, {
  date: new Date(started).toISOString().slice(0, 10),
  computer: `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? "unknown"}, Node ${process.versions.node}`,
  minutes: (Date.now() - started) / 60_000,
  pictures,
});
write("heat-comparison.md", page);
if (values.quick && !values.json) process.stdout.write(page);
if (beatenCells(results).length > 0) process.exitCode = 1;
