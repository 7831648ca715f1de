/** `npm run docs`: writes the generated pages and the generated parts of pages again. Tests compare them. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { renderFaultMatrix } from "../bench/matrix/render.ts";
import { renderStates } from "../src/controller/index.ts";
import { scenarioJsonSchema } from "../src/hil/index.ts";
import { renderFaults, withMessageTable } from "../src/protocol/index.ts";
import { centreOpenApi, withCommandTable } from "../src/station/index.ts";
import { allCommands } from "./command-list.ts";
import { renderCommands } from "./command-page.ts";
import { selfTestTable, settingsTable, withTable } from "./service-tables.ts";
import { withWiresharkTable } from "./wireshark-table.ts";

function write(name: string, text: string): void {
  const path = new URL(name, import.meta.url);
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  writeFileSync(path, text);
  process.stderr.write(`docs/${name} ${before === text ? "is up to date" : "written"}\n`);
}

write("commands.md", renderCommands());
write("states.md", renderStates());
write("faults.md", renderFaults());
write("engine-link.md", withMessageTable(readFileSync(new URL("engine-link.md", import.meta.url), "utf8")));
write("api.md", withCommandTable(readFileSync(new URL("api.md", import.meta.url), "utf8"), allCommands()));
const page = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");
write("settings.md", withTable(page("settings.md"), settingsTable()));
write("selftest.md", withTable(page("selftest.md"), selfTestTable()));
write("wireshark/cetak.lua", withWiresharkTable(page("wireshark/cetak.lua")));
write("fault-matrix.md", renderFaultMatrix());
write("openapi-centre.json", `${JSON.stringify(centreOpenApi(), null, 2)}\n`);
write("scenario.schema.json", `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
