/** Renders the fault table as Markdown: `docs/faults.md` is exactly this text. */
import { FAULT_CODE, type FaultName } from "./fault-codes.ts";
import { FAULT_DETECTION } from "./fault-detection.ts";
import { type FaultLanguage, faultText } from "./fault-texts.ts";
import { FAULTS, type FaultRow } from "./faults.ts";

const INTRO = `# Faults

Generated from the fault table in \`src/protocol/faults.ts\`; do not edit by hand.

- **severity**: *fault* stops the printer until it is cleared; *condition* stands while its cause is present; *warning* lets the printer go on.
- **engine**: what the engine does at once. *stopAll*: heater off, motors stop, nip opens, fan on, running steps fail.
- **card**, **job**: what the controller does with the card inside and with its job. *decided*: by ledger and sensors.
- **proof**: what must be shown before it may be cleared. Sensor proofs are cleared by the controller itself.
- **priority**: 1 card or data at risk, 2 stands still until somebody comes, 3 will stand still soon, 0 status only.
- **Evolis**: flag while the condition is present / when a job was interrupted by it.
`;

function names(): FaultName[] {
  return Object.keys(FAULT_CODE) as FaultName[];
}

function behaviour(name: FaultName, row: FaultRow): string {
  const latched = row.latched ? "latched" : "";
  const cells = [FAULT_CODE[name], `\`${name}\``, row.severity, latched, row.printer, row.engine, row.card, row.job];
  return `| ${[...cells, row.proof, row.priority, row.lost].join(" | ")} |`;
}

function noticed(name: FaultName): string {
  const { by, occasion, withinSeconds, evidence, needs, alias } = FAULT_DETECTION[name];
  const other = alias === undefined ? "" : `\`${alias}\``;
  return `| \`${name}\` | ${by} | ${occasion} | ${withinSeconds} | ${evidence} | ${needs ?? ""} | ${other} |`;
}

function vocabulary(name: FaultName, row: FaultRow): string {
  const evolis = `${row.evolis.present ?? "-"} / ${row.evolis.interrupted ?? "-"}`;
  return `| \`${name}\` | ${row.ipp} | ${row.prtAlertCode} | ${evolis} |`;
}

function words(name: FaultName, language: FaultLanguage): string {
  const text = faultText(name, language);
  return `| \`${name}\` | ${text.title} | ${text.cause} | ${text.steps.map((step, i) => `${i + 1}. ${step}`).join(" ")} |`;
}

/** The whole document, ending in one newline. */
export function renderFaults(): string {
  const rows = names();
  return [
    INTRO,
    "## What happens\n",
    "| code | name | severity | latched | printer | engine | card | job | proof | priority | time booked on |",
    "|--:|---|---|---|---|---|---|---|---|--:|---|",
    ...rows.map((name) => behaviour(name, FAULTS[name])),
    "\n## How it is noticed\n",
    "From sensors only, at most so many seconds after its occasion. *needs*: without that sensor it goes unnoticed, or by its other name.\n",
    "| name | by | occasion | within s | evidence | needs | other name |",
    "|---|---|---|--:|---|---|---|",
    ...rows.map(noticed),
    "\n## Standard names\n",
    "| name | IPP reason | prtAlertCode | Evolis present / interrupted |",
    "|---|---|--:|---|",
    ...rows.map((name) => vocabulary(name, FAULTS[name])),
    "\n## What to do (English)\n",
    "| name | title | cause | steps |",
    "|---|---|---|---|",
    ...rows.map((name) => words(name, "en")),
    "\n## Yang harus dilakukan (Bahasa Indonesia)\n",
    "| nama | judul | sebab | langkah |",
    "|---|---|---|---|",
    ...rows.map((name) => words(name, "id")),
    "",
  ].join("\n");
}
