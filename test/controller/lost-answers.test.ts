/** Responses may be lost one by one: each loss has its own way back, and none orders anything twice. */
import { expect, test } from "vitest";
import { CARD_FLAG, CARD_STOP, REFUSAL, STEP_KIND } from "../../src/protocol/index.ts";
import { Bench } from "./bench.ts";

test("a lost ledger entry is asked for again; the step is not taken for one that never ran", () => {
  const bench = new Bench(["J1"]);
  bench.until(() => bench.engine.moves.includes("encode J1"), 100);
  bench.link.lose.set("ledger_entry", 2);
  bench.until(() => bench.station.issuedJobs.length === 1, 100);
  expect(bench.engine.moves.filter((move) => move === "encode J1")).toHaveLength(1);
  expect(bench.station.entries.every(({ withdrawn }) => withdrawn === "")).toBe(true);
  expect(bench.problems()).toEqual([]);
});

test("a lost refusal is found out from the ledger, and the step is ordered again under a new id", () => {
  const bench = new Bench(["J1"]);
  bench.until(() => bench.path === "warming", 10);
  bench.engine.refuse.set(STEP_KIND.encode, REFUSAL.busy);
  bench.link.lose.set("refused", 1);
  bench.until(() => bench.station.issuedJobs.length === 1, 100);
  expect(bench.station.entries.filter(({ withdrawn }) => withdrawn === "unseen").map(({ kind }) => kind)).toEqual([
    STEP_KIND.encode,
  ]);
  expect(bench.engine.moves.filter((move) => move === "encode J1")).toHaveLength(1);
});

test("lost identity and card answers only delay", () => {
  const bench = new Bench(["J1"]);
  bench.link.lose.set("identity", 3);
  bench.link.lose.set("card_state", 3);
  bench.link.lose.set("status_path", 2);
  bench.until(() => bench.station.issuedJobs.length === 1, 100);
});

test("a short break of the link does not interrupt the heat", () => {
  const bench = new Bench([]);
  bench.until(() => bench.path === "ready", 100);
  const asked: number[] = [];
  bench.link.onCommand = (name, values) => {
    if (name === "roller_set") asked.push(Number(values["decicelsius"]));
  };
  bench.link.lose.set("identity", 2);
  bench.link.cut(1);
  bench.until(() => bench.path === "unknown", 1);
  bench.until(() => bench.path === "ready", 30);
  bench.run(5);
  expect(asked.filter((decicelsius) => decicelsius === 0)).toEqual([]);
  expect(bench.engine.setpoint).toBe(165);
});

test("a card of somebody else found inside with a job in hand goes to the reject bin; the job gets its own", () => {
  const bench = new Bench(["J1"]);
  bench.until(() => bench.engine.moves.includes("feed J1"), 100);
  bench.run(1);
  bench.restartHost(1);
  bench.engine.cardRun = undefined;
  bench.engine.card = {
    stop: CARD_STOP.encoder,
    flags: CARD_FLAG.encoded,
    job: "OTHER",
    serial: "04FFFFFFFFFFFF",
    filmJob: "",
  };
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(bench.engine.rejects.map(({ job }) => job)).toEqual(["OTHER"]);
  expect(bench.engine.output.map(({ job, filmJob }) => [job, filmJob])).toEqual([["J1", "J1"]]);
});

test("a chip of unknown owner is never printed on", () => {
  const bench = new Bench(["J1"]);
  bench.engine.card = { stop: CARD_STOP.encoder, flags: CARD_FLAG.encoded, job: "", serial: "04EE", filmJob: "" };
  bench.until(() => bench.station.issuedJobs.length === 1, 200);
  expect(bench.engine.rejects).toHaveLength(1);
  expect(bench.engine.output[0]?.serial).not.toBe("04EE");
});

test("another printer on the same cable gets no heat, not even before it has said who it is", () => {
  const bench = new Bench(["J1"], { expectedSerial: "SN-1" });
  bench.until(() => bench.engine.moves.includes("feed J1"), 100);
  bench.engine.serial = "SN-9";
  bench.engine.setpoint = 0;
  bench.link.cut(1);
  bench.link.lose.set("identity", 3);
  const asked: string[] = [];
  bench.link.onCommand = (name, values) => {
    if (name === "lease_renew" || name === "step_start" || Number(values["decicelsius"]) > 0) asked.push(name);
  };
  bench.until(() => bench.path === "faulted", 30);
  bench.run(60);
  expect(asked).toEqual([]);
  expect(bench.controller.view().reason?.code).toBe("serialUnexpected");
});
