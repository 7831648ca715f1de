import { describe, expect, test } from "vitest";
import { checkEngineInvariants, type InjectOptions } from "../../src/hardware-sim/index.ts";
import {
  CARD_STOP,
  ENGINE_STATE,
  FAULT_CODE,
  FAULT_PROOF,
  FAULTS,
  type FaultName,
  FIELD,
  REFUSAL,
  STEP_KIND,
  STEP_RESULT,
} from "../../src/protocol/index.ts";
import { type RawHost, rawHost } from "./raw-host.ts";
import { faultsOf, warm } from "./warm-host.ts";

const PATH = FIELD.status_path;
const HEAT = FIELD.status_heat;

/** Orders a card and answers each end at once, until something does not end well. */
function printing(host: RawHost): void {
  let ready = 0;
  host.onHeard = ({ name, params }) => {
    if (name !== "step_done" || params["result"] !== STEP_RESULT.ok) return;
    const kind = params["kind"];
    if (kind === STEP_KIND.feed) host.order("encode", "J");
    if ((kind === STEP_KIND.image || kind === STEP_KIND.encode) && ++ready === 2) host.order("transfer", "J");
    if (kind === STEP_KIND.transfer) host.order("eject");
  };
  host.order("feed");
  host.order("image", "J");
}

/** Faults that stop the printer: where in the card they strike and how soon after that they must be known, s. */
const STOPPING: readonly (readonly [FaultName, InjectOptions, number])[] = [
  ["jamHopper", {}, 6],
  ["jamEncoder", {}, 6],
  ["jamTurn", {}, 40],
  ["jamNip", {}, 40],
  ["jamExit", {}, 45],
  ["doubleFeed", {}, 3],
  ["cardMelted", {}, 45],
  ["motorStalled", {}, 2],
  ["ribbonBroken", {}, 4],
  ["filmBroken", {}, 4],
  ["filmMarkNotFound", {}, 4],
  ["heaterOpen", {}, 60],
  ["heaterStuckOn", {}, 40],
  ["heaterStuckOn", { value: 1 }, 40],
  ["rollerOverTemperature", {}, 10],
  ["thermistorOpen", {}, 1],
  ["thermistorShort", {}, 1],
  ["thermistorDetached", {}, 2],
  ["fanFailed", {}, 5],
  ["cutoffOpen", {}, 1],
  ["coverOpen", {}, 1],
];

describe("a fault put in while a card is printed", () => {
  test.each(STOPPING)(
    "%s %j stops the machine safely, within its time, and can be cleared",
    (fault, options, seconds) => {
      const host = warm();
      printing(host);
      // Before the blank moves for what strikes at once, in the middle of the feeding for the rest.
      host.clock.advance(fault === "jamHopper" || fault === "doubleFeed" ? 0 : 500_000);
      host.engine.lab.inject(fault, options);
      const stopped = (): boolean => host.path[PATH.state] === ENGINE_STATE.faulted;
      host.runWhile(() => !stopped(), seconds + 2);
      expect(stopped()).toBe(true);
      const names = faultsOf(host).filter((name) => FAULTS[name as FaultName].severity === "fault");
      expect(names[0]).toBe(fault);
      expect(host.clock.now()).toBeLessThanOrEqual((seconds + 3) * 1_000_000);
      if (options.value !== 1) expect(host.engine.truth.heaterWatt).toBe(0);
      expect(host.engine.truth.nipClosed).toBe(false);
      const { ram } = host.engine.truth.state;
      expect([ram.cardStep, ram.filmStep, ram.setpointCelsius]).toEqual([null, null, 0]);
      expect(host.heat[HEAT.fan_permille]).toBe(1000);
      const ended = ram.ledger.filter(({ result }) => result === STEP_RESULT.failed);
      expect(ended.map(({ fault: code }) => code)).toContain(FAULT_CODE[names[0] as FaultName]);
      host.order("feed");
      expect(host.heard.at(-1)).toMatchObject({ name: "refused" });
      expect(checkEngineInvariants(host.engine)).toEqual([]);
      clearAll(host, fault);
    },
  );
});

/** Hands do what the fault asks for; then it clears. */
function clearAll(host: RawHost, fault: FaultName): void {
  const { lab } = host.engine;
  for (const name of faultsOf(host) as FaultName[]) {
    if (!FAULTS[name].latched || FAULTS[name].proof === "none") continue;
    host.send("fault_clear", { code: FAULT_CODE[name], proof: FAULT_PROOF.none });
    if (FAULTS[name].proof !== "sensor")
      expect(host.heard.at(-1)).toMatchObject({ name: "refused", params: { reason: REFUSAL.proofMissing } });
  }
  host.onHeard = undefined;
  lab.openCover();
  lab.removeCard();
  lab.heal(fault);
  lab.closeCover();
  // Faults of heat may only be cleared once the roller is below 60 C: asked each half minute.
  for (let tries = 0; tries < 100 && faultsOf(host).some((name) => FAULTS[name as FaultName].latched); tries++) {
    for (const name of faultsOf(host) as FaultName[]) {
      if (FAULTS[name].latched) host.send("fault_clear", { code: FAULT_CODE[name], proof: FAULT_PROOF.service });
    }
    host.clock.advance(tries === 0 ? 1_100_000 : 30_000_000);
  }
  expect(faultsOf(host)).toEqual([]);
  expect(host.path[PATH.state]).toBe(ENGINE_STATE.ready);
  if (host.path[PATH.card_stop] === CARD_STOP.unknown) host.finish(host.order("home"));
  if (host.path[PATH.film_state] !== 1) host.finish(host.order("filmAdvance"));
  host.send("roller_set", { decicelsius: 1650 });
  host.runWhile(() => Math.abs(host.heat[HEAT.roller_centicelsius]! - 16500) > 300, 600);
  // On a roller that has only just come back the card may wait some seconds before the nip.
  const seconds = host.printCard("NEXT");
  expect(seconds).toBeGreaterThanOrEqual(36 - 1e-6);
  expect(seconds).toBeLessThan(40);
}

test.each([
  ["blanksEmpty", "feed", REFUSAL.noSupply],
  ["outputFull", "feed", REFUSAL.outputFull],
  ["rejectFull", "feed", REFUSAL.outputFull],
  ["ribbonOut", "image", REFUSAL.noSupply],
  ["filmOut", "image", REFUSAL.noSupply],
  ["ribbonNotRecognised", "image", REFUSAL.wrongSupply],
  ["filmNotRecognised", "image", REFUSAL.wrongSupply],
] as const)("%s stands while present, refuses %s and clears by itself", (fault, step, reason) => {
  const host = warm();
  host.engine.lab.inject(fault);
  host.clock.advance(1_100_000);
  expect(faultsOf(host)).toEqual([fault]);
  expect(host.path[PATH.state]).toBe(ENGINE_STATE.ready);
  host.order(step, "J");
  expect(host.heard.at(-1)).toMatchObject({ name: "refused", params: { reason, detail: FAULT_CODE[fault] } });
  host.engine.lab.heal(fault);
  host.clock.advance(1_100_000);
  expect(faultsOf(host)).toEqual([]);
  expect(host.finish(host.order(step, "J")).result).toBe(STEP_RESULT.ok);
});

test.each(["chipDead", "encoderFailed"] as const)(
  "%s fails one encoding, stops nothing, and the card is for the reject bin",
  (fault) => {
    const host = warm();
    host.engine.lab.inject(fault);
    host.finish(host.order("feed"));
    expect(host.finish(host.order("encode", "J"))).toEqual({ result: STEP_RESULT.failed, fault: FAULT_CODE[fault] });
    host.order("encode", "J");
    expect(host.heard.at(-1)).toMatchObject({ name: "refused", params: { reason: REFUSAL.suspectCard } });
    expect(host.finish(host.order("reject")).result).toBe(STEP_RESULT.ok);
    expect(host.engine.truth.cards.at(-1)!.place).toBe("reject");
    host.printCard("K");
  },
);

test("a head too hot makes the image wait until it has cooled, and the card is still good", () => {
  const host = warm();
  host.engine.lab.inject("headTooHot");
  const image = host.order("image", "J");
  host.clock.advance(2_000_000);
  expect(faultsOf(host)).toEqual(["headTooHot"]);
  expect(host.path[PATH.ribbon_left]).toBe(500);
  const begun = host.clock.now();
  expect(host.finish(image, 300).result).toBe(STEP_RESULT.ok);
  expect(host.clock.now() - begun).toBeGreaterThan(25_000_000);
  expect(faultsOf(host)).toEqual([]);
});

test("weak heat: the card waits a minute before the nip, comes back, and film and card stay usable", () => {
  const host = warm();
  host.finish(host.order("feed"));
  host.finish(host.order("image", "J"));
  host.finish(host.order("encode", "J"));
  host.send("roller_set", { decicelsius: 1200 });
  host.runWhile(() => host.engine.truth.celsius("surface") > 150, 600);
  const begun = host.clock.now();
  expect(host.finish(host.order("transfer", "J"))).toEqual({
    result: STEP_RESULT.failed,
    fault: FAULT_CODE.rollerUnderTemperature,
  });
  expect((host.clock.now() - begun) / 1e6).toBeCloseTo(3.4 + 60 + 2 + 0.1, 3);
  expect(host.path[PATH.state]).toBe(ENGINE_STATE.ready);
  expect(host.path[PATH.card_stop]).toBe(CARD_STOP.encoder);
  host.send("roller_set", { decicelsius: 1650 });
  host.runWhile(() => host.engine.truth.celsius("surface") < 164, 600);
  expect(host.finish(host.order("transfer", "J")).result).toBe(STEP_RESULT.ok);
});

test("a heater with a quarter of its power never gets warm: warm-up too slow", () => {
  const host = rawHost();
  host.engine.lab.inject("warmUpTooSlow");
  host.runWhile(() => host.path[PATH.state] !== ENGINE_STATE.ready, 120);
  host.keepLease();
  host.send("roller_set", { decicelsius: 1650 });
  host.runWhile(() => host.path[PATH.state] !== ENGINE_STATE.faulted, 900);
  expect(faultsOf(host)[0]).toBe("warmUpTooSlow");
  expect(host.engine.truth.heaterWatt).toBe(0);
});

test("a settled roller whose reading climbs past 190 C is over temperature", () => {
  const host = warm();
  host.clock.advance(60_000_000);
  host.engine.lab.inject("rollerOverTemperature");
  host.clock.advance(5_000_000);
  expect(faultsOf(host)).toEqual(["rollerOverTemperature"]);
});

test("a welded relay is stopped by the cut-off, and by nothing else", () => {
  const host = warm();
  host.engine.lab.inject("heaterStuckOn", { value: 1 });
  host.clock.advance(600_000_000);
  expect(faultsOf(host)).toContain("cutoffOpen");
  expect(host.engine.truth.heaterWatt).toBe(0);
  expect(checkEngineInvariants(host.engine)).toEqual([]);
});

test("watchdog reset: the line drops, the running step becomes interrupted, the machine comes back", () => {
  const host = warm();
  printing(host);
  host.clock.advance(10_000_000);
  host.onHeard = undefined;
  host.engine.lab.inject("watchdogReset");
  host.runWhile(() => host.path[PATH.state] !== ENGINE_STATE.ready, 120);
  expect(faultsOf(host)).toEqual(["watchdogReset"]);
  expect(host.engine.truth.state.ram.ledger.map(({ result }) => result)).toContain(STEP_RESULT.interrupted);
  host.send("fault_clear", { code: FAULT_CODE.watchdogReset, proof: 0 });
  host.clock.advance(1_100_000);
  expect(faultsOf(host)).toEqual([]);
});

test("one bad memory copy is repaired at boot; two are a fault that a technician clears", () => {
  for (const [copies, expected] of [
    [1, []],
    [2, ["nvramCorrupt"]],
  ] as const) {
    const host = warm();
    host.printCard("A");
    host.engine.lab.inject("nvramCorrupt", { value: copies });
    host.engine.lab.cutMains();
    host.engine.lab.restoreMains();
    host.runWhile(() => host.path.length === 0 || host.path[PATH.state] === ENGINE_STATE.booting, 120);
    host.clock.advance(30_000_000);
    expect(faultsOf(host)).toEqual(expected);
    expect(host.engine.truth.state.ram.keep.ledgerHigh).toBe(5);
  }
});
