/** Every link from a page to another one, to a part of one, or to a picture leads somewhere. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { pages, ROOT } from "./pages.ts";

const withoutCode = (text: string): string => text.replace(/^`{3}[\s\S]*?^`{3}/gm, "").replace(/`[^`\n]*`/g, "`");

/** As a forge makes them of headings: lower case, letters and digits kept, blanks as dashes, a number when one comes again. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  const counts = new Map<string, number>();
  for (const [, words] of text.replace(/^`{3}[\s\S]*?^`{3}/gm, "").matchAll(/^#{1,6} +(.*)$/gm)) {
    const plain = words!.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
    const slug = plain
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-");
    const before = counts.get(slug) ?? 0;
    counts.set(slug, before + 1);
    anchors.add(before === 0 ? slug : `${slug}-${before}`);
  }
  for (const [, name] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(name!);
  return anchors;
}

function brokenIn(path: string, text: string): string[] {
  const broken: string[] = [];
  for (const [, target] of withoutCode(text).matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)) {
    if (/^[a-z]+:/.test(target!)) continue;
    const [file = "", anchor] = target!.split("#");
    const to = file === "" ? path : normalize(join(dirname(path), file));
    if (!existsSync(join(ROOT, to))) broken.push(`${path}: ${target}: there is no ${to}`);
    else if (anchor !== undefined && statSync(join(ROOT, to)).isFile()) {
      const there = anchorsOf(readFileSync(join(ROOT, to), "utf8"));
      if (!there.has(anchor)) broken.push(`${path}: ${target}: ${to} has no such heading`);
    }
  }
  return broken;
}

describe("links", () => {
  const all = pages();

  test("of all pages lead somewhere", () => {
    expect(all.length).toBeGreaterThan(60);
    expect(all.flatMap(([path, text]) => brokenIn(path, text))).toEqual([]);
  });

  test("that lead nowhere are found", () => {
    const text =
      "[a](README.md#no-such-part) [b](docs/no-such.md) [c](docs/jobs.md#stock) `[d](none.md)` [e](https://x.example/#y)";
    expect(brokenIn("README.md", text)).toEqual([
      "README.md: README.md#no-such-part: README.md has no such heading",
      "README.md: docs/no-such.md: there is no docs/no-such.md",
    ]);
  });

  test("each page of docs is reached from another page", () => {
    const linked = new Set<string>();
    for (const [path, text] of all) {
      for (const [, target] of text.matchAll(/\]\(([^)#\s]+)/g)) linked.add(normalize(join(dirname(path), target!)));
      for (const [name] of text.matchAll(/docs\/[a-z-]+\.md/g)) if (name !== path) linked.add(name);
    }
    const lonely = all.map(([path]) => path).filter((path) => /^docs\/[^/]+\.md$/.test(path) && !linked.has(path));
    expect(lonely).toEqual([]);
  });
});
