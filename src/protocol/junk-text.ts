/** How much of what a stranger said is kept for the error sentence. */
export const JUNK_TEXT_BYTES_MAX = 120;

/** The beginning of the latest stretch of undecodable input. */
export class JunkText {
  /** Made with the first junk: a sound line has none. */
  private bytes: Uint8Array | undefined;
  private length = 0;
  private ended = true;

  /** A good block ends a stretch. */
  end(): void {
    this.ended = true;
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    if (this.ended) {
      this.ended = false;
      this.length = 0;
    }
    this.bytes ??= new Uint8Array(JUNK_TEXT_BYTES_MAX);
    const stop = Math.min(to, from + JUNK_TEXT_BYTES_MAX - this.length);
    for (let at = from; at < stop; at++) this.bytes[this.length++] = bytes[at]!;
  }

  /** Printable ASCII; a run of anything else becomes one dot or one blank. */
  toString(): string {
    let text = "";
    for (const byte of this.bytes?.subarray(0, this.length) ?? []) {
      if (byte > 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
      else if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) text += text.endsWith(" ") ? "" : " ";
      else if (!text.endsWith(".")) text += ".";
    }
    return text.trim();
  }
}
