/** Writes down now and then what the governor has learnt of a printer's machine, and gives it back after a restart of the station. */
import { type Clock, US_PER_S } from "../../base/index.ts";
import type { PrinterController, PrinterView } from "../../controller/index.ts";
import { HEAT_MEMORY_LAYOUT, type HeatMemory, isHeatMemory } from "../../thermal/index.ts";
import type { HeatMemoryRow, HeatMemoryTable } from "../journal/heat-memory-table.ts";
import { airIsUsual } from "./usual-air.ts";

/** What is learnt changes over hours. */
const KEEP_MS = 300_000;
/** A wall clock that stands before the note was made tells of no age: it is held to be so old, s. */
const UNKNOWN_AGE_SECONDS = 43_200;

export interface HeatNotesOptions {
  readonly printer: string;
  readonly model: string;
  /** The printer's clock, and the wall's. */
  readonly clock: Clock;
  readonly wall: Clock;
  /** Printer seconds in one of the wall's. */
  readonly speed: () => number;
  readonly table: HeatMemoryTable;
}

export class HeatNotes {
  private readonly o: HeatNotesOptions;
  private keptMs = 0;
  /** What the last station left, until its machine is met. */
  private row: HeatMemoryRow | undefined;

  constructor(options: HeatNotesOptions) {
    this.o = options;
    this.row = options.table.of(options.printer);
  }

  /** Of the machine of this serial; undefined: it was not the last one here, or what is there is no memory. Once: what is learnt since is better. */
  recall(serial: string): HeatMemory | undefined {
    const { model, clock, wall, speed } = this.o;
    const { row } = this;
    if (row === undefined || serial === "" || row.serial !== serial || row.model !== model) return undefined;
    this.row = undefined;
    if (row.layout !== HEAT_MEMORY_LAYOUT || !isHeatMemory(row.numbers)) return undefined;
    const age = (wall.utcMs() - row.atMs) / 1000;
    const seconds = age < 0 ? UNKNOWN_AGE_SECONDS : age * speed();
    return { atUs: clock.now() - seconds * US_PER_S, numbers: row.numbers };
  }

  /** Now and then. Throws where the journal cannot be written. */
  look(learner: PrinterController["learnt"], faults: PrinterView["faults"]): void {
    const { printer, model, wall, table } = this.o;
    const nowMs = wall.utcMs();
    if (Math.abs(nowMs - this.keptMs) < KEEP_MS || !airIsUsual(faults)) return;
    const learnt = learner.learnt?.();
    if (learnt === undefined) return;
    table.keep(printer, { ...learnt, model, atMs: nowMs, layout: HEAT_MEMORY_LAYOUT });
    this.keptMs = nowMs;
  }
}
