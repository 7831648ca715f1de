/**
 * How far a swap has come. Two sectors take turns: the one with the higher number and a whole header counts. Within it,
 * each finished part appends one record, never overwriting anything, so that a cut leaves either the old record or the new.
 */
import { crc32 } from "node:zlib";
import { type Flash, GRANULE_BYTES, SECTOR_BYTES } from "./flash.ts";
import { STATUS_SECTORS } from "./flash-map.ts";
import type { SwapType } from "./trailer.ts";

/** "SWAP" */
const MARK = 0x50415753;
const HEADER_BYTES = 32;
const RECORDS_MAX = (SECTOR_BYTES - HEADER_BYTES) / GRANULE_BYTES;
const TYPES: readonly SwapType[] = ["none", "test", "permanent", "revert"];

export interface SwapStatus {
  readonly type: SwapType;
  /** Sectors of each slot that change places. */
  readonly sectors: number;
  /** Parts that are done; the swap has three parts a sector. */
  readonly done: number;
  readonly finished: boolean;
}

interface StatusSector extends SwapStatus {
  readonly index: 0 | 1;
  readonly sequence: number;
  /** Where the next record goes, 0..RECORDS_MAX. */
  readonly next: number;
}

/** Record number that says: trailers written, over. */
const FINISHED = 0xffff;

/** The newest swap, finished or not; undefined when there never was one. */
export function readStatus(flash: Flash): SwapStatus | undefined {
  return newest(flash);
}

function newest(flash: Flash): StatusSector | undefined {
  const [a, b] = [readSector(flash, 0), readSector(flash, 1)];
  if (a === undefined || b === undefined) return a ?? b;
  return a.sequence > b.sequence ? a : b;
}

/** Begins a swap. Until this returns, the trailers still ask for it. */
export function beginStatus(flash: Flash, type: SwapType, sectors: number): void {
  writeHeader(flash, newest(flash), type, sectors, 0);
}

/** Writes down how a swap comes on. */
export class SwapLog {
  readonly #flash: Flash;
  #sector: StatusSector;

  /** Of the swap that was begun last. Throws when there is none. */
  constructor(flash: Flash) {
    const sector = newest(flash);
    if (sector === undefined) throw new Error("no swap was begun");
    this.#flash = flash;
    this.#sector = sector;
  }

  get status(): SwapStatus {
    return this.#sector;
  }

  /** `done` parts are finished, or all is over. Takes the other sector when this one is full of torn records. */
  append(done: number | "finished"): void {
    if (this.#sector.next >= RECORDS_MAX) {
      const { type, sectors, done: before } = this.#sector;
      this.#sector = writeHeader(this.#flash, this.#sector, type, sectors, before);
    }
    const record = done === "finished" ? FINISHED : done;
    const granule = new Uint8Array(GRANULE_BYTES);
    const view = new DataView(granule.buffer);
    view.setUint16(0, record, true);
    view.setUint16(2, record ^ 0xffff, true);
    view.setUint32(4, crc32(granule.subarray(0, 4)), true);
    const { index, next } = this.#sector;
    this.#flash.program(STATUS_SECTORS[index] * SECTOR_BYTES + HEADER_BYTES + next * GRANULE_BYTES, granule);
    const progress = done === "finished" ? { finished: true } : { done };
    this.#sector = { ...this.#sector, ...progress, next: next + 1 };
  }
}

function writeHeader(
  flash: Flash,
  before: StatusSector | undefined,
  type: SwapType,
  sectors: number,
  done: number,
): StatusSector {
  const index = before?.index === 0 ? 1 : 0;
  const sequence = (before?.sequence ?? 0) + 1;
  const header = new Uint8Array(HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, MARK, true);
  view.setUint32(4, sequence, true);
  view.setUint32(8, TYPES.indexOf(type), true);
  view.setUint32(12, sectors, true);
  view.setUint32(16, done, true);
  view.setUint32(HEADER_BYTES - 4, crc32(header.subarray(0, HEADER_BYTES - 4)), true);
  flash.erase(STATUS_SECTORS[index]);
  flash.program(STATUS_SECTORS[index] * SECTOR_BYTES, header);
  return { index, sequence, type, sectors, done, finished: false, next: 0 };
}

function readSector(flash: Flash, index: 0 | 1): StatusSector | undefined {
  const begin = STATUS_SECTORS[index] * SECTOR_BYTES;
  const header = flash.read(begin, HEADER_BYTES);
  const head = new DataView(header.buffer);
  if (head.getUint32(0, true) !== MARK) return undefined;
  if (head.getUint32(HEADER_BYTES - 4, true) !== crc32(header.subarray(0, HEADER_BYTES - 4))) return undefined;
  const records = flash.read(begin + HEADER_BYTES, SECTOR_BYTES - HEADER_BYTES);
  const view = new DataView(records.buffer);
  let done = head.getUint32(16, true);
  let finished = false;
  let next = 0;
  for (let i = 0; i < RECORDS_MAX; i++) {
    const at = i * GRANULE_BYTES;
    const word = view.getUint32(at, true);
    const check = view.getUint32(at + 4, true);
    if (word === 0xffff_ffff && check === 0xffff_ffff) continue;
    // A torn record, or a flipped bit, still takes its place.
    next = i + 1;
    const record = word & 0xffff;
    if (record !== ((word >>> 16) ^ 0xffff) || check !== crc32(records.subarray(at, at + 4))) continue;
    if (record === FINISHED) finished = true;
    else done = Math.max(done, record);
  }
  const type = TYPES[head.getUint32(8, true)] ?? "none";
  return { index, sequence: head.getUint32(4, true), type, sectors: head.getUint32(12, true), done, finished, next };
}
