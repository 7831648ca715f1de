/** What `cetak monitor` shows: the wanted messages as lines, and at the end what was seen. */
import type { LinkCounters } from "../protocol/index.ts";
import type { WireLine } from "../station/index.ts";

/** Messages whose newest text the summary shows: temperatures, step and path, counters. */
const SUMMARISED = ["status_heat", "status_path", "status_counters"] as const;

export interface MonitorViewOptions {
  /** Names to show; undefined: all. */
  readonly names: ReadonlySet<string> | undefined;
  readonly json: boolean;
  readonly write: (text: string) => void;
  /** For people, beside the messages. */
  readonly talk: (sentence: string) => void;
}

export class MonitorView {
  private readonly options: MonitorViewOptions;
  private readonly counts = new Map<string, number>();
  private readonly newest = new Map<string, string>();
  private paused = false;
  private hidden = 0;
  /** Lines written. */
  shown = 0;
  dropped = 0;

  constructor(options: MonitorViewOptions) {
    this.options = options;
  }

  line(line: WireLine): void {
    const { name, text, dir } = line;
    // Without a change of the link silence cannot be read; but it is no message.
    if (dir === "!") {
      this.options.talk(`link ${text}`);
      return;
    }
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    this.newest.set(name, text);
    const { names, json, write } = this.options;
    if (names !== undefined && !names.has(name)) return;
    if (this.paused) {
      this.hidden++;
      return;
    }
    this.shown++;
    write(json ? `${JSON.stringify(line)}\n` : `${time(line.atMs)} ${dir} ${text}\n`);
  }

  /** Returns what to tell the person. */
  togglePause(): string {
    this.paused = !this.paused;
    if (this.paused) {
      this.hidden = 0;
      return "paused; space goes on, q ends";
    }
    return `${this.hidden} messages were not shown`;
  }

  summary(counters: LinkCounters | undefined): string {
    const lines: string[] = [];
    for (const name of SUMMARISED) {
      const text = this.newest.get(name);
      if (text !== undefined) lines.push(`newest    ${text}`);
    }
    const seen = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`);
    lines.push(`messages  ${seen.length === 0 ? "none" : seen.join(", ")}`);
    if (this.dropped > 0) lines.push(`dropped   ${this.dropped}: this reader was too slow`);
    if (counters !== undefined) {
      const { blocksIn, bytesIn, retransmits, naks, invalidBytes, reconnects } = counters;
      lines.push(
        `link      ${blocksIn} blocks, ${bytesIn} bytes in; retransmits ${retransmits}, naks ${naks}, ` +
          `invalid bytes ${invalidBytes}, reconnects ${reconnects}`,
      );
    }
    return `${lines.join("\n")}\n`;
  }
}

const time = (atMs: number): string => new Date(atMs).toISOString().slice(11, 23);
