/** The wall display in a real browser, against a station that says what the test wants. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PrinterState } from "../../src/station/api.ts";
import { NOON_UTC_MS, sampleAlarm, sampleOffice, samplePrinter } from "../host-ui/samples.ts";
import { axeFindings } from "./axe.ts";
import { type Browser, openChromium } from "./chromium.ts";
import { FakeStation } from "./fake-station.ts";
import { cutOff, overlaps, sticksOut } from "./layout.ts";

let browser: Browser;
let station: FakeStation;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  station = await FakeStation.start(stateOf(6), () => NOON_UTC_MS);
  page = await browser.context.newPage();
  await page.setViewportSize({ width: 1920, height: 1080 });
  complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    const own = !/WebSocket connection to|net::ERR_CONNECTION_REFUSED|status of 401/.test(line.text());
    if (line.type() === "error" && own) complaints.push(line.text());
  });
  await page.clock.install({ time: NOON_UTC_MS });
});
afterEach(async () => {
  await page.evaluate("localStorage.clear()");
  await page.close();
  await station.close();
  expect(complaints).toEqual([]);
});

function stateOf(count: number): { office: ReturnType<typeof sampleOffice>; printers: Record<string, PrinterState> } {
  const names = Array.from({ length: count }, (_, i) => `Datacard-${i + 1}`);
  const printers = Object.fromEntries(
    names.map((name, i) => [name, samplePrinter(name, NOON_UTC_MS, { place: `Loket ${i + 1}` })]),
  );
  const outlook = {
    planToday: 120,
    clear: { earlyMs: NOON_UTC_MS + 9 * DAY_MS, lateMs: NOON_UTC_MS + 14 * DAY_MS, by: "forecast" as const },
  };
  return { office: sampleOffice(names, { outlook }), printers };
}
const DAY_MS = 86_400_000;
const tile = (name: string) => page.locator(`.tile[data-printer="${name}"]`);
const word = (name: string) => tile(name).locator(".word");

async function open(query = ""): Promise<void> {
  await page.goto(`${station.url}wall${query}`);
  await page.locator("[data-printer]").first().waitFor();
}

/** The state that takes most room: a long word, a long instruction, an alarm more. */
const WORST: Record<string, unknown> = {
  state: { word: "supplyOut" },
  reason: { code: "blanksEmpty", params: {} },
  alarms: [sampleAlarm("jamNip", "P2", NOON_UTC_MS), sampleAlarm("airflowWeak", "P3", NOON_UTC_MS)],
};

describe("the wall", () => {
  it("shows office, queue, the day against its plan, the expected day with its range, and four facts a printer", async () => {
    await open();
    expect(await page.locator("h1").textContent()).toBe("Disdukcapil Kota Palembang");
    const figures = await page.locator(".wall-figures").textContent();
    expect(figures).toContain("Antrean PRR 1.285");
    expect(figures).toContain("Hari ini 46 / 120");
    expect(figures).toContain("Selesai 30 Agu – 4 Sep (ramalan)");
    expect(await tile("Datacard-1").textContent()).toBe(
      "Datacard-1 Loket 1MENCETAKJangan buka penutup.Blangko 64 keping",
    );
    expect(await page.locator("button, a, input, select").count()).toBe(0);
  });

  it("does not make up a day that the station does not know", async () => {
    await open();
    station.change({}, { outlook: null });
    await page.getByText("46 / –").waitFor();
    expect(await page.locator(".wall-figures").textContent()).toContain("Selesai –");
  });

  it("says what is wrong and what to do, flashes until it is acknowledged, and shows one banner for all", async () => {
    await open();
    const alarm = sampleAlarm("jamNip", "P1", NOON_UTC_MS);
    const jam = { state: { word: "faulted" }, reason: { code: "jamNip", params: {} }, alarms: [alarm] };
    station.change({ "Datacard-2": jam }, { banner: sampleAlarm("powerInterrupted", "P2", NOON_UTC_MS) });
    await tile("Datacard-2").and(page.locator(".tone-alarm.unacked")).waitFor();
    expect(await word("Datacard-2").textContent()).toBe("MACET");
    expect(await tile("Datacard-2").locator(".tile-action").textContent()).toBe("Buka penutup. Rol panas!");
    expect(await tile("Datacard-2").locator(".mark-triangle").count()).toBe(1);
    expect(await page.locator(".wall-banner").textContent()).toContain("Listrik padam");
    const flash = `getComputedStyle(document.querySelector('[data-printer="Datacard-2"] .tile-mark')).animationDuration`;
    expect(await page.evaluate(flash)).toBe("1s");
    station.change({ "Datacard-2": { alarms: [{ ...alarm, acked: { by: "Ani", atMs: NOON_UTC_MS } }] } });
    await tile("Datacard-2").and(page.locator(":not(.unacked)")).waitFor();
    expect(await word("Datacard-2").textContent()).toBe("MACET");
  });

  it("keeps tiles for those that need somebody when there are too many printers", async () => {
    const { office, printers } = stateOf(24);
    station.state = { office, printers };
    await open();
    expect(await page.locator(".tile").count()).toBe(0);
    expect(await page.locator(".chip").count()).toBe(24);
    station.change({ "Datacard-20": WORST });
    await tile("Datacard-20").waitFor();
    expect(await page.locator(".tile").count()).toBe(1);
    expect(await page.locator(".chip").count()).toBe(23);
    // More than there is room for: the others stand first in the strip, with their word.
    const many = ["Datacard-3", "Datacard-7", "Datacard-11", "Datacard-24"];
    station.change(Object.fromEntries(many.map((name) => [name, WORST])));
    await page.locator(".tile").nth(2).waitFor();
    await page.locator(".chip.wide").nth(1).waitFor();
    expect(await page.locator(".chip").nth(0).getAttribute("class")).toContain("wide");
    expect(await overlaps(page, ".tile-name, .tile-word, .tile-action, .tile-foot")).toEqual([]);
    expect(await cutOff(page, ".tile")).toEqual([]);
    expect(await overlaps(page, ".tile, .chip")).toEqual([]);
    expect(await sticksOut(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollHeight")).toBe(1080);
  });

  it("takes its language from the address and speaks English", async () => {
    await open("?lang=en");
    expect(await word("Datacard-1").textContent()).toBe("PRINTING");
    expect(await page.locator(".wall-figures").textContent()).toContain("Clear by 30 Aug – 4 Sept (forecast)");
  });

  it("shows a token instead of a login, which never goes into an address", async () => {
    const tickets: (string | null)[] = [];
    page.on("request", (request) => {
      if (request.url().endsWith("/api/ticket")) tickets.push(request.headers()["authorization"] ?? null);
      expect(request.url()).not.toContain("a-long-secret");
    });
    await open("#token=a-long-secret-0123456789");
    expect(tickets).toEqual(["Bearer a-long-secret-0123456789"]);
  });
});

describe("old data on the wall", () => {
  it("is marked printer by printer, dashed and struck, with its age and the word LURING", async () => {
    await open();
    station.change({
      "Datacard-1": { state: { atMs: NOON_UTC_MS - 6_000 } },
      "Datacard-2": { state: { atMs: NOON_UTC_MS - 20_000 }, supplies: { atMs: NOON_UTC_MS - 20_000 } },
    });
    await tile("Datacard-2").and(page.locator("[data-freshness=stale]")).waitFor();
    expect(await word("Datacard-2").textContent()).toBe("LURING");
    expect(await tile("Datacard-2").locator("s").allTextContents()).toEqual(["MENCETAK", "Blangko 64 keping"]);
    expect(await tile("Datacard-2").locator(".tile-age").textContent()).toBe("20 dtk");
    expect(await tile("Datacard-1").getAttribute("data-freshness")).toBe("ageing");
    expect(await word("Datacard-1").textContent()).toBe("MENCETAK");
    expect(await tile("Datacard-3").getAttribute("data-freshness")).toBe("fresh");
    const border = `getComputedStyle(document.querySelector('[data-printer="Datacard-2"]')).borderTopStyle`;
    expect(await page.evaluate(border)).toBe("dashed");
    expect(await page.locator(".wall-lost").count()).toBe(0);
  });

  it("covers the screen only when everything is lost, says since when, and comes back by itself", async () => {
    await open();
    station.cut(true);
    await page.clock.runFor(6_000);
    await page.locator('.wall-data[data-freshness="ageing"]').waitFor();
    expect(await page.locator(".tile").count()).toBe(6);
    await page.clock.runFor(10_000);
    await page.getByText("DATA TIDAK DIPERBARUI sejak 12:00").waitFor();
    expect(await page.locator(".tile").count()).toBe(0);
    station.admit();
    await page.clock.runFor(16_000);
    await tile("Datacard-1").waitFor();
  });

  it("reloads into a living station when the page's own clockwork stood still", async () => {
    await open();
    const loaded = page.waitForEvent("load");
    await page.clock.fastForward(40_000);
    await loaded;
    await tile("Datacard-1").waitFor();
  });

  it("says so when the station does not admit this display", async () => {
    station.cut(true);
    station.session = { here: false, passwords: { operator: true, technician: true, admin: true } };
    await page.goto(`${station.url}wall`);
    await page.getByText("LAYAR INI BELUM DIIZINKAN").waitFor();
  });
});

describe("the wall fits", () => {
  const screens = [
    { inches: 43, count: 6, width: 1920, height: 1080 },
    { inches: 55, count: 8, width: 1920, height: 1080 },
    { inches: 65, count: 12, width: 1920, height: 1080 },
    { inches: 43, count: 6, width: 1366, height: 768 },
    { inches: 43, count: 3, width: 1920, height: 1080 },
  ];
  it.each(screens)("$inches inches at $width: $count printers, all in trouble, in both languages", async (screen) => {
    const { width, height, inches, count } = screen;
    const { office, printers } = stateOf(count);
    station.state = { office, printers };
    station.change(Object.fromEntries(Object.keys(printers).map((name) => [name, WORST])), {
      banner: sampleAlarm("powerInterrupted", "P2", NOON_UTC_MS),
      name: "Dinas Kependudukan dan Pencatatan Sipil Kabupaten Karimun",
    });
    await page.setViewportSize({ width, height });
    for (const lang of ["id", "en"]) {
      await open(`?inches=${inches}&lang=${lang}`);
      expect(await page.locator(".tile").count()).toBe(count);
      expect(await sticksOut(page)).toEqual([]);
      expect(await overlaps(page, ".tile, .wall-header, .wall-banner")).toEqual([]);
      expect(await overlaps(page, ".tile-name, .tile-word, .tile-action, .tile-foot")).toEqual([]);
      expect(await cutOff(page, ".tile, .tile-name strong, .tile-word, .tile-word .word, .tile-foot")).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollHeight")).toBe(height);
    }
  });

  it.each([...screens, { inches: 43, count: 6, width: 390, height: 844 }])(
    "$inches inches at $width: $count printers with long names, of which the last letter tells them apart",
    async (screen) => {
      const { width, height, inches, count } = screen;
      const names = Array.from({ length: count }, (_, i) => `Fargo-HDP5000-belakang-${String.fromCharCode(65 + i)}`);
      const place = "Loket 12 lantai dua, samping ruang arsip";
      const printers = Object.fromEntries(names.map((name) => [name, samplePrinter(name, NOON_UTC_MS, { place })]));
      station.state = { office: sampleOffice(names), printers };
      station.change(Object.fromEntries(names.map((name) => [name, WORST])), {
        banner: sampleAlarm("powerInterrupted", "P2", NOON_UTC_MS),
      });
      await page.setViewportSize({ width, height });
      await open(`?inches=${inches}`);
      const seen = tile(names[count - 1]!);
      expect(await seen.locator(".tile-name").getAttribute("title")).toBe(`${names[count - 1]}, ${place}`);
      expect(await seen.getByRole("img", { name: "1 gangguan lagi" }).textContent()).toBe("+1");
      // The dots of a text that is too long stand at its end, so that what is not seen lies below or beside its box.
      const whole = `[...document.querySelectorAll(".tile-who")].filter((who) => {
      const [name, box] = [who.querySelector("strong").getBoundingClientRect(), who.getBoundingClientRect()];
      return name.right <= box.right + 1 && name.bottom <= box.bottom + name.height / 10;
    }).length`;
      expect(await page.evaluate(whole)).toBe(count);
      expect(await overlaps(page, ".tile-who, .tile-more")).toEqual([]);
      expect(await overlaps(page, ".tile-name, .tile-word, .tile-action, .tile-foot")).toEqual([]);
      expect(await cutOff(page, ".tile")).toEqual([]);
      expect(await sticksOut(page)).toEqual([]);
    },
  );

  it("three printers in large tiles: the whole way out of the trouble, nothing of it cut off", async () => {
    const { office, printers } = stateOf(3);
    station.state = { office, printers };
    station.change({ "Datacard-1": WORST, "Datacard-2": { ...WORST, reason: { code: "jamNip", params: {} } } });
    await page.setViewportSize({ width: 1920, height: 1080 });
    await open("?inches=43");
    await expect.poll(() => tile("Datacard-2").locator(".tile-next li").count()).toBeGreaterThan(1);
    expect(await tile("Datacard-2").locator(".tile-next").isVisible()).toBe(true);
    expect(await cutOff(page, ".tile-action, .tile-next")).toEqual([]);
    expect(await overlaps(page, ".tile-name, .tile-word, .tile-action, .tile-next, .tile-foot")).toEqual([]);
  });

  it("a telephone, scrolling down only", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open();
    expect(await page.locator(".tile").count()).toBe(6);
    expect(await sticksOut(page)).toEqual([]);
    expect(await overlaps(page, ".tile, .wall-header")).toEqual([]);
  });
});

describe("axe finds nothing", () => {
  it.each(["id", "en"])("on the wall in %s, in order and in trouble", async (lang) => {
    await open(`?lang=${lang}`);
    expect(await axeFindings(page)).toEqual([]);
    station.change({ "Datacard-1": WORST, "Datacard-2": { state: { atMs: NOON_UTC_MS - 60_000 } } });
    await tile("Datacard-2").and(page.locator("[data-freshness=stale]")).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
