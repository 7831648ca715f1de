/** Rows of a journal in memory may wait until somebody looks: nobody can tell, whatever happens meanwhile. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";
import { Journal } from "../../src/station/journal/journal.ts";
import { Store } from "../../src/station/journal/store.ts";
import { WAITS } from "../../src/station/journal/write-behind.ts";
import { MORNING_MS, openJournal, people, person, TestTime } from "./journal-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "cetak-behind-"));
afterAll(() => rmSync(folder, { recursive: true }));

const OK = { result: STEP_RESULT.ok, fault: undefined, serial: "" };
const KINDS = [STEP_KIND.feed, STEP_KIND.encode, STEP_KIND.image, STEP_KIND.transfer, STEP_KIND.eject];
const PRINTERS = ["P1", "P2", "P3"];

/** All that is in a copy, jobs counted from the first one. */
function tablesOf(journal: Journal): Record<string, unknown[]> {
  const db = new DatabaseSync(journal.makeCopy()!, { readOnly: true });
  const first = Number(db.prepare("SELECT min(id) AS id FROM jobs").get()?.["id"]);
  const key = (job: unknown): unknown => (job === "" ? "" : Number.parseInt(String(job).slice(1), 36) - first);
  const all = (sql: string): Record<string, unknown>[] => db.prepare(sql).all();
  const found = {
    jobs: all("SELECT * FROM jobs ORDER BY id").map((row) => ({ ...row, id: Number(row["id"]) - first })),
    cards: all("SELECT * FROM cards ORDER BY id").map((row) => ({ ...row, job: Number(row["job"]) - first })),
    steps: all("SELECT * FROM steps ORDER BY id").map((row) => ({ ...row, job: key(row["job"]) })),
    events: all("SELECT id, at_ms, printer, code FROM events ORDER BY id"),
    sequences: all("SELECT name, seq FROM sqlite_sequence WHERE name IN ('steps', 'events') ORDER BY name"),
  };
  db.close();
  return found;
}

/** One random thing that a controller or a person does. */
class Doing {
  readonly open: { id: number; printer: string }[] = [];
  private serials = 0;
  private readonly journal: Journal;
  private readonly random: Random;

  constructor(journal: Journal, seed: number) {
    this.journal = journal;
    this.random = new Random(seed).fork("behind");
  }

  once(): void {
    const { journal, random } = this;
    const printer = PRINTERS[random.int(PRINTERS.length)]!;
    const job = journal.jobs.resume(printer)?.job;
    const what = random.int(24);
    if (what < 8) this.intend(printer, job ?? "");
    else if (what < 14) this.settle();
    else if (what === 14) this.withdraw();
    else if (what === 15) journal.events.event(printer, "said", { n: random.int(9) });
    else if (what === 16 && job !== undefined) journal.jobs.cancel(job);
    else if (what === 17) journal.steps.skipTo(journal.steps.last + random.int(3));
    else if (what === 18) this.queue();
    else if (what === 19 && job !== undefined) journal.jobs.skip(job);
    else if (job === undefined) journal.jobs.take(printer);
    else this.end(printer, job);
  }

  /** People at the desk: a lost card is ordered anew, a job that waits is put first, set aside or let go on. */
  private queue(): void {
    const { journal, random } = this;
    const jobs = journal.views.list({}, 500).jobs;
    const { key, state } = jobs[random.int(jobs.length)]!;
    const what = random.int(4);
    if (what === 0) journal.addJobs([person(1 + random.int(60), "lost", MORNING_MS + random.int(1000))]);
    else if (what === 1) journal.queue.setUrgent(key, random.int(3) > 0);
    else if (what === 2 && state === "queued") journal.queue.hold(key);
    else journal.queue.release(key);
  }

  private intend(printer: string, job: string): void {
    const kind = job === "" ? STEP_KIND.home : KINDS[this.random.int(KINDS.length)]!;
    this.open.push({ id: this.journal.steps.intend({ printer, job, kind, arg: 0 }), printer });
  }

  private settle(): void {
    const step = this.open[this.random.int(Math.max(1, this.open.length))];
    if (step === undefined) return;
    if (this.random.int(4) > 0) this.open.splice(this.open.indexOf(step), 1);
    this.journal.steps.settle(step.id, OK);
    if (this.random.int(5) === 0) this.journal.steps.settle(step.id, { ...OK, serial: `S${step.id}` });
  }

  private withdraw(): void {
    const id = this.journal.steps.intend({ printer: "P1", job: "", kind: STEP_KIND.home, arg: 1 });
    this.journal.steps.withdraw(id, "refused");
  }

  private end(printer: string, job: string): void {
    const { jobs } = this.journal;
    // Now and then a chip that has a card already.
    const serial = `04${this.random.int(12) === 0 ? this.random.int(this.serials + 1) : this.serials++}`;
    const how = this.random.int(6);
    if (how < 3) jobs.issued(printer, job, serial);
    else if (how === 3) jobs.voided(printer, job, serial, "warp");
    else if (how === 4) jobs.uncertain(printer, job, serial, "powerCut");
    else jobs.giveBack(printer, job, "operator");
  }
}

describe("a journal in memory", () => {
  test.each([1, 2, 3, 4])("has the rows of one on a disk, whenever somebody looks (seed %i)", (seed) => {
    const time = new TestTime();
    const open = (path: string, name: string): Journal => {
      const copies = { dir: join(folder, `${name}${seed}`), keep: 1 };
      return new Journal({ path, zone: "WIB", utcMs: () => time.ms, durable: false, copies });
    };
    const disk = open(join(folder, `${seed}.db`), "disk");
    const memory = open(":memory:", "memory");
    const looks = new Random(seed).fork("looks");
    const both = [disk, memory].map((journal) => ({ journal, doing: new Doing(journal, seed) }));
    for (const { journal } of both) journal.addJobs(people(60));
    for (let n = 0; n < 700; n++) {
      time.ms += 250;
      for (const { doing } of both) doing.once();
      if (looks.int(50) > 0) continue;
      expect(tablesOf(memory)).toEqual(tablesOf(disk));
      expect(memory.allSteps().length).toBe(disk.allSteps().length);
      expect(memory.steps.open("P1")).toHaveLength(disk.steps.open("P1").length);
    }
    const rows = tablesOf(memory);
    expect(rows).toEqual(tablesOf(disk));
    expect(rows["steps"]!.length).toBeGreaterThan(200);
    expect(memory.jobCounts).toEqual(disk.jobCounts);
    expect(rows["cards"]!.filter((card) => (card as { state: string }).state === "valid").length).toBeGreaterThan(10);
    disk.close();
  });

  test("goes on after a death with all that was said before it, and without what only waited for a write", () => {
    const journal = openJournal();
    journal.addJobs(people(2));
    journal.events.event("P1", "kept", {});
    const { job } = journal.jobs.take("P1")!;
    const id = journal.steps.intend({ printer: "P1", job, kind: STEP_KIND.feed, arg: 0 });
    journal.steps.settle(id, { ...OK, serial: "04AA" });
    journal.steps.intend({ printer: "P1", job, kind: STEP_KIND.encode, arg: 0 });
    journal.events.event("P1", "lost", {});
    const next = journal.afterDeath();
    expect(next.jobState(job)).toBe("printing");
    expect(next.jobCounts).toMatchObject({ queued: 1, printing: 1 });
    expect(next.steps.last).toBe(2);
    expect(next.steps.ofJob("P1", job).map(({ outcome }) => outcome?.serial)).toEqual(["04AA", undefined]);
    expect(next.newestEvents(9).map(({ code }) => code)).toEqual(["kept"]);
  });

  test("keeps no more beside its tables than its limits", () => {
    const journal = openJournal();
    const intend = (): number => journal.steps.intend({ printer: "P1", job: "", kind: STEP_KIND.home, arg: 0 });
    for (let n = 0; n < 1_000; n++) {
      journal.steps.settle(intend(), OK);
      journal.events.event("P1", "n", { n });
    }
    expect(journal.allSteps().map(({ id }) => id)).toEqual(Array.from({ length: 1_000 }, (_, i) => i + 1));
    expect(journal.newestEvents(1_000).map(({ detail }) => detail["n"])).toEqual(Array.from(Array(1_000).keys()));
  });
});

test("what was written in a transaction that failed waits again, in its order", () => {
  const store = new Store({ path: ":memory:", utcMs: () => MORNING_MS });
  store.prepare("CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL)").run();
  const insert = store.prepareApart("INSERT INTO words (word) VALUES (?)");
  const words = store.prepare("SELECT word FROM words ORDER BY id");
  let waiting = ["one", "two"];
  let written: string[] = [];
  store.writeBehind(WAITS.events, {
    waits: () => waiting.length > 0,
    write: () => {
      written = waiting;
      waiting = [];
      for (const word of written) insert.run(word);
    },
    undo: () => {
      waiting = [...written, ...waiting];
    },
  });
  const failing = (): void =>
    store.transaction(() => {
      expect(words.all()).toHaveLength(2);
      throw new Error("not that");
    });
  expect(failing).toThrow("not that");
  expect(waiting).toEqual(["one", "two"]);
  waiting.push("three");
  expect(words.all().map((row) => row["word"])).toEqual(["one", "two", "three"]);
  expect(waiting).toEqual([]);
  store.close();
});

describe("rows that wait and cannot be written", () => {
  /** `fill`: what then waits; none of it is written while a row of this table is refused. */
  function refused(table: string, when: string, fill: (journal: Journal) => void): { written: () => number } {
    const journal = openJournal();
    const alone = (sql: string) => journal["store"].prepareApart(sql);
    const written = (): number => alone(`SELECT rowid FROM ${table}`).all().length;
    journal.addJobs(people(3));
    alone(
      `CREATE TEMP TRIGGER refuse BEFORE INSERT ON ${table} WHEN ${when} BEGIN SELECT RAISE(ABORT, 'not now'); END`,
    ).run();
    fill(journal);
    expect(() => journal.image()).toThrow("not now");
    expect(written()).toBe(0);
    // In a transaction, too: what this one writes is taken back with it.
    expect(() => journal.queue.hold(journal.views.list({}, 1).jobs[0]!.key)).toThrow("not now");
    expect(written()).toBe(0);
    alone("DROP TRIGGER refuse").run();
    journal.image();
    return { written };
  }

  test("wait on, all of them, until they can: cards and their jobs", () => {
    let states = (): unknown => undefined;
    const { written } = refused("cards", "NEW.serial = '0402'", (journal) => {
      const { jobs } = journal;
      for (const serial of ["0401", "0402", "0403"]) jobs.issued("P1", jobs.take("P1")!.job, serial);
      states = () => journal.views.list({}, 9).jobs.map(({ state }) => state);
    });
    expect(written()).toBe(3);
    expect(states()).toEqual(["issued", "issued", "issued"]);
  });

  test("steps, of which a part went in already", () => {
    const { written } = refused("steps", "NEW.id = 40", ({ steps }) => {
      for (let n = 0; n < 40; n++) steps.intend({ printer: "P1", job: "", kind: STEP_KIND.home, arg: 0 });
    });
    expect(written()).toBe(40);
  });

  test("events, of which a part went in already", () => {
    const { written } = refused("events", `NEW.detail = '{"n":39}'`, (journal) => {
      for (let n = 0; n < 40; n++) journal.events.event("P1", "n", { n });
      journal["eventTable"].flush();
    });
    expect(written()).toBe(40);
  });
});
