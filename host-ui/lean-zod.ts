/**
 * Leaves out of the page what zod brings for writing schemas down as JSON Schema: the page only reads with them, and a wall
 * display on a slow line should not wait for it. Saves some 5 kB compressed. Called all the same, it throws and says so.
 */
import type { Plugin } from "vite";

const GENERATOR = /[\\/]zod[\\/]v4[\\/]core[\\/]to-json-schema\.js$/;
const PROCESSORS = /[\\/]zod[\\/]v4[\\/]core[\\/]json-schema-processors\.js$/;

const throwing = (names: readonly string[]): string =>
  names.map((name) => `export const ${name} = leftOut;`).join("\n");
const LEFT_OUT = `const leftOut = () => { throw new Error("JSON Schema is left out of the page"); };\n`;

export function leanZod(): Plugin {
  return {
    name: "lean-zod",
    enforce: "pre",
    transform(code, id) {
      if (GENERATOR.test(id)) {
        const plain = [
          "initializeContext",
          "handleUnrepresentable",
          "processSchema",
          "process",
          "extractDefs",
          "finalize",
        ];
        // Called with each schema that is made; only what they return would write one down.
        const late = ["createToJSONSchemaMethod", "createStandardJSONSchemaMethod"];
        return `${LEFT_OUT}${throwing(plain)}\n${late.map((name) => `export const ${name} = () => leftOut;`).join("\n")}`;
      }
      if (PROCESSORS.test(id)) {
        const names = [...code.matchAll(/^export (?:const|function) (\w+)/gm)].map((match) => match[1] ?? "");
        return LEFT_OUT + throwing(names);
      }
      return undefined;
    },
  };
}
