/** The page of the commands is what the commands say, and no page promises an option that there is not. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { leafCommands, optionsOf, renderCommands } from "../../docs/command-page.ts";
import { pages, ROOT } from "./pages.ts";

test("docs/commands.md is what `npm run docs` writes", () => {
  expect(readFileSync(join(ROOT, "docs/commands.md"), "utf8")).toBe(renderCommands());
});

const leaves = leafCommands();
const longOf = new Map(leaves.map(([words, command]) => [words, new Set(optionsOf(command).map(({ long }) => long))]));
const groups = new Set(leaves.flatMap(([words]) => words.split(" ").map((_, i, all) => all.slice(0, i + 1).join(" "))));

/** What a page gives as `cetak ...`, in a line of a block or between backticks; several commands of one line apart. */
function commandLines(text: string): string[] {
  const found: string[] = [];
  for (const [, code] of text.matchAll(/`{3}[a-z]*\n([\s\S]*?)`{3}/g)) {
    // A line that ends with a backslash goes on.
    found.push(...code!.replaceAll("\\\n", " ").split("\n"));
  }
  const prose = text.replace(/`{3}[\s\S]*?`{3}/g, "");
  for (const [, code] of prose.matchAll(/`([^`]+)`/g)) found.push(code!.replace(/\s+/g, " "));
  return found.flatMap((line) =>
    [...line.matchAll(/(?:^|[\s(&|])(?:cetak|bin\/cetak\.mjs) ([^#|&;]*)/g)].map(([, args]) => args!.trim()),
  );
}

/** The command that the words name: the longest that there is; undefined when the first is a placeholder. */
function commandOf(args: string): string | undefined {
  const words = args.split(/\s+/).filter((word) => !word.startsWith("-"));
  for (let length = Math.min(3, words.length); length > 0; length--) {
    const name = words.slice(0, length).join(" ");
    if (longOf.has(name)) return name;
  }
  return undefined;
}

test("every command and option that a page shows exists", () => {
  const wrong: string[] = [];
  let options = 0;
  for (const [path, text] of pages()) {
    for (const args of commandLines(text)) {
      const [first = ""] = args.split(/\s+/);
      if (!/^[a-z]+$/.test(first)) continue;
      if (!groups.has(first)) wrong.push(`${path}: cetak ${args}: there is no command ${first}`);
      const name = commandOf(args);
      // `cetak jobs hold|release`: a choice of commands, and quoted text is a value.
      if (name === undefined) continue;
      const bare = args.replace(/'[^']*'|"[^"]*"/g, "");
      for (const [, option] of bare.matchAll(/(?:^|[\s[])(--[a-z][a-z-]*)/g)) {
        options++;
        if (option !== "--help" && !longOf.get(name)!.has(option))
          wrong.push(`${path}: cetak ${name} has no ${option}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(options).toBeGreaterThan(60);
});
