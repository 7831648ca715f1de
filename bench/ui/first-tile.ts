/** From asking for the address to the first painted tile, with nothing in the browser's cache. */
import type { Browser } from "../../test/browser/chromium.ts";
import type { FakeStation } from "../../test/browser/fake-station.ts";

const TURNS = 7;

export interface FirstTile {
  readonly turns: number;
  readonly medianMs: number;
  readonly minMs: number;
  readonly maxMs: number;
}

export async function firstTile(browser: Browser, station: FakeStation): Promise<FirstTile> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: 1920, height: 1080 });
    const session = await browser.context.newCDPSession(page);
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    // The page's own clock, from the start of its navigation to the frame after the tile was drawn.
    await page.addInitScript(`
      window.firstTile = new Promise((done) => {
        new MutationObserver((_, watch) => {
          if (!document.querySelector("[data-printer]")) return;
          watch.disconnect();
          requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
        }).observe(document, { childList: true, subtree: true });
      });
    `);
    await page.goto(`${station.url}wall`);
    times.push(Number(await page.evaluate("window.firstTile")));
    await page.close();
  }
  times.sort((a, b) => a - b);
  const at = (i: number): number => Math.round(times[i] ?? Number.NaN);
  return { turns: TURNS, medianMs: at(Math.floor(TURNS / 2)), minMs: at(0), maxMs: at(TURNS - 1) };
}
