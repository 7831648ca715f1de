/** Every row of the table by its name. */
import { measure, type Row, type RowResult } from "./harness.ts";
import { crcOfBlock, crcOfPage } from "./rows/crc.ts";
import { decode, encode } from "./rows/framing.ts";
import { cardCycle, durableSteps, nextJob, rowsImported } from "./rows/journal.ts";
import { liveFeed } from "./rows/live-feed.ts";
import { officeDay } from "./rows/office-day.ts";
import { plants } from "./rows/plant.ts";
import { powerForks } from "./rows/power-forks.ts";
import { printerChart } from "./rows/printer-chart.ts";
import { smpUpload } from "./rows/smp-upload.ts";
import { statechart } from "./rows/statechart.ts";
import { statusValidation } from "./rows/status-validation.ts";
import { bareAlarms, delayedTransitions } from "./rows/virtual-clock.ts";
import { fiveThousandPrinters, hundredPrinters, onePrinter, sixPrinters } from "./rows/whole-stack.ts";

export const TURNS = 7;
/** Each takes some seconds. */
const LIVE_TURNS = 3;

export interface Entry {
  readonly name: string;
  readonly run: () => RowResult | Promise<RowResult>;
  /** Takes minutes. */
  readonly slow?: true;
}

const row = (name: string, make: () => Row, turns = TURNS): Entry => ({ name, run: () => measure(make(), turns) });

export const ROWS: readonly Entry[] = [
  row("block decode", decode),
  row("block encode", encode),
  row("checksum of a block", crcOfBlock),
  row("checksum of a page", crcOfPage),
  row("status validation", statusValidation),
  row("plant", plants),
  row("virtual clock", bareAlarms),
  row("delayed transitions", delayedTransitions),
  row("statechart", statechart),
  row("printer's statechart", printerChart),
  row("whole stack, 1 printer", onePrinter),
  row("whole stack, 6 printers", sixPrinters),
  row("whole stack, 100 printers", hundredPrinters, LIVE_TURNS),
  { ...row("whole stack, 5,000 printers", fiveThousandPrinters, LIVE_TURNS), slow: true },
  row("firmware upload", smpUpload),
  row("power-cut forks", powerForks),
  row("journal: durable steps", durableSteps),
  row("journal: one card", cardCycle),
  row("journal: next job", nextJob),
  row("journal: import", rowsImported),
  row("office day", officeDay, LIVE_TURNS),
  { name: "live view", run: () => liveFeed(LIVE_TURNS) },
];
