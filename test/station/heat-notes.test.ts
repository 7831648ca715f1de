import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { parseSimUrl, SimStation } from "../../src/rig/index.ts";
import { HeatNotes } from "../../src/station/office/heat-notes.ts";
import { HDP5000, SoakEstimator } from "../../src/thermal/index.ts";
import { MORNING_MS, openJournal, people } from "./journal-fixture.ts";

type Learner = Parameters<HeatNotes["look"]>[0];

const MINUTE_US = 60_000_000;
/** What somebody has learnt. */
const NUMBERS = (() => {
  const estimator = new SoakEstimator(HDP5000);
  const reading = { duty: 0, mainsVolt: 230, fanPermille: 1000, imaging: false, transferring: false, working: false };
  estimator.update({ ...reading, nowUs: 1, rollerCelsius: 150, headCelsius: 55 });
  return estimator.remember()!;
})();
const learner = (serial: string): Learner => ({ learnt: () => ({ serial, numbers: NUMBERS }) });

function notesOn(journal: ReturnType<typeof openJournal>, startUtcMs = MORNING_MS, model = "hdp5000") {
  const clock = new VirtualClock({ startUtcMs });
  const notes = new HeatNotes({ printer: "P1", model, clock, wall: clock, speed: () => 1, table: journal.heat });
  return { clock, notes };
}

describe("what the station remembers of a printer's heat", () => {
  it("outlasts it in the journal's file, with its age", () => {
    const folder = mkdtempSync(join(tmpdir(), "heat-notes-"));
    const path = join(folder, "journal.db");
    const journal = openJournal(path);
    const { notes } = notesOn(journal);
    expect(notes.recall("A1")).toBeUndefined();
    notes.look(learner("A1"), []);
    journal.close();
    const later = openJournal(path);
    const { clock, notes: anew } = notesOn(later, MORNING_MS + 40 * 60_000);
    const memory = anew.recall("A1");
    expect(memory?.numbers).toEqual(NUMBERS);
    expect(clock.now() - memory!.atUs).toBe(40 * MINUTE_US);
    expect(anew.recall("A1"), "what is learnt since is better").toBeUndefined();
    later.close();
    rmSync(folder, { recursive: true });
  });

  it("is of that machine, that model and this code only", () => {
    const journal = openJournal();
    notesOn(journal).notes.look(learner("A1"), []);
    expect(notesOn(journal).notes.recall("B2")).toBeUndefined();
    const nameless = openJournal();
    notesOn(nameless).notes.look(learner(""), []);
    expect(notesOn(nameless).notes.recall(""), "who has no serial may be anybody").toBeUndefined();
    expect(notesOn(journal, MORNING_MS, "sr300").notes.recall("A1")).toBeUndefined();
    const row = journal.heat.of("P1")!;
    for (const other of [{ layout: row.layout + 1 }, { numbers: row.numbers.fill(Number.NaN) }]) {
      journal.heat.keep("P1", { ...row, ...other });
      expect(notesOn(journal).notes.recall("A1")).toBeUndefined();
    }
  });

  it("is held to be old where the wall's clock stands before it", () => {
    const journal = openJournal();
    notesOn(journal).notes.look(learner("A1"), []);
    const { clock, notes } = notesOn(journal, MORNING_MS - 86_400_000);
    expect(clock.now() - notes.recall("A1")!.atUs).toBe(12 * 60 * MINUTE_US);
  });

  it("is written every five minutes, and not while the air is not the usual", () => {
    const journal = openJournal();
    const { clock, notes } = notesOn(journal);
    const writtenMs = (): number | undefined => journal.heat.of("P1")?.atMs;
    notes.look({ learnt: () => undefined }, []);
    for (const fault of ["fanFailed", "airflowWeak", "coverOpen"]) notes.look(learner("A1"), [{ fault }] as never);
    expect(writtenMs()).toBeUndefined();
    notes.look(learner("A1"), []);
    expect(writtenMs()).toBe(MORNING_MS);
    clock.advance(4 * MINUTE_US);
    notes.look(learner("A1"), []);
    expect(writtenMs()).toBe(MORNING_MS);
    clock.advance(MINUTE_US);
    notes.look(learner("A1"), []);
    expect(writtenMs()).toBe(MORNING_MS + 300_000);
  });

  it("makes a station that dies and starts anew as quick as one that stays", () => {
    const cardsAfter = (dies: boolean): number => {
      const url = "sim:hdp5000?room=18&fan=0.2&supplies=unlimited&operator=none&seed=5";
      const station = new SimStation({ printers: [parseSimUrl(url)], seed: 5 });
      station.office.addJobs(people(600));
      station.office.start();
      const made = (): number => station.printers[0]!.engine.truth.cards.length;
      station.clock.advance(90 * MINUTE_US);
      if (dies) station.restartHost();
      const before = made();
      station.clock.advance(120 * MINUTE_US);
      const cards = made() - before;
      station.stop();
      return cards;
    };
    expect(cardsAfter(true) / cardsAfter(false)).toBeGreaterThan(0.95);
  });
});
