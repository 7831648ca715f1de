/**
 * Tells a request for retransmission from its echoes. The engine answers each block with an empty one that names the next
 * number it expects; the same number twice means that something was lost. But the blocks that were under way behind the lost one
 * also repeat that number, and blocks that were sent twice without need repeat the number behind them: neither asks for more.
 */
export class NakFilter {
  private lastNamed = -1;
  private resentFrom = -1;
  private resentTo = -1;
  private echoesOfFirst = 0;
  private echoes = 0;

  /** After adopting the engine's number. */
  adopted(sequence: number): void {
    this.lastNamed = sequence;
    this.resentFrom = -1;
    this.resentTo = -1;
  }

  /** Blocks before `acked` are acknowledged; `empty`: by an acknowledgement of its own. */
  advanced(acked: number, empty: boolean): void {
    this.echoes = 0;
    if (empty) this.lastNamed = acked;
  }

  /** An empty block names the block that is oldest in flight. True when an empty block has named it before. */
  repeated(acked: number): boolean {
    if (this.lastNamed === acked) return true;
    this.lastNamed = acked;
    return false;
  }

  /**
   * All blocks from `first` to before `last` have gone out once more, because of a repeated acknowledgement (`asked`) or of a timeout. After a
   * timeout nothing older is under way that could repeat `first`.
   */
  resent(first: number, last: number, asked: boolean): void {
    this.resentFrom = first;
    this.resentTo = last;
    this.echoesOfFirst = asked ? last - first - 1 : 0;
    this.echoes = 0;
  }

  /** Whether a repeated acknowledgement asks for a retransmission: true unless it can be an echo. */
  answers(acked: number): boolean {
    this.echoes++;
    if (acked === this.resentFrom) return this.echoes > this.echoesOfFirst;
    if (acked === this.resentTo) return this.echoes > this.resentTo - this.resentFrom;
    return true;
  }
}
