/**
 * Stands before a line parser that has no limit of its own: holds an unfinished line back, hands on whole lines only, and
 * throws a line away that grows too long. Each byte is copied at most twice.
 */
const LINE_FEED = 10;
const HOLD_BYTES_MIN = 256;

export class LineGuard {
  /** Bytes of lines that were too long. */
  droppedBytes = 0;
  readonly #lineBytesMax: number;
  readonly #onLines: (lines: Uint8Array) => void;
  #hold = new Uint8Array(0);
  #held = 0;
  #skipping = false;

  /** `onLines` gets one or more whole lines with their line feeds, in bytes that are its own. */
  constructor(lineBytesMax: number, onLines: (lines: Uint8Array) => void) {
    this.#lineBytesMax = lineBytesMax;
    this.#onLines = onLines;
  }

  /** Bytes of an unfinished line that are kept. */
  get heldBytes(): number {
    return this.#held;
  }

  push(bytes: Uint8Array): void {
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(LINE_FEED, from);
      if (end < 0) break;
      this.#line(bytes.subarray(from, end + 1));
      from = end + 1;
    }
    if (from < bytes.length) this.#keep(bytes.subarray(from));
  }

  #line(rest: Uint8Array): void {
    if (this.#skipping || this.#held + rest.length > this.#lineBytesMax) {
      this.droppedBytes += this.#held + rest.length;
      this.#skipping = false;
    } else {
      const line = new Uint8Array(this.#held + rest.length);
      line.set(this.#hold.subarray(0, this.#held));
      line.set(rest, this.#held);
      this.#held = 0;
      if (this.#hold.length > HOLD_BYTES_MIN) this.#hold = new Uint8Array(0);
      this.#onLines(line);
      return;
    }
    this.#held = 0;
  }

  #keep(rest: Uint8Array): void {
    if (this.#skipping || this.#held + rest.length > this.#lineBytesMax) {
      this.droppedBytes += this.#held + rest.length;
      this.#held = 0;
      this.#hold = new Uint8Array(0);
      this.#skipping = true;
      return;
    }
    const needed = this.#held + rest.length;
    if (needed > this.#hold.length) {
      const wider = new Uint8Array(Math.min(this.#lineBytesMax, Math.max(HOLD_BYTES_MIN, 2 * needed)));
      wider.set(this.#hold.subarray(0, this.#held));
      this.#hold = wider;
    }
    this.#hold.set(rest, this.#held);
    this.#held = needed;
  }
}
