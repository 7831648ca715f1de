/**
 * `npm run screenshots`: starts a station with simulated printers, lives through a jam, an open cover and an empty hopper,
 * and writes pictures of every page to docs/pictures/page-*.png. Needs Chromium.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Snap } from "../src/station/api.ts";
import { openChromium } from "../test/browser/chromium.ts";
import { type LiveStation, liveStation } from "../test/browser/live-station.ts";
import { cleanUp } from "../test/cli/cli.ts";

const PICTURES = join(import.meta.dirname, "pictures");
const SETTLE_MS = 2_000;
const LOOK_MS = 500;
/** Enough for the supplies to be of different length. */
const CARDS_FIRST = 8;

const browser = await openChromium();
let page: Page;

async function shoot(name: string, url: string, prepare?: (page: Page) => Promise<void>): Promise<void> {
  await page.goto(url);
  await page.locator("[data-printer], main").first().waitFor();
  await prepare?.(page);
  // Fonts, curves and the first few changes.
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: join(PICTURES, `page-${name}.png`) });
  process.stdout.write(`docs/pictures/page-${name}.png\n`);
}

/** Asks twice a second: the feed's pace for minutes on end would be too many requests. */
async function until(url: string, ready: (snap: Snap) => boolean): Promise<void> {
  for (;;) {
    const answer = await fetch(`${url}/api/snapshot`);
    if (answer.ok && ready((await answer.json()) as Snap)) return;
    await page.waitForTimeout(LOOK_MS);
  }
}

async function pictures(station: LiveStation): Promise<void> {
  const { url, order } = station;
  process.stderr.write("printing the first cards ...\n");
  await until(url, ({ office }) => (office.jobs["issued"] ?? 0) >= CARDS_FIRST);
  await shoot("wall", `${url}/wall?lang=id`);
  await shoot("printer", `${url}/printer/Fargo-1`);
  await shoot("lab", `${url}/lab`);
  await order("lab.cover", { printer: "Fargo-1", open: true });
  await until(url, ({ printers }) => ["faulted", "supplyOut"].includes(printers["Fargo-1"]!.state.word));
  await shoot("wall-trouble", `${url}/wall?lang=en`);
  await shoot("station", url, async (each) => {
    await each.getByRole("button", { name: "English" }).click();
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await shoot("station-phone", url, async (each) => {
    await each.getByRole("button", { name: "Indonesia" }).click();
  });
}

mkdirSync(PICTURES, { recursive: true });
try {
  page = await browser.context.newPage();
  await page.setViewportSize({ width: 1920, height: 1080 });
  const supplies = 'speed = 5\nroom = 27\nsupplies = "blanks:60,ribbon:420,film:700"\n';
  await pictures(await liveStation({ simulate: supplies, people: 120 }));
} finally {
  await browser.close();
  cleanUp();
}
