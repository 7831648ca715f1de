/** The engine's console: what it says in words, one line each, for people who watch. */

/** Lines kept for whoever looks later. */
export const CONSOLE_LINES_MAX = 500;

/** So many lines every machine says when it is switched on: they are kept without room for more, and each in one piece. */
const FIRST_LINES = 6;

/** A text that was put together stays in its pieces until somebody looks into it. */
function inOnePiece(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** Shared by all consoles that nobody ever read. */
const NOBODY = new Set<(line: string) => void>();

const lineOf = (atUs: number, text: string): string => `[${(atUs / 1e6).toFixed(3)}] ${text}`;

export class EngineConsole {
  /** A ring of engine times with their texts: once full, the oldest is at `#oldest`. Lines are put into words only when somebody reads them. */
  #said: (number | string)[] = [];
  #oldest = 0;
  #readers = NOBODY;

  /** The newest lines, oldest first. */
  get lines(): readonly string[] {
    const said = this.#said;
    return Array.from({ length: said.length / 2 }, (_, i) => {
      const at = (this.#oldest + 2 * i) % said.length;
      return lineOf(said[at] as number, said[at + 1] as string);
    });
  }

  /** Adds a line; `atUs` is engine time. */
  print(atUs: number, text: string): void {
    const said = this.#said;
    if (said.length < 2 * FIRST_LINES) this.#said = said.concat(atUs, inOnePiece(text));
    else if (said.length < 2 * CONSOLE_LINES_MAX) said.push(atUs, text);
    else {
      said[this.#oldest] = atUs;
      said[this.#oldest + 1] = text;
      this.#oldest = (this.#oldest + 2) % said.length;
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
