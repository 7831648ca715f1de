/** What a wall display has to load, read from the build itself: it may hang at the end of a slow line. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const DIST = join(import.meta.dirname, "../../host-ui/dist");
const GZIP_BYTES_MAX = 45_000;

/** Every script that a page loads: those that it names, and what those import. */
function scriptsOf(page: string): Set<string> {
  const html = readFileSync(join(DIST, page), "utf8");
  const found = new Set([...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]!));
  for (const script of found) {
    const code = readFileSync(join(DIST, script), "utf8");
    for (const match of code.matchAll(/(?:from|import)\s*\(?\s*["'`]\.\/([^"'`]+\.js)["'`]/g))
      found.add(`assets/${match[1]}`);
  }
  return found;
}

describe("the wall's scripts", () => {
  it("are at most 45 kB compressed, all together", () => {
    const scripts = scriptsOf("wall.html");
    expect(scripts.size).toBeGreaterThan(0);
    const bytes = [...scripts].map((script) => gzipSync(readFileSync(join(DIST, script))).length);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(GZIP_BYTES_MAX);
  });

  it("bring neither the chart library nor the other pages", () => {
    const code = [...scriptsOf("wall.html")].map((script) => readFileSync(join(DIST, script), "utf8")).join("\n");
    expect(code).not.toContain("uplot");
    expect(code).not.toContain("jobs.handover");
  });
});
