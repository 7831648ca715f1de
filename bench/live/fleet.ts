/** A hundred printers that print: what changes ten times a second is what a status row changes. */
import type { OfficeState, PrinterState } from "../../src/station/api.ts";
import type { ServedOffice } from "../../src/station/index.ts";

export const PRINTERS = 100;

const lost = { heat: 0, power: 0, link: 0, centre: 0, supplies: 0, people: 0, other: 0 };

export class Fleet implements ServedOffice {
  readonly printerNames = Array.from({ length: PRINTERS }, (_, i) => `P${i + 1}`);
  private readonly states = new Map<string, PrinterState>();
  private readonly listeners = new Set<(printer: string | undefined, urgent: boolean) => void>();

  constructor() {
    for (const name of this.printerNames) this.states.set(name, printing(name, 0));
  }

  /** Every printer has a new status. */
  tick(n: number): void {
    const atMs = Date.now();
    for (const name of this.printerNames) {
      const before = this.states.get(name)!;
      const temps = {
        ...before.temps!,
        atMs,
        roller: 160 + (n % 97) / 10,
        duty: (n % 100) / 100,
        head: 30 + (n % 50) / 10,
      };
      this.states.set(name, { ...before, temps, state: { ...before.state, atMs } });
    }
    for (const name of this.printerNames) for (const listener of this.listeners) listener(name, false);
  }

  officeState(): OfficeState {
    const jobs = { queued: 900, held: 0, leased: 0, printing: 100, issued: 0, handedOver: 0, void: 0, uncertain: 0 };
    const waiting = { first: 500, change: 250, damaged: 100, lost: 50 };
    const base = { name: "Bench", zone: "WIB", language: "id", languages: ["id", "en"], issuedToday: 0 } as const;
    return { ...base, languages: ["id", "en"], printers: this.printerNames, jobs, waiting, lostSeconds: lost };
  }

  printerState(name: string): PrinterState {
    return this.states.get(name)!;
  }

  onChange(listener: (printer: string | undefined, urgent: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  notReady(): undefined {
    return undefined;
  }
}

function printing(name: string, atMs: number): PrinterState {
  return {
    name,
    place: "Loket",
    model: "hdp5000",
    serial: `H5-${name}`,
    sim: { on: true, speed: 1 },
    state: { word: "printing", path: "printing.encoding.imaging", sinceMs: 1, atMs },
    job: { key: "J1A2B3", step: "encode", phase: "encoding", filmStep: "image" },
    card: { stop: "encoder", encoded: false, transferred: false, suspect: false, film: "imaging" },
    temps: { atMs, roller: 165, head: 31, exit: 60, setpoint: 165, duty: 0.3, fanRpm: 2400 },
    supplies: {
      atMs: 1,
      ribbon: { type: "fargo", left: 400 },
      film: { type: "fargo", left: 1200 },
      blanks: { left: 90, empty: false },
      output: { full: false },
      reject: { full: false },
      coverOpen: false,
      limiting: { kind: "blanks", cards: 90 },
    },
    alarms: [],
    link: { state: "up", reason: "", atMs: 1, srttMs: 2, retransmits: 0, invalid: 0, reconnects: 0 },
    counters: { issued: 0, spoiltSeen: 0, uncertain: 0 },
    lostSeconds: { ...lost },
  };
}
