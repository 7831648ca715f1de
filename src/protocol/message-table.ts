import { ownIds } from "./dictionary.ts";
import type { MessageName } from "./format.ts";
import { MESSAGE_NOTES } from "./message-notes.ts";

/** The generated section of `docs/engine-link.md`: every message with the id that our engine gives it. Ends with a newline. */
export function renderMessageTable(): string {
  const { commands, responses } = ownIds();
  return `${table("Host to engine", commands)}\n${table("Engine to host", responses)}`;
}

function table(title: string, ids: Readonly<Record<string, number>>): string {
  const lines = Object.entries(ids).map(([line, id]) => {
    const space = line.indexOf(" ");
    const name = (space < 0 ? line : line.slice(0, space)) as MessageName;
    const params = space < 0 ? "" : `\`${line.slice(space + 1)}\``;
    return `| ${id} | \`${name}\` | ${params} | ${MESSAGE_NOTES[name]} |`;
  });
  return `${title}:\n\n| id | message | parameters | meaning |\n|---|---|---|---|\n${lines.join("\n")}\n`;
}

const SECTION = /(<!-- messages:begin[^>]*-->\n)[\s\S]*?(<!-- messages:end -->)/;

/** The document with its marked section made anew. Throws when the markers are missing. */
export function withMessageTable(markdown: string): string {
  if (!SECTION.test(markdown)) throw new Error("the markers messages:begin and messages:end are missing");
  return markdown.replace(SECTION, (_all, begin: string, end: string) => `${begin}\n${renderMessageTable()}\n${end}`);
}
