/** The message table of the Wireshark dissector, from the one message table. */
import { ownIds } from "../src/protocol/index.ts";

const BEGIN = "-- begin of the generated table (npm run docs)";
const END = "-- end of the generated table";

/** `text` of docs/wireshark/cetak.lua with its table made anew. Throws when the marks are not there. */
export function withWiresharkTable(text: string): string {
  const from = text.indexOf(BEGIN);
  const to = text.indexOf(END);
  if (from < 0 || to < from) throw new Error("the dissector has no place for its table");
  const { commands, responses } = ownIds();
  const tables = `local COMMANDS = {\n${lines(commands)}}\nlocal RESPONSES = {\n${lines(responses)}}\n`;
  return `${text.slice(0, from)}${BEGIN}\n${tables}${text.slice(to)}`;
}

/** `[2] = { "name", { "field", "u" }, ... },`; byte strings are "s", numbers as in the format. */
function lines(ids: Readonly<Record<string, number>>): string {
  return Object.entries(ids)
    .map(([line, id]) => {
      const [name, ...fields] = line.split(" ");
      const words = fields.map((field) => {
        const [key, type] = field.split("=") as [string, string];
        return `, { "${key}", "${type.endsWith("s") ? "s" : type.slice(1)}" }`;
      });
      return `  [${id}] = { "${name}"${words.join("")} },\n`;
    })
    .join("");
}
