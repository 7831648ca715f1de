import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { Engine, INJECTABLE } from "../../src/hardware-sim/index.ts";
import {
  CARD_STOP,
  ENGINE_STATE,
  FAULT_CODE,
  FAULT_PROOF,
  type FaultName,
  FIELD,
  STEP_RESULT,
} from "../../src/protocol/index.ts";
import { RawHost, rawHost } from "./raw-host.ts";
import { faultsOf, warm } from "./warm-host.ts";

const PATH = FIELD.status_path;
const HEAT = FIELD.status_heat;

test("every row of the table can be put in; what cannot be is said with what can", () => {
  expect([...INJECTABLE]).toEqual(Object.keys(FAULT_CODE).sort());
  const { lab } = warm().engine;
  expect(() => lab.inject("melting" as FaultName)).toThrow(/possible: airflowWeak/);
  expect(() => lab.inject("jamNip", { times: 0 })).toThrow(/times must be/);
  expect(() => lab.inject("cardWarped", { value: 99 })).toThrow(/C that the card leaves the roller with.*80..94.9/);
  expect(() => lab.inject("jamNip", { durationS: -1 })).toThrow(/duration/);
  expect(() => lab.inject("jamNip", { trigger: { nthCard: 1.5 } })).toThrow(/whole number/);
  expect(() => lab.inject("jamNip", { trigger: { step: "none" as "feed" } })).toThrow(/there are feed, encode/);
  expect(lab.state().injections).toEqual([]);
});

describe("triggers", () => {
  test("a step, a card, a time after it, and a cause that goes away by itself", () => {
    const host = warm();
    const { lab } = host.engine;
    const said: string[] = [];
    host.engine.console.follow((line) => {
      if (line.includes("lab:")) said.push(`${(host.clock.now() / 1e6).toFixed(1)} ${line.replace(/.*lab: /, "")}`);
    });
    lab.inject("airflowWeak", { trigger: { step: "transfer", afterS: 2 }, durationS: 3 });
    lab.inject("jamExit", { trigger: { nthCard: 2 } });
    lab.inject("mainsLow", { trigger: { afterS: 10.5 }, durationS: 1 });
    const begun = host.clock.now() / 1e6;
    host.printCard("A");
    expect(faultsOf(host)).toEqual([]);
    expect(() => host.printCard("B")).toThrow(/eject of B/);
    expect(faultsOf(host)).toEqual(["jamExit"]);
    // The transfer is ordered when the image is done; its second card is fed right after the first.
    const at = (seconds: number): string => (begun + seconds).toFixed(1);
    expect(said).toEqual([
      `${at(10.5)} inject mainsLow`,
      `${at(11.5)} heal mainsLow`,
      `${at(22.4 + 2)} inject airflowWeak`,
      `${at(22.4 + 5)} heal airflowWeak`,
      `${at(36)} inject jamExit`,
    ]);
    expect(host.engine.truth.cards).toHaveLength(2);
  });

  test("what waits is saved with the engine", () => {
    const first = warm();
    first.engine.lab.inject("coverOpen", { trigger: { afterS: 5 } });
    const clock = new VirtualClock();
    const copy = new RawHost({ clock, engine: Engine.restore(first.engine.save(), { clock }) });
    clock.advance(4_900_000);
    expect(copy.engine.lab.state().coverOpen).toBe(false);
    clock.advance(100_000);
    expect(copy.engine.lab.state().coverOpen).toBe(true);
  });

  test("a power cut ends by itself, also when nothing else would wake the engine", () => {
    const host = warm();
    host.engine.lab.inject("powerInterrupted", { durationS: 7.5 });
    host.clock.advance(7_400_000);
    expect(host.engine.truth.powered).toBe(false);
    host.clock.advance(100_000);
    expect(host.engine.truth.powered).toBe(true);
  });
});

describe("sensors that a machine may have", () => {
  const sensing = (name: "roller2" | "hotZoneSensor" | "exitSensor" | "outputReader"): RawHost => {
    const host = rawHost({ seed: 9, behaviours: { capabilities: [name] } });
    host.warmUp();
    return host;
  };

  test("second thermistor: its reading travels, and 20 K between the two stop the machine in 3 s", () => {
    const host = sensing("roller2");
    expect(Math.abs(host.heat[HEAT.roller2_centicelsius]! - host.heat[HEAT.roller_centicelsius]!)).toBeLessThan(20);
    host.engine.lab.inject("thermistorsDisagree");
    host.clock.advance(2_800_000);
    expect(faultsOf(host)).toEqual([]);
    host.clock.advance(500_000);
    expect(faultsOf(host)).toEqual(["thermistorsDisagree"]);
    expect(host.engine.truth.heaterWatt).toBe(0);
  });

  test("exit sensor: a warped card is known in the nip and never counts as transferred; a melted one stops the machine there", () => {
    const host = sensing("exitSensor");
    host.engine.lab.inject("cardWarped");
    expect(() => host.printCard("A")).toThrow(/transfer of A: result 3, fault 2/);
    expect(host.heat[HEAT.exit_centicelsius]).toBe(8400);
    expect(faultsOf(host)).toEqual(["cardWarped"]);
    host.order("eject");
    expect(host.heard.at(-1)).toMatchObject({ name: "refused" });
    host.finish(host.order("reject"));
    expect(faultsOf(host)).toEqual([]);
    host.engine.lab.inject("cardMelted");
    expect(() => host.printCard("B")).toThrow(/transfer of B: result 3, fault 1/);
  });

  test("hot zone sensor and output reader", () => {
    expect(sensing("hotZoneSensor").heat[HEAT.hotzone_centicelsius]).toBeGreaterThan(2400);
    const host = sensing("outputReader");
    host.printCard("A");
    const ledger = host.engine.truth.state.ram.ledger;
    expect(ledger.at(-1)!.serial).toBe(host.engine.truth.cards[0]!.uid);
    expect(() => rawHost({ behaviours: { capabilities: ["nose" as "roller2"] } })).toThrow(/no capability "nose"/);
  });
});

test("a film that slipped back is known by its marks: the card never meets the other person's picture", () => {
  const host = warm();
  host.engine.lab.inject("cardFilmMismatch");
  const left = host.path[PATH.film_left]!;
  expect(() => host.printCard("A")).toThrow(/fault 9/);
  expect(faultsOf(host)).toEqual(["cardFilmMismatch"]);
  expect(host.engine.truth.cards.at(-1)!.filmJob).toBe("");
  host.engine.lab.removeCard();
  host.send("fault_clear", { code: FAULT_CODE.cardFilmMismatch, proof: FAULT_PROOF.hands });
  host.clock.advance(1_100_000);
  host.finish(host.order("home"));
  host.finish(host.order("filmAdvance"));
  // The picture's frame, the one that had slipped back, and one more to be sure of a clear one.
  expect(host.path[PATH.film_left]).toBe(left - 3);
  host.send("roller_set", { decicelsius: 1650 });
  host.runWhile(() => host.heat[HEAT.roller_centicelsius]! < 16450, 300);
  host.printCard("B");
  expect(host.engine.truth.cards.at(-1)).toMatchObject({ chipJob: "B", filmJob: "B" });
});

test("a parameter out of range gives way to the factory's, at once and at the next start", () => {
  for (const off of [false, true]) {
    const host = warm();
    const { lab, truth } = host.engine;
    const factory = truth.state.ram.settings.numbers[9]!;
    if (off) lab.cutMains();
    lab.inject("parameterOutOfRange", { value: 9 });
    if (off) lab.restoreMains();
    host.runWhile(() => !faultsOf2(host).includes("parameterOutOfRange"), 10);
    expect(truth.state.ram.settings.numbers[9]).toBe(factory);
    expect(truth.heaterWatt).toBe(0);
  }
});

/** Also when no status has come since the start. */
const faultsOf2 = (host: RawHost): string[] => (host.path.length === 0 ? [] : faultsOf(host));

test("a card that is caught where no sensor sees it is a jam when it is looked for, and an empty path is none", () => {
  const host = warm();
  host.finish(host.order("feed"));
  host.finish(host.order("image", "J"));
  host.finish(host.order("encode", "J"));
  host.engine.lab.inject("jamTurn");
  host.order("transfer", "J");
  host.clock.advance(2_000_000);
  host.engine.lab.cutMains();
  host.engine.lab.restoreMains();
  host.runWhile(() => host.path[PATH.state] !== ENGINE_STATE.ready, 120);
  expect(host.path[PATH.card_stop]).toBe(CARD_STOP.unknown);
  expect(host.finish(host.order("home"))).toEqual({ result: STEP_RESULT.failed, fault: FAULT_CODE.jamTurn });
  host.engine.lab.removeCard();
  host.send("fault_clear", { code: FAULT_CODE.jamTurn, proof: FAULT_PROOF.hands });
  expect(host.finish(host.order("home")).result).toBe(STEP_RESULT.ok);
  expect(host.path[PATH.card_stop]).toBe(CARD_STOP.none);
});

test("a cold head warms itself before it prints", () => {
  const host = warm();
  host.engine.lab.inject("headTooCold", { value: -15 });
  const image = host.order("image", "J");
  host.clock.advance(2_000_000);
  expect(faultsOf(host)).toEqual(["headTooCold"]);
  expect(host.path[PATH.ribbon_left]).toBe(500);
  const begun = host.clock.now();
  expect(host.finish(image, 300).result).toBe(STEP_RESULT.ok);
  expect(host.clock.now() - begun).toBeGreaterThan(24_000_000);
  expect(faultsOf(host)).toEqual([]);
});
