/** A hundred printers that print: what changes ten times a second is what a status row changes. */
import type { PrinterState } from "../../src/station/api.ts";
import { FakeOffice, fakePrinter } from "../../test/station/fake-office.ts";

export const PRINTERS = 100;

export class Fleet extends FakeOffice {
  constructor() {
    super(
      Array.from({ length: PRINTERS }, (_, i) => `P${i + 1}`),
      printing,
    );
  }

  /** Every printer has a new status. */
  tick(n: number): void {
    const atMs = Date.now();
    for (const name of this.printerNames) {
      const before = this.printerState(name);
      const temps = {
        ...before.temps!,
        atMs,
        roller: 160 + (n % 97) / 10,
        duty: (n % 100) / 100,
        head: 30 + (n % 50) / 10,
      };
      this.printers[name] = { ...before, temps, state: { ...before.state, atMs } };
    }
    for (const name of this.printerNames) this.say(name);
  }
}

const printing = (name: string): PrinterState => ({
  ...fakePrinter(name),
  serial: `H5-${name}`,
  state: { word: "printing", path: "printing.encoding.imaging", sinceMs: 1, atMs: 0 },
  job: { key: "J1A2B3", step: "encode", phase: "encoding", filmStep: "image" },
  card: { stop: "encoder", encoded: false, transferred: false, suspect: false, film: "imaging" },
});
