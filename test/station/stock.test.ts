import { beforeEach, describe, expect, it } from "vitest";
import { MS_PER_DAY } from "../../src/station/jobs/civil.ts";
import type { Journal } from "../../src/station/journal/journal.ts";
import type { Ware } from "../../src/station/stock/items.ts";
import { DEFAULT_STOCK, outlook } from "../../src/station/stock/outlook.ts";
import type { StockBook } from "../../src/station/stock/stock-book.ts";
import { openJournal, TestTime } from "./journal-fixture.ts";
import { OfficeRig } from "./office-rig.ts";

const BLANKS: Ware = { item: "blanks", family: "" };
const FILM: Ware = { item: "film", family: "fargo" };
const OTHER_FILM: Ware = { item: "film", family: "datacard" };
const RIBBON: Ware = { item: "ribbon", family: "fargo" };

let journal: Journal;
let time: TestTime;
let stock: StockBook;
beforeEach(() => {
  time = new TestTime();
  journal = openJournal(":memory:", time);
  stock = journal.stock;
  return () => journal.close();
});

const film = () => stock.outlooks([FILM]).find(({ family }) => family === "fargo")!;

describe("the store", () => {
  it("knows boxes by their chips, and takes none twice", () => {
    expect(stock.receive(BLANKS, 3, { box: "B1", serials: ["04AA", "04BB", "04CC"] })).toBeUndefined();
    expect(stock.receive(BLANKS, 3, { box: "B1" })).toContain("B1 has been received already");
    expect(stock.receive(BLANKS, 1, { box: "B2", serials: ["04BB"] })).toContain("chip 04BB came already, in box B1");
    expect(stock.receive(BLANKS, 2, { box: "B3", serials: ["04DD", "04DD"] })).toContain("twice");
    expect(stock.level(BLANKS)).toBe(3);
    expect(stock.boxOf("04CC")).toBe("B1");
    expect(stock.boxes(9)).toEqual([{ box: "B1", units: 3, known: 3, valid: 0, spoilt: 0, other: 0 }]);
  });

  it("never gives what is not there, nor the other family's", () => {
    stock.receive(OTHER_FILM, 1_500);
    expect(stock.move(FILM, 1, "store", "wasted")).toBe("there are only 0 of film fargo at store, not 1");
    expect(stock.lend(OTHER_FILM, 1_501, "Karimun")).toContain("only 1500");
    expect(stock.level(OTHER_FILM)).toBe(1_500);
  });

  it("lends, borrows, and gets and gives back", () => {
    stock.receive(FILM, 3_000);
    stock.lend(FILM, 1_500, "Karimun");
    expect(film()).toMatchObject({ inStore: 1_500, lent: 1_500, owed: 0, units: 1_500 });
    expect(stock.giveBack(FILM, 1_500, "Karimun")).toBeUndefined();
    stock.borrow(FILM, 7_500, "Kupang");
    expect(film()).toMatchObject({ inStore: 10_500, lent: 0, owed: 7_500 });
    expect(stock.giveBack(FILM, 9_000, "Kupang")).toContain("Kupang has 0 of ours and we have 7500 of theirs");
    expect(stock.giveBack(FILM, 7_500, "Kupang")).toBeUndefined();
    expect(film()).toMatchObject({ inStore: 3_000, owed: 0 });
  });

  it("follows a count, and says where the difference went", () => {
    stock.receive(BLANKS, 100);
    expect(stock.count(BLANKS, 97)).toBe(-3);
    expect(stock.count(BLANKS, 99)).toBe(2);
    expect(stock.levels()).toEqual([
      { ...BLANKS, place: "lost", units: 3 },
      { ...BLANKS, place: "store", units: 99 },
    ]);
  });

  it("expects what was ordered, and fetches blanks in person", () => {
    const order = stock.order(BLANKS, 4_000, 5);
    expect(order).toMatchObject({ byHand: true, expectedAtMs: time.ms + 5 * MS_PER_DAY });
    expect(stock.receive(FILM, 10, { order: order.order })).toContain("is for blanks");
    stock.receive(BLANKS, 1_000, { order: order.order });
    expect(stock.outlooks()[0]).toMatchObject({ inStore: 1_000, onOrder: 3_000 });
    stock.receive(BLANKS, 3_000, { order: order.order });
    expect(stock.orders.list()).toEqual([]);
    expect(stock.receive(BLANKS, 1, { order: order.order })).toContain("no open order");
    expect(stock.orders.cancel(stock.order(FILM, 1, undefined).order)).toBe(true);
  });
});

describe("supplies in the printers", () => {
  it("follow the engine's count, and every unit is used, wasted or there", () => {
    stock.receive(FILM, 3_000);
    stock.report("P1", "fargo", { film: 400 });
    expect(stock.levels().map(({ place, units }) => [place, units])).toEqual([
      ["printer:P1", 400],
      ["store", 3_000],
    ]);
    for (let left = 399; left >= 20; left--) stock.report("P1", "fargo", { film: left });
    stock.report("P1", "fargo", { film: "none" });
    stock.report("P1", "fargo", { film: 1_500 });
    expect(stock.levels().map(({ place, units }) => [place, units])).toEqual([
      ["printer:P1", 1_500],
      ["store", 1_500],
      ["used", 380],
      ["wasted", 20],
    ]);
    // Another roll with less on it than the last one had: still another roll.
    stock.report("P1", "fargo", { film: "none" });
    stock.report("P1", "fargo", { film: 700 });
    expect(film()).toMatchObject({ inStore: 800, inPrinters: 700 });
    expect(stock.level(FILM, "wasted")).toBe(1_520);
  });

  it("fill up from the store; what the books do not have is found and said", () => {
    stock.receive(BLANKS, 50);
    stock.report("P1", "fargo", { blanks: 10 });
    stock.report("P1", "fargo", { blanks: 100 });
    expect(stock.levels().map(({ place, units }) => [place, units])).toEqual([["printer:P1", 100]]);
    expect(journal.newestEvents(9).map(({ code, detail }) => [code, detail["units"]])).toEqual([
      ["stockUnbooked", 40],
      ["stockLoaded", 90],
    ]);
  });

  it("are caught up after a power cut: what was used unseen is used", () => {
    stock.receive(RIBBON, 500);
    stock.report("P1", "fargo", { ribbon: 300 });
    const after = journal.afterDeath();
    after.stock.report("P1", "fargo", { ribbon: 290 });
    expect(after.stock.level(RIBBON, "used")).toBe(10);
    expect(after.stock.level(RIBBON, "printer:P1")).toBe(290);
    after.close();
  });

  it("are not booked while nobody keeps the books", () => {
    stock.report("P1", "fargo", { film: 400 });
    expect(stock.levels()).toEqual([]);
    expect(stock.outlooks()).toEqual([]);
  });

  it("come from the real engine's counts in an office", () => {
    const rig = new OfficeRig();
    rig.journal.stock.receive(BLANKS, 1_000);
    rig.office.addJobs([]);
    rig.office.start();
    rig.until(() => rig.office.printerState("P1").state.word === "ready");
    const before = rig.journal.stock.level(FILM, "printer:P1");
    expect(before).toBe(rig.office.printerState("P1").supplies!.film.left);
    rig.engine().lab.loadFilm("fargo", 60);
    rig.until(() => rig.journal.stock.level(FILM, "printer:P1") <= 60);
    rig.seconds(5);
    expect(rig.journal.stock.level(FILM, "printer:P1")).toBe(rig.office.printerState("P1").supplies!.film.left);
    rig.office.stop();
  });
});

describe("the outlook", () => {
  const levels = { inStore: 900, inPrinters: 100, lent: 0, owed: 0, onOrder: 0 };

  it("says how long it lasts and when to order", () => {
    // Two weeks of lead time are ten working days, and three for safety: 13 days of 100.
    expect(outlook(FILM, levels, 100, DEFAULT_STOCK)).toMatchObject({
      cards: 1_000,
      workingDays: 10,
      reorderPoint: 1_300,
      orderNow: true,
      tooLate: false,
    });
    expect(outlook(FILM, { ...levels, onOrder: 1_500 }, 100, DEFAULT_STOCK).orderNow).toBe(false);
    expect(outlook(FILM, { ...levels, inStore: 800 }, 100, DEFAULT_STOCK).tooLate).toBe(true);
    expect(outlook(FILM, levels, 0, DEFAULT_STOCK)).toMatchObject({ workingDays: undefined, orderNow: false });
  });

  it("takes the use of the newest working days, whatever days were between", () => {
    stock.receive(FILM, 10_000);
    stock.report("P1", "fargo", { film: 1_500 });
    let left = 1_500;
    for (let day = 0; day < 12; day++) {
      left -= day < 2 ? 10 : 120;
      stock.report("P1", "fargo", { film: left });
      time.ms += MS_PER_DAY;
    }
    expect(film().unitsPerDay).toBe(120);
  });
});
