/** Settings files, the lock on a printer, the shelf of images, the history of flashes, the report on paper. */
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { BEHAVIOURS_USUAL, buildImage, developmentKey, parseVersion } from "../../src/firmware/index.ts";
import type { SettingSpec } from "../../src/protocol/index.ts";
import {
  changesFor,
  Journal,
  type PrinterSettings,
  parseSettingsToml,
  type SelfTestSheet,
  selfTestHtml,
  selfTestText,
  settingsToml,
  sheetPassed,
} from "../../src/station/index.ts";
import { ImageShelf, SHELF_IMAGES_MAX } from "../../src/station/service/image-shelf.ts";
import { ServiceJobs } from "../../src/station/service/service-jobs.ts";

const row = (key: string, own: boolean): SettingSpec => ({
  key,
  kind: own ? "text" : "number",
  unit: own ? "" : "C",
  decimals: own ? 0 : 1,
  minimum: 0,
  maximum: own ? 24 : 1000,
  factory: own ? "" : "10.0",
  own,
  id: "arti",
  en: 'meaning with "quotes"\tand more',
});
const printer: PrinterSettings = {
  serial: "A-1",
  model: "hdp5000",
  firmware: "sim-1.0.0",
  sim: true,
  specs: [row("head/pause", false), row("printer/label", true)],
  values: { "head/pause": "12.5", "printer/label": 'lo"ket' },
};

describe("settings files", () => {
  test("come back as they went; for another machine without what is its own", () => {
    const file = parseSettingsToml(settingsToml(printer), "a.toml");
    expect(file).toEqual({ model: "hdp5000", serial: "A-1", values: printer.values });
    expect(changesFor(printer, file)).toEqual(printer.values);
    expect(changesFor({ ...printer, serial: "B-2" }, file)).toEqual({ "head/pause": "12.5" });
    expect(() => changesFor({ ...printer, model: "sr300" }, file)).toThrow(/for a hdp5000, and A-1 is a sr300/);
  });

  test("may be written by hand, with plain numbers", () => {
    const text = 'model = "hdp5000"\n[settings]\n"head/pause" = 12.5\nflag = true\n';
    expect(parseSettingsToml(text, "a.toml").values).toEqual({ "head/pause": "12.5", flag: "on" });
  });

  test.each([
    ["model = 5\n[settings]\n", /model is missing/],
    ['model = "x"\n', /table \[settings\] is missing/],
    ['model = "x"\n[settings]\na = [1]\n', /a must be a text/],
    ['model = "x\n', /^a\.toml:1: not valid TOML/],
    ["#".repeat(70_000), /too long/],
  ])("a bad one is refused: %s", (text, why) => expect(() => parseSettingsToml(text, "a.toml")).toThrow(why));
});

describe("two technicians at one printer", () => {
  test("the second one hears who is there, since when, and with what", async () => {
    const clock = new VirtualClock();
    const jobs = new ServiceJobs(clock);
    let end: () => void = () => {};
    jobs.begin("P1", "flash", { name: "siti", role: "technician" }, (progress) => {
      progress({ sentBytes: 5 });
      return new Promise((done) => {
        end = () => done("fine");
      });
    });
    clock.advance(7_000_000);
    const budi = { name: "budi", role: "technician" } as const;
    await expect(jobs.run("P1", "settings", budi, async () => 1)).rejects.toMatchObject({
      code: "busy",
      message: "siti has been at P1 for 7 s (flash); try again when that is done",
    });
    expect(await jobs.run("P2", "settings", budi, async () => 1)).toBe(1);
    expect(jobs.state("P1")).toMatchObject({ state: "running", by: "siti", progress: { sentBytes: 5 } });
    end();
    await new Promise((done) => setImmediate(done));
    expect(jobs.state("P1")).toMatchObject({ state: "done", result: "fine" });
    await expect(
      jobs.run("P1", "settings", budi, async () => {
        throw Object.assign(new Error("no"), { exitCode: 8 });
      }),
    ).rejects.toThrow("no");
    expect(jobs.state("P1")).toMatchObject({ state: "failed", message: "no", exitCode: 8 });
  });
});

test("the shelf keeps the newest images and refuses what is none", () => {
  const shelf = new ImageShelf();
  const made = Array.from({ length: SHELF_IMAGES_MAX + 1 }, (_, i) =>
    buildImage(
      {
        manifest: { model: "hdp5000", behaviours: BEHAVIOURS_USUAL, parameters: {} },
        version: parseVersion(`2.0.${i}`)!,
        securityCounter: 1,
        bodyBytes: 4_096,
      },
      developmentKey(),
    ),
  );
  const names = made.map((bytes) => shelf.put(bytes).hash);
  expect(() => shelf.get(names[0]!)).toThrow(/send it first/);
  expect(shelf.get(names.at(-1)!)).toBe(made.at(-1));
  expect(() => shelf.put(new Uint8Array(100))).toThrow(/no firmware image/);
});

test("the history of flashes says who, what, and what came of it, also of one that was cut off", () => {
  let utcMs = 1_000;
  const journal = new Journal({ path: ":memory:", zone: "WIB", utcMs: () => utcMs });
  const flash = { printer: "P1", serial: "A-1", actor: "siti", from: "1.0.0", to: "2.0.0", hash: "ab", signer: "cd" };
  const first = journal.flashes.begin(flash);
  utcMs = 9_000;
  journal.flashes.end(first, "reverted", "it hung");
  journal.flashes.begin({ ...flash, printer: "P2" });
  expect(journal.flashes.newest(10)).toMatchObject([{ printer: "P2", result: "begun" }, { printer: "P1" }]);
  expect(journal.flashes.newest(10, "P1")).toEqual([
    { ...flash, id: first, atMs: 1_000, result: "reverted", detail: "it hung", endedMs: 9_000 },
  ]);
  journal.close();
});

test("the report names the machine, the verdict, and what to do, in both languages, and no mark-up of anybody", () => {
  const sheet: SelfTestSheet = {
    state: "done",
    why: "",
    atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    printer: { serial: "<b>&A", model: "hdp5000", firmware: "sim-1.0.0", sim: true },
    findings: [
      { name: "mains", verdict: "ok", measuredCenti: 23_000, lowCenti: 19_500, highCenti: 25_300, unit: "V", why: "" },
      {
        name: "fanRotor",
        verdict: "failed",
        measuredCenti: 0,
        lowCenti: 196_000,
        highCenti: 364_000,
        unit: "rpm",
        why: "",
      },
      {
        name: "heater",
        verdict: "notRun",
        lowCenti: 8_000,
        highCenti: 12_000,
        unit: "%",
        why: "fanFailed not cleared",
      },
    ],
  };
  expect(sheetPassed(sheet)).toBe(false);
  expect(selfTestText(sheet)).toBe(
    [
      "Self-test <b>&A, hdp5000 SIM, firmware sim-1.0.0, 2026-01-02T03:04:05Z: NOT PASSED",
      "mains voltage                  230 V      195..253 V  ok",
      "fan speed                      0 rpm  1960..3640 rpm  FAILED: clean or replace the fan",
      "heater power   fanFailed not cleared       80..120 %  not run: clear the fault at the printer, then test again",
      "",
    ].join("\n"),
  );
  const html = selfTestHtml(sheet, "id");
  expect(html).toContain("TIDAK LULUS");
  expect(html).toContain("bersihkan atau ganti kipas");
  expect(html).not.toContain("<b>&A");
  expect(sheetPassed({ ...sheet, findings: [sheet.findings[0]!] })).toBe(true);
});
