/**
 * How long each lease lasts. Counted on the monotonic clock from the instant at which it was asked for, by the time that
 * the centre says is left: neither a wrong clock here nor one there makes a lease longer than it is.
 */
import { type Clock, type Micros, US_PER_MS } from "../../base/index.ts";
import type { CentreTable } from "./centre-table.ts";

/** Longest lease that is believed. */
const LEASE_MS_MAX = 7 * 86_400_000;

interface Known {
  endsAt: Micros;
  readonly lengthUs: Micros;
}

export class LeaseBook {
  private readonly clock: Clock;
  private readonly table: CentreTable;
  private readonly leases = new Map<string, Known>();

  /** Takes over the leases of an earlier run, by the wall's time: all that is left of them after a restart. */
  constructor(clock: Clock, table: CentreTable) {
    this.clock = clock;
    this.table = table;
    const nowMs = clock.utcMs();
    for (const { lease, gotMs, expiresMs } of table.liveLeases()) {
      // A clock that ran backwards since (an empty battery) proves nothing: such a lease has to be renewed first.
      this.note(lease, clock.now(), nowMs < gotMs ? 0 : Math.max(0, expiresMs - nowMs));
    }
  }

  /** False when the answer makes no sense: a lease that has ended before it began. Joins the caller's transaction. */
  add(lease: string, askedAt: Micros, answer: { nowMs: number; expiresAtMs: number }): boolean {
    const lengthMs = Math.min(LEASE_MS_MAX, answer.expiresAtMs - answer.nowMs);
    if (lengthMs <= 0) return false;
    const [gotMs, expiresMs] = this.wall(askedAt, lengthMs);
    this.table.addLease(lease, gotMs, expiresMs);
    this.note(lease, askedAt, lengthMs);
    return true;
  }

  extend(lease: string, askedAt: Micros, answer: { nowMs: number; expiresAtMs: number }): void {
    const lengthMs = Math.min(LEASE_MS_MAX, answer.expiresAtMs - answer.nowMs);
    if (lengthMs <= 0 || !this.leases.has(lease)) return;
    const [gotMs, expiresMs] = this.wall(askedAt, lengthMs);
    this.table.extendLease(lease, gotMs, expiresMs);
    this.note(lease, askedAt, lengthMs);
  }

  end(lease: string): void {
    if (this.leases.delete(lease)) this.table.endLease(lease);
  }

  /** False once the centre has said that it has ended. One that seems over by the clock stays until then. */
  has(lease: string): boolean {
    return this.leases.has(lease);
  }

  /** What is left of it; 0 or less when it is over or proves nothing. */
  leftUs(lease: string): Micros {
    const known = this.leases.get(lease);
    return known === undefined ? 0 : known.endsAt - this.clock.now();
  }

  /** Half of its time has passed. */
  wantsRenewal(lease: string): boolean {
    const known = this.leases.get(lease);
    return known !== undefined && known.endsAt - this.clock.now() <= known.lengthUs / 2;
  }

  get names(): string[] {
    return [...this.leases.keys()];
  }

  /** The next instant at which a lease wants to be renewed; -1 when there is none. */
  get nextRenewalAt(): Micros {
    let next = -1;
    for (const { endsAt, lengthUs } of this.leases.values()) {
      const at = endsAt - Math.floor(lengthUs / 2);
      if (at > this.clock.now() && (next < 0 || at < next)) next = at;
    }
    return next;
  }

  private note(lease: string, fromUs: Micros, lengthMs: number): void {
    const lengthUs = Math.floor(lengthMs) * US_PER_MS;
    this.leases.set(lease, { endsAt: fromUs + lengthUs, lengthUs });
  }

  private wall(askedAt: Micros, lengthMs: number): [gotMs: number, expiresMs: number] {
    const gotMs = this.clock.utcMs() - Math.ceil((this.clock.now() - askedAt) / US_PER_MS);
    return [gotMs, gotMs + Math.floor(lengthMs)];
  }
}
