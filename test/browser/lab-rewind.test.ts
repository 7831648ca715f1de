/** Back in time on the lab page: the same buttons that a person presses, on a real station. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { begin, cleanUp } from "../cli/cli.ts";
import { type Snapshot, until } from "../cli/live.ts";
import { axeFindings } from "./axe.ts";
import { type Browser, openChromium } from "./chromium.ts";
import { sticksOut } from "./layout.ts";
import { liveStation } from "./live-station.ts";

afterEach(cleanUp);

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

const AXE_MS = 120_000;
const WAIT_MS = 40_000;
const QUICK = 'speed = 20\nroom = 27\nsupplies = "blanks:100,ribbon:100,film:100"';

/** Presses, reads the question, and agrees. */
async function goBack(page: Page, label: string): Promise<void> {
  await page.getByRole("button", { name: label, exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Yang dibatalkan").waitFor();
  await dialog.getByRole("button", { name: label, exact: true }).click();
  await page.getByText("Dilaksanakan.").first().waitFor();
}

it(
  "says in the page's language why it does not go back",
  async () => {
    const centre = begin(["centre", "--port", "0", "--people", "3", "--json"]);
    const url = (await centre.sees(/"url":"(http:[^"]+)"/))[1]!;
    const table = `[centre]\nurl = "${url}"\nstation = "A"\n`;
    const station = await liveStation({ simulate: QUICK, people: 0, centre: table });
    const page = await browser.context.newPage();
    await page.goto(`${station.url}/lab`);
    const bar = page.locator('[data-rewind="none"]');
    await bar.getByText("Tidak bisa: stasiun ini terhubung ke pusat data").waitFor();
    await page.getByRole("button", { name: "English" }).click();
    await bar.getByText("Not here: this station has a data centre").waitFor();
    expect(await bar.getByRole("button").count()).toBe(0);
    await page.close();
    station.command.child.kill("SIGINT");
    expect((await station.command.ended).code).toBe(0);
  },
  AXE_MS,
);

it(
  "goes back to the fault, again from there, and one step, and the jobs go with it",
  async () => {
    const station = await liveStation({ simulate: QUICK, people: 6 });
    await station.order("lab.inject", { printer: "Fargo-1", fault: "jamNip", when: { step: "transfer", card: 1 } });
    const page = await browser.context.newPage();
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.goto(`${station.url}/lab`);
    // The live feed ends and begins with each life of the world: asked again and again instead.
    const count = async (): Promise<number> => {
      const answer = await fetch(`${station.url}/api/snapshot`).catch(() => undefined);
      return ((await answer?.json()) as Snapshot | undefined)?.office.jobs["issued"] ?? -1;
    };
    const issued = async (low: number, high: number): Promise<void> => {
      const inside = async (): Promise<boolean> => {
        const now = await count();
        return now >= low && now <= high;
      };
      await expect.poll(inside, { timeout: WAIT_MS }).toBe(true);
    };
    await until(station.url, ({ printers }) => printers["Fargo-1"]?.state.word === "faulted");
    // The other one does the rest meanwhile.
    await issued(5, 5);
    await page.locator('[data-rewind="ready"]').waitFor();
    // The new life of the world begins slowly, however long the page takes: what was undone is not done again meanwhile.
    const slowly = (): Promise<unknown> => station.order("lab.speed", { times: 0.1 });
    const quickly = (): Promise<unknown> => station.order("lab.speed", { times: 1 });
    await slowly();
    await goBack(page, "Kembali ke gangguan");
    await issued(0, 4);
    await page.locator('[data-bench="Fargo-1"] [data-word="word.jam"]').waitFor();
    await quickly();
    await issued(5, 5);
    await slowly();
    await goBack(page, "Ulangi dari sini");
    await issued(0, 4);
    await quickly();
    await issued(5, 5);
    await goBack(page, "Mundur satu langkah");
    await issued(0, 5);
    expect(await axeFindings(page)).toEqual([]);
    for (const width of [1920, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await sticksOut(page), `${width}`).toEqual([]);
    }
    await page.close();
    station.command.child.kill("SIGINT");
    const { code, out } = await station.command.ended;
    expect(code).toBe(0);
    expect(out.match(/the simulated world went back .* to jamNip of Fargo-1/g)).toHaveLength(2);
    expect(out.match(/the simulated world went back/g)).toHaveLength(3);
  },
  AXE_MS,
);
