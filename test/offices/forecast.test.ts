import { describe, expect, test } from "vitest";
import { Backlog, placeInLane } from "../../src/rig/forecast/backlog.ts";
import { forecast, forecastSvg, forecastText, type WorkingOffice } from "../../src/rig/index.ts";
import { office, withFile } from "./offices.ts";

const small = (of: WorkingOffice, records: number): WorkingOffice =>
  withFile(of, { queue: { ...of.file.queue, records, doubles: 0 } });

describe("a forecast", () => {
  const lampung = small(office("bandar-lampung-2018"), 1_200);
  const options = { office: lampung, runs: 4, seed: 1, kind: "drawn", remedies: ["printer" as const], job: 600 };

  test("is the same for any number of workers", async () => {
    const one = await forecast({ ...options, workers: 1 });
    expect(await forecast({ ...options, workers: 2 })).toEqual(one);
    expect(one.outlook.cleared.p10! <= one.outlook.cleared.p50!).toBe(true);
    expect(one.outlook.cleared.p50! <= one.outlook.cleared.p90!).toBe(true);
    expect(one.outlook.job!.p90! <= one.outlook.cleared.p90!).toBe(true);
    expect(one.remedies[0]!.cardsPerDay).toBeGreaterThan(one.outlook.cardsPerDay);
    expect(one.remedies[0]!.daysSaved).toBeGreaterThanOrEqual(0);
    expect(forecastText(one)).toContain("backlog cleared");
    expect(forecastSvg(one)).toContain(one.outlook.cleared.p50!);
  });

  test("says never where nothing can come, and a date when film does", async () => {
    const kupang = small(office("kupang-2018"), 400);
    const report = await forecast({
      office: kupang,
      runs: 3,
      seed: 1,
      kind: "drawn",
      remedies: ["film"],
      job: 0,
      workers: 1,
    });
    expect(report.outlook.cleared).toEqual({ p10: null, p50: null, p90: null });
    expect(report.outlook.cardsPerDay).toBe(0);
    expect(report.outlook.runsOut).toEqual({ item: "film", date: "2018-08-06", futures: 3 });
    expect(report.remedies[0]!.runsOut).toBeUndefined();
    expect(forecastText(report)).toContain(
      "film, as likely as not on 2018-08-06, in 3 of 3 futures; no more is ordered",
    );
    expect(report.remedies[0]!.cleared.p50).toMatch(/^2018-08-\d\d$/);
    expect(forecastText(report)).toContain("never");
    expect(forecastSvg(report, "en")).toContain("never, as far as can be seen: no film 2018-08-06");
  });

  test("draws who waits where no future ends, and says so instead of an empty frame", async () => {
    const kupang = small(office("kupang-2018"), 400);
    const run = { office: kupang, runs: 3, seed: 1, kind: "drawn", remedies: ["ups" as const], job: 0, workers: 1 };
    const report = await forecast(run);
    const { backlog } = report.outlook;
    expect(backlog![0]).toEqual({ date: "2018-08-06", people: 400 });
    expect(backlog!.at(-1)!.people).toBeGreaterThan(400);
    const picture = forecastSvg(report, "en");
    expect(picture).toContain("the backlog is cleared in none of 3 possible futures");
    expect(picture).not.toContain("share of 3 possible futures");
    const lines = [...picture.matchAll(/<polyline [^>]*points="([^"]+)"/g)].map(([, points]) => points!.split(" "));
    expect(lines.map(({ length }) => length)).toEqual([backlog!.length, backlog!.length]);
    expect(picture).not.toContain("NaN");
    // Where one of them ends, the share of those that do is what is asked for.
    const mended = await forecast({ ...run, remedies: ["film"] });
    expect(mended.remedies[0]!.backlog).toBeUndefined();
    expect(forecastSvg(mended, "en")).toContain("share of 3 possible futures");
  });

  test("says what runs out before everybody has a card, and counts the cards of a day until then", async () => {
    const palembang = small(office("palembang-2015"), 1_000);
    const few = withFile(palembang, { stock: { ...palembang.file.stock, blanks: 300 } });
    const run = { office: few, runs: 3, seed: 1, kind: "usual", remedies: ["ups" as const], job: 0, workers: 1 };
    const { outlook, remedies } = await forecast(run);
    expect(outlook.cleared.p10).toBeNull();
    expect(outlook.runsOut).toMatchObject({ item: "blanks", futures: 3 });
    expect(outlook.runsOut!.date > few.file.from).toBe(true);
    // 300 in the store and 200 in the machines, some hundred a day: no day without a card is among them.
    expect(outlook.cardsPerDay).toBeGreaterThan(70);
    expect(remedies[0]!.runsOut!.date <= outlook.runsOut!.date).toBe(true);
  });

  test("can be stopped, and reports what there is", async () => {
    let done = 0;
    const report = await forecast({
      ...options,
      runs: 50,
      workers: 1,
      onProgress: () => done++,
      stop: () => done >= 4,
    });
    expect(report.runs).toBeGreaterThanOrEqual(2);
    expect(report.runs).toBeLessThan(50);
  });
});

describe("who waits", () => {
  const { file } = small(office("karimun-2018"), 1_000);

  test("first-time holders are served before changes, changes before replacements", () => {
    const backlog = new Backlog(file, 0, false);
    const person = (place: number) => placeInLane(file, place);
    const firsts = Array.from({ length: 1_000 }, (_, i) => person(i + 1)).filter(({ lane }) => lane === "first").length;
    backlog.serve(firsts - 1, 1);
    expect(backlog.isServed("first", firsts)).toBe(false);
    expect(backlog.isServed("change", 1)).toBe(false);
    backlog.serve(2, 1);
    expect(backlog.isServed("first", firsts)).toBe(true);
    expect(backlog.isServed("change", 1)).toBe(true);
    expect(backlog.isServed("replacement", 1)).toBe(false);
    expect(backlog.cleared).toBe(false);
    backlog.serve(1_000, 2);
    expect(backlog.cleared).toBe(true);
    expect(backlog.waiting).toBe(0);
  });

  test("with ageing nobody starves", () => {
    const starving = (ageing: boolean): boolean => {
      const backlog = new Backlog(file, 0, ageing);
      // As many new first-time holders as cards, for ever.
      for (let day = 1; day <= 100; day++) {
        backlog.arrive(day);
        backlog.serve(20, day);
      }
      return !backlog.isServed("replacement", 1);
    };
    expect(starving(false)).toBe(true);
    expect(starving(true)).toBe(false);
  });
});
