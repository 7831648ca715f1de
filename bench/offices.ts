/**
 * `npm run offices [-- --seeds 20 --only palembang --workers 2 --agreement --json --keep results.jsonl]`: the published
 * days on the full stack; writes docs/offices.md. With `--keep`, an interrupted run goes on where it was. With `--remedy
 * prefetch` the days are those of the remedied offices: only the agreement of the two models is judged, nothing is written.
 */
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import {
  forecast,
  forecastSvg,
  forecastText,
  officeAsItIs,
  REMEDIES,
  type Remedy,
  readOffice,
} from "../src/rig/index.ts";
import { CASES, type OfficeCase } from "./offices/cases.ts";
import { type DayOrder, liveOneDay } from "./offices/day-worker.ts";
import { median, rowsOf, shortcomings } from "./offices/judge.ts";
import { page, type RemedyRow } from "./offices/page.ts";
import { runDays } from "./offices/run.ts";
import { readOptions } from "./options.ts";

const QUICK_SEEDS = 20;
const FORECAST_RUNS = 100;

/** The median day with these remedies. */
function quickMedian(at: number, { file, kind }: OfficeCase, remedies: Remedy[]) {
  const days = Array.from(
    { length: QUICK_SEEDS },
    (_, i) => liveOneDay({ case: at, file, kind, seed: i + 1, remedies, full: false }).quick,
  );
  return { issued: median(days.map((day) => day.issued)), spoilt: median(days.map((day) => day.spoilt)) };
}

const USAGE = `Usage: npm run offices [-- OPTIONS]
The four published offices, one day a seed on the full stack; writes docs/offices.md.
  --seeds N        1 to 1000 (default 20)
  --only WORD      offices whose id has this word
  --workers N      threads
  --agreement      only whether the faster model of the forecast agrees
  --remedy NAME    the days of the remedied offices; nothing is written
  --keep FILE      days that are done are kept there; an interrupted run goes on
  --json           one JSON document on standard output
`;
const values = readOptions("offices", USAGE, {
  seeds: { type: "string", default: "20" },
  only: { type: "string", default: "" },
  workers: { type: "string", default: String(availableParallelism()) },
  agreement: { type: "boolean", default: false },
  remedy: { type: "string", default: "" },
  keep: { type: "string", default: "" },
  json: { type: "boolean", default: false },
});
const seeds = Number(values.seeds);
if (!Number.isInteger(seeds) || seeds < 1 || seeds > 1000) {
  process.stderr.write(`offices: --seeds must be a whole number from 1 to 1000, not "${values.seeds}"\n`);
  process.exit(2);
}
const remedies = REMEDIES.filter((remedy) => remedy === values.remedy);
if (values.remedy !== "" && remedies.length === 0) {
  process.stderr.write(`offices: --remedy must be one of ${REMEDIES.join(", ")}, not "${values.remedy}"\n`);
  process.exit(2);
}
const chosen = CASES.map((office, at) => ({ office, at })).filter(
  ({ office }) => office.id.includes(values.only) && (!values.agreement || office.agreement === true),
);
if (chosen.length === 0) {
  process.stderr.write(
    `offices: nothing is called "${values.only}"; there are ${CASES.map(({ id }) => id).join(", ")}\n`,
  );
  process.exit(2);
}
// Seed after seed: whatever ends the run, all offices have lived through as many days.
const orders: DayOrder[] = Array.from({ length: seeds }, (_, i) => i + 1).flatMap((seed) =>
  chosen.map(({ office, at }) => ({ case: at, file: office.file, kind: office.kind, seed, remedies, full: true })),
);
const results = await runDays(orders, {
  workers: Math.max(1, Number(values.workers)),
  keep: values.keep,
  show: (done) => process.stderr.write(`offices: ${done}/${orders.length} days\n`),
});
const rows = rowsOf(results);
const short = shortcomings(rows, remedies.length === 0);
for (const words of short) process.stderr.write(`offices: ${words}\n`);
for (const { office, issued, quickMean } of rows) {
  process.stderr.write(
    `${office.title}: median ${issued.median}, ${issued.low}-${issued.high}, mean ${issued.mean.toFixed(1)}, quick ${quickMean.toFixed(1)}\n`,
  );
}
if (values.json) process.stdout.write(`${JSON.stringify({ rows, shortcomings: short, results }, null, 2)}\n`);
if (chosen.length === CASES.length && remedies.length === 0) {
  const machine = `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}`;
  const names: (Remedy | "")[] = ["", ...REMEDIES];
  const remedyRows: RemedyRow[] = CASES.map((office, at) => ({
    title: office.title,
    days: names.map((name) => quickMedian(at, office, name === "" ? [] : [name])),
  }));
  const heads = names.map((name) => (name === "" ? "as it is" : name));
  process.stderr.write("offices: forecast of Bandar Lampung\n");
  const lampung = await forecast({
    office: officeAsItIs(readOffice("offices/bandar-lampung-2018.yaml")),
    runs: FORECAST_RUNS,
    seed: 1,
    kind: "drawn",
    remedies: ["printer", "ups", "prefetch", "cetak"],
    job: 12_000,
    workers: Math.max(1, Number(values.workers)),
  });
  writeFileSync(new URL("../docs/pictures/forecast-bandar-lampung.svg", import.meta.url), forecastSvg(lampung, "en"));
  const full = Math.min(...CASES.map((_, at) => results.filter((result) => result.case === at).length));
  writeFileSync(
    new URL("../docs/offices.md", import.meta.url),
    page(rows, { names: heads, rows: remedyRows }, { full, quick: QUICK_SEEDS }, machine, forecastText(lampung)),
  );
  process.stderr.write("docs/offices.md written\n");
}
process.exitCode = short.length === 0 ? 0 : 1;
