/** The last deltas as they were sent, so that a client that was away for a moment gets exactly what it missed. */

export const DELTAS_KEPT_MAX = 2_000;

export class DeltaRing {
  private readonly slots: (Buffer | undefined)[];
  private lastSeq = 0;

  constructor(size: number = DELTAS_KEPT_MAX) {
    this.slots = new Array<Buffer | undefined>(size).fill(undefined);
  }

  /** The sequence number of the newest delta; 0 before the first. */
  get seq(): number {
    return this.lastSeq;
  }

  /** Keeps a delta under the next number. */
  push(message: Buffer): void {
    this.lastSeq++;
    this.slots[this.lastSeq % this.slots.length] = message;
  }

  /** The deltas after `seq` in order, or undefined when some of them are gone (or have never been). */
  after(seq: number): Buffer[] | undefined {
    if (seq > this.lastSeq || seq < this.lastSeq - this.slots.length) return undefined;
    const found: Buffer[] = [];
    for (let next = seq + 1; next <= this.lastSeq; next++) {
      const message = this.slots[next % this.slots.length];
      if (message === undefined) return undefined;
      found.push(message);
    }
    return found;
  }
}
