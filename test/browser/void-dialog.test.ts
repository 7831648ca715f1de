/** The dialog that ends somebody's job, in a real browser. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NOON_UTC_MS, sampleJob, sampleOffice, samplePrinter } from "../host-ui/samples.ts";
import { axeFindings } from "./axe.ts";
import { type Browser, openChromium } from "./chromium.ts";
import { FakeStation } from "./fake-station.ts";
import { overlaps, sticksOut } from "./layout.ts";

let browser: Browser;
let station: FakeStation;
let page: Page;

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  const printers = { P1: samplePrinter("P1", NOON_UTC_MS) };
  station = await FakeStation.start({ office: sampleOffice(["P1"]), printers }, () => NOON_UTC_MS);
  page = await browser.context.newPage();
  await page.clock.install({ time: NOON_UTC_MS });
});
afterEach(async () => {
  await page.close();
  await station.close();
});

describe("voiding a job", () => {
  it("asks for a reason, says what it means, and is red only when it can act", async () => {
    for (const name of ["jobs.hold", "jobs.void"]) station.commands.set(name, () => ({ ok: true, result: {} }));
    station.commands.set("jobs.list", () => ({
      ok: true,
      result: { jobs: [sampleJob("J1a", "queued")], more: false },
    }));
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(station.url);
    await page.getByRole("button", { name: "Batalkan J1a" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("itu tidak dapat dikembalikan").waitFor();
    const button = dialog.getByRole("button", { name: "Batalkan" });
    const colour = (): Promise<unknown> =>
      page.evaluate(`getComputedStyle(document.querySelector("dialog .button.danger")).backgroundColor`);
    expect(await button.isDisabled()).toBe(true);
    // A red button is one that does something.
    expect(await colour()).toBe("rgba(0, 0, 0, 0)");
    expect(await overlaps(page, ".modal .field > *")).toEqual([]);
    expect(await sticksOut(page)).toEqual([]);
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByLabel(/^Alasan/).fill("diminta dua kali");
    expect(await button.isEnabled()).toBe(true);
    expect(await colour()).not.toBe("rgba(0, 0, 0, 0)");
    await button.click();
    await expect
      .poll(() => station.given.find(({ name }) => name === "jobs.void")?.input)
      .toMatchObject({
        job: "J1a",
        reason: "diminta dua kali",
      });
  });
});
