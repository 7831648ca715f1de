/** The one step of linear algebra that the observers share: covariance and gain of a filter with one scalar sensor. */

/**
 * One period of the filter's covariance for x' = F x + noise, y = x[sensor] + noise. `p` (n x n, symmetric) becomes the covariance
 * after the measurement; the gain goes into `gain`. `noise` is the diagonal added per period, `sensorNoise` a variance.
 */
export function covarianceStep(
  p: Float64Array,
  f: Float64Array,
  n: number,
  noise: Float64Array,
  sensor: number,
  sensorNoise: number,
  gain: Float64Array,
  scratch: Float64Array,
): void {
  predictCovariance(p, f, n, noise, scratch);
  measureCovariance(p, n, sensor, sensorNoise, gain);
}

/** p = F p F' + diag(noise). `scratch` holds n x n numbers. */
export function predictCovariance(
  p: Float64Array,
  f: Float64Array,
  n: number,
  noise: Float64Array,
  scratch: Float64Array,
): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += f[i * n + k]! * p[k * n + j]!;
      scratch[i * n + j] = sum;
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? noise[i]! : 0;
      for (let k = 0; k < n; k++) sum += scratch[i * n + k]! * f[j * n + k]!;
      p[i * n + j] = sum;
      p[j * n + i] = sum;
    }
  }
}

/** Gain of a measurement of x[sensor], and p after it. */
export function measureCovariance(
  p: Float64Array,
  n: number,
  sensor: number,
  sensorNoise: number,
  gain: Float64Array,
): void {
  const total = p[sensor * n + sensor]! + sensorNoise;
  for (let i = 0; i < n; i++) gain[i] = p[i * n + sensor]! / total;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = p[i * n + j]! - gain[i]! * gain[j]! * total;
      p[i * n + j] = value;
      p[j * n + i] = value;
    }
  }
}
