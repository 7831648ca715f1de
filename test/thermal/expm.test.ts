import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flowInto } from "../../src/thermal/expm.ts";
import { HDP5000, propagator, SR300 } from "../../src/thermal/index.ts";
import { NODE_COUNT, systemMatrix } from "../../src/thermal/network.ts";

const N = NODE_COUNT;

/** exp(A t) by the plain series in 60-digit fixed point: slow, and independent of scaling and squaring. */
function exactExponential(a: Float64Array, n: number, t: number): number[] {
  const one = 10n ** 60n;
  const fixed = (v: number): bigint =>
    BigInt(Math.round(v * 2 ** 80)) * (one / 2n ** 80n) +
    (BigInt(Math.round(v * 2 ** 80)) * (one % 2n ** 80n)) / 2n ** 80n;
  const at = Array.from(a, (v) => fixed(v * t));
  let term = at.map((_, i) => (i % (n + 1) === 0 ? one : 0n));
  const sum = [...term];
  for (let k = 1n; k < 160n; k++) {
    const next = term.map(() => 0n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        let s = 0n;
        for (let m = 0; m < n; m++) s += term[i * n + m]! * at[m * n + j]!;
        next[i * n + j] = s / one / k;
      }
    term = next;
    term.forEach((v, i) => {
      sum[i] = sum[i]! + v;
    });
  }
  return sum.map((v) => Number(v) / 1e60);
}

describe("matrix exponential", () => {
  test("agrees with a 60-digit series to the last few bits", () => {
    for (const profile of [HDP5000, SR300]) {
      const a = systemMatrix(profile, 0.7, true);
      for (const seconds of [0.1, 1, 36]) {
        const { phi } = propagator(a, N, seconds);
        const exact = exactExponential(a, N, seconds);
        const worst = Math.max(...exact.map((v, i) => Math.abs(v - phi[i]!)));
        expect(worst).toBeLessThan(2e-14);
      }
    }
  });

  test("known cases: zero time, decay, rotation", () => {
    expect(Array.from(propagator(Float64Array.of(1, 2, 3, 4), 2, 0).phi)).toEqual([1, 0, 0, 1]);
    const decay = propagator(Float64Array.of(-2), 1, 3);
    expect(decay.phi[0]).toBeCloseTo(Math.exp(-6), 15);
    expect(decay.psi[0]).toBeCloseTo((1 - Math.exp(-6)) / 2, 14);
    const turn = propagator(Float64Array.of(0, 1, -1, 0), 2, 1).phi;
    expect(turn[0]).toBeCloseTo(Math.cos(1), 14);
    expect(turn[1]).toBeCloseTo(Math.sin(1), 14);
  });

  test("two steps are one step of their sum, and A psi = phi - I", () => {
    const a = systemMatrix(HDP5000, 0.5, false);
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 5000, noNaN: true }),
        fc.double({ min: 0.01, max: 5000, noNaN: true }),
        (s, t) => {
          const first = propagator(a, N, s).phi;
          const second = propagator(a, N, t).phi;
          const both = propagator(a, N, s + t);
          for (let i = 0; i < N; i++)
            for (let j = 0; j < N; j++) {
              let product = 0;
              let slope = 0;
              for (let k = 0; k < N; k++) {
                product += first[i * N + k]! * second[k * N + j]!;
                slope += a[i * N + k]! * both.psi[k * N + j]!;
              }
              expect(product).toBeCloseTo(both.phi[i * N + j]!, 11);
              expect(slope).toBeCloseTo(both.phi[i * N + j]! - (i === j ? 1 : 0), 10);
            }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("flow on a vector is the propagator on it", () => {
    const a = systemMatrix(SR300, 1, true);
    const x = Float64Array.from({ length: N }, (_, i) => 30 + 20 * i);
    const q = Float64Array.from({ length: N }, (_, i) => 0.3 * i);
    const { phi, psi } = propagator(a, N, 0.9);
    const out = new Float64Array(N);
    flowInto(out, a, N, x, q, 0.9, new Float64Array(2 * N));
    for (let i = 0; i < N; i++) {
      let sum = 0;
      for (let k = 0; k < N; k++) sum += phi[i * N + k]! * x[k]! + psi[i * N + k]! * q[k]!;
      expect(out[i]).toBeCloseTo(sum, 11);
    }
  });

  test("refuses nonsense", () => {
    expect(() => propagator(Float64Array.of(1), 1, -1)).toThrow(RangeError);
    expect(() => propagator(Float64Array.of(Number.NaN), 1, 1)).toThrow(RangeError);
  });
});
