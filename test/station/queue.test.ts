import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { MS_PER_DAY } from "../../src/station/jobs/civil.ts";
import { DEFAULT_POLICY, LANE } from "../../src/station/jobs/policy.ts";
import { Journal } from "../../src/station/journal/journal.ts";
import { ALL_LANES, RATION_LANES } from "../../src/station/journal/queue-head.ts";
import { MORNING_MS, openJournal, people, person } from "./journal-fixture.ts";

let journal: Journal;
beforeEach(() => {
  journal = openJournal();
  return () => journal.close();
});
const folder = mkdtempSync(join(tmpdir(), "cetak-queue-"));
afterAll(() => rmSync(folder, { recursive: true }));

const keys = (count = 100): string[] => journal.views.list({ states: ["queued"] }, count).jobs.map(({ key }) => key);
const keyOf = (serial: number): string => journal.views.list({ nik: person(serial).nik }, 9).jobs.at(-1)!.key;
const day = (n: number): number => n * MS_PER_DAY;

describe("ageing", () => {
  it("lets a change go before a first-time holder who asked a month later, and a replacement after two months", () => {
    journal.addJobs([
      person(1, "lost", day(0)),
      person(2, "change", day(20)),
      person(3, "first", day(45)),
      person(4, "first", day(51)),
      person(5, "first", day(61)),
    ]);
    expect(keys()).toEqual([3, 2, 4, 1, 5].map(keyOf));
    const taken = ["A", "B", "C", "D", "E"].map((printer) => journal.jobs.take(printer)?.job);
    expect(taken).toEqual([3, 2, 4, 1, 5].map(keyOf));
  });

  it("follows a change of the policy, and leaves a skipped job where it was put", () => {
    const path = join(folder, "policy.db");
    const rows = [person(1, "lost", day(0)), person(2, "first", day(10)), person(3, "first", day(5))];
    const open = (replacementWaitsDays: number): Journal =>
      new Journal({
        path,
        zone: "WIB",
        utcMs: () => MORNING_MS,
        durable: false,
        policy: { ...DEFAULT_POLICY, replacementWaitsDays },
      });
    journal = open(60);
    journal.addJobs(rows);
    journal.jobs.skip(keyOf(3));
    expect(keys()).toEqual([2, 1, 3].map(keyOf));
    journal.close();
    journal = open(0);
    expect(keys()).toEqual([1, 2, 3].map(keyOf));
  });
});

describe("urgent jobs", () => {
  it("go before all others, the oldest first, and back to their place", () => {
    journal.addJobs([person(1), person(2, "lost", day(3)), person(3, "change", day(2))]);
    journal.queue.setUrgent(keyOf(2), true);
    journal.queue.setUrgent(keyOf(3), true);
    expect(keys()).toEqual([3, 2, 1].map(keyOf));
    expect(journal.views.placeOf(keyOf(1))).toBe(2);
    expect(journal.jobs.hasUrgent()).toBe(true);
    journal.queue.setUrgent(keyOf(3), false);
    expect(keys()).toEqual([2, 1, 3].map(keyOf));
    expect(journal.jobs.takeFrom("P1", ALL_LANES & ~(1 << LANE.urgent))).toEqual({ job: keyOf(1) });
    expect(journal.queue.setUrgent(keyOf(1), true)).toEqual({ done: false, state: "leased" });
  });

  it("lose their urgency when they are skipped", () => {
    journal.addJobs(people(3));
    journal.queue.setUrgent(keyOf(2), true);
    journal.jobs.skip(keyOf(2));
    expect(keys()).toEqual([1, 3, 2].map(keyOf));
  });
});

describe("ration mode", () => {
  it("takes first-time holders and what is urgent, nothing else", () => {
    journal.addJobs([person(1, "lost"), person(2, "change"), person(3, "first", day(400)), person(4, "damaged")]);
    journal.queue.setUrgent(keyOf(4), true);
    expect(["A", "B", "C"].map((printer) => journal.jobs.takeFrom(printer, RATION_LANES)?.job)).toEqual([
      keyOf(4),
      keyOf(3),
      undefined,
    ]);
  });
});

describe("setting aside", () => {
  it("holds a queued job until it is released", () => {
    journal.addJobs(people(2));
    const [first, second] = keys();
    expect(journal.queue.hold(first!)).toEqual({ done: true });
    expect(journal.jobState(first!)).toBe("held");
    expect(journal.jobCounts).toMatchObject({ queued: 1, held: 1 });
    expect(journal.jobs.take("P1")).toEqual({ job: second });
    expect(journal.jobs.take("P2")).toBeUndefined();
    expect(journal.addJobs(people(1))[0]!.reason).toContain("(held)");
    expect(journal.queue.release(first!)).toEqual({ done: true });
    expect(journal.jobs.take("P2")).toEqual({ job: first });
    expect(journal.queue.hold(first!)).toEqual({ done: false, state: "leased" });
    expect(journal.queue.hold("J99")).toEqual({ done: false, state: undefined });
  });

  it("holds what the record code says is not ready, until the same request comes as PRR", () => {
    const records = (["PRO", "SFE", "PRR", "DUP", "Efac"] as const).map((record, i) => ({ ...person(i + 1), record }));
    const { queued, held } = journal.importJobs(records);
    expect({ queued, held }).toEqual({
      queued: 1,
      held: { operator: 0, suspect: 1, incomplete: 1, notReady: 2, restored: 0 },
    });
    expect(journal.views.list({ states: ["held"] }, 9).jobs.map(({ record, cause }) => [record, cause])).toEqual([
      ["PRO", "notReady"],
      ["SFE", "notReady"],
      ["DUP", "suspect"],
      ["Efac", "incomplete"],
    ]);
    expect(journal.importJobs([{ ...person(1), record: "PRR" }])).toMatchObject({
      queued: 0,
      refused: [{ known: true }],
    });
    expect(journal.jobState(keyOf(1))).toBe("queued");
    expect(journal.queue.release(keyOf(4))).toEqual({ done: false, state: "held" });
    expect(journal.queue.releaseAll("incomplete", 10)).toBe(1);
    expect(journal.jobCounts).toMatchObject({ queued: 3, held: 2 });
  });

  it("sets replacements without a letter aside where the policy asks for it", () => {
    const strict = new Journal({
      path: ":memory:",
      zone: "WIB",
      utcMs: () => MORNING_MS,
      policy: { ...DEFAULT_POLICY, letterRequired: true },
    });
    const { queued, held } = strict.importJobs([
      person(1, "lost"),
      { ...person(2, "damaged"), letter: "470/12/2018" },
      person(3, "change"),
    ]);
    expect([queued, held.incomplete]).toEqual([2, 1]);
    strict.close();
  });
});

describe("lists", () => {
  it("filter, page, mask, and never name anybody", () => {
    journal.addJobs([person(1), person(2, "lost"), person(3, "change"), person(4)]);
    journal.queue.hold(keyOf(4));
    const all = journal.views.list({}, 2);
    expect(all.more).toBe(true);
    const rest = journal.views.list({}, 9, all.jobs.at(-1)!.key);
    expect([...all.jobs, ...rest.jobs].map(({ key }) => key)).toEqual([1, 2, 3, 4].map(keyOf));
    expect(journal.views.list({ class: "lost" }, 9).jobs).toHaveLength(1);
    expect(journal.views.list({ cause: "operator" }, 9).jobs.map(({ key }) => key)).toEqual([keyOf(4)]);
    expect(journal.views.list({ states: ["queued"] }, 1, "", 1).jobs.map(({ key }) => key)).toEqual([keyOf(3)]);
    expect(JSON.stringify(journal.views.list({}, 9))).not.toMatch(/Orang|\d{16}/);
  });

  it("choose the next job by the index, however long the queue is", () => {
    const plans = ["queued", "ration"].map((which) =>
      journal.explain(which === "queued" ? journal.jobs.headSql() : journal.jobs.headSql(RATION_LANES)),
    );
    for (const plan of plans) {
      expect(plan).toContain("USING COVERING INDEX jobs_queue");
      expect(plan).not.toMatch(/SCAN jobs/);
    }
  });
});

describe("hand-over", () => {
  const issue = (serial: number): string => {
    const { job } = journal.jobs.take("P1")!;
    journal.jobs.issued("P1", job, `04${serial}`);
    return job;
  };

  it("lists what waits, hands over once, and not what was revoked", () => {
    journal.addJobs([person(1), person(2)]);
    const [one, two] = [issue(1), issue(2)];
    expect(journal.views.pending(undefined, 9).jobs.map(({ key }) => key)).toEqual([one, two]);
    journal.addJobs([person(1, "lost", day(1))]);
    const replacement = issue(3);
    expect(journal.views.pending(undefined, 9).jobs.map(({ key }) => key)).toEqual([two, replacement]);
    expect(journal.handover.handOver([one, two, replacement, "J99"])).toEqual([one, "J99"]);
    expect(journal.handover.handOver([two])).toEqual([two]);
    expect(journal.jobCounts).toMatchObject({ issued: 1, handedOver: 2 });
    expect(journal.addJobs([person(2, "first", day(9))])[0]!.reason).toContain("has a card already");
  });

  it("goes in rounds that bring back what could not be delivered", () => {
    journal.addJobs(people(3));
    const cards = [issue(1), issue(2), issue(3)];
    const round = journal.handover.openRound("Monday", "-", cards.slice(0, 2))!;
    expect(round).toMatchObject({ cards: 2, closedAtMs: undefined });
    expect(journal.handover.openRound("again", "-", cards.slice(0, 2))).toBeUndefined();
    expect(journal.views.pending(undefined, 9).jobs.map(({ key }) => key)).toEqual([cards[2]]);
    expect(journal.handover.handOver([cards[0]!])).toEqual([cards[0]]);
    expect(journal.handover.closeRound(round.round, [cards[1]!])).toMatchObject({ handedOver: 1, broughtBack: 1 });
    expect(journal.handover.closeRound(round.round, [])).toBeUndefined();
    expect(journal.views.pending("-", 9).jobs.map(({ key }) => key)).toEqual([cards[1], cards[2]]);
    expect(journal.jobCounts).toMatchObject({ issued: 2, handedOver: 1 });
  });
});
