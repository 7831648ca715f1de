/** What axe-core finds wrong with a page as it stands, one line a finding. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Found {
  readonly violations: readonly { id: string; help: string; nodes: readonly { target: readonly string[] }[] }[];
}

export async function axeFindings(page: Page): Promise<string[]> {
  // The page's content policy forbids inline scripts; evaluating goes past it.
  await page.evaluate(SOURCE);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as Found;
  return found.violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(" ")).join("; ")})`,
  );
}
