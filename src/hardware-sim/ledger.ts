/**
 * The engine's memory of ordered steps: `begun` is written before anything moves, the result when it ends. An id that is
 * known is answered from here and moves nothing, which makes every step exactly-once.
 */
import { FAULT_CODE, STEP_RESULT } from "../protocol/index.ts";
import type { Core } from "./core.ts";
import { NV_HEADER, nvHealth, nvRead, nvSettle, nvWriteRecord } from "./nvram.ts";
import type { Keepsake, LedgerEntry } from "./state.ts";

/** Steps remembered; older ones are `staleId`. */
export const LEDGER_ENTRIES_MAX = 256;
/** Entries answered to one `ledger_read`. */
export const LEDGER_PAGE_MAX = 8;

export function newKeepsake(): Keepsake {
  return {
    boots: 0,
    ledgerHigh: 0,
    cardsOut: 0,
    cardsRejected: 0,
    cardsSinceCleaning: 0,
    latchedLow: 0,
    latchedHigh: 0,
    cardFlags: 0,
    cardInside: false,
    cardJob: "",
    cardSerial: "",
  };
}

/** Writes the header record as it stands in memory. */
export function saveKeepsake(core: Core): void {
  core.changes++;
  const { nvram, ram } = core.state;
  // Writing would hide that the cells had lost it.
  const health = nvHealth(nvram, NV_HEADER);
  if (health === "repairable") nvram.repairs++;
  else if (health === "corrupt") ram.memorySpoilt = true;
  nvWriteRecord(nvram, NV_HEADER, { ...ram.keep }, core.state.nowUs);
}

function write(core: Core, entry: LedgerEntry): void {
  nvWriteRecord(core.state.nvram, entry.slot, { ...entry }, core.state.nowUs);
}

/** Records that the step begins; the oldest entry of a full ring makes room. */
export function ledgerBegin(core: Core, id: number, kind: number, job: string): void {
  const ledger = core.state.ram.ledger;
  const slot = ((ledger.at(-1)?.slot ?? -1) + 1) % LEDGER_ENTRIES_MAX;
  const entry: LedgerEntry = { id, kind, result: STEP_RESULT.begun, fault: 0, job, serial: "", slot };
  if (ledger.length === LEDGER_ENTRIES_MAX) ledger.shift();
  ledger.push(entry);
  core.state.ram.keep.ledgerHigh = id;
  write(core, entry);
  saveKeepsake(core);
}

/** Records how the step ended. */
export function ledgerFinish(core: Core, id: number, result: number, fault: number, serial: string): void {
  const entry = ledgerFind(core, id);
  if (entry === undefined) return;
  entry.result = result;
  entry.fault = fault;
  entry.serial = serial;
  write(core, entry);
}

export function ledgerFind(core: Core, id: number): LedgerEntry | undefined {
  const { ledger } = core.state.ram;
  for (let at = ledger.length - 1; at >= 0; at--) if (ledger[at]!.id === id) return ledger[at];
  return undefined;
}

/** Up to `LEDGER_PAGE_MAX` entries with id >= from, in id order. */
export function ledgerPage(core: Core, from: number): LedgerEntry[] {
  const { ledger } = core.state.ram;
  // Ids grow, and who asks mostly asks for the newest.
  let at = ledger.length;
  while (at > 0 && ledger[at - 1]!.id >= from) at--;
  return ledger.slice(at, at + LEDGER_PAGE_MAX);
}

/** What the memory tells at boot. A step that still says `begun` was cut short: it becomes `interrupted`. */
export interface Recollection {
  readonly keep: Keepsake;
  readonly ledger: LedgerEntry[];
  readonly interrupted: LedgerEntry[];
  readonly corrupt: boolean;
  /** Parameters that an older firmware kept in the header record. */
  readonly olderParams?: readonly number[];
}

export function recollect(core: Core, defaults: Keepsake): Recollection {
  const nvram = core.state.nvram;
  nvSettle(nvram);
  const header = nvRead(nvram, NV_HEADER);
  let corrupt = header === "corrupt";
  const keep = header === undefined || header === "corrupt" ? defaults : (JSON.parse(header.text) as Keepsake);
  const ledger: LedgerEntry[] = [];
  for (let slot = 0; slot < nvram.slots.length; slot++) {
    const found = nvRead(nvram, slot);
    if (found === "corrupt") {
      corrupt = true;
      nvram.slots[slot] = null;
    } else if (found !== undefined) ledger.push(JSON.parse(found.text) as LedgerEntry);
  }
  ledger.sort((one, other) => one.id - other.id);
  const newest = ledger.at(-1)?.id ?? 0;
  if (newest > keep.ledgerHigh) keep.ledgerHigh = newest;
  const interrupted = ledger.filter((entry) => entry.result === STEP_RESULT.begun);
  const { params, ...kept } = keep as Keepsake & { params?: number[] };
  return { keep: kept, ledger, interrupted, corrupt, ...(params === undefined ? {} : { olderParams: params }) };
}

/** Marks a step as cut short by a power failure or reset. */
export function ledgerInterrupt(core: Core, id: number): void {
  ledgerFinish(core, id, STEP_RESULT.interrupted, FAULT_CODE.powerInterrupted, ledgerFind(core, id)?.serial ?? "");
}
