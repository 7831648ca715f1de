/**
 * Exponential of a small constant matrix and its integral, by scaling, a Taylor series and squaring. One fixed order of
 * operations: the same arguments give the same bits.
 */

/** Terms of the Taylor series. With a scaled norm of at most 1/2 the rest is below 0.5^19 / 19!, far under one rounding. */
const TAYLOR_TERMS = 18;
const SCALED_NORM_MAX = 0.5;
/** 2^60 of scaling covers any time that the callers can name; more means a matrix of nonsense. */
const SQUARINGS_MAX = 60;

/** Square matrices are row-major `Float64Array(n * n)`. */
export interface Propagator {
  /** exp(A t) */
  readonly phi: Float64Array;
  /** integral of exp(A s) ds, s from 0 to t */
  readonly psi: Float64Array;
}

function multiplyInto(out: Float64Array, a: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[k * n + j]!;
      out[i * n + j] = sum;
    }
  }
}

function normInfinity(a: Float64Array, n: number): number {
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row += Math.abs(a[i * n + j]!);
    // Written so that NaN wins.
    if (!(row <= norm)) norm = row;
  }
  return norm;
}

/**
 * phi = exp(A t) and psi, so that x' = A x + q with constant q gives x(t) = phi x(0) + psi q.
 * `t` in the matrix's own unit of time, at least 0. Throws RangeError on a negative or not finite argument.
 */
export function propagator(a: Float64Array, n: number, t: number): Propagator {
  const norm = normInfinity(a, n) * t;
  if (!(t >= 0) || !Number.isFinite(norm)) throw new RangeError("propagator: time or matrix out of range");
  let squarings = 0;
  while (norm / 2 ** squarings > SCALED_NORM_MAX && squarings < SQUARINGS_MAX) squarings++;
  const h = t / 2 ** squarings;

  // psi(h) = h (I + Ah/2! + (Ah)^2/3! + ...); phi(h) = I + A psi(h)
  const size = n * n;
  let term = new Float64Array(size);
  let next = new Float64Array(size);
  let psi = new Float64Array(size);
  for (let i = 0; i < n; i++) term[i * n + i] = h;
  for (let i = 0; i < size; i++) psi[i] = term[i]!;
  for (let k = 2; k <= TAYLOR_TERMS; k++) {
    multiplyInto(next, term, a, n);
    for (let i = 0; i < size; i++) next[i] = (next[i]! * h) / k;
    for (let i = 0; i < size; i++) psi[i] = psi[i]! + next[i]!;
    [term, next] = [next, term];
  }
  let phi = new Float64Array(size);
  multiplyInto(phi, a, psi, n);
  for (let i = 0; i < n; i++) phi[i * n + i] = phi[i * n + i]! + 1;

  // psi(2h) = psi(h) + phi(h) psi(h); phi(2h) = phi(h)^2
  for (let s = 0; s < squarings; s++) {
    multiplyInto(next, phi, psi, n);
    for (let i = 0; i < size; i++) next[i] = next[i]! + psi[i]!;
    [psi, next] = [next, psi];
    multiplyInto(term, phi, phi, n);
    [phi, term] = [term, phi];
  }
  return { phi, psi };
}

/**
 * out = exp(A t) x + psi(t) q by a Taylor series on the vector, for |A| t of at most about 1: cheaper than a propagator
 * when each `t` is used once (root finding). `scratch` holds at least 2 n numbers; `out` may not be `x`.
 */
export function flowInto(
  out: Float64Array,
  a: Float64Array,
  n: number,
  x: Float64Array,
  q: Float64Array,
  t: number,
  scratch: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    let slope = q[i]!;
    for (let k = 0; k < n; k++) slope += a[i * n + k]! * x[k]!;
    scratch[i] = slope * t;
    out[i] = x[i]! + scratch[i]!;
  }
  for (let order = 2; order <= TAYLOR_TERMS; order++) {
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += a[i * n + k]! * scratch[k]!;
      scratch[n + i] = (sum * t) / order;
    }
    for (let i = 0; i < n; i++) {
      scratch[i] = scratch[n + i]!;
      out[i] = out[i]! + scratch[i]!;
    }
  }
}
