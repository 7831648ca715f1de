/** The page's memory over a day whose hours pass in seconds: the page's clock is moved on with the feed's. */
import type { CDPSession } from "playwright-core";
import type { Browser } from "../../test/browser/chromium.ts";
import type { FakeStation } from "../../test/browser/fake-station.ts";
import { changeOf, PRINTERS } from "./feed.ts";

const HOUR_MS = 3_600_000;
/** Between two changes of all printers, on the clock of the accelerated day. */
const STEP_MS = 6_000;

export interface DayOnTheWall {
  readonly hours: number;
  readonly firstHourKb: number;
  readonly lastKb: number;
  readonly percent: number;
}

export async function dayOnTheWall(browser: Browser, station: FakeStation, hours: number): Promise<DayOnTheWall> {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1920, height: 1080 });
  const startMs = Date.now();
  let nowMs = startMs;
  station.nowMs = () => nowMs;
  station.beating = false;
  await page.clock.install({ time: startMs });
  await page.goto(`${station.url}wall`);
  await page.locator("[data-printer]").first().waitFor();
  const session = await browser.context.newCDPSession(page);
  let firstHourKb = 0;
  let lastKb = 0;
  for (let hour = 1; hour <= hours; hour++) {
    for (let ms = 0; ms < HOUR_MS; ms += STEP_MS) {
      nowMs += STEP_MS;
      station.change(changeOf((nowMs - startMs) / STEP_MS, nowMs));
      await page.clock.runFor(STEP_MS);
    }
    // On a busy machine the feed comes behind the page's clock, and the wall says that it hears nothing: that is not what is measured.
    await page
      .locator("[data-printer]")
      .nth(PRINTERS - 1)
      .waitFor();
    lastKb = await heapKb(session);
    if (hour === 1) firstHourKb = lastKb;
    process.stderr.write(`hour ${hour}: ${lastKb} kB, tiles ${await page.locator("[data-printer]").count()}\n`);
  }
  await page.close();
  return { hours, firstHourKb, lastKb, percent: Math.round((lastKb / firstHourKb - 1) * 1_000) / 10 };
}

async function heapKb(session: CDPSession): Promise<number> {
  for (let turn = 0; turn < 3; turn++) await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return Math.round(usedSize / 1_024);
}
