import { expect, test } from "vitest";
import { Bench } from "./bench.ts";

const printingUntil = (bench: Bench, move: string): void => bench.until(() => bench.engine.moves.includes(move), 200);

test("pause finishes the card in flight, resume takes the next", () => {
  const bench = new Bench(["J1", "J2"]);
  printingUntil(bench, "image J1");
  bench.run(23);
  expect(bench.controller.pause()).toBe("later");
  bench.until(() => bench.path === "paused", 60);
  expect(bench.station.issuedJobs).toHaveLength(1);
  bench.run(120);
  expect(bench.engine.moves.filter((move) => move.startsWith("feed"))).toHaveLength(1);
  expect(bench.controller.lostCause()).toBe("people");
  bench.controller.resume();
  bench.until(() => bench.station.issuedJobs.length === 2, 100);
});

test("skip gives the job back while nothing personal is spent, and is too late afterwards", () => {
  const bench = new Bench(["J1"]);
  printingUntil(bench, "feed J1");
  expect(bench.controller.skip()).toBe("later");
  bench.until(() => bench.station.returnedJobs.length === 1, 60);
  expect(bench.station.returnedJobs[0]).toEqual({ job: "J1", reason: "operator" });
  bench.until(() => bench.engine.moves.includes("encode J1"), 60);
  bench.run(6);
  expect(bench.controller.skip()).toBe("no");
  bench.until(() => bench.station.issuedJobs.length === 1, 60);
  expect(bench.problems()).toEqual([]);
});

test("cancel voids an encoded card and sends it to the reject bin", () => {
  const bench = new Bench(["J1", "J2"]);
  printingUntil(bench, "encode J1");
  bench.run(6);
  expect(bench.controller.cancel()).toBe("later");
  bench.until(() => bench.station.voidedJobs.length === 1, 60);
  expect(bench.station.voidedJobs[0]?.cause).toBe("operator");
  expect(bench.engine.rejects[0]?.job).toBe("J1");
  bench.until(() => bench.station.issuedJobs.length === 1, 100);
  expect(bench.engine.output[0]?.filmJob).toBe("J2");
  expect(bench.problems()).toEqual([]);
});

test("drain finishes the card, goes cold, and says so; without work at once", async () => {
  const bench = new Bench(["J1", "J2"]);
  printingUntil(bench, "transfer J1");
  let drained = 0;
  const promise = bench.controller.drain(() => drained++);
  bench.until(() => drained === 1, 60);
  await promise;
  expect(bench.station.issuedJobs).toHaveLength(1);
  expect(bench.station.reserved).toBe("");
  expect(bench.path).toBe("coolingDown.ordered");
  bench.run(1);
  expect(bench.engine.setpoint).toBe(0);
  bench.run(300);
  expect(bench.station.queue).toEqual(["J2"]);
});

test("drain gives an unspent job back and ends although supplies are out", () => {
  const bench = new Bench(["J1"]);
  bench.engine.blanks = 0;
  bench.until(() => bench.path === "supplyOut.blanks", 100);
  let drained = false;
  void bench.controller.drain(() => {
    drained = true;
  });
  bench.run(1);
  expect(drained).toBe(true);
  expect(bench.engine.setpoint).toBe(0);
});

test("a line that drops while the last card is made: drain waits for it to come back, and the card is finished", () => {
  const bench = new Bench(["J1", "J2"]);
  printingUntil(bench, "transfer J1");
  let drained = 0;
  void bench.controller.drain(() => drained++);
  bench.link.cut(5);
  bench.run(4);
  expect(drained).toBe(0);
  bench.until(() => drained === 1, 200);
  expect(bench.station.issuedJobs).toHaveLength(1);
  expect(bench.station.queue).toEqual(["J2"]);
  expect(bench.problems()).toEqual([]);
});

test("a line that stays dead ends the drain, with the card still in the machine", () => {
  const bench = new Bench(["J1"]);
  printingUntil(bench, "transfer J1");
  let drained = 0;
  void bench.controller.drain(() => drained++);
  bench.link.cut(600);
  bench.until(() => drained === 1, 40);
  expect(bench.station.issuedJobs).toHaveLength(0);
});

test("without work the printer goes to standby, and a job wakes it", () => {
  const bench = new Bench([]);
  bench.until(() => bench.path === "ready", 100);
  expect(bench.controller.lostCause()).toBeUndefined();
  bench.run(31 * 60);
  expect(bench.path).toBe("standby");
  expect(bench.engine.setpoint).toBe(0);
  bench.station.queue.push("J1");
  bench.controller.wake();
  expect(bench.path).toBe("warming");
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
});

test("cleaning runs in service and ends by itself", () => {
  const bench = new Bench([]);
  bench.until(() => bench.path === "ready", 100);
  expect(bench.controller.clean()).toBe("now");
  expect(bench.path).toBe("service");
  bench.station.queue.push("J1");
  bench.controller.wake();
  bench.until(() => bench.path !== "service", 70);
  expect(bench.engine.moves).toEqual(["clean"]);
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
});

test("a lease is renewed only while heat is wanted", () => {
  const bench = new Bench([]);
  bench.until(() => bench.path === "ready", 100);
  bench.run(31 * 60);
  const before = bench.link.sent.filter((name) => name === "lease_renew").length;
  bench.run(60);
  expect(bench.link.sent.filter((name) => name === "lease_renew")).toHaveLength(before);
});
