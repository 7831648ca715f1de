import { describe, expect, test } from "vitest";
import { Random } from "../../src/base/index.ts";
import { CycleMaps, HDP5000, SR300, sixHours } from "../../src/thermal/index.ts";
import { flow, HEAT_COUNT, reducedMatrix } from "../../src/thermal/schedule/affine.ts";
import { symmetricEigen } from "../../src/thermal/schedule/eigen.ts";
import { HeatFlow } from "../../src/thermal/schedule/heat-flow.ts";
import { leadFor } from "../../src/thermal/schedule/heat-leads.ts";

const N = HEAT_COUNT;

describe("a machine as six exponentials", () => {
  test("gives what the matrix exponential gives, from a tick to two hours", () => {
    for (const [profile, airflow, printing] of [
      [HDP5000, 0, false],
      [SR300, 0.37, true],
    ] as const) {
      const matrix = reducedMatrix(profile, airflow, printing);
      const machine = new HeatFlow(profile, matrix);
      for (const seconds of [0, 0.1, 6.7, 300, 7200]) {
        const { phi, psi } = machine.over(seconds);
        const exact = flow(matrix, seconds);
        for (let i = 0; i < N * N; i++) {
          expect(Math.abs(phi[i]! - exact.phi[i]!)).toBeLessThan(1e-12);
          expect(Math.abs(psi[i]! - exact.psi[i]!)).toBeLessThan(1e-9);
        }
      }
      const home = machine.homeOf(Float64Array.from({ length: N }, (_, i) => i));
      for (let i = 0; i < N; i++) {
        let slope = i;
        for (let k = 0; k < N; k++) slope += matrix[i * N + k]! * home[k]!;
        expect(Math.abs(slope)).toBeLessThan(1e-11);
      }
    }
  });

  test("eigenvectors stand upright on each other and are stretched by their values", () => {
    const random = new Random(3);
    const matrix = new Float64Array(N * N);
    for (let i = 0; i < N; i++)
      for (let j = 0; j <= i; j++) matrix[i * N + j] = matrix[j * N + i] = random.between(-1, 1);
    const { values, vectors } = symmetricEigen(matrix, N);
    const dot = (a: (i: number) => number, b: (i: number) => number): number =>
      Array.from({ length: N }, (_, i) => a(i) * b(i)).reduce((sum, value) => sum + value, 0);
    for (let k = 0; k < N; k++) {
      for (let j = 0; j <= k; j++) {
        const upright = dot(
          (i) => vectors[i * N + k]!,
          (i) => vectors[i * N + j]!,
        );
        expect(upright).toBeCloseTo(j === k ? 1 : 0, 12);
      }
      for (let i = 0; i < N; i++) {
        const stretched = dot(
          (j) => matrix[i * N + j]!,
          (j) => vectors[j * N + k]!,
        );
        expect(stretched).toBeCloseTo(values[k]! * vectors[i * N + k]!, 12);
      }
    }
  });
});

describe("cool enough after a wait", () => {
  test("says what a step of the maps says, at every wait and limit", () => {
    const random = new Random(11);
    let cool = 0;
    for (let round = 0; round < 60; round++) {
      const profile = random.chance(0.5) ? HDP5000 : SR300;
      const maps = new CycleMaps(sixHours(profile, random.between(18, 36), random.next()), 4, 4);
      const zone = random.between(35, 66);
      const chassis = zone - random.between(2, 15);
      const roller = random.between(zone, 185);
      const x = Float64Array.of(roller, roller - 3, random.between(zone, 80), zone, chassis, zone + 6);
      const out = new Float64Array(N);
      const result = { ok: false, heatLeadTicks: 0, exitCelsius: 0 };
      for (let look = 0; look < 80; look++) {
        const wait = Math.floor(random.next() ** 3 * 7300);
        maps.step(out, x, wait * 10, result);
        const { ok, exitCelsius } = result;
        const limit = ok && look % 3 === 0 ? exitCelsius : random.between(70, 79);
        expect(maps.isCoolAfter(x, wait, limit)).toBe(ok && exitCelsius <= limit);
        if (ok && exitCelsius <= limit) cool++;
      }
    }
    expect(cool).toBeGreaterThan(500);
    expect(cool).toBeLessThan(4300);
  });

  test("the lead is the same from wherever it is sought", () => {
    const table = Float64Array.from({ length: 41 }, (_, k) => k * 0.5);
    for (const missing of [-1, 0, 0.1, 0.5, 7.3, 19.9, 20, 20.1]) {
      const found = table.findIndex((heat) => heat >= missing);
      for (let guess = 0; guess <= 40; guess++) {
        expect(leadFor(table, 40, missing, guess)).toBe(found < 0 ? 41 : found);
      }
    }
  });
});
