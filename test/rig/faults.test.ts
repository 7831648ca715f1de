/** Every row of the fault table through the whole stack: brought about, noticed, safe, explained, mended, and printed on. */
import { describe, expect, test } from "vitest";
import { INJECTABLE } from "../../src/hardware-sim/index.ts";
import {
  FAULT_CODE,
  FAULT_DETECTION,
  FAULTS,
  type FaultName,
  faultName,
  faultText,
  STEP_KIND,
} from "../../src/protocol/index.ts";
import { Operator, SimStation } from "../../src/rig/index.ts";
import { expectOneCardEach, expectSafe, printer, rowsOf } from "./rig.ts";

const CARDS = 4;
const S = 1_000_000;
/** Way of the card from the encoder to the nip. */
const APPROACH_S = 3.4;

/** The step of which the time to notice counts, and how long after its begin the occasion comes. The others count from the cause. */
const OCCASION: Partial<Record<FaultName, readonly [number, number?]>> = {
  jamHopper: [STEP_KIND.feed],
  jamEncoder: [STEP_KIND.feed],
  doubleFeed: [STEP_KIND.feed],
  encoderFailed: [STEP_KIND.encode],
  chipDead: [STEP_KIND.encode],
  ribbonBroken: [STEP_KIND.image],
  filmBroken: [STEP_KIND.image],
  filmMarkNotFound: [STEP_KIND.image],
  jamTurn: [STEP_KIND.transfer],
  jamNip: [STEP_KIND.transfer, APPROACH_S],
  cardFilmMismatch: [STEP_KIND.transfer, APPROACH_S],
  rollerUnderTemperature: [STEP_KIND.transfer, APPROACH_S],
  cardWarped: [STEP_KIND.transfer, APPROACH_S + 6.7],
  cardMelted: [STEP_KIND.eject],
  jamExit: [STEP_KIND.eject],
};
/** These need the cause before their step begins; the others strike half a second into the feeding of the second card. */
const BEFORE_FEED: ReadonlySet<FaultName> = new Set(["jamHopper", "jamEncoder", "doubleFeed"]);
/** Cards that only a person can judge: it left the nip well, and nobody saw it come out. */
const UNCERTAIN: ReadonlySet<FaultName> = new Set(["jamExit"]);

interface Noticed {
  readonly name: FaultName;
  readonly atUs: number;
}

function trial(fault: FaultName, url: string) {
  const noticed: Noticed[] = [];
  const unsafe: string[] = [];
  const alarms = new Map<string, string>();
  let causeUs = -1;
  let occasionUs = -1;
  const notice = (name: FaultName): void => {
    if (causeUs >= 0 && !noticed.some((one) => one.name === name)) noticed.push({ name, atUs: station.clock.now() });
  };
  const [kind, afterSeconds = 0] = OCCASION[fault] ?? [];
  const station: SimStation = new SimStation({
    printers: [printer(url)],
    onEngineEvent: (_printer, event) => {
      if (event.type === "stepBegun" && event.kind === kind && noticed.length === 0) {
        occasionUs = event.atUs + afterSeconds * S;
      }
      const code = event.type === "fault" ? event.code : event.type === "stepEnded" ? event.fault : 0;
      const name = faultName(code);
      if (name === undefined) return;
      notice(name);
      const { heaterWatt, nipClosed } = station.printers[0]!.engine.truth;
      if (FAULTS[name].severity === "fault" && (heaterWatt > 0 || nipClosed)) unsafe.push(`${name} ${heaterWatt} W`);
    },
  });
  const { clock, office } = station;
  const { engine, name } = station.printers[0]!;
  engine.console.follow((line) => {
    if (line.includes(`lab: inject ${fault}`)) causeUs = clock.now();
  });
  const operator = new Operator({ clock, office: () => office, name, engine });
  office.onChange((changed, urgent) => {
    if (changed !== name || !urgent) return;
    operator.look();
    for (const standing of office.controller(name).view().faults) notice(standing.fault);
    for (const { code, priority } of office.alarms.of(name)) alarms.set(code, priority);
  });
  engine.lab.inject(fault, { trigger: { nthCard: 2, afterS: BEFORE_FEED.has(fault) ? 0 : 0.5 } });
  office.addJobs(rowsOf(CARDS));
  office.start();
  const done = station.runUntil(
    () => {
      const { queued, leased, printing } = station.journal.jobCounts;
      return queued + leased + printing === 0;
    },
    3 * 3600 * S,
  );
  const first = noticed.find((one) => FAULTS[one.name].severity === FAULTS[fault].severity) ?? noticed[0];
  const seconds = ((first?.atUs ?? Number.NaN) - (kind === undefined ? causeUs : occasionUs)) / S;
  return { station, engine, done, noticed, first, seconds, unsafe, alarms, operator };
}

const urlFor = (fault: FaultName, model: string): string => {
  const { needs } = FAULT_DETECTION[fault];
  return `sim:${model}?sensors=${needs === "roller2" || needs === "exitSensor" ? needs : ""}`;
};

test("every row of the table can be brought about", () => {
  expect([...INJECTABLE]).toEqual(Object.keys(FAULT_CODE).sort());
});

/** Warnings behind which no card begins until somebody has looked. */
const WAITS_FOR_A_PERSON: ReadonlySet<FaultName> = new Set(["warmUpTooSlow", "firmwareUnconfirmed"]);

describe("each fault, four cards", () => {
  test.each(INJECTABLE)("%s", (fault) => {
    const { station, engine, done, noticed, first, seconds, unsafe, alarms, operator } = trial(
      fault,
      urlFor(fault, "hdp5000"),
    );
    const row = FAULTS[fault];
    const { alias, withinSeconds } = FAULT_DETECTION[fault];
    // Noticed by its name and in time; a weak heater may show at the nip first.
    const first2 = fault === "warmUpTooSlow" ? noticed[0] : first;
    expect([fault, ...(fault === "warmUpTooSlow" && alias !== undefined ? [alias] : [])]).toContain(first2?.name);
    expect(noticed.map((one) => one.name)).toContain(fault);
    expect(seconds).toBeGreaterThanOrEqual(0);
    expect(seconds).toBeLessThanOrEqual(withinSeconds);
    // Safe at once, and told with its priority.
    expect(unsafe).toEqual([]);
    if (row.severity === "fault") expect(alarms.get(fault)).toBe(`P${row.priority}`);
    for (const language of ["id", "en"] as const) expect(faultText(fault, language).steps.length).toBeGreaterThan(0);
    // Somebody came exactly when the table asks for a person.
    if (row.severity === "fault") expect(operator.visits).toBeGreaterThan(0);
    else if (row.proof === "none") expect(operator.visits).toBe(WAITS_FOR_A_PERSON.has(fault) ? 1 : 0);
    // Everybody has one good card.
    expect(done).toBe(true);
    const { issued, uncertain } = station.journal.jobCounts;
    const unsure = UNCERTAIN.has(fault) ? 1 : 0;
    expect({ issued, uncertain }).toEqual({ issued: CARDS - unsure, uncertain: unsure });
    const out = engine.truth.cards.filter(({ place }) => place === "output").map(({ quality }) => quality);
    expect(out).toEqual(new Array(CARDS - unsure).fill("good"));
    expectSafe(station);
    expectOneCardEach(station, CARDS);
    // With its cause gone nothing is left of it.
    engine.lab.heal(fault);
    station.clock.advance(62 * S);
    expect(station.office.controller("P1").view().faults).toEqual([]);
    station.stop();
  });
});

describe("without the sensor that would show it", () => {
  test("a warped card passes unnoticed, and the truth knows", () => {
    const { station, engine, done, noticed } = trial("cardWarped", "sim:hdp5000");
    expect([done, noticed]).toEqual([true, []]);
    expect(engine.truth.totals).toMatchObject({ output: CARDS, warp: 1 });
    expectSafe(station);
    station.stop();
  });

  test("a second thermistor that is not there cannot disagree", () => {
    const { station, done, noticed } = trial("thermistorsDisagree", "sim:sr300");
    expect([done, noticed]).toEqual([true, []]);
    station.stop();
  });
});

describe("the other machine", () => {
  test.each([
    "heaterOpen",
    "heaterStuckOn",
    "rollerOverTemperature",
    "thermistorDetached",
    "cardFilmMismatch",
  ] as const)("%s", (fault) => {
    const { station, done, first, unsafe } = trial(fault, urlFor(fault, "sr300"));
    expect([done, first?.name, unsafe]).toEqual([true, fault, []]);
    expectSafe(station);
    expectOneCardEach(station, CARDS);
    expect(station.journal.jobCounts.issued).toBe(CARDS);
    station.stop();
  });
});

test("a silent line is noticed by its silence, and another machine in the same place by its serial", () => {
  const station = new SimStation({ printers: [printer("sim:hdp5000")] });
  const { engine, name } = station.printers[0]!;
  station.office.addJobs(rowsOf(2));
  station.office.start();
  const faults = (): string[] =>
    station.office
      .controller(name)
      .view()
      .faults.map(({ fault }) => fault);
  const word = (): string => station.office.controller(name).view().word;
  station.runUntil(() => word() === "printing", 600 * S);
  engine.lab.inject("linkLost", { value: 1, durationS: 20 });
  station.clock.advance(5 * S);
  expect([faults(), word()]).toEqual([["linkLost"], "unknown"]);
  station.clock.advance(9 * S);
  expect(engine.truth.heaterWatt).toBe(0);
  station.runUntil(() => word() === "printing", 60 * S);
  expect(faults()).toEqual([]);
  engine.lab.inject("serialUnexpected");
  station.clock.advance(5 * S);
  expect([faults(), word()]).toEqual([["serialUnexpected"], "faulted"]);
  station.clock.advance(600 * S);
  expect(engine.truth.celsius("surface")).toBeLessThan(120);
  engine.lab.heal("serialUnexpected");
  station.office.controller(name).clearFault("serialUnexpected");
  station.runUntil(() => station.journal.jobCounts.issued === 2, 900 * S);
  expectSafe(station);
  expectOneCardEach(station, 2);
  expect(station.journal.jobCounts.issued).toBe(2);
  station.stop();
});
