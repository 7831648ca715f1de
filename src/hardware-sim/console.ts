/** The engine's console: what it says in words, one line each, for people who watch. */

/** Lines kept for whoever looks later. */
export const CONSOLE_LINES_MAX = 500;

/** Shared by all consoles that nobody ever read. */
const NOBODY = new Set<(line: string) => void>();

const lineOf = (atUs: number, text: string): string => `[${(atUs / 1e6).toFixed(3)}] ${text}`;

export class EngineConsole {
  /** A ring: once full, the oldest is at `#oldest`. Lines are put into words only when somebody reads them. */
  readonly #texts: string[] = [];
  readonly #timesUs: number[] = [];
  #oldest = 0;
  #readers = NOBODY;

  /** The newest lines, oldest first. */
  get lines(): readonly string[] {
    return this.#texts.map((_, i) => {
      const at = (this.#oldest + i) % this.#texts.length;
      return lineOf(this.#timesUs[at]!, this.#texts[at]!);
    });
  }

  /** Adds a line; `atUs` is engine time. */
  print(atUs: number, text: string): void {
    if (this.#texts.length === CONSOLE_LINES_MAX) {
      this.#texts[this.#oldest] = text;
      this.#timesUs[this.#oldest] = atUs;
      this.#oldest = (this.#oldest + 1) % CONSOLE_LINES_MAX;
    } else {
      this.#texts.push(text);
      this.#timesUs.push(atUs);
    }
    if (this.#readers.size === 0) return;
    const line = lineOf(atUs, text);
    for (const read of this.#readers) read(line);
  }

  /** Hands each new line to `read` until the returned function is called. */
  follow(read: (line: string) => void): () => void {
    if (this.#readers === NOBODY) this.#readers = new Set();
    this.#readers.add(read);
    return () => this.#readers.delete(read);
  }
}
