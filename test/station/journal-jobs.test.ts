import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { jobId, jobKey } from "../../src/station/journal/job-key.ts";
import { ATTEMPTS_MAX } from "../../src/station/journal/job-table.ts";
import { Journal } from "../../src/station/journal/journal.ts";
import { MORNING_MS, openJournal, people, person, TestTime } from "./journal-fixture.ts";

let journal: Journal;
let time: TestTime;
beforeEach(() => {
  time = new TestTime();
  journal = openJournal(":memory:", time);
  return () => journal.close();
});

const take = (printer = "P1"): string => {
  const ticket = journal.jobs.take(printer);
  if (ticket === undefined) throw new Error("no job");
  return ticket.job;
};

describe("the queue", () => {
  it("takes first-time holders before changes before replacements, then the oldest request, then the line", () => {
    journal.addJobs([
      person(1, "lost", 1),
      person(2, "damaged", 0),
      person(3, "change", 5),
      person(4, "first", 9),
      person(5, "first", 8),
      person(6, "first", 8),
    ]);
    const order = ["A", "B", "C", "D", "E", "F"].map(take);
    expect(order).toEqual([5, 6, 4, 3, 2, 1].map(jobKey));
    expect(journal.jobs.take("G")).toBeUndefined();
  });

  it("reserves one job for one printer and gives it again until it has ended", () => {
    journal.addJobs(people(2));
    const first = take("P1");
    expect(take("P1")).toBe(first);
    expect(journal.jobs.resume("P1")).toEqual({ job: first });
    expect(journal.jobs.resume("P2")).toBeUndefined();
    expect(take("P2")).not.toBe(first);
    journal.jobs.issued("P1", first, "04AA");
    expect(journal.jobs.resume("P1")).toBeUndefined();
  });

  it("puts a job back at its place, a skipped one behind all others", () => {
    journal.addJobs([person(1), person(2), person(3, "lost")]);
    const first = take();
    journal.jobs.giveBack("P1", first, "supplies");
    expect(take()).toBe(first);
    journal.jobs.giveBack("P1", first, "operator");
    expect(take()).toBe(first);
    expect(journal.jobs.skip(first)).toBe(true);
    journal.jobs.giveBack("P1", first, "operator");
    expect(["A", "B", "C"].map(take)).toEqual([jobKey(2), jobKey(3), first]);
    expect(journal.jobs.skip("J99")).toBe(false);
  });

  it("queues a voided job again until its attempts are used up", () => {
    journal.addJobs(people(1));
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      const job = take();
      journal.jobs.voided("P1", job, `04${attempt}`, "melt");
      expect(journal.jobState(job)).toBe(attempt < ATTEMPTS_MAX ? "queued" : "void");
    }
    expect(journal.jobs.take("P1")).toBeUndefined();
    expect(journal.cardCounts("P1")).toEqual({ issued: 0, spoiltSeen: ATTEMPTS_MAX, uncertain: 0 });
  });

  it("ends a cancelled job in whatever way it comes back", () => {
    journal.addJobs(people(4));
    const [waiting, unspent, spoilt, late] = [jobKey(4), take("A"), take("B"), take("C")];
    for (const job of [waiting, unspent, spoilt, late]) expect(journal.jobs.cancel(job)).toBe(true);
    journal.jobs.giveBack("A", unspent, "operator");
    journal.jobs.voided("B", spoilt, "04BB", "operator");
    journal.jobs.issued("C", late, "04CC");
    expect([waiting, unspent, spoilt, late].map((job) => journal.jobState(job))).toEqual([
      "void",
      "void",
      "void",
      "issued",
    ]);
    expect(journal.jobCounts).toMatchObject({ queued: 0, leased: 0, void: 3, issued: 1 });
    expect(journal.waitingByClass.first).toBe(0);
    expect(journal.jobs.take("A")).toBeUndefined();
    expect(journal.jobs.cancel(unspent)).toBe(false);
  });

  it("never queues an uncertain job again", () => {
    journal.addJobs(people(1));
    const job = take();
    journal.jobs.uncertain("P1", job, "04AA", "no proof");
    expect(journal.jobState(job)).toBe("uncertain");
    expect(journal.jobs.take("P1")).toBeUndefined();
    expect(journal.addJobs(people(1))[0]!.reason).toBe(`this nik has a job already: ${job} (uncertain)`);
  });

  it.each([
    ["issued", "valid", { issued: 1, spoiltSeen: 0, uncertain: 0 }],
    ["void", "void", { issued: 0, spoiltSeen: 1, uncertain: 0 }],
    ["queued", "void", { issued: 0, spoiltSeen: 1, uncertain: 0 }],
  ] as const)("lets a person decide that an uncertain job is %s", (verdict, card, counts) => {
    journal.addJobs(people(1));
    const job = take();
    expect(journal.decide(job, verdict)).toBe(false);
    journal.jobs.uncertain("P1", job, "04AA", "no proof");
    expect(journal.decide(job, verdict)).toBe(true);
    expect(journal.decide(job, verdict)).toBe(false);
    expect(journal.jobState(job)).toBe(verdict);
    expect(journal.cards().map(({ state }) => state)).toEqual([card]);
    expect(journal.cardCounts("P1")).toEqual(counts);
    expect(journal.jobs.take("P2")).toEqual(verdict === "queued" ? { job } : undefined);
  });

  it("counts by state, by class and by day", () => {
    journal.addJobs([person(1), person(2, "lost"), person(3, "change")]);
    journal.jobs.issued("P1", take(), "04AA");
    take("P2");
    expect(journal.jobCounts).toMatchObject({ queued: 1, leased: 1, printing: 0, issued: 1 });
    expect(journal.waitingByClass).toEqual({ first: 0, change: 1, damaged: 0, lost: 1 });
    expect(journal.issuedToday).toBe(1);
    // 23:59:59 in Jakarta, then midnight.
    time.ms = MORNING_MS + 16 * 3_600_000 - 1;
    expect(journal.issuedToday).toBe(1);
    time.ms++;
    expect(journal.issuedToday).toBe(0);
  });
});

describe("one valid card per person", () => {
  it("gives keys that no other journal file gives: an engine compares them before it joins film and card", () => {
    const dir = mkdtempSync(join(tmpdir(), "cetak-keys-"));
    const keys = ["one.db", "two.db"].map((name) => {
      const file = new Journal({ path: join(dir, name), zone: "WIB", utcMs: () => 0 });
      file.addJobs([person(1)]);
      const key = file.jobs.take("P1")!.job;
      file.close();
      const again = new Journal({ path: join(dir, name), zone: "WIB", utcMs: () => 0 });
      expect(again.jobs.resume("P1")).toEqual({ job: key });
      again.close();
      return key;
    });
    rmSync(dir, { recursive: true });
    expect(keys[0]).not.toBe(keys[1]);
    for (const key of keys) expect(key).toMatch(/^J[0-9a-z]{1,15}$/);
  });

  it("knows a request that was read in before, and finds nothing wrong with it", () => {
    journal.addJobs([person(1)]);
    expect(journal.addJobs([person(1)]).map(({ known }) => known)).toEqual([true]);
  });

  it("refuses a second job while one is unfinished", () => {
    journal.addJobs([person(1)]);
    expect(journal.addJobs([person(1, "lost")])).toEqual([
      { line: 2, known: false, reason: `this nik has a job already: ${jobKey(1)} (queued)` },
    ]);
  });

  it("refuses a second first card, and the same replacement list read in twice", () => {
    journal.addJobs([person(1, "first", 10)]);
    journal.jobs.issued("P1", take(), "04AA");
    expect(journal.addJobs([person(1, "first", 20)])[0]!.reason).toContain("has a card already");
    expect(journal.addJobs([person(1, "lost", 20)])).toEqual([]);
    journal.jobs.issued("P1", take(), "04BB");
    expect(journal.addJobs([person(1, "lost", 20)])[0]!.reason).toContain("this request has its card already");
    expect(journal.cards().map(({ serial, state }) => [serial, state])).toEqual([
      ["04AA", "revoked"],
      ["04BB", "valid"],
    ]);
  });

  it("makes a chip serial that was seen before a case for a person", () => {
    journal.addJobs(people(2));
    journal.jobs.issued("P1", take(), "04AA");
    const second = take();
    journal.jobs.issued("P1", second, "04AA");
    expect(journal.jobState(second)).toBe("uncertain");
    expect(journal.cards().filter(({ state }) => state === "valid")).toHaveLength(1);
    expect(journal.newestEvents(9).map(({ code }) => code)).toEqual(["serialTwice", "jobUncertain"]);
  });

  it("believes only the printer that holds the job", () => {
    journal.addJobs(people(1));
    const job = take("P1");
    journal.jobs.issued("P2", job, "04AA");
    journal.jobs.giveBack("P2", job, "fault");
    expect(journal.jobState(job)).toBe("leased");
    expect(journal.cards()).toEqual([]);
    expect(journal.newestEvents(9).map(({ code, detail }) => [code, detail["call"]])).toEqual([
      ["jobFenced", "issued"],
      ["jobFenced", "giveBack"],
    ]);
  });

  it("takes the same ending twice without harm", () => {
    journal.addJobs(people(1));
    const job = take();
    journal.jobs.issued("P1", job, "04AA");
    journal.jobs.issued("P1", job, "04AA");
    expect(journal.cards()).toHaveLength(1);
    expect(journal.newestEvents(9)).toEqual([]);
  });
});

describe("job keys", () => {
  it("are short and go both ways", () => {
    expect(jobKey(1)).toBe("J1");
    expect(jobKey(Number.MAX_SAFE_INTEGER).length).toBeLessThanOrEqual(16);
    for (const id of [1, 35, 36, 25_000, Number.MAX_SAFE_INTEGER]) expect(jobId(jobKey(id))).toBe(id);
    for (const key of ["", "J", "J01", "j1", "JZ", "Jzzzzzzzzzzzzz", "X1"]) expect(jobId(key)).toBeUndefined();
  });
});
