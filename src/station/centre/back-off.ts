/** How long to wait before the next try: doubling, with jitter, so that many offices do not come back at one instant. */
import { type Micros, type Random, US_PER_S } from "../../base/index.ts";

export const BACK_OFF_US_MIN: Micros = 2 * US_PER_S;
export const BACK_OFF_US_MAX: Micros = 120 * US_PER_S;

export class BackOff {
  private readonly random: Random;
  private failures = 0;

  constructor(random: Random) {
    this.random = random;
  }

  /** Failures in a row. */
  get count(): number {
    return this.failures;
  }

  /** The wait after one more failure: a half to the whole of 2, 4, 8 ... 120 s. */
  next(): Micros {
    const whole = Math.min(BACK_OFF_US_MAX, BACK_OFF_US_MIN * 2 ** Math.min(this.failures, 20));
    this.failures++;
    return Math.ceil(whole * this.random.between(0.5, 1));
  }

  forget(): void {
    this.failures = 0;
  }
}
