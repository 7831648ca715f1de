/** One page that needs nothing else: failures first, then every run with its timeline; passed ones are folded. */

import { SCROLL_BOX_STYLE, scrollBox } from "../../station/index.ts";
import type { RunResult } from "../run/result.ts";
import { timeText } from "../scenario/quantity.ts";
import { xmlText } from "./junit.ts";
import { runSvg } from "./plot.ts";
import { failureText, inOrder, type Suite } from "./suite.ts";

const LOG_LINES_MAX = 400;

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#222;background:#fff}
h1{font-size:1.5rem}.sum{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:1rem 0}.sum b{display:block;font-size:1.6rem}
details{border:1px solid #ddd;border-left:5px solid #3a7d44;margin:.5rem 0;padding:.4rem .8rem}
details.bad{border-left-color:#c0392b}summary{cursor:pointer}summary small{color:#555}
pre{background:#f5f5f5;padding:.6rem;overflow:auto;white-space:pre-wrap}svg{width:100%;min-width:40rem;font:11px system-ui}
table{border-collapse:collapse;margin:.5rem 0}td,th{border:1px solid #ddd;padding:.15rem .6rem;text-align:left}
.note{background:#fff6da;padding:.4rem .8rem;border:1px solid #e8cf7a}${SCROLL_BOX_STYLE}`;

export function htmlReport({ results, on, versions, tookMs, startMs }: Suite): string {
  const failed = results.filter(({ passed }) => !passed).length;
  const device = results.reduce((sum, { deviceUs }) => sum + deviceUs, 0);
  const about = Object.entries(versions).map(([name, version]) => `${xmlText(name)} ${xmlText(version)}`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>cetak test: ${failed === 0 ? "passed" : `${failed} failed`}</title><style>${STYLE}</style></head><body><main>
<h1>cetak test on ${xmlText(on)}: ${failed === 0 ? "all passed" : `${failed} of ${results.length} failed`}</h1>
${on.startsWith("sim") ? '<p class="note">Simulated: no real printer took part.</p>' : ""}
<div class="sum"><span><b>${results.length}</b>scenarios</span><span><b>${failed}</b>failed</span><span><b>${timeText(device)}</b>of printer time</span><span><b>${(tookMs / 1000).toFixed(1)} s</b>of computing</span></div>
<p>${new Date(startMs).toISOString()} · ${about.join(" · ")}</p>
${inOrder(results).map(section).join("\n")}
</main></body></html>
`;
}

function section(result: RunResult): string {
  const { name, file, seed, passed, deviceUs, shows, measurements, faults, log, rerun } = result;
  return `<details class="${passed ? "good" : "bad"}"${passed ? "" : " open"}><summary>${passed ? "passed" : "FAILED"}: <b>${xmlText(name)}</b> <small>${xmlText(file)}, seed ${seed}, ${timeText(deviceUs)}; shows ${xmlText(shows.join(", "))}</small></summary>
${passed ? "" : `<pre>${xmlText(failureText(result))}</pre>`}
${scrollBox("temperatures and states", runSvg(result))}
${table(
  ["measured", "value", "limits", ""],
  measurements.map(({ name: what, value, unit, min, max, passed: ok }) => [
    what,
    `${value} ${unit}`,
    `${min ?? ""} .. ${max ?? ""}`,
    ok ? "ok" : "OUTSIDE",
  ]),
)}
${table(
  ["fault", "struck", "state"],
  faults.map(({ text, fired, atUs, state }) => [text, fired ? `${(atUs / 1e6).toFixed(1)} s` : "NEVER FIRED", state]),
)}
<details><summary>events (${log.length})</summary><pre>${log
    .slice(0, LOG_LINES_MAX)
    .map(({ atUs, kind, name: what, text }) =>
      xmlText(
        `${(atUs / 1e6).toFixed(3).padStart(12)} ${kind.padEnd(8)} ${what}${text === undefined ? "" : ` ${text}`}`,
      ),
    )
    .join("\n")}${log.length > LOG_LINES_MAX ? `\n... ${log.length - LOG_LINES_MAX} more` : ""}</pre></details>
<pre>${xmlText(rerun)}</pre></details>`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const cells = (tag: string, row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${xmlText(cell)}</${tag}>`).join("")}</tr>`;
  const html = `<table>${cells("th", head)}${rows.map((row) => cells("td", row)).join("")}</table>`;
  return scrollBox(head[0]!, html);
}
