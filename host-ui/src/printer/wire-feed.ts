/** The messages of one printer's link as the station streams them, the newest few kept. Open only while somebody looks. */
import { type Signal, signal } from "@preact/signals";
import { z } from "zod";
import "../no-eval.ts";
import { every } from "../time.ts";

export const WIRE_LINES_MAX = 400;
/** How often what has come is drawn. */
const DRAW_MS = 250;

const lineSchema = z.union([
  z.object({ atMs: z.number(), dir: z.enum(["<", ">", "!"]), name: z.string(), text: z.string() }),
  z.object({ atMs: z.number(), dir: z.enum(["<", ">"]), hex: z.string() }),
  z.object({ dropped: z.number() }),
]);

export interface WireLine {
  readonly id: number;
  readonly atMs: number;
  readonly dir: "<" | ">" | "!";
  /** "" for bytes. */
  readonly name: string;
  /** Decoded, or as hex in pairs. */
  readonly text: string;
}

export type WireStatus = "connecting" | "open" | "closed";

export class WireFeed {
  readonly lines: Signal<readonly WireLine[]> = signal([]);
  readonly status: Signal<WireStatus> = signal("connecting");
  /** Lines that the station left out because this page was too slow. */
  readonly dropped: Signal<number> = signal(0);
  readonly #socket: WebSocket;
  readonly #stop: () => void;
  #waiting: WireLine[] = [];
  #nextId = 0;

  constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.onopen = () => {
      this.status.value = "open";
    };
    this.#socket.onclose = () => {
      this.status.value = "closed";
    };
    this.#socket.onmessage = (event) => this.#took(String(event.data));
    this.#stop = every(DRAW_MS, () => this.#draw());
  }

  close(): void {
    this.#stop();
    this.#socket.close();
  }

  clear(): void {
    this.lines.value = [];
  }

  #took(json: string): void {
    const line = lineSchema.safeParse(parsed(json));
    if (!line.success) return;
    const id = this.#nextId++;
    if ("dropped" in line.data) this.dropped.value += line.data.dropped;
    else if ("hex" in line.data) {
      const { atMs, dir, hex } = line.data;
      this.#waiting.push({ id, atMs, dir, name: "", text: inPairs(hex) });
    } else this.#waiting.push({ id, ...line.data });
  }

  #draw(): void {
    if (this.#waiting.length === 0) return;
    this.lines.value = [...this.lines.value, ...this.#waiting].slice(-WIRE_LINES_MAX);
    this.#waiting = [];
  }
}

export const inPairs = (hex: string): string => (hex.match(/../g) ?? []).join(" ");

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Address of the tap, with the bytes as they cross the wire. */
export function wireUrl(page: { protocol: string; host: string }, printer: string): string {
  return `${page.protocol === "https:" ? "wss:" : "ws:"}//${page.host}/wire/${encodeURIComponent(printer)}?bytes`;
}
