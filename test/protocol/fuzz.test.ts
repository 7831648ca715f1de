import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { fuzzEngine } from "../../bench/soak/fuzz-engine.ts";
import { fuzzHost } from "../../bench/soak/fuzz-host.ts";
import { type Recording, record } from "../../bench/soak/fuzz-source.ts";
import { tally } from "../../bench/soak/fuzz-tally.ts";
import { hex } from "./pair.ts";

const BYTES = 400_000;
let recording: Recording;

beforeAll(() => {
  recording = record();
});

describe("the tally that the ends are measured with", () => {
  interface Stream {
    name: string;
    hex: string;
    blocks: unknown[];
    junkBytes: number;
  }
  const { vectors } = JSON.parse(readFileSync(new URL("../../docs/vectors/streams.json", import.meta.url), "utf8")) as {
    vectors: Stream[];
  };

  test.each(vectors.map((vector) => [vector.name, vector] as const))(
    "%s",
    (_name, { hex: text, blocks, junkBytes }) => {
      const found = tally(hex(text));
      expect(found).toMatchObject({ blocks: blocks.length, junkBytes });
      const { blockBytes, idleBytes, waitingBytes } = found;
      expect(blockBytes + idleBytes + waitingBytes + junkBytes).toBe(text.length / 2);
    },
  );
});

describe("random bytes and damaged recordings", () => {
  test.each([1, 2])(
    "the engine's end, seed %i: nothing thrown, every byte accounted for, the machine stays safe",
    (seed) => {
      const report = fuzzEngine(recording, BYTES, seed);
      expect(report.problems).toEqual([]);
      expect(report.comparedBytes).toBe(report.bytes);
      // It was no walk in the park: blocks came through, junk was thrown away, steps began.
      expect(report.blocks).toBeGreaterThan(1_000);
      expect(report.junkBytes).toBeGreaterThan(BYTES / 4);
      expect(report.steps).toBeGreaterThan(0);
    },
  );

  test.each([1, 2])(
    "the host's end, seed %i: nothing thrown, every byte accounted for, it gets up again and again",
    (seed) => {
      const report = fuzzHost(recording, BYTES, seed);
      expect(report.problems).toEqual([]);
      expect(report.comparedBytes).toBeGreaterThan(report.bytes * 0.95);
      expect(report.blocks).toBeGreaterThan(1_000);
      expect(report.junkBytes).toBeGreaterThan(BYTES / 4);
      expect(report.ups).toBeGreaterThan(5);
    },
  );

  test("the same seed throws the same bytes", () => {
    expect(fuzzEngine(recording, 50_000, 3)).toEqual(fuzzEngine(recording, 50_000, 3));
    expect(fuzzHost(recording, 50_000, 3)).toEqual(fuzzHost(recording, 50_000, 3));
  });
});
