/** `node bench/heat-faults.ts`: writes docs/heat-faults.md. Exit 1 when a run was unsafe. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { renderHeatFaults } from "./heat-faults/render.ts";

const page = renderHeatFaults();
writeFileSync(resolve(import.meta.dirname, "../docs/heat-faults.md"), page);
if (page.includes("**unsafe**")) process.exitCode = 1;
