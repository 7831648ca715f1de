import { expect, test } from "vitest";
import { VirtualClock } from "../../src/base/index.ts";
import { checkScenario, Recorder, readRecording, runScenario, scenarioText } from "../../src/hil/index.ts";
import { Operator, parseSimUrl, SimStation } from "../../src/rig/index.ts";
import { rowsOf } from "../rig/rig.ts";

/** Three cards, the second of which jams in the nip; somebody comes and clears it. */
function recordedJam(): Uint8Array {
  const pieces: Uint8Array[] = [];
  let recorder!: Recorder;
  const station = new SimStation({
    printers: [parseSimUrl("sim:hdp5000?seed=5&room=27")],
    around: (printer, connect, clock) => {
      recorder = new Recorder({ clock, sink: (bytes) => pieces.push(bytes) });
      return recorder.tap(printer, connect);
    },
  });
  const [{ name, engine }] = station.printers as [(typeof station.printers)[number]];
  const operator = new Operator({ clock: station.clock, office: () => station.office, name, engine });
  station.office.onChange((_printer, urgent) => {
    if (urgent) operator.look();
  });
  engine.lab.inject("jamNip", { trigger: { step: "transfer", nthCard: 2 } });
  station.office.addJobs(rowsOf(3));
  station.office.start();
  const done = (): boolean => station.journal.jobCounts.queued === 0 && station.journal.jobCounts.printing === 0;
  expect(station.runUntil(done, 4 * 3_600_000_000)).toBe(true);
  station.stop();
  recorder.end();
  return Buffer.concat(pieces);
}

test("a recorded jam becomes a scenario in which the same jam comes at the same card", async () => {
  const text = scenarioText(readRecording(recordedJam()), undefined, "a jam from the field");
  const file = checkScenario(text, "field.yaml");
  if ("problems" in file) throw new Error(JSON.stringify(file.problems));
  expect(file.scenario.faults).toEqual([{ inject: "jamNip", when: { step: "transfer", card: 2 } }]);
  expect(file.scenario.setup).toMatchObject({ profile: "hdp5000", room: "27 C" });
  const result = await runScenario({ file, on: "sim" });
  expect(result.failures).toEqual([]);
  expect(result.passed).toBe(true);
});

test("one that begins in the middle becomes one when whoever recorded it said which machine it was", () => {
  const pieces: Uint8Array[] = [];
  const recorder = new Recorder({ clock: new VirtualClock(), sink: (bytes) => pieces.push(bytes) });
  recorder.model("P1", "sr300");
  recorder.end();
  const said = readRecording(Buffer.concat(pieces)).items;
  const recording = readRecording(recordedJam());
  const middle = { ...recording, items: [...said, ...recording.items.slice(recording.items.length >> 1)] };
  const file = checkScenario(scenarioText(middle, undefined, "x"), "field.yaml");
  expect(file).toMatchObject({ scenario: { setup: { profile: "sr300" } } });
});

test("a recording that begins in the middle cannot become one, and says why", () => {
  const recording = readRecording(recordedJam());
  const middle = { ...recording, items: recording.items.slice(recording.items.length >> 1) };
  expect(() => scenarioText(middle, undefined, "x")).toThrow("never says which model it is");
  expect(() => scenarioText(recording, "P9", "x")).toThrow("has no P9; it has P1");
});
