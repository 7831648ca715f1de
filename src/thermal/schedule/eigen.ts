/** Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations in a fixed order. */

/** Six by six settle in five or six sweeps; what has not by then is not a matrix of numbers. */
const SWEEPS_MAX = 30;

export interface Eigen {
  readonly values: Float64Array;
  /** Row-major; the vectors are the columns. */
  readonly vectors: Float64Array;
}

/** `matrix`: n x n, row-major; only what is symmetric of it counts. It is not changed. */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = new Float64Array(n * n);
  const vectors = new Float64Array(n * n);
  let norm = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      a[i * n + j] = (matrix[i * n + j]! + matrix[j * n + i]!) / 2;
      norm += a[i * n + j]! * a[i * n + j]!;
    }
    vectors[i * n + i] = 1;
  }
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
    let off = 0;
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) off += a[i * n + j]! * a[i * n + j]!;
    if (!(off > 1e-34 * norm)) break;
    for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) rotate(a, vectors, n, i, j);
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), vectors };
}

/** Turns rows and columns `i` and `j` so that nothing is left where they meet. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, i: number, j: number): void {
  const meets = a[i * n + j]!;
  if (meets === 0) return;
  const slope = (a[j * n + j]! - a[i * n + i]!) / (2 * meets);
  const tangent = Math.sign(slope || 1) / (Math.abs(slope) + Math.sqrt(slope * slope + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  turn(a, n, i * n, j * n, 1, cosine, sine);
  turn(a, n, i, j, n, cosine, sine);
  turn(vectors, n, i, j, n, cosine, sine);
}

/** Two rows (`stride` 1) or columns (`stride` n) from `first` and `second` on. */
function turn(
  a: Float64Array,
  n: number,
  first: number,
  second: number,
  stride: number,
  cosine: number,
  sine: number,
): void {
  for (let k = 0; k < n; k++) {
    const x = a[first + k * stride]!;
    const y = a[second + k * stride]!;
    a[first + k * stride] = cosine * x - sine * y;
    a[second + k * stride] = sine * x + cosine * y;
  }
}
