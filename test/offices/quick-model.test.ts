/** The published figures by the quick model, medians of 20 seeds. On the full stack: `npm run offices`. */
import { describe, expect, test } from "vitest";
import { QuickOffice, type Remedy, type WorkingOffice, withRemedies } from "../../src/rig/index.ts";
import { office, withFile } from "./offices.ts";

const SEEDS = 20;
/** Enough where only more or less is asked. */
const FEW_SEEDS = 6;

function days(of: WorkingOffice, kind = "usual", seeds = SEEDS) {
  return Array.from({ length: seeds }, (_, i) => new QuickOffice(of, i + 1, kind).next(Number.POSITIVE_INFINITY));
}

function median(of: WorkingOffice, kind = "usual"): number {
  const sorted = days(of, kind)
    .map(({ issued }) => issued)
    .sort((a, b) => a - b);
  return (sorted[SEEDS / 2 - 1]! + sorted[SEEDS / 2]!) / 2;
}

const between = (value: number, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

describe("what was published comes out", () => {
  test("Palembang: about a hundred, and some cards melt in the nip that stays closed", () => {
    const palembang = office("palembang-2015");
    between(median(palembang), 85, 115);
    const melted = (of: WorkingOffice): number => days(of).reduce((sum, { spoilt }) => sum + spoilt.melt, 0);
    expect(melted(palembang)).toBeGreaterThan(0);
    expect(melted(withRemedies(palembang, ["nip"]))).toBe(0);
  });

  test("Bandar Lampung: one upstream time explains both ends", () => {
    const lampung = office("bandar-lampung-2018");
    between(median(lampung, "outage"), 225, 275);
    between(median(lampung, "usual"), 500, 700);
    between(median(lampung, "good"), 900, 1_050);
  });

  test("Kupang: nothing at all without film", () => {
    const kupang = office("kupang-2018");
    expect(days(kupang).every(({ issued }) => issued === 0)).toBe(true);
    expect(median(withRemedies(kupang, ["film"]))).toBeGreaterThan(100);
    const { stock } = kupang.file;
    const fargoOnly = withFile(kupang, { stock: { ...stock, fargo: { ribbons: 6, films: 5 } } });
    const { printers } = fargoOnly.file;
    const datacards = { ...printers, machines: printers.machines.filter(({ model }) => model === "sr300") };
    expect(median(withFile(fargoOnly, { printers: datacards }))).toBe(0);
    expect(median(fargoOnly)).toBeGreaterThan(50);
  });

  test("Karimun: cards go as the open hours", () => {
    const karimun = office("karimun-2018");
    const ratio = median(karimun) / median(karimun, "until-midnight");
    // 08:00-12:00 and 13:00-15:00 against three sessions of 4, 5 and 5 hours.
    between(ratio / (6 / 14), 0.85, 1.15);
  });
});

test.each<[string, Remedy]>([
  ["palembang-2015", "ups"],
  ["palembang-2015", "printer"],
  ["bandar-lampung-2018", "printer"],
  ["bandar-lampung-2018", "prefetch"],
  ["bandar-lampung-2018", "cetak"],
  ["karimun-2018", "prefetch"],
])("%s makes more with %s", (name, remedy) => {
  const cards = (of: WorkingOffice): number =>
    days(of, "usual", FEW_SEEDS).reduce((sum, { issued }) => sum + issued, 0);
  const plain = office(name);
  expect(cards(withRemedies(plain, [remedy]))).toBeGreaterThan(cards(plain) * 1.05);
});

test("same seed, same day; and the second day is another", () => {
  const make = () => new QuickOffice(office("palembang-2015"), 5, "usual");
  const first = make();
  const second = make();
  expect(first.next(1e9)).toEqual(second.next(1e9));
  const tuesday = first.next(1e9);
  expect(tuesday.date).toBe("2015-08-11");
  expect(tuesday).toEqual(second.next(1e9));
});
