/** The built station page in a real browser, against a station that says what the test wants. */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PrinterState } from "../../src/station/api.ts";
import { NOON_UTC_MS, sampleAlarm, sampleJob, sampleOffice, samplePrinter } from "../host-ui/samples.ts";
import { axeFindings } from "./axe.ts";
import { type Browser, openChromium } from "./chromium.ts";
import { FakeStation } from "./fake-station.ts";
import { overlaps, sticksOut } from "./layout.ts";

let browser: Browser;
let station: FakeStation;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  browser = await openChromium();
});
afterAll(() => browser?.close());

/** Stands at noon unless a test moves it: ages on the page then come from the page's own clock alone. */
let stationMs = NOON_UTC_MS;

beforeEach(async () => {
  stationMs = NOON_UTC_MS;
  const printers = { P1: samplePrinter("P1", stationMs), P2: samplePrinter("P2", stationMs, SIMULATED) };
  station = await FakeStation.start({ office: sampleOffice(["P1", "P2"]), printers }, () => stationMs);
  page = await browser.context.newPage();
  complaints = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (line) => {
    if (line.type() === "error" && !line.text().includes("WebSocket connection to")) complaints.push(line.text());
  });
  await page.clock.install({ time: NOON_UTC_MS });
});
afterEach(async () => {
  await page.close();
  await station.close();
  expect(complaints).toEqual([]);
});

const SIMULATED: Partial<PrinterState> = { place: "Loket 2", sim: { on: true, speed: 10 } };
const panel = (name: string) => page.locator(`[data-printer="${name}"]`);
const word = (name: string) => panel(name).locator(".word");
const facts = (name: string) => panel(name).locator(".card-facts");
const alarmRows = () => page.locator(".alarm-desk .alarm");

async function open(): Promise<void> {
  await page.goto(station.url);
  await panel("P1").waitFor();
}

describe("the station's page", () => {
  it("shows the office and each printer in Indonesian, without a word to the browser's console", async () => {
    await open();
    expect(await page.title()).toBe("Disdukcapil Kota Palembang – Cetak");
    expect(await page.locator("h1").textContent()).toBe("Disdukcapil Kota Palembang");
    expect(await page.locator(".clock").textContent()).toMatch(/^12:0\d:\d\d WIBSelasa, 21 Agustus 2018$/);
    expect(await word("P1").textContent()).toBe("MENCETAK");
    expect(await facts("P1").textContent()).toContain("Blangko 64 keping");
    expect(await facts("P1").textContent()).toContain("J1A7");
    expect(await facts("P1").textContent()).toContain("4.812");
    expect(await panel("P1").locator('a[href="/printer/P1"]').count()).toBe(1);
    expect(await panel("P1").locator(".sim").count()).toBe(0);
    expect(await panel("P2").locator(".sim").textContent()).toBe("SIMULASI ×10");
    expect(await page.locator(".figures").textContent()).toContain("1.285");
    expect(await page.locator(".account strong").getAttribute("data-role")).toBe("operator");
    // What the station does not allow is not offered.
    expect(await page.locator(".button.danger").count()).toBe(0);
  });

  it("follows changes, and says what to do about a fault", async () => {
    await open();
    const reason = { code: "jamNip", params: {} };
    const alarms = [sampleAlarm("jamNip", "P1", NOON_UTC_MS - 60_000), sampleAlarm("airflowWeak", "P3", NOON_UTC_MS)];
    station.change({ P1: { state: { word: "faulted" }, reason, alarms } }, { issuedToday: 47 });
    await page.getByText("MACET", { exact: true }).waitFor();
    expect(await panel("P1").locator(".strip .steps li").allTextContents()).toHaveLength(3);
    expect(await panel("P1").locator(".strip.tone-alarm .mark-triangle").count()).toBe(1);
    expect(await alarmRows().first().getAttribute("data-priority")).toBe("P1");
    expect(await alarmRows().nth(1).textContent()).toContain("Bersihkan debu");
    expect(await page.locator(".figures").textContent()).toContain("47");
    expect(await page.title()).toMatch(/^▲1 /);
    station.change({ P1: { state: { word: "supplyOut" }, reason: { code: "filmOut" }, alarms: [] } });
    await page.getByText("FILM HABIS", { exact: true }).waitFor();
    expect(await panel("P1").locator(".strip.tone-attention .mark-diamond").count()).toBe(1);
    expect(await panel("P2").locator(".word").textContent()).toBe("MENCETAK");
  });

  it("switches to English, and remembers", async () => {
    await open();
    await page.getByRole("button", { name: "English" }).click();
    await page.getByText("PRINTING").first().waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await page.reload();
    await page.getByText("PRINTING").first().waitFor();
    expect(await facts("P1").textContent()).toContain("4,812");
    await page.evaluate("localStorage.clear()");
  });

  it("fits a wall and a telephone without scrolling sideways, in both languages", async () => {
    await open();
    for (const language of ["English", "Indonesia"]) {
      await page.getByRole("button", { name: language }).click();
      for (const [width, height] of [
        [1920, 1080],
        [390, 844],
      ] as const) {
        await page.setViewportSize({ width, height });
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      }
    }
    await page.evaluate("localStorage.clear()");
  });
});

describe("old data", () => {
  it("is marked value by value, and turns the printer OFFLINE when its status is old", async () => {
    await open();
    station.change({
      P1: { supplies: { atMs: NOON_UTC_MS - 20_000 } },
      P2: { state: { atMs: NOON_UTC_MS - 16_000 } },
    });
    await facts("P1").and(page.locator(".is-stale")).waitFor();
    expect(await word("P1").textContent()).toBe("MENCETAK");
    const look = `getComputedStyle(document.querySelector('[data-printer="P1"] .card-facts .value')).textDecorationLine`;
    expect(await page.evaluate(look)).toBe("line-through");
    expect(await word("P2").textContent()).toBe("LURING");
    expect(await panel("P2").locator(".last").textContent()).toBe("MENCETAK");
    expect(await page.locator(".lost-banner").count()).toBe(0);
  });

  it("never looks live after the station is gone: ages count on and a banner says since when", async () => {
    await open();
    station.cut(true);
    await page.locator(".connection[data-status=waiting], .connection[data-status=connecting]").waitFor();
    await page.clock.runFor(16_000);
    await page.locator(".lost-banner").waitFor();
    expect(await page.locator(".lost-banner strong").textContent()).toBe("DATA TIDAK DIPERBARUI sejak 12:00");
    expect(await word("P1").textContent()).toBe("LURING");
    await facts("P1").and(page.locator(".is-stale")).waitFor();
    await page.clock.runFor(3_600_000);
    expect(await panel("P1").locator(".age").textContent()).toContain("1 jam");
    expect(await page.locator(".lost-banner strong").textContent()).toBe("DATA TIDAK DIPERBARUI sejak 12:00");
  });

  it("an open connection that brings nothing counts as lost too", async () => {
    await open();
    station.beating = false;
    await page.clock.runFor(4_000);
    await page.locator(".connection[data-status=quiet]").waitFor();
    expect(station.viewers).toBe(1);
    await panel("P1").locator(".age-ageing").waitFor();
  });

  it("says so when the station was never reached", async () => {
    station.cut(true);
    await page.goto(station.url);
    await page.locator("h1").waitFor();
    await page.clock.runFor(16_000);
    await page.getByText("BELUM ADA DATA DARI STASIUN").waitFor();
  });
});

describe("the connection", () => {
  it("resumes where it was", async () => {
    await open();
    station.change({ P1: { place: "Loket 9" } });
    await page.getByText("Loket 9").waitFor();
    station.cut(false);
    await page.locator(".connection[data-status=waiting]").waitFor();
    await page.clock.runFor(1_000);
    await page.locator(".connection[data-status=live]").waitFor();
    expect(station.asked).toEqual([{ type: "resume" }, { type: "resume", epoch: "epoch-1", seq: 2 }]);
  });

  it("asks for what it missed after a gap", async () => {
    await open();
    station.change({ P1: { place: "Loket 7" } }, undefined, false);
    station.change({ P1: { counters: { issued: 5_000 } } });
    await page.getByText("Loket 7").waitFor();
    expect(station.asked.at(-1)).toEqual({ type: "resume", epoch: "epoch-1", seq: 1 });
    expect(await panel("P1").textContent()).toContain("5.000");
  });

  it("reloads the page when the station serves a new one, once", async () => {
    await open();
    station.build = "build-2";
    station.epoch = "epoch-2";
    const loaded = page.waitForEvent("load");
    station.cut(false);
    await page.locator(".connection[data-status=waiting]").waitFor();
    await page.clock.runFor(1_000);
    await loaded;
    await panel("P1").waitFor();
    expect(station.pages).toBe(2);
    expect(await page.locator(".connection").getAttribute("data-status")).toBe("live");
  });

  it("keeps the other panels when one cannot be understood", async () => {
    await open();
    station.say({ type: "delta", seq: 2, atMs: NOON_UTC_MS, printers: { P1: { state: { word: "dancing" } } } });
    await page.locator(".connection[data-status=waiting]").waitFor();
    expect(await word("P2").textContent()).toBe("MENCETAK");
    await page.clock.runFor(1_000);
    await page.locator(".connection[data-status=live]").waitFor();
    expect(await word("P1").textContent()).toBe("MENCETAK");
  });
});

describe("people at the station's page", () => {
  const allow = (...names: string[]): void => {
    for (const name of names) station.commands.set(name, () => ({ ok: true, result: {} }));
  };
  const orders = () => station.given.filter(({ key }) => key !== undefined);
  const film = sampleAlarm("filmOut", "P2", NOON_UTC_MS - 60_000);

  it("acknowledge an alarm of a printer that is named with its serial", async () => {
    allow("alarms.ack", "alarms.shelve");
    await open();
    station.change({ P1: { alarms: [film] } });
    await page.getByRole("button", { name: "Saya tahu: Film habis · P1 (B7340112)" }).click();
    await page.getByText("Dilaksanakan.").waitFor();
    expect(orders()).toMatchObject([{ name: "alarms.ack", input: { id: film.id } }]);
    station.change({ P1: { alarms: [{ ...film, acked: { by: "Ani", atMs: NOON_UTC_MS } }] } });
    await page.getByText("Diketahui Ani, 12:00").waitFor();
  });

  it("shelve it for a while with a reason, and see it apart", async () => {
    allow("alarms.ack", "alarms.shelve", "alarms.unshelve");
    await open();
    station.change({ P1: { alarms: [film] } });
    await page.getByRole("button", { name: /^Kesampingkan/ }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("button", { name: "Kesampingkan" }).isDisabled()).toBe(true);
    await dialog.getByLabel("1 jam").check();
    await dialog.getByLabel(/^Alasan/).fill("film dipinjam dari Banyuasin");
    await dialog.getByRole("button", { name: "Kesampingkan" }).click();
    await page.getByText("Dilaksanakan.").waitFor();
    const input = { id: film.id, minutes: 60, why: "film dipinjam dari Banyuasin" };
    expect(orders()).toMatchObject([{ name: "alarms.shelve", input }]);
    const shelved = { by: "Ani", untilMs: NOON_UTC_MS + 3_600_000, why: input.why };
    station.change({ P1: { alarms: [{ ...film, shelved }] } });
    await page.getByText("1 dikesampingkan").click();
    await page.getByText("oleh Ani sampai 13:00: film dipinjam dari Banyuasin").waitFor();
    expect(await page.locator(".alarm-desk > .alarm-rows .alarm-row").count()).toBe(0);
  });

  it("hear why a command was refused, in words that stay", async () => {
    station.commands.set("printer.pause", () => ({ ok: false, code: "role", message: "this needs the role operator" }));
    await open();
    await page.getByRole("button", { name: "Jeda P1" }).click();
    await page.getByText("Peran Anda tidak berhak: this needs the role operator").waitFor();
    await page.clock.runFor(60_000);
    expect(await page.locator(".toast-failed").count()).toBe(1);
    await page.getByRole("button", { name: "Tutup pesan" }).click();
    expect(await page.locator(".toast").count()).toBe(0);
  });

  it("stop everything with one press", async () => {
    allow("printer.emergencyStop");
    await open();
    await page.getByRole("button", { name: "HENTI DARURAT SEMUA" }).click();
    await page.getByText("HENTI DARURAT SEMUA · P1, P2").waitFor();
    expect(orders()).toMatchObject([{ name: "printer.emergencyStop", input: {} }]);
  });

  it("settle an uncertain card only with the chip's serial in hand, or say that there is none", async () => {
    allow("jobs.settle");
    const jobs = [sampleJob("J9z", "uncertain")];
    station.commands.set("jobs.list", (input) => {
      const { states } = input as { states: string[] };
      return { ok: true, result: { jobs: states[0] === "uncertain" ? jobs : [], more: false } };
    });
    const card = { serial: "04A1B2C3", state: "uncertain", cause: "", printer: "P1", atMs: NOON_UTC_MS };
    station.commands.set("jobs.show", () => ({ ok: true, result: { cards: [card] } }));
    await open();
    await page.getByRole("tab", { name: "Belum pasti" }).click();
    await page.getByRole("button", { name: "Putuskan J9z" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("04A1B2C3").waitFor();
    await dialog.getByLabel("Keping jadi dan ada di tangan saya").check();
    await dialog.getByLabel(/^Bagaimana diketahui/).fill("dibaca dengan pembaca chip");
    expect(await dialog.getByRole("button", { name: "Putuskan" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Nomor chip keping yang di tangan").fill("04 a1 b2 c3");
    await dialog.getByRole("button", { name: "Putuskan" }).click();
    await page.getByText("Dilaksanakan.").waitFor();
    expect(orders()).toMatchObject([{ name: "jobs.settle", input: { job: "J9z", as: "issued", serial: "04A1B2C3" } }]);
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("filter the queue, and hand over what they ticked", async () => {
    allow("jobs.handover", "jobs.hold");
    const page1 = { jobs: [sampleJob("J1a", "queued")], more: true };
    station.commands.set("jobs.list", () => ({ ok: true, result: page1 }));
    const pending = { jobs: [sampleJob("J2", "issued"), sampleJob("J3", "issued")], more: false };
    station.commands.set("jobs.pending", () => ({ ok: true, result: pending }));
    await open();
    await page.locator('[data-job="J1a"]').waitFor();
    await page.getByLabel("Jenis").selectOption("first");
    await page.getByRole("button", { name: "Berikutnya" }).click();
    await expect
      .poll(() => station.given.findLast(({ name }) => name === "jobs.list")?.input)
      .toEqual({ states: ["queued"], class: "first", offset: 25, limit: 25 });
    await page.getByRole("tab", { name: /Serah terima/ }).click();
    await page.getByLabel("Pilih J3").check();
    await page.getByRole("button", { name: "Serahkan 1 keping" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sudah diserahkan" }).click();
    await page.getByText("Dilaksanakan.").waitFor();
    expect(orders()).toMatchObject([{ name: "jobs.handover", input: { jobs: ["J3"] } }]);
  });

  it("move through the tabs with the keyboard", async () => {
    await open();
    await page.getByRole("tab", { name: "Antrean" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await page.locator('[role="tab"][aria-selected="true"]').textContent()).toBe("Persediaan");
    await page.getByText("Persediaan belum dihitung").waitFor();
    await page.keyboard.press("Home");
    expect(await page.locator(":focus").textContent()).toBe("Antrean");
  });

  it("are asked to log in where nobody knows them, and see nothing before", async () => {
    station.cut(true);
    station.session = { here: false, passwords: { operator: true, technician: true, admin: true } };
    await page.goto(station.url);
    await page.locator(".stranger button").click();
    await page.getByRole("dialog").getByLabel("Kata sandi").waitFor();
    expect(await page.locator("[data-printer]").count()).toBe(0);
  });

  it("set the first password of a role where there is none", async () => {
    allow("access.setPassword");
    await open();
    await page.locator(".account summary").click();
    await page.getByRole("button", { name: "Masuk" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Peran ini belum punya kata sandi.").waitFor();
    await dialog.getByLabel("Kata sandi baru").fill("rahasia-benar");
    await dialog.getByLabel("Kata sandi sekali lagi").fill("rahasia-salah");
    await dialog.getByRole("button", { name: "Simpan dan masuk" }).click();
    await dialog.getByText("Kedua kata sandi tidak sama.").waitFor();
    expect(station.given.filter(({ name }) => name === "access.setPassword")).toEqual([]);
    await dialog.getByLabel("Kata sandi sekali lagi").fill("rahasia-benar");
    await dialog.getByRole("button", { name: "Simpan dan masuk" }).click();
    await expect.poll(() => station.given.map(({ name }) => name)).toContain("access.setPassword");
    // Logged in with it at once.
    await dialog.waitFor({ state: "hidden" });
  });
});

describe("the station's page fits and is readable for everybody", () => {
  const sizes = [
    [1920, 1080],
    [1366, 768],
    [390, 844],
  ] as const;
  it.each(["Indonesia", "English"])("in %s, in trouble, in each tab", async (language) => {
    for (const name of ["alarms.ack", "alarms.shelve", "jobs.hold", "jobs.settle", "access.wallTokens"])
      station.commands.set(name, () => ({ ok: true, result: name === "access.wallTokens" ? [] : {} }));
    station.commands.set("jobs.list", () => ({ ok: true, result: { jobs: [sampleJob("J1a", "queued")], more: true } }));
    station.commands.set("printer.emergencyStop", () => ({ ok: true, result: {} }));
    await open();
    await page.getByRole("button", { name: language }).click();
    const alarms = [sampleAlarm("jamNip", "P1", NOON_UTC_MS), sampleAlarm("airflowWeak", "P3", NOON_UTC_MS)];
    station.change({ P1: { state: { word: "faulted" }, reason: { code: "jamNip", params: {} }, alarms } });
    await alarmRows().nth(1).waitFor();
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      expect(await sticksOut(page)).toEqual([]);
      expect(await overlaps(page, "main > section, .header > *, .printer-card")).toEqual([]);
    }
    for (const tab of await page.getByRole("tab").all()) {
      await tab.click();
      expect(await axeFindings(page)).toEqual([]);
      expect(await sticksOut(page)).toEqual([]);
    }
    await page.locator(".account summary").click();
    expect(await axeFindings(page)).toEqual([]);
    await page.locator(".account-menu .button").first().click();
    await page.getByRole("dialog").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await sticksOut(page)).toEqual([]);
    await page.evaluate("localStorage.clear()");
  });
});
