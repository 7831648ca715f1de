import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it, test } from "vitest";
import { STEP_KIND } from "../../src/protocol/index.ts";
import { MS_PER_DAY } from "../../src/station/jobs/civil.ts";
import { listCopies } from "../../src/station/journal/copies.ts";
import { Journal } from "../../src/station/journal/journal.ts";
import { MIGRATIONS } from "../../src/station/journal/migrations.ts";
import { MORNING_MS, openJournal, people, person } from "./journal-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "cetak-life-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

class Place {
  readonly dir = join(folder, `p${files++}`);
  readonly path = join(this.dir, "journal.db");
  readonly copies = join(this.dir, "copies");
  nowMs = MORNING_MS;

  open(keep = 3): Journal {
    const copies = { dir: this.copies, keep };
    return new Journal({ path: this.path, zone: "WIB", utcMs: () => this.nowMs, durable: false, copies });
  }

  issue(journal: Journal, serial: string): string {
    const { job } = journal.jobs.take("P1")!;
    journal.steps.intend({ printer: "P1", job, kind: STEP_KIND.feed, arg: 0 });
    journal.jobs.issued("P1", job, serial);
    return job;
  }
}

describe("a journal of the first version", () => {
  it("is carried over with all that is in it", () => {
    const place = new Place();
    place.open().close();
    rmSync(place.path);
    const old = new DatabaseSync(place.path);
    old.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`);
    const insert = old.prepare(
      `INSERT INTO jobs (id, nik, name, class, rank, subdistrict, requested_at, requested_ms, extra, state, created_ms, changed_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`,
    );
    insert.run(
      500,
      person(1).nik,
      "Orang 1",
      "first",
      0,
      "Ilir",
      "2018-02-03",
      7,
      '{"birth_place":"Kupang"}',
      "issued",
    );
    insert.run(501, person(2).nik, "Orang 2", "lost", 2, "Ilir", "2018-02-03", 8, "{}", "queued");
    old
      .prepare("INSERT INTO cards (job, nik, printer, serial, state, at_ms) VALUES (500, ?, 'P1', '04AA', 'valid', 0)")
      .run(person(1).nik);
    old.prepare("UPDATE sqlite_sequence SET seq = 900 WHERE name = 'jobs'").run();
    old.close();
    const journal = place.open();
    expect(journal.views.list({}, 9).jobs.map(({ key, state, record }) => [key, state, record])).toEqual([
      ["Jdw", "issued", "PRR"],
      ["Jdx", "queued", "PRR"],
    ]);
    expect(journal.suspects.applicant("Jdw")).toMatchObject({ name: "Orang 1", birthPlace: "Kupang" });
    journal.addJobs([person(3)]);
    expect(journal.views.list({ nik: person(3).nik }, 1).jobs[0]!.key).toBe(`J${(901).toString(36)}`);
    expect(journal.addJobs([person(1)])[0]!.reason).toContain("has a card already");
    expect(listCopies(place.copies)).toHaveLength(1);
    journal.close();
    expect(place.open().integrity()).toBe("ok");
  });
});

/** Tables, indexes and triggers with their text, and what the new journal has in them. */
function schemaOf(db: DatabaseSync): unknown[] {
  const made = db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").all();
  return [made, db.prepare("PRAGMA user_version").get(), db.prepare("SELECT * FROM meta ORDER BY key").all().length];
}

test("each journal in memory begins with what a new file has", () => {
  const place = new Place();
  place.open().close();
  const file = new DatabaseSync(place.path);
  const expected = schemaOf(file);
  file.close();
  for (let n = 0; n < 3; n++) {
    const db = new DatabaseSync(":memory:");
    db.deserialize(openJournal().image());
    expect(schemaOf(db)).toEqual(expected);
    expect(db.prepare("SELECT name FROM sqlite_sequence").all()).toEqual([{ name: "steps" }]);
    db.close();
  }
  const journal = openJournal();
  journal.addJobs(people(1));
  expect(journal.jobs.take("P1")).toEqual({ job: "J1" });
  journal.jobs.issued("P1", "J1", "04AA");
  expect(journal.integrity()).toBe("ok");
});

describe("a file that somebody changed by hand", () => {
  const changed = (sql: string): Place => {
    const place = new Place();
    const journal = place.open();
    journal.addJobs(people(2));
    journal.close();
    const raw = new DatabaseSync(place.path);
    raw.exec(sql);
    raw.close();
    return place;
  };

  it("gets the rules again that were taken out, and says so", () => {
    const place = changed("DROP TRIGGER audit_never_shrinks; DROP INDEX jobs_live_nik");
    const journal = place.open();
    expect(journal.warnings.join("; ")).toContain("the trigger audit_never_shrinks of the journal was gone");
    expect(journal.warnings.join("; ")).toContain("the index jobs_live_nik of the journal was gone");
    journal.close();
    const again = place.open();
    expect(again.warnings).toEqual([]);
    again.close();
  });

  it("is damaged without one of its tables, and where rows break a rule that was taken out", () => {
    expect(() => changed("DROP TABLE audit").open()).toThrow(/the journal is damaged \(the table audit is gone\)/);
    const twice = changed("DROP INDEX jobs_live_nik; UPDATE jobs SET nik = (SELECT nik FROM jobs ORDER BY id LIMIT 1)");
    expect(() => twice.open()).toThrow("the index jobs_live_nik is gone, and rows break its rule");
  });
});

test("the file and its log are for the owner only from their first moment", () => {
  const place = new Place();
  const journal = place.open();
  journal.addJobs(people(1));
  for (const end of ["", "-wal"]) expect(statSync(place.path + end).mode & 0o777).toBe(0o600);
  journal.close();
});

describe("copies", () => {
  it("are made at each start, numbered, for the owner only, and the oldest are dropped", () => {
    const place = new Place();
    for (let start = 1; start <= 6; start++) {
      const journal = place.open();
      journal.audit.append({ actor: "station", role: "station", action: "start", detail: { start } });
      place.nowMs -= 1_000;
      journal.close();
    }
    // Started again at once: the copies of before are worth more than one of now.
    place.nowMs += 60_000;
    place.open().close();
    const copies = listCopies(place.copies);
    expect(copies.map(({ number }) => number)).toEqual([3, 4, 5]);
    expect(copies.map(({ audit }) => audit.seq)).toEqual([3, 4, 5]);
    expect(statSync(copies[0]!.path).mode & 0o777).toBe(0o600);
    expect(readdirSync(place.copies).every((name) => name.endsWith(".db"))).toBe(true);
    const journal = place.open();
    expect(journal.audit.verify(journal.copies().map(({ audit }) => audit)).damage).toBeUndefined();
    journal.close();
  });

  it("that cannot be made are said, and the station works on", () => {
    const place = new Place();
    place.open().close();
    writeFileSync(place.copies, "a file where the directory should be");
    const journal = place.open();
    expect(journal.warnings.join()).toContain("no copy of the journal could be made");
    journal.addJobs(people(1));
    journal.close();
  });

  it("in the journal's place set aside what may have been printed since", () => {
    const place = new Place();
    const journal = place.open();
    journal.addJobs(people(4));
    place.issue(journal, "04AA");
    const leased = journal.jobs.take("P1")!.job;
    const printing = journal.jobs.take("P2")!.job;
    journal.steps.intend({ printer: "P2", job: printing, kind: STEP_KIND.feed, arg: 0 });
    const copy = journal.makeCopy()!;
    journal.jobs.issued("P1", leased, "04BB");
    journal.jobs.issued("P2", printing, "04CC");
    journal.close();
    copyFileSync(copy, place.path);
    for (const end of ["-wal", "-shm"]) rmSync(place.path + end, { force: true });
    const restored = place.open();
    expect(restored.jobCounts).toMatchObject({ queued: 0, leased: 0, printing: 0, held: 2, uncertain: 1, issued: 1 });
    expect(restored.jobs.take("P1")).toBeUndefined();
    expect(restored.jobs.resume("P1")).toBeUndefined();
    expect(restored.warnings[0]).toContain("3 unfinished jobs are set aside");
    expect(restored.audit.newestLines(1)[0]).toMatchObject({ action: "journal.restored", detail: { setAside: 3 } });
    restored.close();
    // Only once: what people released stays released.
    const next = place.open();
    expect(next.queue.releaseAll("restored", 99)).toBe(2);
    next.close();
    const last = place.open();
    expect(last.jobCounts).toMatchObject({ queued: 2 });
    last.close();
  });
});

describe("the clock", () => {
  it("that is behind the journal is said; nothing is lost and the day's count is right again", () => {
    const place = new Place();
    const journal = place.open();
    journal.addJobs(people(3));
    place.issue(journal, "04AA");
    place.nowMs -= 40 * MS_PER_DAY;
    place.issue(journal, "04BB");
    expect(journal.issuedToday).toBe(1);
    place.nowMs += 40 * MS_PER_DAY;
    expect(journal.issuedToday).toBe(1);
    journal.events.event("P1", "x", {});
    journal.close();
    place.nowMs -= 3_600_000;
    const after = place.open();
    expect(after.warnings.join()).toContain("the clock is 3600 s behind");
    place.issue(after, "04CC");
    expect(after.cards().map(({ serial }) => serial)).toEqual(["04AA", "04BB", "04CC"]);
    after.close();
  });
});

describe("a purge", () => {
  const after = MORNING_MS + 100 * MS_PER_DAY;

  it("forgets names and NIK, in the file and in the copies, and still blocks a second card", () => {
    const place = new Place();
    const journal = place.open();
    journal.addJobs([person(1), person(2), person(3)]);
    const one = place.issue(journal, "04AA");
    place.issue(journal, "04BB");
    journal.handover.handOver([one]);
    journal.makeCopy();
    place.nowMs = after;
    expect(journal.purge.count(after)).toBe(1);
    expect(journal.forget(after)).toEqual({ people: 1, backups: 1 });
    expect(journal.forget(after)).toEqual({ people: 0, backups: 0 });
    expect(journal.views.one(one)).toMatchObject({ nik: "", state: "handedOver" });
    expect(journal.suspects.applicant(one)).toBeUndefined();
    expect(journal.cards().map(({ serial, state }) => [serial, state])).toEqual([
      ["04AA", "valid"],
      ["04BB", "valid"],
    ]);
    journal.close();
    for (const path of [place.path, listCopies(place.copies)[0]!.path]) {
      const bytes = readFileSync(path, "latin1");
      expect(bytes).not.toContain(person(1).nik);
      expect(bytes).not.toContain("Orang 1");
      expect(bytes).toContain(person(2).nik);
    }
    expect(statSync(join(place.dir, "journal.key")).mode & 0o777).toBe(0o600);
    const again = place.open();
    expect(again.addJobs([person(1)])[0]!.reason).toContain("has a card already");
    expect(again.views.list({ nik: person(1).nik }, 9).jobs.map(({ key }) => key)).toEqual([one]);
    again.close();
  });

  it("leaves a replacement possible, which revokes the forgotten card", () => {
    const place = new Place();
    const journal = place.open();
    journal.addJobs([person(1)]);
    journal.handover.handOver([place.issue(journal, "04AA")]);
    place.nowMs = after;
    journal.forget(after);
    expect(journal.addJobs([person(1, "lost", after)])).toEqual([]);
    place.issue(journal, "04DD");
    expect(journal.cards().map(({ serial, state }) => [serial, state])).toEqual([
      ["04AA", "revoked"],
      ["04DD", "valid"],
    ]);
    journal.close();
  });

  it("does not go on without its key: somebody could get a second card", () => {
    const place = new Place();
    const journal = place.open();
    journal.addJobs([person(1)]);
    journal.handover.handOver([place.issue(journal, "04AA")]);
    place.nowMs = after;
    journal.forget(after);
    journal.close();
    const key = join(place.dir, "journal.key");
    const right = readFileSync(key, "utf8");
    writeFileSync(key, `${"ab".repeat(32)}\n`);
    expect(() => place.open()).toThrow("is the key of another journal");
    rmSync(key);
    expect(() => place.open()).toThrow("is missing");
    writeFileSync(key, right);
    place.open().close();
  });
});

describe("events", () => {
  it("that a failed write took along are written with the next one", () => {
    const journal = openJournal(join(folder, "events.db"));
    journal.events.event("P1", "before", {});
    expect(() => journal.steps.settle(77, { result: 1, fault: undefined, serial: "" })).toThrow("never intended");
    journal.addJobs(people(1));
    expect(journal.newestEvents(9).map(({ code }) => code)).toEqual(["before"]);
    journal.close();
  });
});
