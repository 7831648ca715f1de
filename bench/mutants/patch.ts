/** A planted bug: a unified diff with a header that says what it is. Read, checked and applied without any program from outside. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Kinds of bugs of which at least one must be planted. */
export const MUTANT_CLASSES = [
  "fan in a fault",
  "lease",
  "off-by-one in supplies",
  "nip on power loss",
  "retransmission",
  "step-id reuse",
  "uncertain requeued",
  "card-film mismatch",
  "wrong spool accepted",
  "latch cleared without proof",
  "stale telemetry",
  "deadline missing",
  "unit error",
  "sign error in the PID",
  "wear of the ledger",
] as const;
export type MutantClass = (typeof MUTANT_CLASSES)[number];

/** Lines around the named place in which a hunk may have moved. */
const DRIFT_LINES_MAX = 300;

interface Hunk {
  /** First line of the old text, from 1. */
  readonly at: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

interface FileChange {
  readonly path: string;
  readonly hunks: readonly Hunk[];
}

export interface Mutant {
  /** File name without `.patch`. */
  readonly name: string;
  readonly class: MutantClass;
  /** What a person could have done wrong. */
  readonly story: string;
  /** Scenarios that should see it, tried first. */
  readonly likely: readonly string[];
  readonly changes: readonly FileChange[];
}

/** The patch cannot be read, or does not fit the sources any more. Says what to do. */
export class PatchError extends Error {}

/** All mutants of a folder, in the order of their names. */
export function readMutants(folder: string): Mutant[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".patch"));
  return files.sort().map((name) => readMutant(name.slice(0, -6), readFileSync(join(folder, name), "utf8")));
}

export function readMutant(name: string, text: string): Mutant {
  const begin = text.search(/^--- /m);
  if (begin < 0) throw new PatchError(`${name}: no "--- a/FILE" line`);
  const field = (key: string): string => {
    const found = new RegExp(`^${key}: (.+)$`, "m").exec(text.slice(0, begin))?.[1];
    if (found === undefined) throw new PatchError(`${name}: the header lacks "${key}: ..."`);
    return found.trim();
  };
  const kind = MUTANT_CLASSES.find((one) => one === field("class"));
  if (kind === undefined)
    throw new PatchError(`${name}: no class "${field("class")}"; there are ${MUTANT_CLASSES.join(", ")}`);
  return {
    name,
    class: kind,
    story: field("story"),
    likely: field("likely").split(/,\s*/),
    changes: readChanges(name, text.slice(begin).split("\n")),
  };
}

function readChanges(name: string, lines: readonly string[]): FileChange[] {
  const changes: { path: string; hunks: { at: number; before: string[]; after: string[] }[] }[] = [];
  for (const line of lines) {
    const hunk = changes.at(-1)?.hunks.at(-1);
    if (line.startsWith("--- ")) continue;
    if (line.startsWith("+++ ")) changes.push({ path: line.slice(4).replace(/^b\//, "").trim(), hunks: [] });
    else if (line.startsWith("@@")) {
      const at = /^@@ -(\d+)/.exec(line)?.[1];
      if (at === undefined) throw new PatchError(`${name}: cannot read "${line}"`);
      changes.at(-1)?.hunks.push({ at: Number(at), before: [], after: [] });
    } else if (hunk !== undefined && line !== "") {
      if (line[0] !== "+") hunk.before.push(line.slice(1));
      if (line[0] !== "-") hunk.after.push(line.slice(1));
    }
  }
  if (!changes.some(({ hunks }) => hunks.length > 0)) throw new PatchError(`${name}: changes nothing`);
  return changes;
}

/** The file's new text. Throws {@link PatchError} when the place is not there, or there more than once. */
export function applied(name: string, { path, hunks }: FileChange, text: string): string {
  const lines = text.split("\n");
  let moved = 0;
  for (const { at, before, after } of hunks) {
    const place = placeOf(lines, before, at - 1 + moved);
    if (place === undefined)
      throw new PatchError(
        `${name}: ${path} no longer has the lines that it changes near line ${at} ("${(before.find((line) => line.trim() !== "") ?? "").trim()}"); ` +
          "plant the same bug in the present text and write the patch anew (diff -u)",
      );
    lines.splice(place, before.length, ...after);
    moved += after.length - before.length;
  }
  return lines.join("\n");
}

/** Where the lines stand, nearest to where they should. */
function placeOf(lines: readonly string[], before: readonly string[], wanted: number): number | undefined {
  for (let off = 0; off <= DRIFT_LINES_MAX; off++)
    for (const place of off === 0 ? [wanted] : [wanted - off, wanted + off])
      if (place >= 0 && before.every((line, index) => lines[place + index] === line)) return place;
  return undefined;
}
