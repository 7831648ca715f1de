/** `node bench/heat-faults.ts`: writes docs/heat-faults.md. Exit 1 when a run was unsafe. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { renderHeatFaults } from "./heat-faults/render.ts";
import { sayHelp } from "./options.ts";

sayHelp(
  "Usage: npm run heat-faults\nEvery single heat fault on both machines in every phase; writes docs/heat-faults.md (some minutes). Exit code 1 when a run was unsafe.\n",
);

const page = renderHeatFaults();
writeFileSync(resolve(import.meta.dirname, "../docs/heat-faults.md"), page);
if (page.includes("**unsafe**")) process.exitCode = 1;
