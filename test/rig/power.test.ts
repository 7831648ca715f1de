/** The mains fail at any instant, for any time, for the engine, the host or both: nothing moves before the books agree. */
import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { STEP_KIND, STEP_RESULT } from "../../src/protocol/index.ts";
import { Operator, type RigPrinter, SimStation } from "../../src/rig/index.ts";
import { expectOneCardEach, expectSafe, printer, rowsOf } from "./rig.ts";

const S = 1_000_000;
const CARDS = 3;
/** First order to last card. */
const BATCH_US = 112 * S;
const LENGTHS_US = [1_000, 30_000, 300_000, 5 * S, 70 * S, 900 * S, 10 * 3600 * S];

interface Strike {
  /** After the first order, us. */
  readonly atUs: number;
  readonly lengthUs: number;
  readonly who: "engine" | "host" | "both";
}

function start(url: string, cards: number): { station: SimStation; one: RigPrinter } {
  const station = new SimStation({ printers: [printer(url)] });
  const one = station.printers[0]!;
  const operator = new Operator({
    clock: station.clock,
    office: () => station.office,
    name: one.name,
    engine: one.engine,
  });
  const watch = (): void =>
    void station.office.onChange((name, urgent) => {
      if (name === one.name && urgent) operator.look();
    });
  watch();
  const restart = station.restartHost.bind(station);
  station.restartHost = () => {
    const office = restart();
    watch();
    return office;
  };
  station.office.addJobs(rowsOf(cards));
  station.office.start();
  return { station, one };
}

const isOver = (station: SimStation): boolean => {
  const { queued, leased, printing } = station.journal.jobCounts;
  return queued + leased + printing === 0;
};

/** One batch with one failure of the power. */
function strike({ atUs, lengthUs, who }: Strike, url = "sim:hdp5000?supplies=unlimited"): SimStation {
  const { station, one } = start(url, CARDS);
  const { lab } = one.engine;
  station.runUntil(() => station.office.controller(one.name).view().job !== "", 600 * S, S / 10);
  station.clock.advance(atUs);
  if (who !== "host") {
    lab.cutMains();
    station.clock.timer(() => lab.restoreMains()).armAfter(lengthUs);
  }
  if (who !== "engine") station.restartHost();
  expect(station.runUntil(() => isOver(station), lengthUs + 2 * 3600 * S)).toBe(true);
  return station;
}

describe("a cut at a seeded instant", () => {
  test.each(["engine", "host", "both"] as const)("%s", (who) => {
    const random = new Random(`power of ${who}`);
    let disturbed = 0;
    for (let run = 0; run < 14; run++) {
      const cut: Strike = { atUs: random.int(BATCH_US), lengthUs: LENGTHS_US[run % LENGTHS_US.length]!, who };
      const station = strike(cut);
      expect({ cut, wrong: station.violations() }).toEqual({ cut, wrong: [] });
      expectSafe(station);
      expectOneCardEach(station, CARDS);
      const { issued, uncertain } = station.journal.jobCounts;
      // A host alone never costs a card; power at the exit may leave one question.
      expect({ cut, issued: issued + uncertain, sure: issued >= (who === "host" ? CARDS : CARDS - 1) }).toEqual({
        cut,
        issued: CARDS,
        sure: true,
      });
      if (station.printers[0]!.engine.truth.totals["fed"] !== CARDS || uncertain > 0) disturbed++;
      station.stop();
    }
    // The instants do reach cards.
    if (who !== "host") expect(disturbed).toBeGreaterThan(3);
  });
});

test("power failures in a row, one of them while the machine starts up, lose nobody's card", () => {
  const { station, one } = start("sim:sr300?supplies=unlimited", CARDS);
  const random = new Random("storm");
  for (let cut = 0; cut < 12; cut++) {
    station.clock.advance(random.int(cut % 3 === 0 ? 40 * S : 400 * S));
    one.engine.lab.inject("powerInterrupted", { durationS: random.int(100) / 10 + 0.01 });
    if (random.chance(0.3)) station.restartHost();
  }
  expect(station.runUntil(() => isOver(station), 2 * 3600 * S)).toBe(true);
  expectSafe(station);
  expectOneCardEach(station, CARDS);
  station.stop();
});

test("an old machine whose nip stays closed: the card melts in it, sticks, is seen, and its person gets another", () => {
  const { station, one } = start("sim:hdp5000?nip=stays", 2);
  const { engine } = one;
  expect(station.runUntil(() => engine.truth.nipClosed, 900 * S, S / 10)).toBe(true);
  engine.lab.inject("powerInterrupted", { durationS: 20 });
  expect(engine.truth.nipClosed).toBe(true);
  const faults = (): string[] =>
    station.office
      .controller(one.name)
      .view()
      .faults.map(({ fault }) => fault);
  expect(station.runUntil(() => faults().includes("cardMelted"), 600 * S)).toBe(true);
  expect(engine.truth.cards[0]).toMatchObject({ quality: "melt", place: "inside" });
  expect(station.runUntil(() => isOver(station), 3600 * S)).toBe(true);
  expect(engine.truth.cards[0]!.place).toBe("removed");
  expect(station.journal.jobCounts).toMatchObject({ issued: 2, uncertain: 0 });
  expectSafe(station);
  expectOneCardEach(station, 2);
  station.stop();
});

test.each([
  ["hdp5000", 175],
  ["hdp5000", 152],
  ["sr300", 175],
  ["sr300", 152],
] as const)("%s on mains of %i V: slower, never a false fault; below 150 V it dies and comes back", (model, volt) => {
  const { station, one } = start(`sim:${model}`, 2);
  const { lab, truth } = one.engine;
  station.clock.advance(50 * S);
  lab.inject("mainsLow", { value: volt });
  const raised = new Set<string>();
  station.office.onChange(() => {
    for (const { fault } of station.office.controller(one.name).view().faults) raised.add(fault);
  });
  expect(station.runUntil(() => station.journal.jobCounts.issued >= 1, 3600 * S)).toBe(true);
  expect([...raised]).toEqual(["mainsLow"]);
  lab.setMains(149);
  expect(truth.powered).toBe(false);
  station.clock.advance(10 * S);
  lab.heal("mainsLow");
  expect(truth.powered).toBe(true);
  expect(station.runUntil(() => isOver(station), 3600 * S)).toBe(true);
  expect(station.journal.jobCounts.issued).toBe(2);
  expectSafe(station);
  station.stop();
});

test("at the cut the running steps are interrupted in the ledger before the memory dies", () => {
  const { station, one } = start("sim:hdp5000", 1);
  const { engine } = one;
  station.runUntil(() => engine.truth.state.ram.cardStep?.kind === STEP_KIND.encode, 600 * S, S / 10);
  engine.lab.inject("powerInterrupted", { durationS: 3600 });
  const results = engine.truth.state.ram.ledger.map(({ result }) => result);
  expect(results).toContain(STEP_RESULT.interrupted);
  expect(results).not.toContain(STEP_RESULT.begun);
  station.clock.advance(3601 * S);
  expect(engine.truth.powered).toBe(true);
  expect(station.runUntil(() => isOver(station), 3600 * S)).toBe(true);
  expectOneCardEach(station, 1);
  station.stop();
});
