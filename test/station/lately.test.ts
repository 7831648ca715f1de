/** What the station remembers of today and of the last hours: lost time across restarts, history, events, links. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { US_PER_S, VirtualClock } from "../../src/base/index.ts";
import { eventsSchema, historySchema, linksSchema } from "../../src/station/api-history.ts";
import { CARDS_KEPT_MAX, COARSE_POINTS_MAX, FINE_POINTS_MAX, History } from "../../src/station/office/history.ts";
import { JournalHealth } from "../../src/station/office/journal-health.ts";
import { LostTime } from "../../src/station/office/lost-time.ts";
import { LostToday } from "../../src/station/office/lost-today.ts";
import { openJournal, people } from "./journal-fixture.ts";
import { OfficeRig } from "./office-rig.ts";

const folder = mkdtempSync(join(tmpdir(), "cetak-lately-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("lost time of today", () => {
  it("survives a restart of the station", () => {
    const rig = new OfficeRig(["P1"], join(folder, "lost.db"));
    rig.office.addJobs(people(1));
    rig.office.start();
    rig.seconds(120);
    const before = rig.office.printerState("P1").lostSeconds;
    expect(before.heat + before.power + before.link).toBeGreaterThan(60);
    rig.restartStation();
    const after = rig.office.printerState("P1").lostSeconds;
    for (const [cause, seconds] of Object.entries(before)) {
      expect(after[cause as keyof typeof after]).toBeGreaterThanOrEqual(seconds);
    }
    expect(rig.office.officeState().lostSeconds.heat).toBe(after.heat);
    rig.office.stop();
    rig.journal.close();
  });

  it("begins anew at the zone's midnight", () => {
    const evening = Date.UTC(2018, 1, 3, 16, 59);
    const clock = new VirtualClock({ startUtcMs: evening });
    const journal = openJournal();
    const lost = new LostTime(clock);
    const today = new LostToday({ printer: "P1", zone: "WIB", clock, lost, table: journal.lost });
    lost.now("heat");
    clock.advance(59 * US_PER_S);
    expect(today.seconds().heat).toBe(59);
    const news = today.news()!;
    journal.lost.keep(news.day, new Map([["P1", news.causes]]));
    expect(today.news()).toBeUndefined();
    clock.advance(2 * US_PER_S);
    expect(today.seconds().heat).toBe(0);
    clock.advance(5 * US_PER_S);
    expect(today.seconds().heat).toBe(5);
    expect(journal.lost.of(news.day, "P1").get("heat")).toBe(59);
    expect(journal.lost.of(news.day + 1, "P1").size).toBe(0);
    journal.close();
  });
});

describe("a journal that cannot be written", () => {
  it("is said within a minute, and that it can be written again", () => {
    const clock = new VirtualClock();
    const journal = openJournal();
    const lost = new LostTime(clock);
    const today = new LostToday({ printer: "P1", zone: "WIB", clock, lost, table: journal.lost });
    lost.now("people");
    const said: (string | undefined)[] = [];
    const health: JournalHealth = new JournalHealth({
      keep: () => {},
      clock,
      journal,
      lost: new Map([["P1", today]]),
      onChange: () => said.push(health.problem),
    });
    health.start();
    clock.advance(120 * US_PER_S);
    expect(said).toEqual([]);
    const { keep } = journal.lost;
    journal.lost.keep = () => {
      throw new Error("disk full");
    };
    clock.advance(60 * US_PER_S);
    expect(said).toEqual(["the journal cannot be written: disk full"]);
    journal.lost.keep = keep;
    clock.advance(60 * US_PER_S);
    expect(said.at(-1)).toBeUndefined();
    journal.close();
    expect(health.problem).toBe("the journal is closed");
  });

  it("is said when its folder is gone, and ends nothing", () => {
    const clock = new VirtualClock();
    const dir = mkdtempSync(join(tmpdir(), "cetak-"));
    const journal = openJournal(join(dir, "journal.db"));
    const said: (string | undefined)[] = [];
    const health: JournalHealth = new JournalHealth({
      keep: () => {},
      clock,
      journal,
      lost: new Map(),
      onChange: () => said.push(health.problem),
    });
    health.start();
    clock.advance(60 * US_PER_S);
    expect(said).toEqual([]);
    rmSync(dir, { recursive: true });
    clock.advance(60 * US_PER_S);
    expect(said).toEqual([`${dir} is not there any more`]);
    journal.close();
  });
});

describe("a printer's history", () => {
  const rig = new OfficeRig(["P1"]);
  rig.office.addJobs(people(3));
  rig.office.start();
  rig.until(() => rig.journal.jobCounts.issued === 3);
  rig.seconds(2);

  it("has each second's heat, and the cards that came out", () => {
    const history = historySchema.parse(rig.office.historyOf("P1"));
    const { fine, coarse, cards } = history;
    const lengths = new Set(Object.values(fine).map((column) => column.length));
    expect(lengths.size).toBe(1);
    expect(fine.atMs.length).toBeGreaterThan(200);
    expect(Math.max(...fine.roller.map(Number))).toBeGreaterThan(160);
    expect(fine.atMs.every((at, i) => i === 0 || at - fine.atMs[i - 1]! >= 900)).toBe(true);
    expect(new Set(fine.word)).toContain("printing");
    expect(coarse.atMs.length).toBeGreaterThanOrEqual(4);
    expect(cards).toHaveLength(3);
    expect(cards.every(({ rollerCelsius }) => Number(rollerCelsius) > 155)).toBe(true);
    expect(rig.office.historyOf("P9")).toBeUndefined();
  });

  it("never grows beyond its limits", () => {
    const clock = new VirtualClock();
    const history = new History(clock);
    const view = rig.office.controller("P1").view();
    for (let i = 0; i < (COARSE_POINTS_MAX + 10) * 60; i++) {
      clock.advance(US_PER_S);
      const now = { ...view, job: `J${i}`, joined: false, leaving: true };
      history.note({ job: now.job, heatSight: () => now, cardSight: () => now });
    }
    const { fine, coarse, cards } = history.all();
    expect([fine.atMs.length, coarse.atMs.length, cards.length]).toEqual([
      FINE_POINTS_MAX,
      COARSE_POINTS_MAX,
      CARDS_KEPT_MAX,
    ]);
  });

  it("has events page by page and the link's counters", () => {
    const first = eventsSchema.parse(rig.office.eventsOf("P1", undefined, 5));
    const second = eventsSchema.parse(rig.office.eventsOf("P1", first.at(-1)!.id, 5));
    const ids = [...first, ...second].map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => b - a));
    expect(new Set(ids).size).toBe(10);
    expect([...first, ...second].every(({ printer }) => printer === "P1")).toBe(true);
    expect(rig.office.eventsOf("", undefined, 500)!.some(({ code }) => code === "stationStarted")).toBe(true);
    expect(rig.office.eventsOf("P9", undefined, 5)).toBeUndefined();
    const links = linksSchema.parse(rig.office.linksOf("P1"));
    expect(links).toMatchObject({ printer: "P1", state: "up", sim: true });
    expect(Number(links.counters["blocksIn"])).toBeGreaterThan(100);
  });
});
