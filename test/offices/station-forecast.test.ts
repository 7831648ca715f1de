/** The day on which a running station's queue is empty, by the quick model of its office: when it is asked, and what is shown. */
import { describe, expect, it } from "vitest";
import { silentLog, US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { readOffice } from "../../src/rig/day/read-office.ts";
import { liveFuture } from "../../src/rig/forecast/forecast-run.ts";
import { FIRST_US, officeNow, REST_US } from "../../src/rig/forecast/station-forecast.ts";
import { StationForecast } from "../../src/rig/index.ts";
import type { ClearWish, StationConfig } from "../../src/station/index.ts";
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

  it("says nothing of another day, of a queue of another size, and where one future in ten never ends", async () => {
    const never = { p10: DATES.p10, p50: DATES.p50, p90: null };
    const { forecast, pass } = world([async () => DATES, async () => never]);
    forecast.latest(wish(1000));
    await pass(FIRST_US);
    expect(forecast.latest(wish(920))).toBeDefined();
    expect(forecast.latest(wish(25_000))).toBeUndefined();
    expect(forecast.latest({ ...wish(1000), todayMs: todayMs + 86_400_000 })).toBeUndefined();
    await pass(REST_US);
    expect(forecast.latest({ ...wish(1000), todayMs: todayMs + 86_400_000 })).toBeUndefined();
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
});
