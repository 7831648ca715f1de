import { describe, expect, test } from "vitest";
import { Random, VirtualClock } from "../../src/base/index.ts";
import { checkEngineInvariants, Engine, type EngineSaved } from "../../src/hardware-sim/index.ts";
import {
  CARD_FLAG,
  CARD_STOP,
  ENGINE_STATE,
  FAULT_CODE,
  FIELD,
  faultNames,
  STEP_KIND,
  STEP_RESULT,
} from "../../src/protocol/index.ts";
import { autopilot, RawHost, rawHost } from "./raw-host.ts";

const PATH = FIELD.status_path;

const faultsOf = (host: RawHost): string[] => faultNames(host.path[PATH.fault_low]!, host.path[PATH.fault_high]!);

/** A warm machine in which a card is about to be printed; tests fork from it. */
function warm(behaviours = {}): EngineSaved {
  const host = rawHost({ seed: 5, behaviours });
  host.warmUp();
  return host.engine.save();
}

function fork(saved: EngineSaved): RawHost {
  const clock = new VirtualClock();
  const host = new RawHost({ clock, engine: Engine.restore(saved, { clock }) });
  host.keepLease();
  host.runWhile(() => host.path.length === 0, 10);
  return host;
}

const saved = warm();

describe("a cut at any instant of a card", () => {
  const random = new Random("cuts");
  const instants = [
    ...Array.from({ length: 60 }, () => random.int(37_000_000)),
    // Between the card's fall into the bin and the firmware's look at it.
    35_950_000,
  ];

  test("leaves books that add up, a ledger without open steps and a card that is judged safely", () => {
    const outcomes = new Map<string, number>();
    for (const cutUs of instants) {
      const host = fork(saved);
      host.send("roller_set", { decicelsius: 1650 });
      host.clock.advance(100_000);
      autopilot(host, "JOB");
      host.clock.advance(cutUs);
      const before = host.engine.truth.state.ram;
      const cardStep = before.cardStep;
      const running = [cardStep, before.filmStep].filter((run) => run !== null);
      const frames = host.engine.lab.state().film.left;
      host.onHeard = undefined;
      host.engine.lab.cutMains();
      expect(host.engine.truth.heaterWatt).toBe(0);
      expect(host.engine.truth.nipClosed).toBe(false);
      host.clock.advance(random.int(60) * 1_000_000);
      host.engine.lab.restoreMains();
      host.runWhile(() => host.path[PATH.state] !== ENGINE_STATE.ready, 120);
      expect(host.path[PATH.state]).toBe(ENGINE_STATE.ready);
      const { ledger, keep } = host.engine.truth.state.ram;
      expect(keep.boots).toBe(2);
      for (const run of running) {
        expect(ledger.find(({ id }) => id === run.id)).toMatchObject({ result: STEP_RESULT.interrupted });
      }
      expect(ledger.filter(({ result }) => result === STEP_RESULT.begun)).toEqual([]);
      expect(faultsOf(host).includes("powerInterrupted")).toBe(running.length > 0);
      expect(host.engine.lab.state().film.left).toBe(frames - 1);
      expect(host.engine.truth.frameJob).toBe("");
      const card = host.engine.truth.card;
      if (card !== undefined) {
        // Only a card that stood still at the encoder, with its chip whole, may be finished.
        const rested = cardStep === null && card.stop === CARD_STOP.encoder && card.printedJob === "";
        const usable = rested && (card.chip === "blank" || card.chip === "bound");
        expect(keep.cardFlags & CARD_FLAG.suspect, `${cutUs}`).toBe(usable ? 0 : CARD_FLAG.suspect);
      }
      expect(checkEngineInvariants(host.engine)).toEqual([]);
      const kind = running[0]?.kind ?? 0;
      outcomes.set(`${kind}`, (outcomes.get(`${kind}`) ?? 0) + 1);
      recover(host);
    }
    // The instants reach every card-side step.
    expect([...outcomes.keys()].sort()).toEqual(expect.arrayContaining(["1", "2", "3", "4", "5"]));
  });
});

/** Whatever was inside goes to a bin, and the machine prints again. */
function recover(host: RawHost): void {
  if (host.path[PATH.card_stop] === CARD_STOP.unknown)
    expect(host.finish(host.order("home")).result).toBe(STEP_RESULT.ok);
  host.clock.advance(1_100_000);
  if (host.path[PATH.card_stop] !== CARD_STOP.none)
    expect(host.finish(host.order("reject")).result).toBe(STEP_RESULT.ok);
  host.send("fault_clear", { code: FAULT_CODE.powerInterrupted, proof: 0 });
  host.clock.advance(1_100_000);
  expect(faultsOf(host)).toEqual([]);
  expect(host.path[PATH.card_flags]).toBe(0);
}

test("an unencoded card that stands at the encoder stays usable", () => {
  const host = fork(saved);
  host.finish(host.order("feed"));
  host.engine.lab.cutMains();
  host.clock.advance(1_000_000);
  host.engine.lab.restoreMains();
  host.runWhile(() => host.path[PATH.state] !== ENGINE_STATE.ready, 120);
  expect(host.path[PATH.card_stop]).toBe(CARD_STOP.encoder);
  expect(host.path[PATH.card_flags]).toBe(0);
  expect(host.finish(host.order("encode", "B")).result).toBe(STEP_RESULT.ok);
});

test("without hold-up the ledger still says begun; at boot the step becomes interrupted", () => {
  const host = fork(warm({ holdUpMs: 0 }));
  const id = host.order("feed");
  host.clock.advance(1_000_000);
  host.engine.lab.cutMains();
  expect(
    host.engine.truth.state.nvram.slots.some((slot) => slot?.a.text.includes(`"id":${id},"kind":1,"result":1`)),
  ).toBe(true);
  host.engine.lab.restoreMains();
  expect(host.engine.truth.state.ram.ledger.find((entry) => entry.id === id)).toMatchObject({
    result: STEP_RESULT.interrupted,
  });
  host.runWhile(() => host.path[PATH.state] !== ENGINE_STATE.ready, 120);
  expect(faultsOf(host)).toContain("powerInterrupted");
  expect(host.path[PATH.card_flags]! & CARD_FLAG.suspect).toBe(CARD_FLAG.suspect);
});

test("a card that is out but not yet in the ledger is what only a person can settle", () => {
  const host = fork(saved);
  host.send("roller_set", { decicelsius: 1650 });
  host.clock.advance(100_000);
  autopilot(host, "JOB");
  host.clock.advance(35_960_000);
  host.engine.lab.cutMains();
  expect(host.engine.truth.cards.at(-1)).toMatchObject({ place: "output", filmJob: "JOB" });
  const eject = host.engine.truth.state.ram.ledger.at(-1)!;
  expect(eject).toMatchObject({ kind: STEP_KIND.eject, result: STEP_RESULT.interrupted });
});

test("in a nip without a spring the card melts while the power is away", () => {
  const host = fork(warm({ springNip: false }));
  host.send("roller_set", { decicelsius: 1650 });
  host.clock.advance(100_000);
  autopilot(host, "JOB");
  host.runWhile(() => !host.engine.truth.nipClosed, 60);
  host.clock.advance(3_000_000);
  host.engine.lab.cutMains();
  expect(host.engine.truth.nipClosed).toBe(true);
  host.clock.advance(60_000_000);
  host.engine.lab.restoreMains();
  const card = host.engine.truth.cards.at(-1)!;
  expect(card.quality).toBe("melt");
  expect(card.exitCelsius).toBeGreaterThan(120);
});

test("a brown-out below 150 V is a cut; 185 V only a condition", () => {
  const host = fork(saved);
  host.engine.lab.setMains(185);
  host.clock.advance(1_100_000);
  expect(faultsOf(host)).toEqual(["mainsLow"]);
  host.engine.lab.setMains(149);
  expect(host.engine.truth.powered).toBe(false);
  host.engine.lab.setMains(179);
  expect(host.engine.truth.powered).toBe(false);
  host.engine.lab.setMains(230);
  expect(host.engine.truth.powered).toBe(true);
});

test("ten hours without power cost one step and bring the machine to room temperature", () => {
  const host = fork(saved);
  host.engine.lab.cutMains();
  host.clock.advance(36_000_000_000);
  host.engine.lab.restoreMains();
  expect(host.engine.truth.celsius("core")).toBeCloseTo(24, 1);
  expect(host.engine.truth.celsius("chassis")).toBeCloseTo(24, 1);
});
