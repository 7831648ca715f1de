/** The engine's console: what it says in words, one line each, for people who watch. */

/** Lines kept for whoever looks later. */
export const CONSOLE_LINES_MAX = 500;

/** Shared by all consoles that nobody ever read. */
const NOBODY = new Set<(line: string) => void>();

export class EngineConsole {
  readonly #lines: string[] = [];
  #readers = NOBODY;

  /** The newest lines, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Adds a line; `atUs` is engine time. */
  print(atUs: number, text: string): void {
    const line = `[${(atUs / 1e6).toFixed(3)}] ${text}`;
    if (this.#lines.length === CONSOLE_LINES_MAX) this.#lines.shift();
    this.#lines.push(line);
    for (const read of this.#readers) read(line);
  }

  /** Hands each new line to `read` until the returned function is called. */
  follow(read: (line: string) => void): () => void {
    if (this.#readers === NOBODY) this.#readers = new Set();
    this.#readers.add(read);
    return () => this.#readers.delete(read);
  }
}
