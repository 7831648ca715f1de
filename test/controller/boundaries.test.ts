/** Exactly once: whatever is cut at whatever instant, every card has one end and nobody gets two. */
import { describe, expect, test } from "vitest";
import { US_PER_MS } from "../../src/base/index.ts";
import { STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";
import { Bench } from "./bench.ts";

type Disturb = (bench: Bench) => void;

const DISTURBANCES: Record<string, Disturb> = {
  "link cut for 1 s": (bench) => bench.link.cut(1),
  "link cut for 20 s": (bench) => bench.link.cut(20),
  "host restart": (bench) => bench.restartHost(3),
  "host away for 5 minutes": (bench) => bench.restartHost(300),
  "power cut for 2 s": (bench) => {
    bench.engine.cutPower(2);
    bench.link.cut(3);
  },
  "power cut of both": (bench) => {
    bench.engine.cutPower(30);
    bench.restartHost(10);
  },
  "watchdog reset without link loss": (bench) => {
    bench.engine.cutPower(0);
  },
  "responses lost": (bench) => {
    for (const name of ["step_done", "status_path", "ledger_entry", "ledger_end"] as const)
      bench.link.lose.set(name, 4);
  },
};

/** A job of the fake station is over, or waits in the queue again. */
function settled(bench: Bench): boolean {
  return bench.station.reserved === "" && bench.station.queue.length === 0 && bench.path === "ready";
}

function check(bench: Bench, what: string): void {
  expect(bench.problems(), `${what}\n${bench.story()}`).toEqual([]);
  const { station, engine } = bench;
  const ends = [...station.issuedJobs, ...station.voidedJobs, ...station.uncertainJobs].map(({ job }) => job).sort();
  expect(ends, `${what}\n${bench.story()}`).toEqual(["J1", "J2"]);
  for (const job of ["J1", "J2"]) {
    const ran = (kind: number): number =>
      [...engine.ledger.values()].filter((one) => one.job === job && one.kind === kind && one.result === STEP_RESULT.ok)
        .length;
    expect(ran(STEP_KIND.encode), `${what}: encoded ${job}`).toBeLessThanOrEqual(1);
    expect(ran(STEP_KIND.transfer), `${what}: transferred ${job}`).toBeLessThanOrEqual(1);
    expect(ran(STEP_KIND.eject), `${what}: ejected ${job}`).toBeLessThanOrEqual(1);
  }
  const fed = engine.moves.filter((move) => move.startsWith("feed")).length;
  expect(fed, what).toBe(engine.output.length + engine.rejects.length);
  expect(station.open(), what).toEqual([]);
}

describe.each(Object.entries(DISTURBANCES))("%s at any instant of a card", (name, disturb) => {
  test("ends every job exactly once", () => {
    for (let ms = 0; ms <= 37_500; ms += 500) {
      const bench = new Bench(["J1", "J2"]);
      bench.until(() => bench.engine.moves.length > 0, 100);
      bench.run(ms / 1000);
      disturb(bench);
      bench.until(() => settled(bench), 900, `${name} at ${ms} ms settles`);
      check(bench, `${name} at ${ms} ms`);
    }
  });
});

test("a cut just before or just after each step order reaches the engine", () => {
  for (let order = 1; order <= 7; order++) {
    for (const afterMs of [0, 3, 5, 9, 15]) {
      const bench = new Bench(["J1", "J2"]);
      let seen = 0;
      const cut = bench.clock.timer(() => bench.link.cut(0.5));
      bench.link.onCommand = (name) => {
        if (name === "step_start" && ++seen === order) cut.armAfter(afterMs * US_PER_MS);
      };
      bench.until(() => settled(bench), 900, `cut ${afterMs} ms after order ${order} settles`);
      expect(seen).toBeGreaterThanOrEqual(order);
      check(bench, `cut ${afterMs} ms after order ${order}`);
    }
  }
});

test("a link cut or a host restart alone never costs a card or a film frame", () => {
  for (const disturb of [DISTURBANCES["link cut for 20 s"]!, DISTURBANCES["host restart"]!]) {
    for (let ms = 0; ms <= 37_000; ms += 1_000) {
      const bench = new Bench(["J1", "J2"]);
      bench.until(() => bench.engine.moves.length > 0, 100);
      bench.run(ms / 1000);
      disturb(bench);
      bench.until(() => settled(bench), 900, `at ${ms} ms`);
      expect(
        bench.station.issuedJobs.map(({ job }) => job),
        `at ${ms} ms`,
      ).toEqual(["J1", "J2"]);
      expect(bench.engine.filmLeft, `at ${ms} ms`).toBe(1498);
      expect(bench.engine.rejects, `at ${ms} ms`).toEqual([]);
    }
  }
});

test("refusals are planned afresh, and nothing is ordered twice meanwhile", () => {
  for (let reason = 1; reason <= 18; reason++) {
    for (const kind of [STEP_KIND.feed, STEP_KIND.image, STEP_KIND.encode, STEP_KIND.transfer, STEP_KIND.eject]) {
      const bench = new Bench(["J1", "J2"]);
      bench.engine.refuse.set(kind, reason);
      bench.until(() => settled(bench), 900, `refusal ${reason} of ${kind} settles`);
      check(bench, `refusal ${reason} of ${kind}`);
      expect(bench.station.issuedJobs).toHaveLength(2);
    }
  }
});

test("an engine that knows more ids than a restored journal is caught up with", () => {
  const bench = new Bench(["J1"]);
  bench.engine.ledgerHigh = 5000;
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(Math.min(...bench.station.entries.map(({ id }) => id))).toBeGreaterThan(5000);
});

test("foreign cards go out before anything else moves; a clean blank is used", () => {
  const strange = new Bench(["J1"]);
  strange.engine.card = { stop: 6, flags: 1, job: "OLD", serial: "04AA", filmJob: "" };
  strange.engine.film = { state: 3, job: "OLD" };
  strange.until(() => strange.station.issuedJobs.length === 1, 200);
  expect(strange.engine.moves.slice(0, 2)).toEqual(["reject", "feed J1"]);
  expect(strange.engine.moves).toContain("filmAdvance");
  expect(strange.problems()).toEqual([]);

  const blank = new Bench(["J1"]);
  blank.engine.card = { stop: 3, flags: 0, job: "", serial: "", filmJob: "" };
  blank.until(() => blank.station.issuedJobs.length === 1, 200);
  expect(blank.engine.moves).not.toContain("feed J1");
});

test("an engine that goes silent is treated like a lost link", () => {
  const bench = new Bench(["J1", "J2"]);
  bench.until(() => bench.engine.moves.includes("encode J1"), 100);
  bench.link.lose.set("status_path", 8);
  bench.link.lose.set("status_heat", 8);
  bench.until(() => bench.path === "unknown", 10);
  expect(bench.controller.view().faults.map(({ fault }) => fault)).toEqual(["linkLost"]);
  bench.until(() => settled(bench), 200);
  check(bench, "silence");
  expect(bench.station.issuedJobs).toHaveLength(2);
});

test("a step that neither ends nor can be aborted stops the printer", () => {
  const bench = new Bench(["J1"]);
  bench.until(() => bench.engine.cardRun?.kind === STEP_KIND.encode, 100);
  bench.engine.cardRun?.timer.cancel();
  bench.engine.abort = () => {};
  bench.until(() => bench.path === "faulted", 100);
  expect(bench.controller.view().reason?.code).toBe("encoderFailed");
  bench.run(0.1);
  expect(bench.engine.setpoint).toBe(0);
});
