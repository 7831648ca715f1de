/** TAP: version 13, which every reader knows, or 14. */
import type { Suite } from "./suite.ts";

export type TapVersion = 13 | 14;

const oneLine = (text: string): string => text.replace(/[\r\n]+/g, " ").replaceAll("#", "\\#");
// A JSON string is a YAML string.
const quoted = (text: string): string => JSON.stringify(text.replace(/[\u0080-\u009f\u2028\u2029]/g, " "));

export function tapText({ results }: Suite, version: TapVersion = 13): string {
  const lines = [`TAP version ${version}`, `1..${results.length}`];
  results.forEach((result, index) => {
    const { passed, name, seed, file, rerun, failures } = result;
    lines.push(`${passed ? "ok" : "not ok"} ${index + 1} - ${oneLine(name)} (${oneLine(file)}, seed ${seed})`);
    if (passed) return;
    lines.push("  ---", `  rerun: ${quoted(rerun)}`, "  failures:");
    for (const { kind, line, message } of failures) {
      lines.push(`    - kind: ${kind}`, `      at: ${quoted(`${file}:${line}`)}`, `      message: ${quoted(message)}`);
    }
    lines.push("  ...");
  });
  return `${lines.join("\n")}\n`;
}
