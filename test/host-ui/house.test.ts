/** The page's own house rules: one file knows time and chance, one knows the station, and styles stay in style sheets. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { id } from "../../host-ui/src/i18n/id.ts";

const SRC = join(import.meta.dirname, "../../host-ui/src");
const sources = (readdirSync(SRC, { recursive: true }) as string[])
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(SRC, path), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "") }));

function using(pattern: RegExp): string[] {
  return sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}

describe("the page's sources", () => {
  it("take time and chance from one file", () => {
    expect(sources.length).toBeGreaterThan(20);
    const pattern = /\bDate\b(?!Time)|\bperformance\.|\bset(Timeout|Interval)\(|Math\.random|requestAnimationFrame/;
    expect(using(pattern)).toEqual(["time.ts"]);
  });

  it("know the station's API through one door, and nothing else of the server", () => {
    expect(using(/"(\.\.\/)+src\//)).toEqual(["api.ts"]);
    const door = sources.find(({ path }) => path === "api.ts")!.text;
    expect(new Set(door.match(/"\.\.\/[^"]+"/g))).toEqual(new Set(['"../../src/station/api.ts"']));
  });

  it("use every text of the dictionary", () => {
    const users = sources.filter(({ path }) => !/i18n\/(id|en)\.ts$/.test(path)).map(({ text }) => text);
    const all = users.join("\n");
    const prefixes = [...all.matchAll(/`([a-zA-Z]+\.)\$\{/g)].map((match) => match[1]!);
    const used = (key: string): boolean =>
      all.includes(`"${key}"`) || prefixes.some((prefix) => key.startsWith(prefix));
    expect(Object.keys(id).filter((key) => !used(key))).toEqual([]);
  });

  it("use no style attributes, no inline handlers and no raw markup: the content policy forbids them", () => {
    expect(using(/\bstyle=|dangerouslySetInnerHTML|innerHTML|\beval\(/)).toEqual([]);
    expect(readFileSync(join(SRC, "../index.html"), "utf8")).not.toMatch(/<style|style=|onclick=|<script>|https?:/);
  });
});
