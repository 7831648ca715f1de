/** Progress of long work on standard error: one redrawn line on a terminal, a plain line every tenth elsewhere. */
export class Progress {
  private readonly total: number;
  private readonly terminal: boolean;
  private lastTenth = -1;
  private shown = false;

  constructor(total: number) {
    this.total = total;
    this.terminal = process.stderr.isTTY === true;
  }

  show(done: number, text: string): void {
    if (this.terminal) this.bar(done, text);
    else this.line(done, text);
  }

  end(): void {
    if (this.terminal && this.shown) process.stderr.write("\n");
  }

  private bar(done: number, text: string): void {
    const width = 30;
    const filled = this.total === 0 ? width : Math.round((width * Math.min(done, this.total)) / this.total);
    const columns = process.stderr.columns ?? 80;
    const line = `[${"#".repeat(filled)}${".".repeat(width - filled)}] ${done}/${this.total} ${text}`;
    process.stderr.write(`\r\x1b[K${line.slice(0, columns - 1)}`);
    this.shown = true;
  }

  private line(done: number, text: string): void {
    const tenth = this.total === 0 ? 10 : Math.floor((10 * done) / this.total);
    if (tenth === this.lastTenth) return;
    this.lastTenth = tenth;
    process.stderr.write(`${done}/${this.total} ${text}\n`);
  }
}
