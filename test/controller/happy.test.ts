import { expect, test } from "vitest";
import { Bench } from "./bench.ts";

test("a cold printer warms up, prints one card in 36 s and issues it with its chip's serial", () => {
  const bench = new Bench(["J1"]);
  bench.until(() => bench.path === "warming", 5);
  bench.until(() => bench.engine.moves.length > 0, 60);
  const began = bench.clock.now();
  bench.until(() => bench.station.issuedJobs.length === 1, 60);
  expect((bench.clock.now() - began) / 1e6).toBeLessThan(36.4);
  expect(bench.engine.moves).toEqual(["feed J1", "image J1", "encode J1", "transfer J1", "eject J1"]);
  expect(bench.station.issuedJobs).toEqual([{ job: "J1", serial: bench.engine.output[0]!.serial }]);
  expect(bench.problems()).toEqual([]);
  bench.until(() => bench.path === "ready", 5);
});
