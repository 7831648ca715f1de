/** The sums of an office day: what the report says adds up, with the simulators' truth, the journal and the books of the stock. */
import { describe, expect, test } from "vitest";
import { OfficeRun, type RigPrinter, type WorkingOffice } from "../../src/rig/index.ts";
import { office, onlyMachines, openOnly, withFile } from "./offices.ts";

/** A card from order to proof, s: no day has printed any faster or slower [C: docs/offices.md, the quick model]. */
const CARD_SECONDS = { low: 33, high: 40 };
/** Units that a station may count before it writes them. */
const UNWRITTEN_MAX = 30;

/** As the file says, but with next to nothing inside of the machines: spools and blanks are changed in the middle of the day. */
function nearlyEmpty(of: WorkingOffice): WorkingOffice {
  const { printers, stock } = of.file;
  const machines = printers.machines.map((machine, i) => ({ ...machine, blanks: 4, ribbon: 6 + i, film: 9 + i }));
  return withFile(of, { printers: { ...printers, machines }, stock: { ...stock, blanks: 60 } });
}

/** The mains fail every few minutes, and a card is finished nonetheless. */
function flickering(of: WorkingOffice): WorkingOffice {
  const failures = [{ everyHours: 0.2, lastsMinutes: { low: 0.2, high: 1 } }];
  const { power, people, centre, line } = of.file;
  return withFile(of, {
    power: { ...power, failures, pcRestartMinutes: 0.5, vpnMinutes: 0 },
    people: { ...people, startMinutes: 1, handlingSeconds: { low: 5, high: 20 } },
    centre: { ...centre, fetchSeconds: { low: 1, high: 9 }, activateSeconds: { low: 1, high: 5 } },
    line: { ...line, failures: [] },
  });
}

const palembang = office("palembang-2015");
const lampung = onlyMachines(office("bandar-lampung-2018"), "Lama 1", "Baru 1");
const days: [string, WorkingOffice, number][] = [
  ["Palembang, supplies change", nearlyEmpty(openOnly(palembang, "08:00-09:00")), 5],
  ["Palembang, mains that flicker, supplies change", nearlyEmpty(flickering(openOnly(palembang, "08:00-08:40"))), 7],
  ["Bandar Lampung, both families", nearlyEmpty(openOnly(lampung, "08:00-08:45")), 4],
  ["Kupang, nothing printed", openOnly(office("kupang-2018"), "07:30-08:00"), 1],
];

describe.each(days)("%s", (_name, of, seed) => {
  const run = new OfficeRun({ office: of, seed, kind: "usual", days: 1 });
  for (const _ of run.steps());
  const { journal, printers } = run.station;
  const labs = printers.map(({ engine }) => engine.lab.state());
  const truths = printers.map(({ engine }) => engine.truth);
  const levels = journal.stock.levels();
  const cards = journal.cards();
  const printed = printers.map(({ name }) => journal.cardCounts(name).issued);
  const report = run.report();
  const [day] = report.days;
  const fed = sum(truths.map(({ totals }) => totals["fed"] ?? 0));

  test("open time is lost time and printing time", () => {
    const open = day!.openHours * 3_600 * report.printers;
    const printing = open - sum(Object.values(day!.lostSeconds));
    expect(printing).toBeGreaterThanOrEqual(CARD_SECONDS.low * report.issued - 1);
    // A card that a power cut ended has taken its time too, and the last one may end behind the counter's closing.
    expect(printing).toBeLessThanOrEqual(CARD_SECONDS.high * fed + 1);
    expect(report.lostSeconds).toEqual(day!.lostSeconds);
  });

  test("each blank is a card of the report, in the store, or in a machine", () => {
    const before = of.file.stock.blanks + sum(of.file.printers.machines.map(({ blanks }) => blanks));
    expect(report.stockLeft.blanks + sum(labs.map(({ hopper }) => hopper)) + fed).toBe(before);
    const all = truths.flatMap((truth) => truth.cards);
    expect(all).toHaveLength(fed);
    const unbound = all.filter(
      ({ place, chipJob, quality }) => place !== "output" && chipJob === "" && !/^(peel|warp|melt)$/.test(quality),
    );
    const inside = labs.filter(({ cardInside }) => cardInside).length;
    const counted = report.issued + sum(Object.values(report.spoilt));
    expect(counted + unbound.length).toBeGreaterThanOrEqual(fed - inside);
    expect(counted).toBeLessThanOrEqual(fed);
  });

  test("the journal's valid cards are the cards that came out, each for its own person", () => {
    const out = truths.flatMap((truth) => truth.cards).filter(({ place }) => place === "output");
    for (const { chipJob, filmJob } of out) expect(filmJob).toBe(chipJob);
    const serials = new Set(out.map(({ uid }) => uid));
    const valid = cards.filter(({ state }) => state === "valid");
    expect(valid.filter(({ serial }) => !serials.has(serial))).toEqual([]);
    expect(new Set(out.map(({ chipJob }) => chipJob)).size).toBe(out.length);
    const unsure = cards.filter(({ state }) => state === "uncertain").length;
    expect(valid.length + unsure).toBeGreaterThanOrEqual(out.length);
    expect(sum(printed)).toBe(valid.length);
  });

  test("a frame and a ribbon set for each card, and what is on the spools is what the books say", () => {
    for (const [i, printer] of printers.entries()) {
      const machine = of.file.printers.machines[i]!;
      const truth = truths[i]!;
      const joined = truth.cards.filter(({ filmJob }) => filmJob !== "").length;
      const { film, ribbon } = labs[i]!;
      for (const [left, before, size] of [
        [film.left, machine.film, machine.model === "hdp5000" ? 1_500 : 1_000],
        [ribbon.left, machine.ribbon, 500],
      ] as const) {
        // Spools are changed when they are empty; then the machine has seen the whole of a new one at most.
        const used = before - left + (left > before ? size : 0);
        expect(used).toBeGreaterThanOrEqual(joined);
      }
      // Where the PC went dark with the machine, the last counts come at the next start.
      for (const [item, left] of [
        ["film", film.left],
        ["ribbon", ribbon.left],
      ] as const) {
        const unbooked = bookedIn(printer, item, levels) - left;
        expect(unbooked).toBeGreaterThanOrEqual(0);
        expect(unbooked).toBeLessThanOrEqual(UNWRITTEN_MAX);
      }
    }
    expect(report.violations).toEqual([]);
  });
});

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const bookedIn = (
  { name }: RigPrinter,
  item: string,
  levels: readonly { item: string; place: string; units: number }[],
) => levels.find((level) => level.item === item && level.place === `printer:${name}`)?.units ?? 0;
