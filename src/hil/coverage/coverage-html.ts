/** Coverage as a page: what is missing first, each with a way to get there. */

import { SCROLL_BOX_STYLE, scrollBox } from "../../station/index.ts";
import { xmlText } from "../report/junit.ts";
import type { Coverage } from "./coverage.ts";

export function coverageHtml({ transitions, states, faults, edges, faultStates }: Coverage): string {
  const missing = edges.filter(({ by, impossible }) => by.length === 0 && impossible === undefined);
  const row = (cells: readonly string[], tag = "td"): string =>
    `<tr>${cells.map((cell) => `<${tag}>${xmlText(cell)}</${tag}>`).join("")}</tr>`;
  const table = (label: string, head: readonly string[], rows: readonly (readonly string[])[]): string =>
    scrollBox(label, `<table>${row(head, "th")}${rows.map((cells) => row(cells)).join("")}</table>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>cetak coverage</title><style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}table{border-collapse:collapse}td,th{border:1px solid #ddd;padding:.15rem .6rem;text-align:left;vertical-align:top}${SCROLL_BOX_STYLE}</style></head><body><main>
<h1>Coverage</h1>
<p>Transitions ${transitions.taken} of ${transitions.all} (${transitions.percent} %), states ${states.entered} of ${states.all}, faults ${faults.struck} of ${faults.all}.</p>
${states.missing.length === 0 ? "" : `<p>States never entered: ${xmlText(states.missing.join(", "))}</p>`}
${faults.missing.length === 0 ? "" : `<p>Faults that never struck: ${xmlText(faults.missing.join(", "))}</p>`}
<h2>Transitions that nobody took (${missing.length})</h2>
${table(
  "Transitions that nobody took",
  ["from", "event", "guard", "to", "a way there"],
  missing.map(({ from, event, guard, to, path = [] }) => [from, event, guard, to, path.join("; ")]),
)}
<h2>Transitions that cannot be taken (${transitions.impossible})</h2>
${table(
  "Transitions that cannot be taken",
  ["from", "to", "why"],
  edges.flatMap(({ from, to, impossible }) => (impossible === undefined ? [] : [[from, to, impossible]])),
)}
<h2>Faults by state and outcome (${faultStates.length})</h2>
${table(
  "Faults by state and outcome",
  ["fault", "state", "outcome", "scenarios"],
  faultStates.map(({ fault, state, outcome, by }) => [fault, state, outcome, by.join(", ")]),
)}
<h2>Transitions taken</h2>
${table(
  "Transitions taken",
  ["from", "event", "guard", "to", "scenarios"],
  edges
    .filter(({ by }) => by.length > 0)
    .map(({ from, event, guard, to, by }) => [
      from,
      event,
      guard,
      to,
      by.slice(0, 3).join(", ") + (by.length > 3 ? ` and ${by.length - 3} more` : ""),
    ]),
)}
</main></body></html>
`;
}
