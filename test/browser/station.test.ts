/** The real chain, seen by a real browser: `cetak start` prints on simulated engines over TCP, and the page shows it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { batchCsv, syntheticPeople } from "../../src/rig/index.ts";
import { begin, cleanUp, folder, type RunningCommand } from "../cli/cli.ts";
import { until } from "../cli/live.ts";
import { type Browser, openChromium } from "./chromium.ts";

afterEach(cleanUp);

const SCREENS = join(import.meta.dirname, "screens");

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
  mkdirSync(SCREENS, { recursive: true });
});
afterAll(() => browser?.close());

function startStation(simulate: string, people: number): RunningCommand {
  const dir = folder();
  const config = join(dir, "station.toml");
  const printers = [
    ["Fargo-1", "hdp5000"],
    ["Datacard-1", "sr300"],
  ].map(
    ([name, model], i) => `[[printer]]\nname = "${name}"\nplace = "Loket ${i + 1}"\nmodel = "${model}"\n${simulate}`,
  );
  writeFileSync(config, `[station]\noffice = "Disdukcapil Contoh"\nport = 0\n\n${printers.join("\n")}`);
  const jobs = join(dir, "batch.csv");
  writeFileSync(jobs, batchCsv(syntheticPeople(people, 3)));
  return begin(["start", "--config", config, "--jobs", jobs, "--log", "warn"]);
}

async function openPage(url: string, complaints: string[]): Promise<Page> {
  const page = await browser.context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (line.type() === "error") complaints.push(line.text());
  });
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(url);
  return page;
}

describe("the page of a real station", () => {
  it("shows printing, counts the cards, marks the simulation and names nobody", async () => {
    const station = startStation("[printer.simulate]\nspeed = 20\nroom = 27\n", 60);
    const url = (await station.sees(/status page (http:\S+)/))[1]!;
    const complaints: string[] = [];
    const page = await openPage(url, complaints);
    const panel = page.locator('[data-printer="Fargo-1"]');
    await panel
      .getByText(/MENCETAK/i)
      .first()
      .waitFor();
    await page.getByText(/SIM/).first().waitFor();
    await until(url, ({ office }) => office.jobs["issued"]! >= 3);
    await page.screenshot({ path: join(SCREENS, "status-page.png") });
    // The queue shows masked NIKs; nothing shows a whole one, and the wall not even that.
    expect(await page.locator("body").textContent()).not.toMatch(/\d{16}/);
    await page.goto(`${url}/wall`);
    await page.locator('[data-printer="Fargo-1"]').waitFor();
    expect(await page.locator("body").textContent()).not.toMatch(/\d{16}|9901/);
    expect(complaints).toEqual([]);
    await page.close();
    station.child.kill("SIGINT");
    expect((await station.ended).code).toBe(0);
  });

  it("says what to do when the blanks run out, and goes on when somebody has come", async () => {
    const station = startStation(
      '[printer.simulate]\nspeed = 20\nroom = 27\nsupplies = "blanks:2,ribbon:100,film:100"\noperator = "auto"\n',
      12,
    );
    const url = (await station.sees(/status page (http:\S+)/))[1]!;
    const complaints: string[] = [];
    const page = await openPage(url, complaints);
    const panel = page.locator('[data-printer="Fargo-1"]');
    await until(url, ({ printers }) => printers["Fargo-1"]!.state.word === "supplyOut");
    await panel.getByText("Blangko habis").first().waitFor();
    await page.screenshot({ path: join(SCREENS, "supply-out.png") });
    await until(url, ({ office }) => office.jobs["issued"] === 12);
    expect(complaints).toEqual([]);
    await page.close();
    station.child.kill("SIGINT");
    expect((await station.ended).code).toBe(0);
  });
});
