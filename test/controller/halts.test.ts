import { expect, test } from "vitest";
import { STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";
import { Bench } from "./bench.ts";

const printingUntil = (bench: Bench, move: string): void => bench.until(() => bench.engine.moves.includes(move), 200);

test("cover opened while feeding: the blank goes out, the job gets another one when the cover is closed", () => {
  const bench = new Bench(["J1"]);
  printingUntil(bench, "feed J1");
  bench.engine.openCover();
  bench.until(() => bench.path === "faulted", 2);
  expect(bench.engine.setpoint).toBe(0);
  expect(bench.controller.lostCause()).toBe("people");
  bench.run(30);
  expect(bench.path).toBe("faulted");
  bench.engine.closeCover();
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(bench.engine.rejects.length).toBe(1);
  expect(bench.problems()).toEqual([]);
});

test("cover opened inside the nip: the card is void and goes to the reject bin", () => {
  const bench = new Bench(["J1"]);
  printingUntil(bench, "transfer J1");
  bench.run(6);
  bench.engine.openCover();
  bench.run(5);
  bench.engine.closeCover();
  bench.until(() => bench.station.voidedJobs.length === 1, 60);
  expect(bench.station.voidedJobs[0]).toMatchObject({
    job: "J1",
    cause: "operator",
    serial: bench.engine.rejects[0]!.serial,
  });
  expect(bench.engine.moves.filter((move) => move.startsWith("feed"))).toHaveLength(1);
});

test("cover opened while the card waits encoded at the encoder: the same card is finished", () => {
  const bench = new Bench(["J1"]);
  printingUntil(bench, "encode J1");
  bench.run(8);
  bench.engine.openCover();
  bench.run(5);
  bench.engine.closeCover();
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(bench.engine.rejects).toEqual([]);
  expect(bench.engine.moves).toEqual([
    "feed J1",
    "image J1",
    "encode J1",
    "filmAdvance",
    "image J1",
    "transfer J1",
    "eject J1",
  ]);
  expect(bench.problems()).toEqual([]);
});

test("a jam in the nip waits for hands; the personal card is void, nothing is fed meanwhile", () => {
  const bench = new Bench(["J1"]);
  printingUntil(bench, "transfer J1");
  bench.run(5);
  bench.engine.raise("jamNip");
  bench.until(() => bench.path === "faulted", 2);
  bench.run(600);
  expect(bench.path).toBe("faulted");
  bench.controller.clearFault("jamNip");
  bench.run(10);
  expect(bench.path).toBe("faulted");
  bench.engine.removeCard();
  bench.until(() => bench.station.voidedJobs.length === 1, 10);
  expect(bench.station.voidedJobs[0]?.cause).toBe("jam");
  bench.station.queue.push("J2");
  bench.controller.wake();
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(bench.problems()).toEqual([]);
});

test("a jam while feeding spends nobody's card: the job goes back to the queue at once", () => {
  const bench = new Bench(["J1"]);
  bench.until(() => bench.engine.cardRun !== undefined, 100);
  bench.engine.film.state = 5;
  bench.engine.raise("jamHopper");
  bench.until(() => bench.station.returnedJobs.length === 1, 5);
  expect(bench.station.returnedJobs[0]).toEqual({ job: "J1", reason: "fault" });
  expect(bench.path).toBe("faulted");
});

test("a melted card: void by melt, after hands", () => {
  const bench = new Bench(["J1"]);
  bench.engine.ends.set(STEP_KIND.eject, { result: STEP_RESULT.failed, fault: "cardMelted" });
  bench.until(() => bench.path === "faulted", 200);
  expect(bench.controller.view().reason?.code).toBe("cardMelted");
  expect(bench.controller.lostCause()).toBe("heat");
  bench.engine.removeCard();
  bench.controller.clearFault("cardMelted");
  bench.until(() => bench.station.voidedJobs.length === 1, 10);
  expect(bench.station.voidedJobs[0]?.cause).toBe("melt");
});

test("a jam at the exit: whether the card is whole only a person can tell", () => {
  const bench = new Bench(["J1"]);
  bench.engine.ends.set(STEP_KIND.eject, { result: STEP_RESULT.failed, fault: "jamExit" });
  bench.until(() => bench.path === "faulted", 200);
  bench.engine.removeCard();
  bench.controller.clearFault("jamExit");
  bench.until(() => bench.station.uncertainJobs.length === 1, 10);
  expect(bench.station.uncertainJobs[0]).toMatchObject({ job: "J1", why: "jamExit" });
});

test("a dead chip: that card is rejected and void, the third in a row stops the printer", () => {
  const bench = new Bench(["J1", "J2", "J3", "J4"]);
  for (let i = 0; i < 3; i++) {
    bench.engine.ends.set(STEP_KIND.encode, { result: STEP_RESULT.failed, fault: "chipDead" });
    bench.until(() => bench.station.voidedJobs.length === i + 1 || bench.path === "faulted", 200);
  }
  expect(bench.station.voidedJobs.map(({ cause }) => cause)).toEqual(["encoder", "encoder"]);
  expect(bench.path).toBe("faulted");
  expect(bench.controller.view().reason?.code).toBe("chipDead");
  expect(bench.controller.clearFault("chipDead")).toBe("now");
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(bench.station.voidedJobs).toHaveLength(3);
  expect(bench.engine.rejects).toHaveLength(3);
});

test("the roller too cold at the nip: the same card and film are tried again", () => {
  const bench = new Bench(["J1"]);
  bench.engine.ends.set(STEP_KIND.transfer, { result: STEP_RESULT.failed, fault: "rollerUnderTemperature" });
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(bench.engine.moves.filter((move) => move === "transfer J1")).toHaveLength(2);
  expect(bench.engine.moves.filter((move) => move === "image J1")).toHaveLength(1);
});

test("emergency stop: heat off, and only the reset leads out, also after the link broke", () => {
  const bench = new Bench(["J1"]);
  printingUntil(bench, "transfer J1");
  bench.run(1);
  bench.controller.emergencyStop();
  bench.run(0.1);
  expect(bench.engine.setpoint).toBe(0);
  expect(bench.path).toBe("stopped");
  expect(bench.controller.lostCause()).toBe("people");
  bench.link.cut(10);
  bench.run(60);
  expect(bench.path).toBe("stopped");
  expect(bench.controller.resetStop()).toBe("later");
  bench.until(() => bench.station.voidedJobs.length === 1, 60);
  expect(bench.station.voidedJobs[0]?.cause).toBe("operator");
});

test("a fault that only the controller sees stops the printer and is cleared by hand", () => {
  const bench = new Bench(["J1"]);
  bench.engine.heatRate = 0;
  bench.until(() => bench.path === "faulted", 20 * 60);
  expect(bench.controller.view().reason?.code).toBe("warmUpTooSlow");
  expect(bench.engine.setpoint).toBe(0);
  bench.engine.heatRate = 5;
  bench.controller.clearFault("warmUpTooSlow");
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
});

test("a serial number that is not the expected one: nothing moves, no heat, until it is the right printer", () => {
  const bench = new Bench(["J1"], { expectedSerial: "SN-2" });
  bench.until(() => bench.path === "faulted", 5);
  bench.run(120);
  expect(bench.controller.view().reason?.code).toBe("serialUnexpected");
  expect(bench.engine.moves).toEqual([]);
  expect(bench.link.sent.filter((name) => name === "lease_renew" || name === "step_start")).toEqual([]);
  bench.controller.clearFault("serialUnexpected");
  bench.run(5);
  expect(bench.path).toBe("faulted");
  bench.engine.serial = "SN-2";
  bench.controller.clearFault("serialUnexpected");
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
});

test("our own mistake stops this printer alone: heat off, stopped, and somebody is told", () => {
  const broken: unknown[] = [];
  const bench = new Bench(["J1"], {}, undefined, (error) => broken.push(error));
  printingUntil(bench, "feed J1");
  bench.station.intend = () => {
    throw new Error("disk full");
  };
  bench.until(() => broken.length === 1, 60);
  bench.run(1);
  expect(bench.engine.setpoint).toBe(0);
  expect(bench.engine.halted).toBe(true);
  const moves = bench.engine.moves.length;
  bench.run(60);
  expect(bench.engine.moves).toHaveLength(moves);
});
