/** The page of one printer on a real station: operating it, stopping it, mending it, and a technician's whole work at it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BEHAVIOURS_USUAL, buildImage, developmentKey, parseVersion } from "../../src/firmware/index.ts";
import { cleanUp, folder } from "../cli/cli.ts";
import { until } from "../cli/live.ts";
import { axeFindings } from "./axe.ts";
import { type Browser, openChromium } from "./chromium.ts";
import { isSeenIn, overlaps, sticksOut } from "./layout.ts";
import { type LiveStation, liveStation } from "./live-station.ts";

afterEach(cleanUp);

let browser: Browser;
beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());
// What a failing test leaves open must not complain in the next one.
afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close();
});

const QUICK = 'speed = 20\nroom = 27\nsupplies = "blanks:100,ribbon:100,film:100"';
const PASSWORD = "kata-sandi-teknisi";
const SERIAL = "SIM-HDP5000-1";
/** Thirteen looks at a page of a thousand elements. */
const AXE_MS = 120_000;

let complaints: string[] = [];
async function open(station: LiveStation, path = "/printer/Fargo-1"): Promise<Page> {
  complaints = [];
  // Each page is somebody of its own: no login of another test.
  await browser.context.clearCookies();
  const page = await browser.context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (line.type() === "error" && !line.text().includes("status of 4")) complaints.push(line.text());
  });
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto(`${station.url}${path}`);
  return page;
}

async function ended(station: LiveStation, page: Page): Promise<void> {
  await page.close();
  expect(complaints).toEqual([]);
  station.command.child.kill("SIGINT");
  expect((await station.command.ended).code).toBe(0);
}

const strip = (page: Page, word: string) => page.locator(`.strip[data-word="${word}"]`);
const confirm = (page: Page, action: string | RegExp) =>
  page.getByRole("dialog").getByRole("button", { name: action, exact: true }).click();

/** As a person does it at the page; the first time the password is set. */
async function becomeTechnician(page: Page, first = true): Promise<void> {
  await page.getByRole("button", { name: "Masuk sebagai teknisi" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Nama Anda/).fill("Budi");
  await dialog.getByLabel(first ? "Kata sandi baru" : "Kata sandi").fill(PASSWORD);
  if (first) await dialog.getByLabel("Kata sandi sekali lagi").fill(PASSWORD);
  await dialog.getByRole("button", { name: first ? "Simpan dan masuk" : "Masuk", exact: true }).click();
  await page.locator('.account strong[data-role="technician"]').waitFor();
}

async function toService(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Jeda", exact: true }).click();
  await strip(page, "state.paused").waitFor();
  await page.getByRole("button", { name: "Masuk servis" }).click();
  await confirm(page, "Masuk servis");
  await strip(page, "state.service").waitFor();
}

describe("an operator at a printer", () => {
  it("stops it at once without a question, and resets it after one that names machine and serial", async () => {
    const station = await liveStation({ simulate: QUICK, people: 8 });
    const page = await open(station);
    await until(station.url, ({ office }) => office.jobs["issued"]! >= 1);
    await page.getByRole("button", { name: "HENTI DARURAT" }).click();
    await strip(page, "state.stopped").waitFor();
    await page.getByText(`HENTI DARURAT · Fargo-1 (${SERIAL})`).waitFor();
    const { printers } = await until(station.url, (snap) => snap.printers["Fargo-1"]!.state.word === "stopped");
    expect(printers["Fargo-1"]).toMatchObject({ temps: { setpoint: 0 } });
    await page.getByRole("button", { name: "Setel ulang henti darurat" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.textContent()).toContain(SERIAL);
    await confirm(page, "Setel ulang henti darurat");
    await page.locator('.strip:not([data-word="state.stopped"])').waitFor();
    await until(station.url, ({ office }) => office.jobs["issued"] === 8);
    await ended(station, page);
  });

  it("who only looks sees no button at all, and the station refuses them as well", async () => {
    const station = await liveStation({ simulate: QUICK, people: 1 });
    await station.order("access.setPassword", { role: "operator", password: PASSWORD });
    const page = await open(station);
    await page.locator('.account strong[data-role="viewer"]').waitFor();
    await strip(page, "state.offline").or(page.locator(".strip")).first().waitFor();
    expect(await page.locator(".operate, .tool, .loaded").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Dengarkan jalur" }).isDisabled()).toBe(true);
    const refused = await page.evaluate(async () => {
      const answer = await fetch("/api/commands/service.heat", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"printer":"Fargo-1","celsius":100}',
      });
      return [answer.status, ((await answer.json()) as { code: string }).code];
    });
    expect(refused).toEqual([403, "role"]);
    await ended(station, page);
  });
});

describe("a technician at a printer", () => {
  it("takes the card of a jam out, says so, and the printer goes on", async () => {
    // More people than any machine serves while somebody logs in: without a moving card nothing jams.
    const station = await liveStation({ simulate: QUICK, people: 80 });
    const page = await open(station);
    await until(station.url, ({ office }) => office.jobs["issued"]! >= 1);
    await becomeTechnician(page);
    await station.order("lab.inject", { printer: "Fargo-1", fault: "jamNip" });
    await strip(page, "word.jam").waitFor();
    await page.locator('.card-here.suspect[data-stop="nip"]').waitFor();
    expect(await page.locator('.state.now[data-state="life.faulted"]').count()).toBe(1);
    await station.order("lab.removeCard", { printer: "Fargo-1" });
    await page.getByRole("button", { name: /^Hapus gangguan: / }).click();
    const facts = await page.getByRole("dialog").textContent();
    expect(facts).toContain(`Fargo-1, Loket 1`);
    expect(facts).toContain(SERIAL);
    await confirm(page, "Hapus gangguan");
    await page.getByText(`Hapus gangguan · Fargo-1 (${SERIAL})`).waitFor();
    await page.locator('.strip:not([data-word="word.jam"])').waitFor();
    const { office: cleared } = await until(station.url, () => true);
    await until(station.url, ({ office }) => office.jobs["issued"]! > cleared.jobs["issued"]!);
    await ended(station, page);
  });

  it("has the fault that needs one, which an operator may not clear", async () => {
    const station = await liveStation({ simulate: QUICK, people: 2 });
    const page = await open(station);
    await station.order("lab.inject", { printer: "Fargo-1", fault: "thermistorOpen" });
    const row = page.locator('[data-alarm="thermistorOpen"]');
    await row.getByText("Hanya teknisi dapat menghapusnya.").waitFor();
    expect(await row.getByRole("button", { name: /^Hapus/ }).count()).toBe(0);
    await becomeTechnician(page);
    await station.order("lab.heal", { printer: "Fargo-1", fault: "thermistorOpen" });
    await row.getByRole("button", { name: /^Hapus gangguan/ }).click();
    await confirm(page, "Hapus gangguan");
    await row.waitFor({ state: "detached" });
    await ended(station, page);
  });

  it("moves single steps and heats in service only, and the heat ends with it", async () => {
    const station = await liveStation({ simulate: QUICK, people: 2 });
    const page = await open(station);
    await becomeTechnician(page);
    expect(await page.getByRole("button", { name: "Cari keping" }).isDisabled()).toBe(true);
    await until(station.url, ({ office }) => office.jobs["issued"] === 2);
    await toService(page);
    await page.getByRole("button", { name: "Cari keping" }).click();
    await confirm(page, "Cari keping");
    await page.getByText(`Cari keping · Fargo-1 (${SERIAL})`).waitFor();
    const target = page.getByRole("group", { name: "Panas rol" });
    await target.getByRole("spinbutton").fill("171");
    expect(await target.getByRole("button", { name: "Panaskan" }).isDisabled()).toBe(true);
    await target.getByRole("spinbutton").fill("120");
    await target.getByRole("button", { name: "Panaskan" }).click();
    expect(await page.getByRole("dialog").textContent()).toContain("120 °C");
    await confirm(page, "Panaskan");
    await page.locator(".fact", { hasText: "Target" }).getByText("120,0 °C").waitFor();
    await page.getByRole("button", { name: "Akhiri servis" }).click();
    await confirm(page, "Akhiri servis");
    await page.locator(".fact", { hasText: "Target" }).getByText("120,0 °C").waitFor({ state: "detached" });
    await ended(station, page);
  });

  it("changes a setting, and is told what the machine does not take", async () => {
    const station = await liveStation({ simulate: QUICK, people: 1 });
    const page = await open(station);
    await becomeTechnician(page);
    await until(station.url, ({ office }) => office.jobs["issued"] === 1);
    await page.getByRole("tab", { name: "Setelan" }).click();
    await page.getByRole("button", { name: "Baca setelan" }).click();
    const kp = page.getByLabel("heat/kp", { exact: true });
    await kp.fill("99");
    await page.getByRole("button", { name: /^Tulis perubahan/ }).click();
    await confirm(page, "Tulis perubahan");
    await page.getByText(/heat\/kp must be/).waitFor();
    await page.getByRole("button", { name: "Tutup pesan" }).click();
    await kp.fill("0.2");
    await page.getByRole("button", { name: /^Tulis perubahan/ }).click();
    expect(await page.getByRole("dialog").textContent()).toContain("0.100000 → 0.2");
    await confirm(page, "Tulis perubahan");
    await page.locator('input[aria-label="heat/kp"]').and(page.locator("css=input")).waitFor();
    await expect.poll(() => kp.inputValue(), { timeout: 30_000 }).toBe("0.200000");
    await ended(station, page);
  });

  it("tunes the heater, sees the swing, throws the proposal away, and then stores it", async () => {
    const station = await liveStation({ simulate: QUICK, people: 0 });
    const page = await open(station);
    await becomeTechnician(page);
    await toService(page);
    await page.getByRole("tab", { name: "Penyetelan pemanas" }).click();
    await page.getByLabel(/^Ayunan/).fill("3");
    await page.getByRole("button", { name: "Mulai penyetelan" }).click();
    expect(await page.getByRole("dialog").textContent()).toContain(SERIAL);
    await confirm(page, "Mulai penyetelan");
    await page.locator('[data-work="tune-running"]').waitFor();
    await page.locator(".tune-picture polyline").waitFor();
    const result = page.locator(".tune-result");
    await result.waitFor({ timeout: 60_000 });
    await result.getByText(/^3 ayunan ±/).waitFor();
    expect((await page.locator(".tune-picture polyline").getAttribute("points"))?.split(" ").length).toBeGreaterThan(
      20,
    );
    const kp = async (): Promise<string> => {
      const cells = await result.locator("tr", { hasText: "heat/kp" }).locator("td").allTextContents();
      expect(cells[0]).toBe("0.100000");
      return cells[1] ?? "";
    };
    const proposed = await kp();
    expect(proposed).not.toBe("0.100000");
    await result.getByRole("button", { name: "Buang usulan" }).click();
    await result.getByText("Dibuang: mesin tetap memakai nilai sekarang.").waitFor();
    const stored = async (): Promise<string> =>
      page.evaluate(async () => {
        const answer = await fetch("/api/commands/service.settings.read", {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: '{"printer":"Fargo-1"}',
        });
        return ((await answer.json()) as { result: { values: Record<string, string> } }).result.values["heat/kp"] ?? "";
      });
    await page.reload();
    await page.getByRole("tab", { name: "Penyetelan pemanas" }).click();
    await result.getByRole("button", { name: "Simpan usulan" }).click();
    expect(await page.getByRole("dialog").textContent()).toContain(`0.100000 → ${proposed}`);
    await confirm(page, "Simpan usulan");
    await result.getByText("Tersimpan di mesin.").waitFor();
    expect(await stored()).toBe(proposed);
    await ended(station, page);
  }, 180_000);

  it("tests the machine and gets a sheet in words", async () => {
    const station = await liveStation({ simulate: QUICK, people: 1 });
    const page = await open(station);
    await becomeTechnician(page);
    await until(station.url, ({ office }) => office.jobs["issued"] === 1);
    await page.getByRole("tab", { name: "Uji mandiri" }).click();
    await page.getByRole("button", { name: "Mulai uji mandiri" }).click();
    await confirm(page, "Mulai uji mandiri");
    await page.locator('[data-work="selftest-running"]').waitFor();
    await page.locator('.sheet[data-passed="true"]').waitFor({ timeout: 90_000 });
    expect(await page.locator(".sheet").textContent()).toContain(`${SERIAL}: LULUS`);
    expect(await page.locator(".findings tbody tr").count()).toBeGreaterThan(12);
    expect(await page.locator(".findings").textContent()).toContain("memori: salinan rusak");
    await ended(station, page);
  });

  it("flashes after seeing what would change, and the history says who", async () => {
    const station = await liveStation({ simulate: QUICK, people: 1 });
    const manifest = { model: "hdp5000" as const, behaviours: BEHAVIOURS_USUAL, parameters: {} };
    const plan = { manifest, version: parseVersion("1.4.2")!, securityCounter: 1, bodyBytes: 12_000 };
    const file = join(folder(), "hdp5000-1.4.2.bin");
    writeFileSync(file, buildImage(plan, developmentKey()));
    const damaged = join(folder(), "damaged.bin");
    writeFileSync(damaged, readFileSync(file).subarray(0, 6_000));
    const page = await open(station);
    await becomeTechnician(page);
    await until(station.url, ({ office }) => office.jobs["issued"] === 1);
    await page.getByRole("tab", { name: "Firmware" }).click();
    await page.getByLabel(/^Berkas firmware/).setInputFiles(damaged);
    await page.getByText(/cut short/).waitFor();
    expect(await page.getByRole("button", { name: "Pasang firmware" }).count()).toBe(0);
    await page.getByLabel(/^Berkas firmware/).setInputFiles(file);
    await page.getByRole("button", { name: "Pasang firmware" }).click();
    const asked = await page.getByRole("dialog").textContent();
    expect(asked).toContain(SERIAL);
    expect(asked).toContain("→ 1.4.2");
    await confirm(page, "Pasang firmware");
    await page.locator('[data-work="flash-running"]').waitFor();
    await page.locator('.flash-end[data-result="confirmed"]').waitFor({ timeout: 90_000 });
    await page.locator(".flash-history li", { hasText: "1.4.2" }).getByText("terpasang").waitFor();
    expect(await page.locator(".flash-history li").first().textContent()).toContain("Budi");
    await ended(station, page);
  });
});

describe("what the page shows", () => {
  it("follows the card through machine and statechart, and listens to the wire in words and in hex", async () => {
    const station = await liveStation({ simulate: `${QUICK}\nsensors = "exitSensor,hotZoneSensor"`, people: 60 });
    const page = await open(station);
    await until(station.url, ({ office }) => office.jobs["issued"]! >= 1);
    // Slow enough to be seen at each place.
    await station.order("lab.speed", { times: 0.4 });
    // Each holds for a moment of every card: all are awaited at once.
    await Promise.all(
      [
        '.state.now[data-state="life.printing"]',
        '.state.now[data-state="life.printing.cardSide.transferring"]',
        '.state.now[data-state="life.printing.filmSide.joined"]',
        '.card-here[data-stop="encoder"]',
        '.card-here[data-stop="nip"] .card-chip',
        ".film-mark.film-joined",
      ].map((each) => page.locator(each).waitFor()),
    );
    await page.getByRole("button", { name: "Dengarkan jalur" }).click();
    const lines = page.locator(".wire-lines li");
    await page.getByLabel("Saring").fill("status_heat");
    await expect.poll(() => lines.count(), { timeout: 30_000 }).toBeGreaterThan(3);
    expect((await lines.allTextContents()).every((text) => text.includes("status_heat"))).toBe(true);
    await page.getByRole("button", { name: "Jeda", exact: true }).last().click();
    const held = await lines.first().textContent();
    await page.getByText(/baris menunggu/).waitFor();
    expect(await lines.first().textContent()).toBe(held);
    await page.getByRole("button", { name: "Lanjut", exact: true }).click();
    await page.getByLabel("Saring").fill("");
    await page.getByRole("button", { name: "Heksadesimal" }).click();
    await expect.poll(() => lines.count(), { timeout: 30_000 }).toBeGreaterThan(3);
    expect(await lines.first().textContent()).toMatch(/ [<>] [0-9a-f]{2}( [0-9a-f]{2})*$/);
    await page.locator(".exit-cards svg path.exit-good, .exit-cards svg path.exit-curls").first().waitFor();
    await page.locator(".events td", { hasText: "keping jadi" }).first().waitFor();
    // An alarm says by its title what it is, in the language of the page.
    expect(await page.locator(".events").textContent()).not.toMatch(/\bcode [a-z]/);
    expect(await page.locator("body").textContent()).not.toMatch(/\d{16}/);
    await ended(station, page);
  });

  it(
    "has nothing for axe to find and fits its window, in both languages, whole and in trouble",
    async () => {
      const station = await liveStation({ simulate: QUICK, people: 200 });
      const page = await open(station);
      await becomeTechnician(page);
      await page.getByRole("button", { name: "Dengarkan jalur" }).click();
      for (const language of ["Indonesia", "English"]) {
        await page.getByRole("button", { name: language }).click();
        expect(await axeFindings(page)).toEqual([]);
        for (const width of [1920, 1366, 390]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await sticksOut(page), `${language} ${width}`).toEqual([]);
          expect(await overlaps(page, ".group, .operate, .strip, .service"), `${language} ${width}`).toEqual([]);
        }
      }
      await page.getByRole("button", { name: "Close", exact: true }).click();
      await station.order("lab.inject", { printer: "Fargo-1", fault: "jamNip" });
      await strip(page, "word.jam").waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(await sticksOut(page)).toEqual([]);
      for (const tab of ["Heater tuning", "Settings", "Firmware", "Self-test"]) {
        await page.getByRole("tab", { name: tab }).click();
        expect(await axeFindings(page), tab).toEqual([]);
        expect(await sticksOut(page), tab).toEqual([]);
      }
      await ended(station, page);
    },
    AXE_MS,
  );

  it("shows the present state and the card on a phone, and stays where somebody moved it", async () => {
    const station = await liveStation({ simulate: QUICK, people: 200 });
    const page = await open(station);
    await strip(page, "state.printing").waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.reload();
    await strip(page, "state.printing").waitFor();
    const present = ".state-inner.now";
    await expect.poll(() => isSeenIn(page, ".chart-scroll", present)).toBe(true);
    await expect.poll(() => isSeenIn(page, ".mechanism-scroll", ".card-here, .hot-roller")).toBe(true);
    const chart = page.locator(".chart-scroll");
    const left = () => chart.evaluate((box) => box.scrollLeft);
    expect(await left()).toBeGreaterThan(0);
    await chart.hover();
    await page.mouse.wheel(-2_000, 0);
    await expect.poll(left).toBe(0);
    const states = () =>
      page.locator(present).evaluateAll((all) => all.map((one) => one.getAttribute("data-state")).join());
    const before = await states();
    await expect.poll(states).not.toBe(before);
    expect(await left()).toBe(0);
    await ended(station, page);
  });

  it("says so when there is no printer of that name", async () => {
    const station = await liveStation({ simulate: QUICK, people: 1 });
    const page = await open(station, "/printer/Nirwana");
    await page.getByText("Stasiun ini tidak punya printer bernama Nirwana.").waitFor();
    await page.getByRole("link", { name: "Datacard-1" }).click();
    await page.getByRole("article", { name: "Datacard-1" }).waitFor();
    await ended(station, page);
  });
});
