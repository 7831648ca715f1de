import { describe, expect, test } from "vitest";
import { US_PER_S } from "../../src/base/index.ts";
import { person } from "../station/journal-fixture.ts";
import { Hall, records } from "./hall.ts";

describe("fetching when needed (prefetch 0)", () => {
  test("each printer gets a job when it waits, and each result is told once", () => {
    const hall = new Hall({ records: records(5) });
    hall.minutes(20);
    expect(hall.journal.jobCounts).toMatchObject({ issued: 5, queued: 0, void: 0 });
    const { here, there } = hall.valid();
    expect(there).toEqual(here);
    expect(here).toHaveLength(5);
    expect(hall.centre.service.served).toMatchObject({ result: 5, activate: 0 });
    expect(hall.client.status()).toMatchObject({ line: "up", resultsWaiting: 0, leases: 0, nothingToPrint: true });
  });

  test("never holds more than a job for each waiting printer", () => {
    const hall = new Hall({ records: records(30), printers: 3 });
    for (let s = 0; s < 600; s++) {
      hall.seconds(1);
      expect(hall.centre.store.tally().records["leased"] ?? 0).toBeLessThanOrEqual(3);
    }
    expect(hall.journal.jobCounts.issued).toBeGreaterThan(15);
  });

  test("the time that a printer waits is the centre's; with nothing to print it is nobody's", () => {
    const hall = new Hall({ records: records(1), printers: 1, centre: { seconds: { claim: { low: 20, high: 20 } } } });
    hall.seconds(10);
    expect(hall.client.isAwaitedBy("P1")).toBe(true);
    hall.seconds(15);
    expect(hall.client.isAwaitedBy("P1")).toBe(false);
    hall.minutes(5);
    expect(hall.journal.jobCounts.issued).toBe(1);
    expect(hall.client.isAwaitedBy("P1")).toBe(false);
  });

  test("one office-wide banner while the line is away, none before it matters, and the work goes on afterwards", () => {
    let up = true;
    const hall = new Hall({ records: records(40), centre: { lineUp: () => up } });
    hall.minutes(5);
    const before = hall.journal.jobCounts.issued;
    up = false;
    hall.seconds(100);
    expect(hall.banner).toMatchObject({ code: "centreUnreachable", priority: "P2" });
    hall.minutes(30);
    // The cards in the machines came out; their results wait.
    expect(hall.journal.jobCounts.issued - before).toBeLessThanOrEqual(2);
    expect(hall.client.status().resultsWaiting).toBeGreaterThan(0);
    expect(hall.client.isAwaitedBy("P1")).toBe(true);
    up = true;
    hall.minutes(10);
    expect(hall.banner).toBeUndefined();
    expect(hall.journal.jobCounts.issued - before).toBeGreaterThan(5);
    hall.minutes(60);
    const { here, there } = hall.valid();
    expect(here).toHaveLength(40);
    expect(there).toEqual(here);
  });

  test("asks at growing intervals, not at a hammer's pace", () => {
    let asked = 0;
    const hall = new Hall({
      records: records(1),
      centre: { lineUp: () => false },
      around: (transport) => ({
        request: (...call) => {
          asked++;
          return transport.request(...call);
        },
      }),
    });
    hall.minutes(60);
    expect(asked).toBeGreaterThan(30);
    expect(asked).toBeLessThan(70);
  });
});

describe("leasing ahead (prefetch)", () => {
  test("a leased batch goes on while the line is down, if both sides allow it", () => {
    for (const [offline, policy, issued] of [
      [true, true, 10],
      [false, true, 3],
      [true, false, 3],
    ] as const) {
      let up = true;
      const hall = new Hall({
        records: records(60),
        printers: 1,
        config: { prefetch: 10, offline },
        centre: { lineUp: () => up, policy: { offline: policy } },
      });
      hall.seconds(90);
      up = false;
      hall.minutes(30);
      const done = hall.journal.jobCounts.issued;
      expect(offline && policy ? done >= issued : done <= issued, `${offline} ${policy}: ${done}`).toBe(true);
      up = true;
      hall.minutes(90);
      const { here, there } = hall.valid();
      expect(here).toHaveLength(60);
      expect(there).toEqual(here);
    }
  });

  test("what waits for the centre stays in the list of the queue, behind what may be printed, and says what it waits for", () => {
    let up = true;
    const config = { prefetch: 10, offline: false };
    const hall = new Hall({ records: records(60), printers: 1, config, centre: { lineUp: () => up } });
    hall.seconds(90);
    up = false;
    hall.minutes(30);
    const { queued } = hall.journal.jobCounts;
    expect(queued).toBeGreaterThan(4);
    const list = (limit: number, offset = 0) => hall.journal.views.list({ states: ["queued"] }, limit, "", offset);
    const all = list(100);
    expect(all.jobs).toHaveLength(queued);
    expect(new Set(all.jobs.map(({ cause }) => cause))).toEqual(new Set(["waitsLine"]));
    // Page by page, and one that may be printed before them.
    hall.journal.addJobs([person(900)]);
    const pages = [list(3), list(3, 3)];
    expect(pages.flatMap(({ jobs }) => jobs.map(({ cause }) => cause))).toEqual(["", ...Array(5).fill("waitsLine")]);
    expect(pages.map(({ more }) => more)).toEqual([true, queued + 1 > 6]);
  });

  test("leases are renewed while jobs of theirs wait, and jobs no longer wanted go back", () => {
    const hall = new Hall({ records: records(50), printers: 1, config: { prefetch: 40, leaseSeconds: 1200 } });
    hall.minutes(30);
    expect(hall.centre.service.served.renew).toBeGreaterThan(0);
    expect(hall.journal.jobCounts.void).toBe(0);
    hall.minutes(60);
    expect(hall.journal.jobCounts).toMatchObject({ issued: 50, void: 0 });
  });

  test("a claim whose answer was lost is asked again under its key, also after a restart: no lease is forgotten", () => {
    let lose = true;
    const hall = new Hall({
      records: records(10),
      printers: 1,
      config: { prefetch: 10 },
      around: (transport) => ({
        request: (request, timeoutMs, reply) =>
          transport.request(request, timeoutMs, (heard) =>
            reply(lose && request.path === "/leases" ? { kind: "lost", why: "cut" } : heard),
          ),
      }),
    });
    hall.seconds(10);
    expect(hall.centre.store.tally().records).toEqual({ leased: 10 });
    expect(hall.journal.jobCounts.queued).toBe(0);
    hall.restartClient();
    lose = false;
    hall.seconds(20);
    expect(hall.journal.centre.liveLeases()).toHaveLength(1);
    expect(hall.centre.store.count("SELECT count(*) AS n FROM leases")).toBe(1);
    hall.minutes(20);
    expect(hall.journal.jobCounts.issued).toBe(10);
  });

  test("what nobody has begun can be given back", () => {
    const hall = new Hall({ records: records(20), printers: 1, config: { prefetch: 10 } });
    hall.seconds(30);
    hall.client.drain();
    expect(hall.client.release()).toBe(9);
    hall.minutes(3);
    expect(hall.centre.store.tally().records).toEqual({ issued: 1, ready: 19 });
    expect(hall.client.status()).toMatchObject({ resultsWaiting: 0, ready: 0 });
  });

  test("no card is begun that its lease would not outlive; the next lease brings the same jobs back", () => {
    let up = true;
    const hall = new Hall({
      records: records(12),
      printers: 1,
      config: { prefetch: 12, leaseSeconds: 900 },
      centre: { lineUp: () => up },
    });
    hall.seconds(30);
    up = false;
    hall.minutes(20);
    const { issued, queued } = hall.journal.jobCounts;
    // 900 s less 240 s for a card and 120 s of margin.
    expect(issued).toBeGreaterThan(5);
    expect(issued).toBeLessThanOrEqual(10);
    expect(queued).toBe(12 - issued);
    expect(hall.client.status()).toMatchObject({ ready: 0 });
    up = true;
    hall.minutes(30);
    expect(hall.journal.jobCounts).toMatchObject({ issued: 12, void: 0, queued: 0 });
    const { here, there } = hall.valid();
    expect(there).toEqual(here);
  });
});

describe("activation", () => {
  test("every card has its own, asked before it is started", () => {
    for (const prefetch of [0, 8]) {
      const hall = new Hall({ records: records(8), config: { prefetch }, centre: { policy: { activation: true } } });
      hall.minutes(30);
      expect(hall.journal.jobCounts.issued).toBe(8);
      expect(hall.centre.service.served.activate).toBe(8);
    }
  });

  test("a person who has a card already is not printed, and nothing is told that the centre knows", () => {
    const twice = records(1).map((record) => ({ ...record, id: "R9" }));
    const hall = new Hall({ records: [], printers: 1, centre: { policy: { activation: true } } });
    const card = hall.centre.store.sql("INSERT INTO cards VALUES ('AA', ?, 'R0', 'OTHER', 'valid', 0)");
    card.run(twice[0]!.nik);
    hall.centre.store.add(twice);
    hall.minutes(5);
    expect(hall.journal.jobCounts).toMatchObject({ issued: 0, void: 1 });
    expect(hall.centre.service.served.result).toBe(0);
    expect(hall.centre.store.tally()).toMatchObject({ records: { duplicate: 1 }, refused: 0 });
  });

  test("without a line after a restart the last known policy counts", () => {
    let up = true;
    const hall = new Hall({
      records: records(10),
      printers: 1,
      config: { prefetch: 10 },
      centre: { lineUp: () => up, policy: { activation: true } },
    });
    hall.seconds(20);
    up = false;
    hall.restartClient();
    hall.minutes(20);
    // Two were activated ahead and one was in work: the others have no leave.
    expect(hall.journal.jobCounts.issued).toBeLessThanOrEqual(3);
    expect(hall.journal.jobCounts.issued).toBeGreaterThanOrEqual(2);
  });
});

describe("results", () => {
  test("a lease that ends while the card is inside: the card is finished and its result still taken", () => {
    let up = true;
    const hall = new Hall({
      records: records(1),
      printers: 1,
      config: { leaseSeconds: 600 },
      centre: { lineUp: () => up },
    });
    hall.seconds(10);
    expect(hall.journal.jobCounts.printing).toBe(1);
    hall.places[0]!.paused = true;
    up = false;
    hall.minutes(15);
    hall.places[0]!.paused = false;
    hall.minutes(2);
    expect(hall.journal.jobCounts.issued).toBe(1);
    up = true;
    hall.minutes(5);
    expect(hall.centre.store.tally()).toEqual({ records: { issued: 1 }, cards: { valid: 1 }, refused: 0 });
  });

  test("409 to a card that came out: revoked here, P1, and it stays until a person settles it", () => {
    const hall = new Hall({ records: records(1), printers: 1 });
    hall.seconds(20);
    // Meanwhile another office printed this person's card.
    hall.centre.store.sql("INSERT INTO cards VALUES ('AA', '9901010101900001', 'R1', 'OTHER', 'valid', 0)").run();
    hall.minutes(3);
    expect(hall.banner).toEqual({ code: "centreDuplicate", priority: "P1", params: { cards: 1 } });
    expect(hall.journal.cards().map(({ state, cause }) => [state, cause])).toEqual([["revoked", "centreDuplicate"]]);
    expect(hall.journal.jobCounts).toMatchObject({ issued: 0, void: 1 });
    const [refused] = hall.client.refused;
    expect(refused).toMatchObject({ outcome: "issued", serial: "00000001" });
    expect(JSON.stringify(hall.client.refused)).not.toMatch(/\d{16}/);
    hall.restartClient();
    hall.minutes(2);
    expect(hall.banner?.code).toBe("centreDuplicate");
    expect(hall.client.settle(refused!.id)).toBe(true);
    expect(hall.client.settle(refused!.id)).toBe(false);
    hall.minutes(1);
    expect(hall.banner).toBeUndefined();
  });

  test("an uncertain card is told, and what a person decides about it is told too", () => {
    const hall = new Hall({ records: records(1), printers: 1 });
    hall.seconds(20);
    const { job } = hall.places[0]!;
    hall.journal.jobs.uncertain("P1", job, "BEEF", "powerInterrupted");
    hall.places[0]!.paused = true;
    hall.minutes(2);
    expect(hall.centre.store.tally().records).toEqual({ uncertain: 1 });
    expect(hall.journal.decide(job, "issued")).toBe(true);
    hall.minutes(2);
    expect(hall.centre.store.tally()).toEqual({ records: { issued: 1 }, cards: { valid: 1 }, refused: 0 });
    expect(hall.valid()).toEqual({ here: ["BEEF"], there: ["BEEF"] });
  });
});

describe("the service window", () => {
  test("closed at 09:00: nothing is fetched until it opens, and the banner says so", () => {
    // It is 08:00 in Jakarta.
    const hours = { opensMinute: 7 * 60, closesMinute: 9 * 60, zoneMinutes: 420 };
    const hall = new Hall({ records: records(500), printers: 1, centre: { policy: { hours } } });
    hall.minutes(59);
    const { issued } = hall.journal.jobCounts;
    expect(issued).toBeGreaterThan(50);
    hall.minutes(5);
    expect(hall.banner).toMatchObject({ code: "centreClosed", priority: "P3" });
    hall.minutes(21 * 60);
    expect(hall.journal.jobCounts.issued - issued).toBeLessThanOrEqual(2);
    hall.minutes(90);
    expect(hall.journal.jobCounts.issued - issued).toBeGreaterThan(25);
    expect(hall.banner).toBeUndefined();
  });
});

describe("clocks", () => {
  test("a centre whose clock is hours ahead or behind changes nothing", () => {
    for (const seconds of [-7 * 3600, 7 * 3600]) {
      const hall = new Hall({ records: records(20), printers: 1, config: { prefetch: 10 } });
      hall.centre.faults.set("skew", { value: seconds });
      hall.client.retryNow();
      hall.minutes(40);
      expect(hall.client.status().clockAheadMs / 1000).toBeCloseTo(-seconds, 0);
      expect(hall.journal.jobCounts).toMatchObject({ issued: 20, void: 0 });
    }
  });

  test("after a restart with a clock that ran back, leases prove nothing until the centre is heard", () => {
    const hall = new Hall({ records: records(10), printers: 1, config: { prefetch: 10 } });
    hall.seconds(10);
    hall.client.stop();
    const lease = hall.journal.centre.liveLeases()[0]!;
    hall.journal.centre.addLease(lease.lease, lease.gotMs + 86_400_000, lease.expiresMs + 86_400_000);
    hall.restartClient();
    expect(hall.client.status()).toMatchObject({ ready: 0, leases: 1 });
    hall.minutes(20);
    expect(hall.centre.service.served.renew).toBeGreaterThan(0);
    expect(hall.journal.jobCounts.issued).toBe(10);
  });

  test("a job that was taken and not begun goes back before its lease is too short", () => {
    let up = true;
    const hall = new Hall({
      records: records(1),
      printers: 1,
      config: { leaseSeconds: 1200 },
      centre: { lineUp: () => up },
    });
    hall.places[0]!.paused = true;
    hall.seconds(10);
    expect(hall.journal.jobCounts.leased).toBe(1);
    up = false;
    hall.clock.advance(1200 * US_PER_S);
    expect(hall.places[0]!.job).toBe("");
    expect(hall.journal.jobCounts).toMatchObject({ leased: 0, queued: 1, printing: 0 });
  });
});
