/** The engine's console: what it says in words, one line each, for people who watch. */

/** Lines kept for whoever looks later. */
export const CONSOLE_LINES_MAX = 500;

export class EngineConsole {
  readonly #lines: string[] = [];
  readonly #readers = new Set<(line: string) => void>();

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
    this.#readers.add(read);
    return () => this.#readers.delete(read);
  }
}
