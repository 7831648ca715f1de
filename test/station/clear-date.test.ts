import { describe, expect, it } from "vitest";
import { CLEAR_DAYS_BACK, clearRange } from "../../src/station/office/clear-date.ts";

const DAY_MS = 86_400_000;
const TODAY_MS = 1_534_784_400_000;
const days = (low: number | undefined): number => (low === undefined ? Number.NaN : (low - TODAY_MS) / DAY_MS);
const base = { waiting: 1_000, recentDays: [100, 100, 100], workingDaysPerWeek: 5, todayMs: TODAY_MS };

describe("the day on which the queue is empty", () => {
  it("counts working days as calendar days", () => {
    const range = clearRange(base);
    expect([days(range?.earlyMs), days(range?.lateMs)]).toEqual([14, 14]);
    expect(days(clearRange({ ...base, workingDaysPerWeek: 7 })?.lateMs)).toBe(10);
  });

  it("is a range between good days and bad ones", () => {
    const recentDays = [50, 250, 100, 200, 50, 100, 100, 100, 100, 100];
    const range = clearRange({ ...base, recentDays, workingDaysPerWeek: 7 });
    expect(days(range?.earlyMs)).toBeLessThanOrEqual(10);
    expect(days(range?.lateMs)).toBe(10);
    expect(days(clearRange({ ...base, recentDays: [50, 100, 250] })?.lateMs)).toBeGreaterThan(14);
  });

  it("looks back on the last days only", () => {
    const recentDays = [...Array<number>(50).fill(1), ...Array<number>(CLEAR_DAYS_BACK).fill(1_000)];
    expect(days(clearRange({ ...base, recentDays, workingDaysPerWeek: 7 })?.lateMs)).toBe(1);
  });

  it("is not told when nobody can know it", () => {
    expect(clearRange({ ...base, recentDays: [100, 100] })).toBeUndefined();
    expect(clearRange({ ...base, waiting: 0 })).toBeUndefined();
    expect(clearRange({ ...base, waiting: 10_000_000 })).toBeUndefined();
    expect(clearRange({ ...base, recentDays: [0, 0, 0] })).toBeUndefined();
  });
});
