/** The wall and the station's page on the real station: faults, acknowledgement, roles, a restart in the middle. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { cleanUp } from "../cli/cli.ts";
import { until } from "../cli/live.ts";
import { type Browser, openChromium } from "./chromium.ts";
import { type LiveStation, liveStation } from "./live-station.ts";

afterEach(cleanUp);

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

/** From the hand at the machine to the word on the wall. */
const SEEN_MS_MAX = 1_000;
const QUICK = 'speed = 20\nroom = 27\nsupplies = "blanks:100,ribbon:100,film:100"';
const tile = (page: Page, name: string) => page.locator(`.tile[data-printer="${name}"]`);

async function open(url: string): Promise<Page> {
  const page = await browser.context.newPage();
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(url);
  return page;
}

async function ended(station: LiveStation): Promise<void> {
  station.command.child.kill("SIGINT");
  expect((await station.command.ended).code).toBe(0);
}

describe("the wall of a real station", () => {
  it("shows a fault within a second, flashing until somebody acknowledges it on the station's page", async () => {
    // More people than are served while the pages open.
    const station = await liveStation({ simulate: QUICK, people: 80 });
    const wall = await open(`${station.url}/wall`);
    const desk = await open(station.url);
    await until(station.url, ({ printers }) => printers["Fargo-1"]!.state.word === "printing");
    await tile(wall, "Fargo-1").getByText("MENCETAK").waitFor();
    const cover = (isOpen: boolean): Promise<unknown> =>
      station.order("lab.cover", { printer: "Fargo-1", open: isOpen });
    const seen = tile(wall, "Fargo-1").getByText("TERBUKA");
    // A busy computer may hold one of them up; what station and page themselves need is the quickest.
    const tookMs: number[] = [];
    for (let i = 0; i < 5 && Math.min(...tookMs) > SEEN_MS_MAX; i++) {
      await cover(false);
      await seen.waitFor({ state: "detached" });
      const at = performance.now();
      await Promise.all([seen.waitFor(), cover(true)]);
      tookMs.push(performance.now() - at);
    }
    expect(Math.min(...tookMs)).toBeLessThanOrEqual(SEEN_MS_MAX);
    await tile(wall, "Fargo-1").and(wall.locator(".unacked")).waitFor();
    expect(await tile(wall, "Datacard-1").getAttribute("class")).not.toContain("tone-attention");
    await desk.getByRole("button", { name: /^Saya tahu: Penutup terbuka · Fargo-1/ }).click();
    await desk.getByText("Dilaksanakan.").waitFor();
    await tile(wall, "Fargo-1").and(wall.locator(":not(.unacked)")).waitFor();
    expect(await tile(wall, "Fargo-1").locator(".word").textContent()).toBe("TERBUKA");
    await desk.getByText(/^Diketahui /).waitFor();
    await cover(false);
    await tile(wall, "Fargo-1").and(wall.locator(":not(.tone-attention)")).waitFor();
    await Promise.all([wall.close(), desk.close()]);
    await ended(station);
  });

  it("goes on by itself after the station was killed and started again", async () => {
    const station = await liveStation({ simulate: QUICK, people: 4 });
    const wall = await open(`${station.url}/wall`);
    await tile(wall, "Fargo-1").and(wall.locator("[data-freshness=fresh]")).waitFor();
    station.command.child.kill("SIGKILL");
    await station.command.ended;
    await wall.locator('.wall-data:not([data-freshness="fresh"])').waitFor();
    const next = await station.again();
    await tile(wall, "Fargo-1").and(wall.locator("[data-freshness=fresh]")).waitFor();
    await until(next.url, ({ office }) => office.jobs["issued"] === 4);
    await wall.getByText("Antrean PRR 0").waitFor();
    await wall.close();
    await ended(next);
  });
});

describe("roles on a real station", () => {
  it("once there is a password a stranger at the station only looks, and logs in to act", async () => {
    const station = await liveStation({ simulate: QUICK, people: 1 });
    await station.order("access.setPassword", { role: "operator", password: "rahasia-petugas" });
    const page = await open(station.url);
    await page.locator('.account strong[data-role="viewer"]').waitFor();
    expect(await page.getByRole("button", { name: /^(Jeda|HENTI)/ }).count()).toBe(0);
    await expect(station.order("printer.pause", { printer: "Fargo-1" })).rejects.toThrow(/role/);
    await page.locator(".account summary").click();
    await page.getByRole("button", { name: "Masuk" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^Nama Anda/).fill("Ani");
    await dialog.getByLabel("Kata sandi").fill("salah-salah");
    await dialog.getByRole("button", { name: "Masuk" }).click();
    await dialog.getByRole("alert").waitFor();
    await dialog.getByLabel("Kata sandi").fill("rahasia-petugas");
    await dialog.getByRole("button", { name: "Masuk" }).click();
    await page.locator('.account strong[data-role="operator"]').waitFor();
    await page.getByRole("button", { name: "Jeda Fargo-1" }).click();
    await page.locator('[data-printer="Fargo-1"] .word').getByText("DIJEDA").waitFor();
    await page.locator(".account summary").click();
    await page.getByRole("button", { name: "Keluar" }).click();
    await page.locator('.account strong[data-role="viewer"]').waitFor();
    await page.close();
    await ended(station);
  });
});
