/** Reports that are files: on a telephone and on a desk nothing is wider than the window, and wide tables scroll by themselves. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { begin, cleanUp, folder } from "../cli/cli.ts";
import { inProcess } from "../cli/in-process.ts";
import { axeFindings } from "./axe.ts";
import { type Browser, openChromium } from "./chromium.ts";
import { sticksOut } from "./layout.ts";

const ROOT = join(import.meta.dirname, "../..");
const WIDTHS = [390, 1280];

let browser: Browser;
let place: string;
const file = (name: string): string => join(place, name);

beforeAll(async () => {
  browser = await openChromium();
  place = folder();
});
afterAll(async () => {
  await browser.close();
  cleanUp();
});

async function looksRight(name: string, scrollsAtPhone: boolean): Promise<void> {
  for (const width of WIDTHS) {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width, height: 900 });
    await page.goto(pathToFileURL(file(name)).href);
    expect(await sticksOut(page), `${name} ${width}`).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth"), `${name} ${width}`).toBeLessThanOrEqual(width);
    const scrolling = "[...document.querySelectorAll('.scroll')].filter((n) => n.scrollWidth > n.clientWidth).length";
    if (width === 390 && scrollsAtPhone) expect(await page.evaluate(scrolling), name).toBeGreaterThan(0);
    expect(await axeFindings(page), `${name} ${width}`).toEqual([]);
    await page.close();
  }
}

test("runs and coverage, with a failure", async () => {
  const jam = join(ROOT, "scenarios/fault-jam-nip.yaml");
  const late = file("late.yaml");
  const lines = ["name: Too late", "shows: [b]", "steps:", "  - jobs: 1", "  - wait: { state: printing, within: 5s }"];
  writeFileSync(late, lines.join("\n"));
  const ended = await inProcess(["test", late, jam, "--html", file("runs.html"), "--coverage", file("coverage.html")]);
  expect(ended.code, ended.err).toBe(4);
  await looksRight("runs.html", true);
  await looksRight("coverage.html", true);
});

test("office days, with a remedy, in both languages", async () => {
  const office = join(ROOT, "offices/palembang-2015.yaml");
  for (const [language, ...remedy] of [["id", "--remedy", "ups"], ["en"]] as const) {
    const args = ["day", office, ...remedy, "--html", file(`day-${language}.html`), "--language", language];
    expect((await inProcess(args)).code).toBe(0);
    await looksRight(`day-${language}.html`, true);
  }
});

test("the sheet of a self-test, in both languages", async () => {
  const tcp = "tcp://127.0.0.1:0";
  const sim = begin(["sim", "--profile", "hdp5000", "--listen", tcp, "--console", tcp, "--speed", "20"]);
  const [, url] = await sim.sees(/listening console (tcp:\S+)/);
  for (const language of ["id", "en"]) {
    const args = ["selftest", "--console", url!, "--html", file(`self-${language}.html`), "--language", language];
    let ended = await inProcess(args);
    // At this speed a busy computer asks too late, and the machine rightly stops its test.
    while (/starting up|nobody asked/.test(ended.err + ended.out)) ended = await inProcess(args);
    expect(ended.code, ended.err).toBe(0);
    await looksRight(`self-${language}.html`, true);
  }
});
