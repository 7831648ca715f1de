import { describe, expect, test } from "vitest";
import { checkEngineInvariants } from "../../src/hardware-sim/index.ts";
import {
  CARD_FLAG,
  CARD_STOP,
  ENGINE_STATE,
  FAULT_CODE,
  FIELD,
  FILM_STATE,
  PARAM,
  REFUSAL,
  STEP_KIND,
  STEP_PHASE,
  STEP_RESULT,
} from "../../src/protocol/index.ts";
import { type RawHost, rawHost } from "./raw-host.ts";
import { warm } from "./warm-host.ts";

const PATH = FIELD.status_path;
const HEAT = FIELD.status_heat;

const lastRefusal = (host: RawHost): unknown => {
  const last = host.heard.at(-1);
  return last?.name === "refused" ? last.params["reason"] : undefined;
};

describe("refusals change nothing", () => {
  test("while starting up: steps and heat", () => {
    const host = rawHost();
    host.runWhile(() => host.path.length === 0, 10);
    host.order("feed");
    expect(lastRefusal(host)).toBe(REFUSAL.notReady);
    host.send("roller_set", { decicelsius: 1650 });
    expect(lastRefusal(host)).toBe(REFUSAL.notReady);
    expect(host.engine.truth.state.ram.keep.ledgerHigh).toBe(0);
  });

  test("each kind when its needs are not met", () => {
    const host = warm(2);
    const refused = (reason: number, kind: Parameters<RawHost["order"]>[0], job = ""): void => {
      host.order(kind, job);
      expect([kind, lastRefusal(host)]).toEqual([kind, reason]);
    };
    refused(REFUSAL.noCard, "encode", "A");
    refused(REFUSAL.noCard, "transfer", "A");
    refused(REFUSAL.noCard, "eject");
    refused(REFUSAL.noCard, "reject");
    refused(REFUSAL.badArgument, "image");
    refused(REFUSAL.badArgument, "none");
    refused(REFUSAL.badArgument, "image", "J".repeat(17));
    host.finish(host.order("feed"));
    refused(REFUSAL.cardInPath, "feed");
    refused(REFUSAL.cardInPath, "clean");
    refused(REFUSAL.notEncoded, "transfer", "A");
    host.order("image", "A");
    refused(REFUSAL.busy, "image", "A");
    refused(REFUSAL.busy, "filmAdvance");
    const encode = host.order("encode", "B");
    refused(REFUSAL.busy, "encode", "B");
    host.finish(encode);
    refused(REFUSAL.jobMismatch, "encode", "A");
    refused(REFUSAL.busy, "transfer", "B");
    host.runWhile(() => host.path[PATH.film_state] !== FILM_STATE.imaged, 60);
    refused(REFUSAL.jobMismatch, "transfer", "B");
    refused(REFUSAL.jobMismatch, "transfer", "A");
    refused(REFUSAL.busy, "image", "B");
    // The way out: the frame of A is given up, and B gets a picture of its own.
    host.finish(host.order("filmAdvance"));
    host.finish(host.order("image", "B"));
    host.finish(host.order("transfer", "B"));
    refused(REFUSAL.alreadyTransferred, "transfer", "B");
    refused(REFUSAL.alreadyTransferred, "encode", "B");
    host.finish(host.order("eject"));
    expect(host.engine.truth.cards[0]).toMatchObject({ chipJob: "B", filmJob: "B", place: "output" });
    expect(checkEngineInvariants(host.engine)).toEqual([]);
  });

  test("set-points, fan, parameters and periods outside their range", () => {
    const host = warm(2);
    for (const decicelsius of [599, 1751, -10]) {
      host.send("roller_set", { decicelsius });
      expect(lastRefusal(host)).toBe(REFUSAL.badArgument);
    }
    host.send("fan_set", { permille: 1001 });
    expect(lastRefusal(host)).toBe(REFUSAL.badArgument);
    host.send("status_every", { ms: 50 });
    expect(lastRefusal(host)).toBe(REFUSAL.badArgument);
    host.send("param_set", { index: PARAM.gateHighDecicelsius, value: 1701 });
    expect(lastRefusal(host)).toBe(REFUSAL.badArgument);
    host.send("param_set", { index: PARAM.gateLowDecicelsius, value: 1620 });
    expect(host.heard.at(-1)).toMatchObject({ name: "param", params: { value: 1620 } });
    host.send("step_abort", { id: 77 });
    expect(lastRefusal(host)).toBe(REFUSAL.unknownStep);
    expect(host.engine.truth.state.ram.setpointCelsius).toBe(165);
  });
});

describe("ids", () => {
  test("a known id is answered with its outcome and moves nothing", () => {
    const host = warm(2);
    const feed = host.order("feed");
    host.order("feed", "", feed);
    expect(host.heard.filter(({ name }) => name === "refused" || name === "step_done")).toEqual([]);
    host.finish(feed);
    const hopper = host.engine.lab.state().hopper;
    host.order("feed", "", feed);
    expect(host.heard.at(-1)).toMatchObject({ name: "step_done", params: { id: feed, result: STEP_RESULT.ok } });
    host.clock.advance(5_000_000);
    expect(host.engine.lab.state().hopper).toBe(hopper);
  });

  test("ids may jump; one below the highest that was never seen is stale; a refused one may be used again", () => {
    const host = warm(2);
    host.finish(host.order("feed", "", 1000));
    host.order("encode", "A", 999);
    expect(lastRefusal(host)).toBe(REFUSAL.staleId);
    host.order("feed", "", 1001);
    expect(lastRefusal(host)).toBe(REFUSAL.cardInPath);
    expect(host.finish(host.order("encode", "A", 1001)).result).toBe(STEP_RESULT.ok);
  });

  test("the ledger keeps the newest 256 and reads out in pages of 8", () => {
    const host = warm(2);
    for (let i = 0; i < 130; i++) {
      host.finish(host.order("filmAdvance"));
      host.finish(host.order("home"));
    }
    host.order("home", "", 3);
    expect(lastRefusal(host)).toBe(REFUSAL.staleId);
    const seen: number[] = [];
    for (let from = 1, more = true; more; ) {
      const start = host.heard.length;
      host.send("ledger_read", { from });
      const page = host.heard.slice(start);
      const ids = page.filter(({ name }) => name === "ledger_entry").map(({ params }) => params["id"] as number);
      seen.push(...ids);
      expect(page.at(-1)).toMatchObject({ name: "ledger_end", params: { from, high: 260, count: ids.length } });
      more = ids.length === 8;
      from = (ids.at(-1) ?? 0) + 1;
    }
    expect(seen).toEqual(Array.from({ length: 256 }, (_, i) => i + 5));
  });
});

describe("step_abort", () => {
  test("an encoding that is cut short leaves a suspect chip", () => {
    const host = warm(2);
    host.finish(host.order("feed"));
    const id = host.order("encode", "A");
    host.clock.advance(1_000_000);
    host.send("step_abort", { id });
    expect(host.finish(id).result).toBe(STEP_RESULT.aborted);
    host.clock.advance(200_000);
    expect(host.path[PATH.card_flags]).toBe(CARD_FLAG.suspect);
  });

  test("an image that is cut short leaves a dirty film, and costs set and frame only once Y has begun", () => {
    const host = warm(2);
    const left = host.path[PATH.film_left]!;
    const early = host.order("image", "A");
    host.clock.advance(1_000_000);
    host.send("step_abort", { id: early });
    host.clock.advance(200_000);
    expect([host.path[PATH.film_state], host.path[PATH.film_left]]).toEqual([FILM_STATE.idle, left]);
    const late = host.order("image", "A");
    host.clock.advance(3_000_000);
    host.send("step_abort", { id: late });
    host.clock.advance(200_000);
    expect([host.path[PATH.film_state], host.path[PATH.film_left]]).toEqual([FILM_STATE.dirty, left - 1]);
    expect(host.path[PATH.ribbon_left]).toBe(499);
  });

  test("a transfer comes back before the nip and runs to its end inside it", () => {
    const host = warm(2);
    host.order("image", "A");
    host.finish(host.order("feed"));
    host.finish(host.order("encode", "A"));
    host.runWhile(() => host.path[PATH.film_state] !== FILM_STATE.imaged, 60);
    const first = host.order("transfer", "A");
    host.clock.advance(1_500_000);
    host.send("step_abort", { id: first });
    expect(host.finish(first).result).toBe(STEP_RESULT.aborted);
    expect(host.path[PATH.card_stop]).toBe(CARD_STOP.encoder);
    const second = host.order("transfer", "A");
    host.runWhile(() => host.path[PATH.step_phase] !== STEP_PHASE.nip, 10);
    host.send("step_abort", { id: second });
    expect(host.finish(second).result).toBe(STEP_RESULT.ok);
  });
});

describe("heat is a lease", () => {
  test("power is 0 within 5 s of the last renewal, and the set-point must be asked for again", () => {
    const host = warm(2);
    host.clock.advance(60_000_000);
    host.dropLease();
    host.send("lease_renew", { ms: 60_000 });
    const renewed = host.clock.now();
    let lastHeated = 0;
    host.engine.onEvent = (event) => {
      if (event.type === "tick" && host.engine.truth.heaterWatt > 0) lastHeated = host.clock.now() + 100_000;
    };
    host.clock.advance(10_000_000);
    expect(lastHeated).toBeGreaterThan(renewed + 4_000_000);
    expect(lastHeated).toBeLessThanOrEqual(renewed + 5_000_000);
    expect(host.heat[HEAT.setpoint_centicelsius]).toBe(0);
    host.keepLease();
    host.clock.advance(5_000_000);
    expect(host.engine.truth.heaterWatt).toBe(0);
  });

  test("a host that is cut off leaves a machine that cools with its fan on", () => {
    const host = warm(2);
    host.link.stop();
    host.clock.advance(6_000_000);
    expect(host.engine.truth.heaterWatt).toBe(0);
    expect(host.engine.truth.state.ram.fanPermille).toBe(1000);
    host.clock.advance(3600_000_000);
    expect(host.engine.truth.state.ram.fanPermille).toBe(0);
    expect(checkEngineInvariants(host.engine)).toEqual([]);
  });
});

test("emergency stop: at once no heat, no motion, open nip; only clear_shutdown ends it", () => {
  const host = warm(2);
  const id = host.order("feed");
  host.clock.advance(1_234_567);
  host.send("emergency_stop", {});
  expect(host.finish(id)).toEqual({ result: STEP_RESULT.aborted, fault: FAULT_CODE.emergencyStop });
  expect(host.path[PATH.state]).toBe(ENGINE_STATE.shutdown);
  expect(host.engine.truth.heaterWatt).toBe(0);
  host.order("home");
  expect(lastRefusal(host)).toBe(REFUSAL.shutdown);
  host.send("fault_clear", { code: FAULT_CODE.emergencyStop, proof: 3 });
  expect(lastRefusal(host)).toBe(REFUSAL.proofMissing);
  host.send("clear_shutdown", {});
  host.clock.advance(200_000);
  expect(host.path[PATH.state]).toBe(ENGINE_STATE.ready);
  expect(host.path[PATH.card_stop]).toBe(CARD_STOP.unknown);
  expect(host.path[PATH.card_flags]).toBe(CARD_FLAG.suspect);
  expect(host.heat[HEAT.setpoint_centicelsius]).toBe(0);
  host.finish(host.order("home"));
  host.finish(host.order("reject"));
  host.send("roller_set", { decicelsius: 1650 });
  host.printCard("A");
});

test("an open cover refuses to be cleared; closed, it clears, and a standing unencoded card goes on", () => {
  const host = warm(2);
  host.finish(host.order("feed"));
  host.engine.lab.openCover();
  host.send("fault_clear", { code: FAULT_CODE.coverOpen, proof: 1 });
  expect(lastRefusal(host)).toBe(REFUSAL.proofMissing);
  host.order("encode", "A");
  expect(lastRefusal(host)).toBe(REFUSAL.coverOpen);
  host.engine.lab.closeCover();
  host.send("fault_clear", { code: FAULT_CODE.coverOpen, proof: 1 });
  host.clock.advance(200_000);
  expect(host.path[PATH.state]).toBe(ENGINE_STATE.ready);
  expect(host.finish(host.order("encode", "A")).result).toBe(STEP_RESULT.ok);
});

test("cleaning takes a minute and starts its counter again", () => {
  const host = warm(2);
  host.printCard("A");
  const begun = host.clock.now();
  host.finish(host.order("clean"));
  expect(host.clock.now() - begun).toBe(60_100_000);
  expect(host.engine.truth.state.ram.keep.cardsSinceCleaning).toBe(0);
  expect(host.engine.truth.state.ram.ledger.at(-1)).toMatchObject({ kind: STEP_KIND.clean, result: STEP_RESULT.ok });
});
