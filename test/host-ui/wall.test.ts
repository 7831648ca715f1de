/** What the wall shows and how large, without a browser. */
import { describe, expect, it } from "vitest";
import { tokenOf } from "../../host-ui/src/wall/admission.ts";
import { CHIP_HEIGHT_EM, planWall, type Room, TILE_HEIGHT_EM } from "../../host-ui/src/wall/plan.ts";
import { BODY_PX_MIN, bodyPx, DEFAULT_SCREEN, screenOf } from "../../host-ui/src/wall/screen.ts";
import { rankOf, type Seen, tileFacts } from "../../host-ui/src/wall/tile-facts.ts";
import { NOON_UTC_MS, SAMPLE_BOOK, sampleAlarm, samplePrinter } from "./samples.ts";

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `P${i + 1}`);

/** Room for tiles on a full-HD screen, as the page measures it. */
function roomOn(inches: number, metres = 3): Room {
  const em = bodyPx({ inches, metres }, 1920, 1080);
  return { widthEm: 1920 / em - 0.8, heightEm: 1080 / em - 5.1 };
}

describe("the size of letters", () => {
  it.each([
    [32, 3, 66],
    [43, 3, 49],
    [55, 3, 38],
    [65, 3, 32],
    [55, 5, 64],
  ])("on %i inches seen from %i m is %i px: 20 minutes of arc", (inches, metres, px) => {
    expect(Math.abs(bodyPx({ inches, metres }, 1920, 1080) - px)).toBeLessThanOrEqual(1);
  });

  it("does not shrink below what a hand-held screen needs", () => {
    expect(bodyPx({ inches: 65, metres: 1 }, 390, 844)).toBe(BODY_PX_MIN);
  });

  it("comes from the address, else from what the screen was told last, and never from nonsense", () => {
    expect(screenOf("?inches=65&metres=4", "inches=55&metres=3")).toEqual({ inches: 65, metres: 4 });
    expect(screenOf("", "inches=55&metres=2.5")).toEqual({ inches: 55, metres: 2.5 });
    expect(screenOf("?inches=-3&metres=1e9", "inches=x")).toEqual(DEFAULT_SCREEN);
    expect(screenOf("", null)).toEqual(DEFAULT_SCREEN);
  });
});

describe("who gets a tile", () => {
  const calm = (): number => 0;

  it.each([
    [43, 6],
    [55, 8],
    [65, 12],
  ])("%i inches hold %i tiles, and no printer more", (inches, count) => {
    const full = planWall(names(count), calm, roomOn(inches));
    expect(full.tiles).toEqual(names(count));
    expect(full.columns * full.rows).toBeGreaterThanOrEqual(count);
    expect(planWall(names(count + 1), calm, roomOn(inches)).tiles).toEqual([]);
  });

  it("gives few printers large tiles", () => {
    expect(planWall(names(2), calm, roomOn(43))).toMatchObject({ columns: 2, rows: 1 });
    expect(planWall(names(2), calm, roomOn(43)).scale).toBeGreaterThan(1.4);
    expect(planWall(names(1), calm, roomOn(43))).toMatchObject({ columns: 1, rows: 1 });
    // Three stand in one row: each is as high as the screen.
    expect([1, 2, 3, 6].map((count) => planWall(names(count), calm, roomOn(43)).roomy)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("beyond that reports by exception: the worst keep tiles, in the order of the office, and nobody is lost", () => {
    const rank = (name: string): number => (name === "P20" ? 9 : name === "P3" || name === "P7" ? 4 : 0);
    const plan = planWall(names(24), rank, roomOn(43));
    expect(plan.tiles).toEqual(["P3", "P7", "P20"]);
    expect([...plan.tiles, ...plan.strip].sort()).toEqual(names(24).sort());
    const flood = planWall(names(24), () => 4, roomOn(43));
    expect(flood.tiles.length + flood.strip.length).toBe(24);
    expect(flood.rows * TILE_HEIGHT_EM).toBeLessThanOrEqual(roomOn(43).heightEm);
    const five = planWall(names(24), (name) => (["P2", "P5", "P8", "P11", "P23"].includes(name) ? 4 : 0), roomOn(43));
    expect(five.strip.slice(0, 2)).toEqual(["P11", "P23"]);
    const rows = Math.ceil((five.strip.length + 2) / five.stripColumns);
    expect(TILE_HEIGHT_EM + rows * CHIP_HEIGHT_EM).toBeLessThanOrEqual(roomOn(43).heightEm);
  });

  it("on a telephone lets everybody have a tile and scrolls", () => {
    const plan = planWall(names(24), calm, { widthEm: 23, heightEm: 45 });
    expect(plan).toMatchObject({ columns: 1, scale: 1, strip: [] });
    expect(plan.tiles).toHaveLength(24);
  });
});

describe("the facts of a tile", () => {
  const seen: Seen = { language: "id", book: SAMPLE_BOOK, utcMs: NOON_UTC_MS, feed: "fresh" };
  const P1 = samplePrinter("P1", NOON_UTC_MS);

  it("are the printer, a word, what to do, and what runs out first", () => {
    expect(tileFacts(P1, seen)).toMatchObject({ word: "MENCETAK", tone: "active", action: "Jangan buka penutup." });
    expect(tileFacts(P1, seen).supply).toMatchObject({ words: "Blangko 64 keping", low: false, age: "" });
    expect(rankOf(tileFacts(P1, seen))).toBe(0);
  });

  it("name the first step of a fault, flash until it is acknowledged, and keep shelved alarms out", () => {
    const alarm = sampleAlarm("jamNip", "P1", NOON_UTC_MS);
    const state = { ...P1.state, word: "faulted" as const };
    const jammed = { ...P1, state, reason: { code: "jamNip", params: {} }, alarms: [alarm] };
    expect(tileFacts(jammed, seen)).toMatchObject({ word: "MACET", tone: "alarm", unseen: true, more: 0 });
    expect(tileFacts(jammed, seen)).toMatchObject({
      action: "Buka penutup. Rol panas!",
      next: ["Keluarkan keping, hitung sebagai rusak.", "Tutup penutup, hapus gangguan."],
    });
    const acked = { ...alarm, acked: { by: "Ani", atMs: NOON_UTC_MS } };
    expect(tileFacts({ ...jammed, alarms: [acked] }, seen).unseen).toBe(false);
    const shelved = { ...alarm, code: "filmOut", shelved: { by: "Ani", untilMs: NOON_UTC_MS + 1, why: "later" } };
    expect(tileFacts({ ...P1, alarms: [shelved] }, seen)).toMatchObject({ tone: "active", more: 0, unseen: false });
  });

  it("say at once what is used up while a card is still in work, and send nobody to open the machine", () => {
    const step = (text: string) => ({ title: { id: text, en: text }, steps: { id: [text], en: [text] } });
    const book = {
      ...SAMPLE_BOOK,
      filmLow: { ...step("Siapkan film."), priority: "P3" as const },
      filmOut: { ...step("Buka penutup."), priority: "P2" as const },
    };
    const supplies = { ...P1.supplies!, limiting: { kind: "film" as const, cards: 0 } };
    const used = { ...P1, supplies };
    const [low, out] = ["Siapkan film.", "Buka penutup."];
    expect(tileFacts(used, { ...seen, book })).toMatchObject({ word: "MENCETAK", action: low, supply: { low: true } });
    const alarmed = { ...used, alarms: [sampleAlarm("filmOut", "P2", NOON_UTC_MS)] };
    expect(tileFacts(alarmed, { ...seen, book }).action).toBe(low);
    const state = { ...P1.state, word: "supplyOut" as const };
    expect(tileFacts({ ...alarmed, state }, { ...seen, book }).action).toBe(out);
    const graver = { ...used, alarms: [sampleAlarm("jamNip", "P1", NOON_UTC_MS)] };
    expect(tileFacts(graver, { ...seen, book }).action).toBe("Buka penutup. Rol panas!");
  });

  it("grow old value by value: a stale printer is OFFLINE, a stale supply is marked alone", () => {
    const ageing = tileFacts(P1, { ...seen, utcMs: NOON_UTC_MS + 4_000 });
    expect(ageing).toMatchObject({ freshness: "ageing", age: "4 dtk", word: "MENCETAK" });
    const stale = tileFacts(P1, { ...seen, utcMs: NOON_UTC_MS + 15_000 });
    expect(stale).toMatchObject({ freshness: "stale", age: "15 dtk", word: "LURING", last: "MENCETAK", tone: "off" });
    expect(stale.action).toBe("Periksa daya printer dan kabelnya.");
    expect(rankOf(stale)).toBeGreaterThan(0);
    const supplies = { ...P1.supplies!, atMs: NOON_UTC_MS - 20_000 };
    expect(tileFacts({ ...P1, supplies }, seen)).toMatchObject({ freshness: "fresh", supply: { freshness: "stale" } });
    expect(tileFacts(P1, { ...seen, feed: "ageing" }).freshness).toBe("ageing");
  });
});

describe("the token of a display", () => {
  it("comes from behind the # or, if need be, from the query", () => {
    expect(tokenOf({ hash: "#token=abc", search: "?token=def" })).toBe("abc");
    expect(tokenOf({ hash: "", search: "?inches=55&token=def" })).toBe("def");
    expect(tokenOf({ hash: "#token=", search: "" })).toBeUndefined();
  });
});
