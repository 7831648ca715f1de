import { describe, expect, test } from "vitest";
import { Random, VirtualClock } from "../../src/base/index.ts";
import {
  type Engine,
  plugIntoMemory,
  settingSpecs,
  type TwinCondition,
  twinEngine,
} from "../../src/hardware-sim/index.ts";
import { Recorder, readRecording, readTwin } from "../../src/hil/index.ts";
import { FAULT_CODE, HostLink, memPair } from "../../src/protocol/index.ts";
import { parseSimUrl, SimStation } from "../../src/rig/index.ts";
import { rowsOf } from "../rig/rig.ts";

const HOUR_US = 3_600_000_000;
/** One status period of cooling, and the sensor's own noise. */
const TOLERANCE_CENTICELSIUS = 150;

type Values = Readonly<Record<string, number>>;

/** The newest status messages of a station's printer, after `prepare`. */
function original(url: string, cards: number, prepare: (engine: Engine) => void): TwinCondition {
  const pieces: Uint8Array[] = [];
  let recorder!: Recorder;
  const station = new SimStation({
    printers: [parseSimUrl(url)],
    around: (printer, connect, clock) => {
      recorder = new Recorder({ clock, sink: (bytes) => pieces.push(bytes) });
      return recorder.tap(printer, connect);
    },
  });
  station.office.addJobs(rowsOf(cards));
  station.office.start();
  expect(station.runUntil(() => station.journal.jobCounts.issued === cards, HOUR_US)).toBe(true);
  prepare(station.printers[0]!.engine);
  station.clock.advance(11_000_000);
  const { model, serial } = station.printers[0]!.engine.truth.state;
  station.stop();
  recorder.end();
  return { model, serial, ...statusIn(Buffer.concat(pieces)) };
}

function statusIn(file: Uint8Array): { heat: Values; path: Values; counters: Values } {
  const newest = new Map<string, Values>();
  for (const { block } of readRecording(file).items) {
    for (const { name, values } of block?.messages ?? []) newest.set(name, values);
  }
  return {
    heat: newest.get("status_heat")!,
    path: newest.get("status_path")!,
    counters: newest.get("status_counters")!,
  };
}

/** What the twin tells a host some seconds after it was switched on. */
function twinOf(
  condition: TwinCondition,
  seconds: number,
): { engine: Engine; heat: Values; path: Values; counters: Values } {
  const clock = new VirtualClock();
  const engine = twinEngine(condition, { clock, seed: 99 });
  const pieces: Uint8Array[] = [];
  const recorder = new Recorder({ clock, sink: (bytes) => pieces.push(bytes) });
  const pair = memPair(clock);
  plugIntoMemory(engine, pair);
  const link = new HostLink({
    clock,
    connect: recorder.tap("P1", pair.connect),
    random: new Random(1),
    onState: (state) => {
      if (state === "up") link.send("hello", {});
    },
    onMessage: () => {},
  });
  link.start();
  clock.advance(seconds * 1_000_000);
  link.stop();
  recorder.end();
  return { engine, ...statusIn(Buffer.concat(pieces)) };
}

const AT_ONCE = [
  "ribbon_type",
  "ribbon_left",
  "film_type",
  "fault_low",
  "fault_high",
  "cards_out",
  "card_stop",
  "card_flags",
];

describe("a twin", () => {
  const condition = original("sim:hdp5000?seed=4&supplies=blanks:40,ribbon:90,film:120", 2, () => {});
  const twin = twinOf(condition, 1);

  test("tells the same as the original after its start", () => {
    for (const field of AT_ONCE)
      expect({ field, value: twin.path[field] }).toEqual({ field, value: condition.path[field] });
    expect(twin.path["film_left"]).toBe(condition.path["film_left"]);
    const { clock: _one, ...ofTwin } = twin.counters;
    const { clock: _other, ...ofOriginal } = condition.counters;
    expect(ofTwin).toEqual(ofOriginal);
    for (const field of ["roller_centicelsius", "head_centicelsius"]) {
      const off = Math.abs(twin.heat[field]! - condition.heat[field]!);
      expect({ field, off, good: off <= TOLERANCE_CENTICELSIUS }).toEqual({ field, off, good: true });
    }
    expect(condition.heat["roller_centicelsius"]).toBeGreaterThan(15_000);
    expect(twin.engine.truth.state.serial).toBe(condition.serial);
  });

  test("does not heat before a host leases heat", () => {
    expect(twin.heat["duty_permille"]).toBe(0);
    expect(twin.heat["setpoint_centicelsius"]).toBe(0);
    expect(twinOf(condition, 120).heat["roller_centicelsius"]).toBeLessThan(condition.heat["roller_centicelsius"]!);
  });

  test("has the fault that was latched, and settings that were changed", () => {
    const faulty = original("sim:hdp5000?seed=4&supplies=unlimited", 1, ({ lab }) =>
      lab.inject("rollerOverTemperature"),
    );
    expect((faulty.path["fault_low"]! >>> FAULT_CODE.rollerOverTemperature) & 1).toBe(1);
    const { path, engine } = twinOf({ ...faulty, settings: { "heat/kp": "0.05" } }, 1);
    expect((path["fault_low"]! >>> FAULT_CODE.rollerOverTemperature) & 1).toBe(1);
    const kp = settingSpecs(engine.spec)
      .filter(({ kind }) => kind !== "text")
      .findIndex(({ key }) => key === "heat/kp");
    expect(engine.truth.state.ram.settings.numbers[kp]).toBe(50_000);
  });
});

test("a file that is no twin is refused with the place of what is wrong", () => {
  const good = { kind: "cetak twin", schema: 1, atMs: 0, printer: "P1", simulated: true };
  const condition = { model: "hdp5000", serial: "S1", heat: {}, path: {}, counters: {} };
  expect(readTwin(JSON.stringify({ ...good, condition }))).toMatchObject({ printer: "P1" });
  expect(readTwin("{")).toBe("it is no JSON document (was it cut off?)");
  expect(readTwin(JSON.stringify({ ...good, condition: { ...condition, heat: { roller: "hot" } } }))).toContain(
    "condition.heat.roller",
  );
});
