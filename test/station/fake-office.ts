import { type OfficeState, type PrinterState, printerSchema } from "../../src/station/api.ts";
import type { ServedOffice } from "../../src/station/http/server.ts";
import { noLostSeconds } from "../../src/station/office/lost-time.ts";

/** What a server shows, without controllers behind it. */
export class FakeOffice implements ServedOffice {
  readonly printerNames: readonly string[];
  readonly printers: Record<string, PrinterState>;
  issuedToday = 0;
  why: string | undefined;
  private readonly listeners = new Set<(printer: string | undefined, urgent: boolean) => void>();

  constructor(names: readonly string[] = ["P1", "P2"], made: (name: string) => PrinterState = fakePrinter) {
    this.printerNames = names;
    this.printers = Object.fromEntries(names.map((name) => [name, made(name)]));
  }

  officeState(): OfficeState {
    return {
      name: "Dinas Contoh",
      zone: "WIB",
      language: "id",
      languages: ["id", "en"],
      printers: [...this.printerNames],
      jobs: { queued: 3, held: 0, leased: 0, printing: 1, issued: 0, handedOver: 0, void: 0, uncertain: 0 },
      waiting: { first: 2, change: 1, damaged: 0, lost: 1 },
      issuedToday: this.issuedToday,
      lostSeconds: noLostSeconds(),
    };
  }

  printerState(name: string): PrinterState {
    return this.printers[name]!;
  }

  /** Changes a printer and says so. */
  change(name: string, change: Partial<PrinterState>, urgent = false): void {
    this.printers[name] = { ...this.printers[name]!, ...change };
    this.say(name, urgent);
  }

  say(name: string, urgent = false): void {
    for (const listener of this.listeners) listener(name, urgent);
  }

  onChange(listener: (printer: string | undefined, urgent: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  get listening(): number {
    return this.listeners.size;
  }

  notReady(): string | undefined {
    return this.why;
  }
}

export function fakePrinter(name: string): PrinterState {
  return printerSchema.parse({
    name,
    place: "Loket",
    model: "hdp5000",
    sim: { on: true, speed: 1 },
    state: { word: "ready", path: "ready", sinceMs: 1 },
    temps: { atMs: 1, roller: 165, head: 31, setpoint: 165, duty: 0.3, fanRpm: 2400 },
    supplies: {
      atMs: 1,
      ribbon: { type: "fargo", left: 400 },
      film: { type: "fargo", left: 1200 },
      blanks: { left: 90, empty: false },
      output: { full: false },
      reject: { full: false },
      coverOpen: false,
    },
    alarms: [],
    link: { state: "up", reason: "", atMs: 1, srttMs: 2, retransmits: 0, invalid: 0, reconnects: 0 },
    counters: { issued: 0, spoiltSeen: 0, uncertain: 0 },
    lostSeconds: noLostSeconds(),
  });
}
