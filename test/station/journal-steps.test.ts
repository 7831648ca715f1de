import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";
import { BusyError, InputError, JournalError } from "../../src/station/errors.ts";
import { Journal } from "../../src/station/journal/journal.ts";
import { openJournal, people, person } from "./journal-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "cetak-journal-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const newPath = (): string => join(folder, `j${files++}`, "journal.db");

const OK = { result: STEP_RESULT.ok, fault: undefined, serial: "" };
const step = (printer: string, job: string, kind: keyof typeof STEP_KIND) => ({
  printer,
  job,
  kind: STEP_KIND[kind],
  arg: 0,
});
const withJob = (journal: Journal): string => {
  journal.addJobs(people(1));
  return journal.jobs.take("P1")!.job;
};

describe("steps", () => {
  it("are numbered over all printers and known until they are settled", () => {
    const journal = openJournal();
    const job = withJob(journal);
    expect(journal.steps.intend(step("P1", job, "feed"))).toBe(1);
    expect(journal.steps.intend(step("P2", "", "home"))).toBe(2);
    expect(journal.steps.intend(step("P1", job, "image"))).toBe(3);
    expect(journal.jobState(job)).toBe("printing");
    journal.steps.settle(1, { ...OK, serial: "04AA" });
    expect(journal.steps.open("P1").map(({ id }) => id)).toEqual([3]);
    expect(journal.steps.open("P2")).toEqual([{ id: 2, ...step("P2", "", "home") }]);
    expect(journal.steps.ofJob("P1", job)).toEqual([
      { id: 1, ...step("P1", job, "feed"), outcome: { ...OK, serial: "04AA" } },
      { id: 3, ...step("P1", job, "image"), outcome: undefined },
    ]);
  });

  it("settled twice alike are harmless, unlike they are a bug", () => {
    const journal = openJournal();
    const id = journal.steps.intend(step("P1", "", "home"));
    journal.steps.settle(id, { result: STEP_RESULT.failed, fault: "jamNip", serial: "" });
    journal.steps.settle(id, { result: STEP_RESULT.failed, fault: "jamNip", serial: "" });
    expect(() => journal.steps.settle(id, OK)).toThrow(JournalError);
    expect(() => journal.steps.settle(99, OK)).toThrow("step 99 was never intended");
    expect(() => journal.steps.withdraw(id, "late")).toThrow(JournalError);
    expect(() => journal.steps.withdraw(99, "late")).toThrow(JournalError);
  });

  it("take a serial that comes after the result", () => {
    const journal = openJournal();
    const job = withJob(journal);
    const id = journal.steps.intend(step("P1", job, "encode"));
    journal.steps.settle(id, OK);
    journal.steps.settle(id, { ...OK, serial: "04BB" });
    expect(journal.steps.ofJob("P1", job)[0]!.outcome).toEqual({ ...OK, serial: "04BB" });
  });

  it("withdrawn are gone, unless the engine proves that they ran", () => {
    const journal = openJournal();
    const job = withJob(journal);
    const id = journal.steps.intend(step("P1", job, "feed"));
    journal.steps.withdraw(id, "refused");
    expect(journal.steps.open("P1")).toEqual([]);
    expect(journal.steps.ofJob("P1", job)).toEqual([]);
    expect(journal.steps.intend(step("P1", job, "feed"))).toBe(id + 1);
    journal.steps.settle(id, OK);
    expect(journal.steps.ofJob("P1", job).map((known) => known.outcome?.result)).toEqual([STEP_RESULT.ok, undefined]);
  });

  it("of an earlier attempt are not this card's", () => {
    const journal = openJournal();
    const job = withJob(journal);
    journal.steps.settle(journal.steps.intend(step("P1", job, "feed")), OK);
    journal.jobs.voided("P1", job, "04AA", "warp");
    expect(journal.jobs.take("P1")).toEqual({ job });
    expect(journal.steps.ofJob("P1", job)).toEqual([]);
    const id = journal.steps.intend(step("P1", job, "feed"));
    expect(journal.steps.ofJob("P1", job).map((known) => known.id)).toEqual([id]);
    expect(journal.steps.ofJob("P2", job)).toEqual([]);
  });

  it("skip to what an engine's ledger knows, never back", () => {
    const journal = openJournal();
    journal.steps.skipTo(100);
    journal.steps.skipTo(7);
    expect(journal.steps.intend(step("P1", "", "home"))).toBe(101);
    expect(() => journal.steps.skipTo(2 ** 32)).toThrow(JournalError);
    journal.steps.skipTo(2 ** 32 - 2);
    expect(journal.steps.intend(step("P1", "", "home"))).toBe(2 ** 32 - 1);
    expect(() => journal.steps.intend(step("P1", "", "home"))).toThrow("step ids are used up");
  });
});

describe("the file", () => {
  it("keeps everything over a stop without settling", () => {
    const path = newPath();
    const before = openJournal(path);
    expect(before.durable).toBe(true);
    before.addJobs([person(1), person(2, "lost")]);
    const job = before.jobs.take("P1")!.job;
    before.steps.settle(before.steps.intend(step("P1", job, "feed")), OK);
    before.steps.intend(step("P1", job, "encode"));
    before.steps.skipTo(50);
    before.events.event("P1", "something", { n: 1 });
    before.close();
    before.close();

    const after = openJournal(path);
    expect(after.jobs.resume("P1")).toEqual({ job });
    expect(after.steps.open("P1").map(({ id, kind }) => [id, kind])).toEqual([[2, STEP_KIND.encode]]);
    expect(after.steps.ofJob("P1", job)).toHaveLength(2);
    expect(after.steps.intend(step("P1", job, "reject"))).toBe(51);
    expect(after.jobCounts).toMatchObject({ queued: 1, printing: 1 });
    expect(after.newestEvents(5).map(({ code, detail }) => [code, detail])).toEqual([["something", { n: 1 }]]);
    after.jobs.issued("P1", job, "04AA");
    after.close();

    const last = openJournal(path);
    expect(last.issuedToday).toBe(1);
    expect(last.cardCounts("P1")).toEqual({ issued: 1, spoiltSeen: 0, uncertain: 0 });
    last.close();
  });

  it("holds an intent that returned, though nothing was closed", () => {
    const path = newPath();
    const dying = openJournal(path);
    const job = withJob(dying);
    dying.steps.intend(step("P1", job, "transfer"));
    // What a power cut leaves: the files as they are now.
    const copy = `${path}.copy`;
    copyFileSync(path, copy);
    copyFileSync(`${path}-wal`, `${copy}-wal`);
    const after = openJournal(copy);
    expect(after.steps.open("P1").map(({ kind }) => kind)).toEqual([STEP_KIND.transfer]);
    expect(after.jobs.resume("P1")).toEqual({ job });
    after.close();
    dying.close();
  });

  it("belongs to one station at a time", () => {
    const path = newPath();
    const first = openJournal(path);
    expect(() => openJournal(path)).toThrow(BusyError);
    first.close();
    openJournal(path).close();
  });

  it("that is no journal, damaged or of a newer version is refused in words", () => {
    const text = join(folder, "text.db");
    writeFileSync(text, "this is no database, only text that is long enough to be looked at".repeat(20));
    expect(() => openJournal(text)).toThrow(`${text}: is not a journal; put a copy of it in its place`);
    expect(() => openJournal(folder)).toThrow(InputError);

    const newer = newPath();
    openJournal(newer).close();
    const raw = new DatabaseSync(newer);
    raw.exec("PRAGMA user_version = 999");
    raw.close();
    expect(() => openJournal(newer)).toThrow(
      /newer version \(format 999, .*; use that version: this one changes nothing in it/,
    );

    const damaged = newPath();
    const journal = openJournal(damaged);
    journal.addJobs(people(200));
    journal.close();
    const bytes = readFileSync(damaged);
    bytes.fill(0x5a, 4096, 4096 * 6);
    writeFileSync(damaged, bytes);
    expect(() => openJournal(damaged)).toThrow(JournalError);
  });

  it("that has lost all its bytes is not begun anew where there are copies of it", () => {
    const path = newPath();
    const copies = { dir: `${path}-copies`, keep: 3 };
    const open = (): Journal => new Journal({ path, zone: "WIB", utcMs: () => 1_000, copies });
    const journal = open();
    journal.addJobs(people(2));
    journal.makeCopy();
    journal.close();
    writeFileSync(path, "");
    expect(open).toThrow(/it is empty or gone, and there are copies of it.*cetak journal restore 1/);
    rmSync(path);
    expect(open).toThrow(/it is empty or gone, and there are copies of it.*cetak journal restore 1/);
  });

  it("in memory says that it is not durable", () => {
    expect(openJournal().durable).toBe(false);
  });
});

describe("events", () => {
  it("carry no NIK even when a caller forgot to mask it", () => {
    const journal = openJournal();
    journal.events.event("P1", "oops", { text: `NIK ${person(7).nik}!`, serial: "1234567890123456" });
    const { detail } = journal.newestEvents(1)[0]!;
    expect(detail).toEqual({ text: "NIK 990101********07!", serial: "1234567890123456" });
  });

  it("are written in order, also in bulk", () => {
    const journal = openJournal();
    for (let n = 0; n < 200; n++) journal.events.event("P1", "n", { n });
    expect(journal.newestEvents(200).map(({ detail }) => detail["n"])).toEqual(
      Array.from({ length: 200 }, (_, n) => n),
    );
  });
});
