/** The pages about settings and self-test hold the engine's own tables. `npm run docs` writes them. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { selfTestTable, settingsTable, withTable } from "../../docs/service-tables.ts";

test.each([
  ["settings.md", settingsTable()],
  ["selftest.md", selfTestTable()],
])("docs/%s", (name, table) => {
  const page = readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
  expect(page).toBe(withTable(page, table));
});
