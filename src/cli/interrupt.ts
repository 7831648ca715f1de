/** Ctrl-C and SIGTERM while work goes on in pieces: it ends between two of them, and what there is by then is told. */
export class Interrupt {
  asked = false;
  readonly #words: string;

  /** `words`: what is said to whoever asked, after "cetak: ". */
  constructor(words: string) {
    this.#words = words;
    process.on("SIGINT", this.#hear);
    process.on("SIGTERM", this.#hear);
  }

  readonly #hear = (): void => {
    if (!this.asked) process.stderr.write(`\ncetak: ${this.#words}\n`);
    this.asked = true;
  };

  end(): void {
    process.off("SIGINT", this.#hear);
    process.off("SIGTERM", this.#hear);
  }
}
