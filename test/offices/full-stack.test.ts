/** Short days on the full stack: the mechanisms, and a reduced comparison with the quick model. All of it: `npm run offices`. */
import { describe, expect, test } from "vitest";
import { type DayReport, OfficeRun, QuickOffice, type WorkingOffice } from "../../src/rig/index.ts";
import { office, onlyMachines, openOnly, withFile } from "./offices.ts";

const live = (of: WorkingOffice, seed: number, kind = "usual"): DayReport =>
  new OfficeRun({ office: of, seed, kind, days: 1 }).run();
const quick = (of: WorkingOffice, seed: number): number =>
  new QuickOffice(of, seed, "usual").next(Number.POSITIVE_INFINITY).issued;

describe("Kupang", () => {
  const morning = openOnly(office("kupang-2018"), "07:30-08:30");
  const calm = withFile(morning, {
    power: { ...morning.file.power, failures: [] },
    line: { ...morning.file.line, failures: [] },
    centre: { ...morning.file.centre, failures: [] },
  });

  test("without film not one card, and the film is why", () => {
    const report = live(openOnly(calm, "07:30-08:00"), 1);
    expect(report.issued).toBe(0);
    expect(report.bottleneck).toBe("film");
    expect(report.stockLeft.blanks).toBe(4_000);
    expect(report.violations).toEqual([]);
    const { lostSeconds, days } = report;
    expect(lostSeconds.supplies).toBeGreaterThan(0.8 * days[0]!.openHours * 3_600 * 2);
  });

  test("Fargo film makes the Fargo print within minutes, and does not help the Datacard", () => {
    const why = "half of what was asked for comes";
    const delivered = withFile(openOnly(calm, "07:30-08:05"), {
      deliveries: [{ why, date: calm.file.from, at: "07:45", item: "film", family: "fargo", count: 5 }],
    });
    const run = new OfficeRun({ office: delivered, seed: 1, kind: "usual", days: 1 });
    for (const _ of run.steps());
    const { stock } = run.station.journal;
    const booked = stock.level({ item: "film", family: "fargo" });
    const report = run.report();
    const [fargo, datacard] = run.station.printers;
    const out = (cards: readonly { place: string; nipEntryUs: number }[]) =>
      cards.filter(({ place }) => place === "output");
    expect(out(datacard!.engine.truth.cards)).toEqual([]);
    const [first] = out(fargo!.engine.truth.cards);
    // Somebody looks into the store every few minutes, then a record is fetched and a card printed.
    expect(first!.nipEntryUs / 60e6).toBeGreaterThan(7 * 60 + 45);
    expect(first!.nipEntryUs / 60e6).toBeLessThan(7 * 60 + 57);
    expect(report.issued).toBe(out(fargo!.engine.truth.cards).length);
    expect(report.stockLeft.fargo.film).toBe(4);
    // The station's own books say the same, from what the engine counts.
    expect(booked).toBe(4 * 1_500);
  });
});

test("a card in the nip melts when the mains fail and the nip stays closed; with a spring none does", () => {
  const plain = openOnly(onlyMachines(office("palembang-2015"), "Mesin 1"), "08:00-08:30");
  const { power, people, centre, line } = plain.file;
  // Cuts every few minutes, and nothing else that takes time: cards stand in the nip when it goes dark.
  const dark = withFile(plain, {
    power: {
      ...power,
      failures: [{ everyHours: 0.12, lastsMinutes: { low: 0.3, high: 0.5 } }],
      pcRestartMinutes: 0,
      vpnMinutes: 0,
    },
    people: {
      ...people,
      startMinutes: 0,
      handlingSeconds: { low: 0, high: 0 },
      reactionMinutes: { low: 0.5, high: 0.5 },
    },
    centre: { ...centre, fetchSeconds: { low: 0, high: 0 }, activateSeconds: { low: 0, high: 0 } },
    line: { ...line, failures: [] },
  });
  const spring = {
    ...dark.file.printers,
    machines: dark.file.printers.machines.map((machine) => ({ ...machine, nip: "spring" as const })),
  };
  const stays = live(dark, 4);
  expect(stays.spoilt.melt).toBeGreaterThan(0);
  expect(live(withFile(dark, { printers: spring }), 4).spoilt.melt).toBe(0);
  expect(stays.violations).toEqual([]);
});

test("the full stack and the quick model make as many cards, and the same seed the same document", () => {
  const offices = [
    openOnly(onlyMachines(office("palembang-2015"), "Mesin 1"), "08:00-10:00"),
    openOnly(onlyMachines(office("bandar-lampung-2018"), "Lama 1", "Baru 1"), "08:00-09:00"),
    openOnly(onlyMachines(office("karimun-2018"), "Mesin 1"), "08:00-09:00"),
  ];
  let full = 0;
  let fast = 0;
  for (const of of offices) {
    const report = live(of, 2);
    expect(report.violations).toEqual([]);
    full += report.issued;
    fast += quick(of, 2);
  }
  expect(full).toBeGreaterThan(60);
  expect(Math.abs(fast / full - 1)).toBeLessThan(0.05);
  const short = openOnly(onlyMachines(office("palembang-2015"), "Mesin 1"), "08:00-08:20");
  expect(live(short, 9)).toEqual(live(short, 9));
});
