/** The pages that people read: those of the root and of docs/. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");

/** Path below the root and text. */
export function pages(): [string, string][] {
  const paths = ["", "docs", "docs/decisions"].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name)),
  );
  return paths.sort().map((path) => [path, readFileSync(join(ROOT, path), "utf8")]);
}
