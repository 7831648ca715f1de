import { describe, expect, test } from "vitest";
import {
  firstDifference,
  itemText,
  Recorder,
  type Recording,
  Replay,
  readRecording,
  vcdOf,
  vcdProblems,
} from "../../src/hil/index.ts";
import { parseSimUrl, SimStation } from "../../src/rig/index.ts";
import { rowsOf } from "../rig/rig.ts";

const HOUR_US = 3_600_000_000;

interface Run {
  readonly file: Uint8Array;
  readonly issued: number;
}

/** A short batch, recorded. */
function recorded(url: string, cards = 2): Run {
  const pieces: Uint8Array[] = [];
  let recorder: Recorder | undefined;
  const station = new SimStation({
    printers: [parseSimUrl(url)],
    around: (printer, connect, clock) => {
      recorder = new Recorder({ clock, sink: (bytes) => pieces.push(bytes), comment: url });
      return recorder.tap(printer, connect);
    },
  });
  station.office.addJobs(rowsOf(cards));
  station.office.start();
  expect(station.runUntil(() => station.journal.jobCounts.issued === cards, HOUR_US)).toBe(true);
  const issued = station.journal.jobCounts.issued;
  station.stop();
  recorder!.end();
  return { file: Buffer.concat(pieces), issued };
}

/** The same station, on the recording instead of an engine. */
function replayed(recording: Recording, url: string, cards = 2): { replay: Replay; issued: number } {
  let replay: Replay | undefined;
  const station = new SimStation({
    printers: [parseSimUrl(url)],
    around: (printer, _connect, clock) => {
      replay = new Replay({ recording, printer, clock });
      return replay.connect;
    },
  });
  station.office.addJobs(rowsOf(cards));
  station.office.start();
  station.runUntil(() => station.journal.jobCounts.issued === cards || replay?.divergence !== undefined, HOUR_US);
  const { issued } = station.journal.jobCounts;
  station.stop();
  return { replay: replay!, issued };
}

const URL = "sim:hdp5000?seed=7&supplies=unlimited";
const first = recorded(URL);
const recording = readRecording(first.file);

describe("a recording", () => {
  test("of the same run has the same bytes", () => {
    expect(Buffer.compare(recorded(URL).file, first.file)).toBe(0);
  });

  test("has each block in a packet of its own, read with the dictionary in it", () => {
    expect(recording.problem).toBeUndefined();
    expect(recording.comments).toEqual([URL]);
    const noise = recording.items.filter(({ block, direction }) => block === undefined && direction !== "none");
    expect(noise).toEqual([]);
    expect(recording.items.some(({ block }) => block?.unreadable)).toBe(false);
    const names = new Set(recording.items.flatMap(({ block }) => block?.messages.map(({ name }) => name) ?? []));
    for (const name of ["identify", "hello", "identity", "step_start", "step_done", "status_heat"]) {
      expect(names).toContain(name);
    }
    expect(itemText(recording.items[0]!)).toBe("link opened");
  });

  test("tells a broken file from a foreign one, and keeps what was good", () => {
    expect(() => readRecording(Buffer.from("nothing of the kind"))).toThrow("no pcapng file");
    const cut = readRecording(first.file.subarray(0, first.file.length - 7));
    expect(cut.problem).toMatch(/^the file ends inside a block at byte \d+$/);
    expect(cut.items.length).toBe(recording.items.length - 1);
  });

  test("cut or bitten anywhere never throws anything else", () => {
    const bytes = new Uint8Array(first.file.subarray(0, 20_000));
    for (let i = 0; i < 2_000; i++) {
      const bitten = bytes.slice(0, 400 + ((i * 7919) % 4_000));
      bitten[(i * 104_729) % bitten.length]! ^= 1 << (i % 8);
      try {
        readRecording(bitten);
      } catch (error) {
        expect(error).toMatchObject({ name: "RecordingError" });
      }
    }
  });
});

describe("two recordings", () => {
  test("of one run do not differ, also in time", () => {
    expect(firstDifference(recording, readRecording(first.file), { timeToleranceUs: 0 })).toBeUndefined();
  });

  test("of different machines part ways where they first differ", () => {
    const other = readRecording(recorded("sim:hdp5000?seed=7&supplies=unlimited&room=30").file);
    const difference = firstDifference(recording, other)!;
    expect(difference.why).toBe("bytes");
    expect(itemText(difference.a!)).not.toBe(itemText(difference.b!));
    expect(difference.before.length).toBeGreaterThan(0);
    expect(recording.items.indexOf(difference.a!)).toBeGreaterThanOrEqual(difference.alike);
  });
});

describe("a recording as the device", () => {
  test("gives the same station the same cards", () => {
    const { replay, issued } = replayed(recording, URL);
    expect(replay.divergence).toBeUndefined();
    expect(issued).toBe(first.issued);
    expect(replay.agreedBlocks).toBeGreaterThan(50);
  });

  test("names the block at which another station leaves it", () => {
    const { replay, issued } = replayed(recording, "sim:hdp5000?seed=7&supplies=unlimited&setpoint=160");
    expect(issued).toBe(0);
    const { divergence } = replay;
    const there = recording.items.find(({ number }) => number === divergence!.packet)!;
    expect(itemText(there)).toBe(divergence!.recorded);
    expect(divergence!.got).toContain("roller_set");
    expect(divergence!.sentence).toContain(`at packet ${divergence!.packet}`);
  });

  test("of a printer that it lacks is refused", () => {
    expect(() => replayed(recording, "sim:hdp5000?seed=7&supplies=unlimited", 1)).not.toThrow();
    const clock = {
      now: () => 0,
      utcMs: () => 0,
      timer: () => ({ dueAt: -1, armAt() {}, armAfter() {}, cancel() {} }),
    };
    expect(() => new Replay({ recording, printer: "P9", clock })).toThrow("has no link of P9; it has P1");
  });
});

describe("signals", () => {
  test("are a dump without problems, whose roller warms up", () => {
    for (const kind of ["all", "wires"] as const) expect(vcdProblems(vcdOf(recording, kind))).toEqual([]);
    const text = vcdOf(recording);
    const id = /real 64 (\S+) roller_celsius/.exec(text)![1]!;
    const values = [...text.matchAll(/^r(\S+) (\S+)$/gm)].filter((match) => match[2] === id).map((m) => Number(m[1]));
    expect(Math.max(...values.filter(Number.isFinite))).toBeGreaterThan(155);
  });

  test("a broken dump is found out", () => {
    const good = vcdOf(recording, "wires");
    expect(vcdProblems(`${good}#3\n`)).toEqual([expect.stringContaining("does not grow")]);
    expect(vcdProblems(good.replace(/^0!$/m, "2!"))).toEqual([expect.stringContaining("no change of a value")]);
    expect(vcdProblems(`${good}1~~~\n`)).toEqual([expect.stringContaining("is not declared")]);
  });
});
