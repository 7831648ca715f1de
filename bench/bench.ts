/** `npm run bench [-- --json] [-- --write]`: one table, each row side by side with its peers in the same run. */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { measure, type Row, type RowResult } from "./harness.ts";
import { decode, encode } from "./rows/framing.ts";
import { cardCycle, durableSteps, nextJob, rowsImported } from "./rows/journal.ts";
import { liveFeed } from "./rows/live-feed.ts";
import { officeDay } from "./rows/office-day.ts";
import { plants } from "./rows/plant.ts";
import { powerForks } from "./rows/power-forks.ts";
import { rttFigures, rttText } from "./rows/rtt.ts";
import { smpUpload, uploadFigures, uploadText } from "./rows/smp-upload.ts";
import { bareAlarms, delayedTransitions } from "./rows/virtual-clock.ts";
import { onePrinter, sixPrinters } from "./rows/whole-stack.ts";
import { page, table } from "./table.ts";

const TURNS = 7;
/** Each takes some seconds of real time. */
const LIVE_TURNS = 3;
const ROWS: readonly (() => Row)[] = [
  decode,
  encode,
  plants,
  bareAlarms,
  delayedTransitions,
  onePrinter,
  sixPrinters,
  smpUpload,
  powerForks,
  durableSteps,
  cardCycle,
  nextJob,
  rowsImported,
];

const wantsJson = process.argv.includes("--json");
const results: RowResult[] = [];
for (const make of ROWS) {
  const row = make();
  process.stderr.write(`measuring: ${row.title}\n`);
  results.push(measure(row, TURNS));
}
process.stderr.write("measuring: office day\n");
results.push(measure(officeDay(), LIVE_TURNS));
process.stderr.write("measuring: firmware upload over a serial line and TCP\n");
const upload = await uploadFigures();
process.stderr.write("measuring: question and answer over each wire\n");
const rtt = await rttFigures();
process.stderr.write("measuring: live view\n");
results.push(await liveFeed(LIVE_TURNS));
const machine = `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}, ${TURNS} turns`;
const date = new Date().toISOString().slice(0, 10);
if (wantsJson) process.stdout.write(`${JSON.stringify({ machine, date, results, upload, rtt }, null, 2)}\n`);
else process.stdout.write(`${machine}\n\n${table(results)}\n`);
writeFileSync(
  new URL("../docs/performance.md", import.meta.url),
  page(results, machine, date, [uploadText(upload), rttText(rtt)]),
);
process.stderr.write("docs/performance.md written\n");
