/** The page's own house rules: one file knows time and chance, one knows the station, and styles stay in style sheets. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DICTIONARIES } from "./dictionaries.ts";

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

  it("know the station's API through its doors, and nothing else of the server", () => {
    const doors = using(/"(\.\.\/)+src\//);
    expect(doors).toContain("api.ts");
    expect(doors.filter((path) => !/^api(-[a-z]+)?\.ts$/.test(path))).toEqual([]);
    for (const path of doors) {
      const door = sources.find((source) => source.path === path)!.text;
      const behind = door.match(/"\.\.\/[^"]+"/g) ?? [];
      expect(behind.filter((target) => !/^"\.\.\/\.\.\/src\/station\/api(-[a-z]+)?\.ts"$/.test(target))).toEqual([]);
    }
  });

  it("use every text of the dictionaries", () => {
    const users = sources.filter(({ path }) => !/i18n\/([a-z]+-)?(id|en)\.ts$/.test(path)).map(({ text }) => text);
    const all = users.join("\n");
    const prefixes = [...all.matchAll(/`((?:[a-zA-Z]+\.)+)\$\{/g)].map((match) => match[1]!);
    const used = (key: string): boolean =>
      all.includes(`"${key}"`) || prefixes.some((prefix) => key.startsWith(prefix));
    for (const { name, id } of DICTIONARIES)
      expect(
        Object.keys(id).filter((key) => !used(key)),
        name,
      ).toEqual([]);
  });

  it("use no style attributes, no inline handlers and no raw markup: the content policy forbids them", () => {
    expect(using(/\bstyle=|dangerouslySetInnerHTML|innerHTML|\beval\(/)).toEqual([]);
    const pages = readdirSync(join(SRC, "..")).filter((name) => name.endsWith(".html"));
    expect(pages).toContain("wall.html");
    for (const page of pages)
      expect(readFileSync(join(SRC, "..", page), "utf8")).not.toMatch(/<style|style=|onclick=|<script>|https?:/);
  });
});
