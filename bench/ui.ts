/**
 * `npm run bench:ui [-- --seconds 60 --hours 24] [--write]`: what the wall display costs a browser. Size of its scripts,
 * time to the first tile, main thread at 24 printers and ten changes a second, memory over an accelerated day.
 * Needs Chromium. With `--write` the figures go into docs/ui.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type Browser, openChromium } from "../test/browser/chromium.ts";
import { FakeStation } from "../test/browser/fake-station.ts";
import { readOptions } from "./options.ts";
import { dayOnTheWall } from "./ui/day.ts";
import { office, PRINTERS } from "./ui/feed.ts";
import { firstTile } from "./ui/first-tile.ts";
import { mainThread } from "./ui/main-thread.ts";

const values = readOptions("bench:ui", "npm run bench:ui -- [--seconds 60] [--hours 24] [--write]\n", {
  seconds: { type: "string", default: "60" },
  hours: { type: "string", default: "24" },
  write: { type: "boolean", default: false },
});

async function withWall<T>(measure: (browser: Browser, station: FakeStation) => Promise<T>): Promise<T> {
  const browser = await openChromium();
  const station = await FakeStation.start(office(), () => Date.now());
  try {
    return await measure(browser, station);
  } finally {
    await browser.close();
    await station.close();
  }
}

const lines: string[] = [];
const say = (line: string): void => {
  lines.push(line);
  process.stdout.write(`${line}\n`);
};

process.stderr.write("measuring: first tile, cold, on loopback\n");
const first = await withWall(firstTile);
say(
  `- **First tile**, cold cache, loopback: ${first.medianMs} ms (median of ${first.turns}; ${first.minMs}-${first.maxMs}); limit 1,000.`,
);

process.stderr.write(`measuring: main thread, ${PRINTERS} printers, 10 changes a second, ${values.seconds} s\n`);
const thread = await withWall((browser, station) => mainThread(browser, station, Number(values.seconds)));
say(
  `- **Main thread**, ${PRINTERS} printers x 10 changes a second over ${thread.seconds} s: ${thread.taskPercent} % of a processor (scripts ${thread.scriptPercent} %); limit 8 %.`,
);

process.stderr.write(`measuring: memory over ${values.hours} accelerated hours\n`);
const day = await withWall((browser, station) => dayOnTheWall(browser, station, Number(values.hours)));
say(
  `- **Memory**, an accelerated day (${day.hours} h, a change of all ${PRINTERS} printers each six seconds, alarms come and go): JS heap ${day.firstHourKb} kB after the first hour, ${day.lastKb} kB at the end (${day.percent > 0 ? "+" : ""}${day.percent} %); limit 10 %.`,
);

if (values.write) {
  const path = new URL("../docs/ui.md", import.meta.url);
  const page = readFileSync(path, "utf8");
  const [before, rest = ""] = page.split("<!-- figures: npm run bench:ui -- --write -->\n");
  const after = rest.slice(rest.indexOf("<!-- end of figures -->"));
  writeFileSync(path, `${before}<!-- figures: npm run bench:ui -- --write -->\n${lines.join("\n")}\n${after}`);
  process.stderr.write("docs/ui.md written\n");
}
