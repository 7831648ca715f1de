/** A recording judged by orders: another pace of the line, another journal, another seed, and still the same cards. */
import { describe, expect, test } from "vitest";
import {
  checkScenario,
  fieldTape,
  Recorder,
  type Recording,
  ReplayTarget,
  readRecording,
  runScenario,
  SimTarget,
} from "../../src/hil/index.ts";

function fileOf(jobs: number, ...steps: string[]) {
  const lines = [
    "name: a",
    "shows: [b]",
    "steps:",
    `  - jobs: ${jobs}`,
    ...steps,
    "  - wait: { jobs: { left: 0 }, within: 2h }",
  ];
  const file = checkScenario(lines.join("\n"), "field.yaml");
  if ("problems" in file) throw new Error(JSON.stringify(file.problems));
  return file;
}

/** Two cards, on a line as slow as a real one, on a machine with losses. */
async function recorded(): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let recorder: Recorder | undefined;
  const file = fileOf(2);
  const setup = { ...file.scenario.setup, baud: 115_200, loss: 0.01, supplies: "unlimited" };
  const result = await runScenario({
    file,
    on: "sim",
    makeTarget: async (listener) =>
      new SimTarget({
        setup,
        seed: 77,
        listener,
        lookUs: 100_000,
        around: (printer, connect, clock) => {
          recorder = new Recorder({ clock, sink: (bytes) => void pieces.push(bytes) });
          return recorder.tap(printer, connect);
        },
      }),
  });
  expect(result.failures).toEqual([]);
  recorder!.end();
  return Buffer.concat(pieces);
}

function replayed(recording: Recording, jobs: number, by: "orders" | "bytes" = "orders") {
  const file = fileOf(jobs);
  return runScenario({
    file,
    on: "replay:field.pcapng",
    makeTarget: async (listener) =>
      new ReplayTarget({ setup: file.scenario.setup, seed: 1, listener, recording, lookUs: 100_000, by }),
  });
}

describe("a field recording as the device", async () => {
  const bytes = await recorded();
  const recording = readRecording(bytes);

  test("the same orders come to the same end", async () => {
    const result = await replayed(recording, 2);
    expect(result.failures).toEqual([]);
    expect(result.jobs["issued"]).toBe(2);
  });

  test("by bytes it is another conversation", async () => {
    const result = await replayed(recording, 2, "bytes");
    expect(result.failures[0]).toMatchObject({ kind: "diverged" });
  });

  test("a card more than then is left at its first order, with line, and words", async () => {
    const { failures } = await replayed(recording, 3);
    expect(failures[0]).toMatchObject({ kind: "diverged", line: 5 });
    expect(failures[0]?.message).toMatch(
      /^P1: the host leaves the recording behind its end: recorded nothing more, got step_start /,
    );
  });

  test("another step at the same place is left there, with its packet", async () => {
    const { entries } = fieldTape(recording, "P1");
    const encode = entries.filter(({ name }) => name === "step_start")[2]!;
    const other = {
      ...recording,
      items: recording.items.filter(({ number }) => number < encode.packet || number > encode.packet + 60),
    };
    const { failures } = await replayed(other, 2);
    expect(failures[0]?.kind).toBe("diverged");
    expect(failures[0]?.message).toMatch(/at packet \d+: recorded step_start .*, got step_start .*kind=encode/);
  });

  test("a file that was cut off says so where the host goes on", async () => {
    const torn = readRecording(bytes.subarray(0, Math.floor(bytes.length * 0.7) - 3));
    expect(torn.problem).toContain("ends inside a block");
    const { failures, stepsDone } = await replayed(torn, 2);
    expect(failures[0]).toMatchObject({ kind: "diverged", message: expect.stringContaining("the file is not whole") });
    expect(stepsDone).toBe(1);
  });

  test("a recording without a beginning cannot stand in", () => {
    const half = { ...recording, items: recording.items.slice(recording.items.length >> 1) };
    expect(() => fieldTape(half, "P1")).toThrow("never says which model it is");
    expect(() => fieldTape(recording, "P9")).toThrow("has no link of P9; it has P1");
  });
});
