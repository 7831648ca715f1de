/** The day on which a running station's queue is empty, by the quick model of its office: when it is asked, and what is shown. */
import { describe, expect, it } from "vitest";
import { silentLog, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { readOffice } from "../../src/rig/day/read-office.ts";
import { liveFuture } from "../../src/rig/forecast/forecast-run.ts";
import { officeNow } from "../../src/rig/forecast/office-now.ts";
import { FIRST_US, REST_US } from "../../src/rig/forecast/station-forecast.ts";
import { StationForecast } from "../../src/rig/index.ts";
import type { ClearStock, ClearWish, StationConfig } from "../../src/station/index.ts";
import { midnightMs } from "../../src/station/jobs/civil.ts";

const file = readOffice(new URL("../../offices/bandar-lampung-2018.yaml", import.meta.url).pathname);
/** Monday, 5 February 2018, 09:00 WIB. */
const MONDAY_MS = Date.UTC(2018, 1, 5, 2);
const todayMs = midnightMs(MONDAY_MS, "WIB");
const printer = { place: "-", link: "mem:", console: undefined, serial: undefined, simulate: undefined };
const config: StationConfig = {
  office: "A",
  zone: "WIB",
  language: "id",
  dataDir: "/nowhere",
  bind: "127.0.0.1",
  port: 0,
  printers: [
    { ...printer, name: "P1", model: "hdp5000" },
    { ...printer, name: "P2", model: "sr300" },
  ],
};
const wish = (first: number, change = 0): ClearWish => ({ todayMs, waiting: { first, change, damaged: 0, lost: 0 } });
const DATES = { p10: "2018-02-12", p50: "2018-02-14", p90: "2018-02-20" };
const wib = (date: string): number => Date.parse(`${date}T00:00:00+07:00`);

/** Blanks and ribbon for everybody; so much film. */
const store = (film: number): ClearStock["levels"] =>
  [
    { item: "blanks", family: "", units: 5_000 } as const,
    { item: "ribbon", family: "fargo", units: 5_000 } as const,
    { item: "film", family: "fargo", units: film } as const,
  ].map((level) => ({ ...level, place: "store" }));

function world(answers: (() => Promise<typeof DATES | { p10: string; p50: string; p90: null }>)[]) {
  const clock = new VirtualClock({ startUtcMs: MONDAY_MS });
  const asked: number[] = [];
  let news = 0;
  const forecast = new StationForecast({
    config,
    file,
    clock,
    log: silentLog,
    onNews: () => news++,
    live: async (office) => {
      asked.push(office.file.queue.records);
      return (answers.shift() ?? (async () => DATES))();
    },
  });
  /** Time passes, and what was asked is answered. */
  const pass = async (us: number): Promise<void> => {
    clock.advance(us);
    for (let i = 0; i < 5; i++) await Promise.resolve();
  };
  return { forecast, asked, pass, news: () => news };
}

describe("the forecast of a running station", () => {
  it("is asked for now and then, and again only for another queue", async () => {
    const { forecast, asked, pass, news } = world([]);
    expect(forecast.latest(wish(900, 100))).toBeUndefined();
    await pass(FIRST_US - US_PER_S);
    expect(asked).toEqual([]);
    await pass(US_PER_S);
    expect([asked, news()]).toEqual([[1000], 1]);
    const range = { earlyMs: wib(DATES.p10), midMs: wib(DATES.p50), lateMs: wib(DATES.p90) };
    expect(forecast.latest(wish(900, 100))).toEqual(range);
    await pass(5 * REST_US);
    expect(asked).toEqual([1000]);
    expect(forecast.latest(wish(850, 100))).toEqual(range);
    await pass(REST_US);
    expect(asked).toEqual([1000, 950]);
    forecast.stop();
    forecast.latest(wish(10));
    await pass(10 * REST_US);
    expect(asked).toHaveLength(2);
  });

  it("says nothing of another day and of a queue of another size, and that there is no end where one future in ten has none", async () => {
    const never = { p10: DATES.p10, p50: DATES.p50, p90: null };
    const { forecast, pass } = world([async () => DATES, async () => never]);
    forecast.latest(wish(1000));
    await pass(FIRST_US);
    expect(forecast.latest(wish(920))).toBeDefined();
    expect(forecast.latest(wish(25_000))).toBeUndefined();
    expect(forecast.latest({ ...wish(1000), todayMs: todayMs + 86_400_000 })).toBeUndefined();
    await pass(REST_US);
    expect(forecast.latest({ ...wish(1000), todayMs: todayMs + 86_400_000 })).toBe("never");
  });

  it("is asked again when the stock is another, though nobody was served", async () => {
    const { forecast, asked, pass } = world([]);
    const orders: ClearStock["orders"] = [];
    forecast.latest({ ...wish(100), stock: () => ({ levels: store(0), orders }) });
    await pass(FIRST_US);
    await pass(REST_US);
    expect(asked).toEqual([100]);
    forecast.latest({ ...wish(100), stock: () => ({ levels: store(3_000), orders }) });
    await pass(REST_US);
    expect(asked).toEqual([100, 100]);
  });

  it("that failed is tried again later", async () => {
    const { forecast, asked, pass } = world([() => Promise.reject(new Error("no worker"))]);
    forecast.latest(wish(100));
    await pass(FIRST_US);
    expect(forecast.latest(wish(100))).toBeUndefined();
    await pass(REST_US);
    expect(asked).toEqual([100, 100]);
    expect(forecast.latest(wish(100))).toBeDefined();
  });

  it("lives through this station's printers and people, from today on", () => {
    const office = officeNow(config, file, wish(300, 100));
    expect(office.file).toMatchObject({
      from: "2018-02-05",
      queue: { records: 400, percent: { first: 75, change: 25 } },
    });
    expect(office.file.printers.machines.map(({ name, model }) => [name, model])).toEqual([
      ["P1", "hdp5000"],
      ["P2", "sr300"],
    ]);
    const { clearedDay, issued } = liveFuture({ office, seed: 1, kind: "drawn", job: 0 });
    expect(issued).toBeGreaterThanOrEqual(400);
    // Two printers make some hundred cards a day.
    expect(clearedDay - Math.floor(todayMs / 86_400_000)).toBeGreaterThan(0);
    expect(clearedDay - Math.floor(todayMs / 86_400_000)).toBeLessThan(10);
  });

  it("takes stock and orders from the station's books where they are kept", () => {
    const at = (days: number): number => todayMs + days * 86_400_000;
    const order = { order: 1, orderedAtMs: at(-20), byHand: false, note: "" };
    const film = {
      ...order,
      item: "film",
      family: "fargo",
      units: 3_000,
      arrived: 1_500,
      expectedAtMs: at(2),
    } as const;
    const kits = {
      ...order,
      item: "cleaningKits",
      family: "fargo",
      units: 2,
      arrived: 0,
      expectedAtMs: at(2),
    } as const;
    const late = { ...order, item: "blanks", family: "", units: 500, arrived: 0, expectedAtMs: at(-3) } as const;
    const inside = [
      { item: "film", family: "fargo", units: 70, place: "printer:P1" } as const,
      { item: "blanks", family: "", units: 90, place: "printer:P1" } as const,
    ];
    const only = { ...config, printers: config.printers.slice(0, 1) };
    const none = { levels: [...store(0), ...inside], orders: [] };
    const empty = officeNow(only, file, wish(400), none);
    expect(empty.file.printers.machines).toMatchObject([{ name: "P1", blanks: 90, ribbon: 0, film: 70 }]);
    expect(empty.file).toMatchObject({ stock: { blanks: 5_000, fargo: { ribbons: 10, films: 0 } }, deliveries: [] });
    expect(liveFuture({ office: empty, seed: 1, kind: "drawn", job: 0 }).issued).toBeLessThanOrEqual(70);

    const ordered = officeNow(only, file, wish(400), { ...none, orders: [film, kits, late] });
    expect(ordered.file.deliveries).toMatchObject([
      { date: "2018-02-07", item: "film", family: "fargo", count: 1 },
      { date: "2018-02-06", item: "blanks", count: 500 },
    ]);
    expect(liveFuture({ office: ordered, seed: 1, kind: "drawn", job: 0 }).issued).toBeGreaterThanOrEqual(400);
  });
});
