import { expect, test } from "vitest";
import type { PaceDecision, Pacer } from "../../src/controller/index.ts";
import { FILM_STATE, STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";
import { Bench } from "./bench.ts";

/** A governor that does as it is told. */
class ToldPacer implements Pacer {
  decision: PaceDecision = { action: "print" };
  transfer = true;
  samples = 0;
  imaging = 0;
  transferring = 0;
  working = 0;
  update(sample: { imaging: boolean; transferring: boolean; working: boolean }): void {
    if (sample.working) this.working++;
    this.samples++;
    if (sample.imaging) this.imaging++;
    if (sample.transferring) this.transferring++;
  }
  decide(): PaceDecision {
    return this.decision;
  }
  mayTransfer(): boolean {
    return this.transfer;
  }
}

const REST: PaceDecision = { action: "rest", rollerCelsius: 60, reason: { code: "soaked", hotZoneCelsius: 61 } };

test("a soaked machine rests with a lower roller before the next card, says why, and goes on", () => {
  const pacer = new ToldPacer();
  const bench = new Bench(["J1", "J2"], {}, pacer);
  bench.until(() => bench.engine.moves.includes("transfer J1"), 100);
  pacer.decision = REST;
  bench.until(() => bench.path === "coolingDown.paced", 60);
  expect(bench.station.issuedJobs).toHaveLength(1);
  bench.run(5);
  expect(bench.engine.setpoint).toBe(60);
  expect(bench.controller.view().reason).toEqual({ code: "soaked", params: { hotZoneCelsius: 61 } });
  expect(bench.controller.lostCause()).toBe("heat");
  pacer.decision = { action: "warm", reason: { code: "heating" } };
  bench.until(() => bench.path === "warming", 5);
  bench.run(1);
  expect(bench.engine.setpoint).toBe(165);
  pacer.decision = { action: "print" };
  bench.until(() => bench.station.issuedJobs.length === 2, 100);
});

test("the governor is asked again before the nip: the encoded card waits at the encoder and is finished later", () => {
  const pacer = new ToldPacer();
  const bench = new Bench(["J1"], {}, pacer);
  bench.until(() => bench.engine.film.state === FILM_STATE.imaging, 100);
  pacer.transfer = false;
  pacer.decision = REST;
  bench.until(() => bench.path === "coolingDown.paced", 60);
  bench.run(300);
  expect(bench.engine.moves).not.toContain("transfer J1");
  pacer.decision = { action: "print" };
  pacer.transfer = true;
  bench.until(() => bench.station.issuedJobs.length === 1, 100);
  expect(bench.engine.moves.filter((move) => move.startsWith("image"))).toHaveLength(1);
});

test("the governor hears with each status what runs", () => {
  const pacer = new ToldPacer();
  const bench = new Bench(["J1"], {}, pacer);
  bench.until(() => bench.station.issuedJobs.length === 1, 100);
  expect(pacer.samples).toBeGreaterThan(36);
  expect(pacer.imaging).toBeGreaterThanOrEqual(22);
  expect(pacer.imaging).toBeLessThan(pacer.working);
});

test("a hot print head holds a new card back; no job is lost", () => {
  const bench = new Bench(["J1"]);
  bench.until(() => bench.path === "warming", 10);
  bench.engine.bits.add("headTooHot");
  bench.until(() => bench.path === "coolingDown.headHot", 100);
  expect(bench.controller.lostCause()).toBe("heat");
  bench.run(60);
  expect(bench.engine.moves).toEqual([]);
  bench.engine.bits.delete("headTooHot");
  bench.until(() => bench.station.issuedJobs.length === 1, 100);
});

test("a set-point that got lost is asserted again, with a lease", () => {
  const bench = new Bench([]);
  bench.until(() => bench.path === "ready", 100);
  bench.engine.setpoint = 0;
  bench.run(3);
  expect(bench.engine.setpoint).toBe(165);
});

test("with the host gone the heater goes off by itself, and a returning host asks for it anew", () => {
  const bench = new Bench([]);
  bench.until(() => bench.path === "ready", 100);
  bench.link.cut(60);
  bench.run(8);
  expect(bench.engine.setpoint).toBe(0);
  expect(bench.controller.lostCause()).toBeUndefined();
  bench.until(() => bench.path === "ready" && bench.engine.setpoint === 165, 120);
});

test("a failed image is discarded and made again for the same job", () => {
  const bench = new Bench(["J1"]);
  bench.engine.ends.set(STEP_KIND.image, { result: STEP_RESULT.failed, fault: "" });
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(bench.engine.moves).toEqual([
    "feed J1",
    "image J1",
    "encode J1",
    "filmAdvance",
    "image J1",
    "transfer J1",
    "eject J1",
  ]);
});

test("the view is plain data and the same history gives the same bytes", () => {
  const run = (): string => {
    const bench = new Bench(["J1", "J2"]);
    bench.run(50);
    bench.link.cut(3);
    bench.until(() => bench.station.issuedJobs.length === 2, 300);
    return JSON.stringify([bench.station.log, bench.controller.view()]);
  };
  const first = run();
  expect(run()).toBe(first);
  const bench = new Bench(["J1"]);
  bench.until(() => bench.engine.moves.includes("encode J1"), 100);
  const view = bench.controller.view();
  expect(JSON.parse(JSON.stringify(view))).toMatchObject({
    word: "printing",
    job: "J1",
    cardStep: "encode",
    filmStep: "image",
    sim: true,
  });
  expect(view.ageUs).toBeLessThanOrEqual(1_100_000);
});

test("listeners hear of states and of numbers, and can stop listening", () => {
  const bench = new Bench(["J1"]);
  const heard = { state: 0, data: 0 };
  const stop = bench.controller.onChange((kind) => heard[kind]++);
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(heard.state).toBeGreaterThan(8);
  expect(heard.state).toBeLessThan(80);
  expect(heard.data).toBeGreaterThan(60);
  stop();
  const before = { ...heard };
  bench.run(10);
  expect(heard).toEqual(before);
});
