/** A YAML text and where each of its keys stands, so that every mistake in it can be told with its line. */
import { createRequire } from "node:module";

/** Loaded with the first text: most stations name no office file, and each of these 72 modules would delay their start. */
const load = (): typeof import("yaml") => createRequire(import.meta.url)("yaml");

export type YamlPath = readonly (string | number)[];

export interface YamlLines {
  /** What makes it no YAML, with line; the rest means nothing while there is any. */
  readonly errors: readonly { readonly line: number; readonly message: string }[];
  /** As plain data; where there are no errors there are no aliases in it, which could multiply. */
  value(): unknown;
  /** The line of a key, from 1, or of the nearest block around it that is there. */
  lineOf(path: YamlPath): number;
}

interface Ranged {
  readonly range?: readonly [number, number, number];
}

export function yamlLines(text: string): YamlLines {
  const { isMap, LineCounter, parseDocument, visit } = load();
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineAt = (offset: number): number => counter.linePos(offset).line;
  const lineOf = (path: YamlPath): number => {
    for (let length = path.length; length > 0; length--) {
      const holder = document.getIn(path.slice(0, length - 1), true);
      const last = path[length - 1]!;
      if (isMap(holder)) {
        const pair = holder.items.find(({ key }) => String((key as { value?: unknown }).value ?? key) === String(last));
        const range = (pair?.key as Ranged | undefined)?.range;
        if (range !== undefined) return lineAt(range[0]);
        continue;
      }
      const node = document.getIn(path.slice(0, length), true) as Ranged | undefined;
      if (node?.range !== undefined) return lineAt(node.range[0]);
    }
    return 1;
  };
  const errors = document.errors.map(({ message, pos }) => ({ line: lineAt(pos[0]), message }));
  visit(document, {
    Alias: (_, alias) => {
      errors.push({ line: lineAt(alias.range?.[0] ?? 0), message: `*${alias.source} is not allowed: write it out` });
    },
  });
  return {
    errors,
    value: () => document.toJS({ maxAliasCount: 0 }),
    lineOf,
  };
}

/** What stands at a path of plain data; undefined when nothing does. */
export function valueAt(value: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string | number, unknown>)[key] : undefined,
    value,
  );
}
