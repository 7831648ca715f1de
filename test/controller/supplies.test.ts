import { expect, test } from "vitest";
import { Bench } from "./bench.ts";

const STOCK = { ribbon: "ribbonLeft", film: "filmLeft", blanks: "blanks" } as const;
const CASES = [
  ["ribbon", "ribbonOut"],
  ["film", "filmOut"],
  ["blanks", "blanksEmpty"],
] as const;

test.each(CASES)(
  "%s ends after one card: that card is issued, the printer waits, and goes on by itself",
  (name, code) => {
    const bench = new Bench(["J1", "J2"]);
    bench.engine[STOCK[name]] = 1;
    bench.until(() => bench.path === `supplyOut.${name}`, 200);
    expect(bench.station.issuedJobs.map(({ job }) => job)).toEqual(["J1"]);
    expect(bench.station.reserved).toBe("");
    expect(bench.controller.view().reason?.code).toBe(code);
    expect(bench.controller.lostCause()).toBe("supplies");
    bench.run(60);
    bench.engine[STOCK[name]] = 100;
    bench.until(() => bench.station.issuedJobs.length === 2, 120);
    expect(bench.problems()).toEqual([]);
  },
);

test("the output bin fills while the card is in work: it is held behind the nip and ejected later", () => {
  const bench = new Bench(["J1"]);
  bench.until(() => bench.engine.moves.includes("transfer J1"), 120);
  bench.engine.outputFull = true;
  bench.until(() => bench.path === "supplyOut.outputFull", 60);
  expect(bench.station.reserved).toBe("J1");
  bench.engine.outputFull = false;
  bench.until(() => bench.station.issuedJobs.length === 1, 30);
});

test("film fails with an encoded card inside: the card is held for the same person and finished after loading", () => {
  const bench = new Bench(["J1", "J2"]);
  bench.until(() => bench.engine.moves.includes("encode J1"), 120);
  bench.engine.ends.set(3, { result: 3, fault: "" });
  bench.engine.filmLeft = 0;
  bench.until(() => bench.path === "supplyOut.film", 60);
  expect(bench.station.reserved).toBe("J1");
  bench.run(3600);
  expect(bench.engine.setpoint).toBe(0);
  bench.engine.filmLeft = 1500;
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(bench.station.issuedJobs[0]?.job).toBe("J1");
  expect(bench.engine.rejects).toEqual([]);
  expect(bench.problems()).toEqual([]);
});

test("supplies end between taking the job and the first step: the job goes back, the station keeps it", () => {
  const bench = new Bench(["J1"]);
  bench.onLink = () => {};
  bench.engine.refuse.set(1, 10);
  bench.engine.refuse.set(3, 10);
  bench.until(() => bench.station.log.some((line) => line.startsWith("step.refused")), 100);
  bench.engine.blanks = 0;
  bench.until(() => bench.path === "supplyOut.blanks", 30);
  expect(bench.station.returnedJobs).toEqual([{ job: "J1", reason: "supplies" }]);
  bench.engine.blanks = 10;
  bench.until(() => bench.station.issuedJobs.length === 1, 100);
});

test("a spool of the wrong type is named as such", () => {
  const bench = new Bench(["J1"]);
  bench.engine.filmTag = "wrong";
  bench.until(() => bench.path === "supplyOut.film", 100);
  expect(bench.controller.view().reason?.code).toBe("filmNotRecognised");
});

test("the heater is switched off when people let the printer wait", () => {
  const bench = new Bench([]);
  bench.until(() => bench.path === "ready", 100);
  bench.engine.blanks = 0;
  bench.until(() => bench.path === "supplyOut.blanks", 100);
  bench.run(60);
  expect(bench.engine.setpoint).toBe(165);
  bench.run(11 * 60);
  expect(bench.engine.setpoint).toBe(0);
  bench.engine.blanks = 10;
  bench.until(() => bench.path === "warming", 10);
  bench.station.queue.push("J1");
  bench.controller.wake();
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
});

test("no card is begun on a firmware on trial; the one inside goes on, and so does the work once it is confirmed", () => {
  const bench = new Bench(["J1", "J2"]);
  bench.until(() => bench.engine.moves.includes("encode J1"), 120);
  bench.engine.bits.add("firmwareUnconfirmed");
  bench.until(() => bench.station.issuedJobs.length === 1, 120);
  bench.run(300);
  expect([bench.path, bench.station.issuedJobs.length, bench.controller.takes]).toEqual(["ready", 1, false]);
  expect(bench.engine.moves.filter((move) => move.startsWith("feed"))).toHaveLength(1);
  expect(bench.controller.view().reason?.code).toBe("firmwareUnconfirmed");
  expect(bench.controller.lostCause()).toBe("other");
  bench.engine.bits.delete("firmwareUnconfirmed");
  bench.until(() => bench.station.issuedJobs.length === 2, 120);
});
