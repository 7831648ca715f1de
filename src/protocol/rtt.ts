import { type Micros, US_PER_MS } from "../base/index.ts";
import type { LinkCounters } from "./counters.ts";

/** Smallest retransmission timeout, as in the stock host [P: Klipper serialqueue.c]. */
export const RTO_MIN_US = 25 * US_PER_MS;
/** A line that never varies still gets this much on top of its round trip [E: a few short blocks at 19,200 baud]. */
const VARIATION_MIN_US = 10 * US_PER_MS;
/** See {@link RttEstimate.progress}; measured on simulated lines of 19,200 to 1,000,000 baud with up to a third of the blocks lost [M]. */
const BACKED_OFF_WHILE_MOVING_MAX = 4;
/** Before the first measurement [E: slower than any line we know, faster than a person]. */
export const RTO_FIRST_US = 250 * US_PER_MS;
/** The largest timeout as a part of the heat lease: three attempts fit into one lease. */
export const RTO_CAP_OF_LEASE = 0.3;

/** Round-trip estimate and timeout after RFC 6298: srtt + 4 rttvar, doubled at each timeout. Publishes into the link's counters. */
export class RttEstimate {
  private readonly counters: LinkCounters;
  private capUs: Micros;
  private baseUs: Micros;
  private measured = false;

  /** `leaseMs` is the heat lease in the time of the same clock. */
  constructor(counters: LinkCounters, leaseMs: number) {
    this.counters = counters;
    this.capUs = Math.floor(leaseMs * US_PER_MS * RTO_CAP_OF_LEASE);
    counters.srttUs = 0;
    counters.rttvarUs = 0;
    this.baseUs = Math.min(RTO_FIRST_US, this.capUs);
    counters.rtoUs = this.baseUs;
  }

  /** The lease is another one in the time of this clock: the engine has said how fast its time passes. */
  setLease(leaseMs: number): void {
    this.capUs = Math.floor(leaseMs * US_PER_MS * RTO_CAP_OF_LEASE);
    this.baseUs = Math.min(this.baseUs, this.capUs);
    this.counters.rtoUs = Math.min(this.counters.rtoUs, this.capUs);
  }

  get rtoUs(): Micros {
    return this.counters.rtoUs;
  }

  /** A round trip of a block that was sent once only. */
  sample(us: Micros): void {
    const { counters } = this;
    if (this.measured) {
      counters.rttvarUs += Math.round((Math.abs(counters.srttUs - us) - counters.rttvarUs) / 4);
      counters.srttUs += Math.round((us - counters.srttUs) / 8);
    } else {
      this.measured = true;
      counters.srttUs = us;
      counters.rttvarUs = us >> 1;
    }
    const rto = counters.srttUs + Math.max(4 * counters.rttvarUs, VARIATION_MIN_US);
    this.baseUs = Math.min(Math.max(rto, RTO_MIN_US), this.capUs);
    counters.rtoUs = this.baseUs;
  }

  /**
   * Something was acknowledged. The back-off stays until the next sample (Karn: repeated blocks say nothing about the line, and a
   * queue full of repetitions is slower than what was measured), but on a noisy line not beyond a few times the measured value.
   */
  progress(): void {
    this.counters.rtoUs = Math.min(this.counters.rtoUs, this.baseUs * BACKED_OFF_WHILE_MOVING_MAX);
  }

  backOff(): void {
    this.counters.rtoUs = Math.min(this.counters.rtoUs * 2, this.capUs);
  }
}
