/**
 * Non-volatile memory: a header record and a ring of step records, each kept in two copies with a CRC. Copies are
 * written one after the other, so that a power cut tears at most one of them; at boot the good copy repairs the other.
 */
import { isUnwritten, takeUnwritten, writeLater } from "./nvram-later.ts";
import type { NvCopy, NvRecord, NvramState } from "./state.ts";

/** Time to write one copy, us [E: FRAM or EEPROM page]. */
export const NV_COPY_US = 2_000;
/** Slot number of the header record. */
export const NV_HEADER = -1;
/** Places of the ring of settings records; slot numbers -2, -3 and so on. */
export const SETTINGS_SLOTS = 8;
/** What a copy holds that was never written. */
const ERASED: NvCopy = { text: "", crc: 0xffffffff };
/** The checksum is the end of a record. */
const CRC_BYTES = 4;
/** Writes that may be under way at once. */
const NV_RECENT_MAX = 64;

export function emptyNvram(): NvramState {
  return {
    header: null,
    slots: [],
    settings: new Array(SETTINGS_SLOTS).fill(null),
    worn: false,
    recent: [],
    repairs: 0,
  };
}

/** CRC_TABLE[256 * k + b]: what byte `b` contributes when `k` more bytes follow it in the same step. */
const CRC_TABLE = crcTable();

function crcTable(): Int32Array {
  const table = new Int32Array(1024);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    table[byte] = crc;
  }
  for (let at = 256; at < 1024; at++) {
    const before = table[at - 256]!;
    table[at] = (before >>> 8) ^ table[before & 0xff]!;
  }
  return table;
}

let bytes = Buffer.alloc(1024);

/**
 * Texts of which the checksum was worked out lately, by their length and two of their characters: what was written is soon looked at
 * again, and thousands of machines that have just been made hold the same.
 */
const KNOWN_MAX = 256;
const known: NvCopy[] = new Array(KNOWN_MAX).fill({ text: "", crc: 0 });

/** CRC-32 (reflected, polynomial EDB88320) of a text of one-byte characters. */
export const textCrc = (text: string): number => copyOf(text).crc;

/** A whole copy of it. */
function copyOf(text: string): NvCopy {
  const { length } = text;
  const place =
    length === 0 ? 0 : (length + 7 * text.charCodeAt(length >> 1) + 31 * text.charCodeAt(length >> 2)) % KNOWN_MAX;
  const found = known[place]!;
  if (found.text === text) return found;
  const made = { text, crc: workOutCrc(text) };
  known[place] = made;
  return made;
}

function workOutCrc(text: string): number {
  const { length } = text;
  if (length > bytes.length) bytes = Buffer.alloc(2 * length);
  bytes.write(text, 0, length, "latin1");
  const t = CRC_TABLE;
  let crc = -1;
  let at = 0;
  for (; at + 3 < length; at += 4) {
    crc =
      t[768 + ((crc ^ bytes[at]!) & 0xff)]! ^
      t[512 + (((crc >>> 8) ^ bytes[at + 1]!) & 0xff)]! ^
      t[256 + (((crc >>> 16) ^ bytes[at + 2]!) & 0xff)]! ^
      t[(crc >>> 24) ^ bytes[at + 3]!]!;
  }
  for (; at < length; at++) crc = t[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

function recordAt(nvram: NvramState, slot: number): NvRecord | null {
  if (slot >= 0) return nvram.slots[slot] ?? null;
  return slot === NV_HEADER ? nvram.header : (nvram.settings[NV_HEADER - 1 - slot] ?? null);
}

const isErased = (copy: NvCopy): boolean => copy.text === ERASED.text && copy.crc === ERASED.crc;

function place(nvram: NvramState, slot: number, record: NvRecord | null): void {
  if (slot >= 0) {
    while (nvram.slots.length < slot) nvram.slots.push(null);
    nvram.slots[slot] = record;
  } else if (slot === NV_HEADER) nvram.header = record;
  else nvram.settings[NV_HEADER - 1 - slot] = record;
}

/** Writes both copies. `atUs` orders them behind writes that are still under way. */
export function nvWrite(nvram: NvramState, slot: number, text: string, atUs: number): void {
  nvSettle(nvram);
  writeNow(nvram, slot, text, atUs);
}

/** {@link nvWrite} of a record of the header or the ring as JSON, which is worked out when somebody looks. The record is kept: not to be changed any more. */
export function nvWriteRecord(nvram: NvramState, slot: number, record: object, atUs: number): void {
  if (!writeLater(nvram, slot, record, atUs, 2 * NV_COPY_US)) nvWrite(nvram, slot, JSON.stringify(record), atUs);
}

/** Everything that was written lies in `nvram` itself from here on. To be called before anybody but this file looks at it. */
export function nvSettle(nvram: NvramState): void {
  takeUnwritten(
    nvram,
    (slot, text) => putCopies(nvram, slot, text),
    (slot, text, atUs) => writeNow(nvram, slot, text, atUs),
  );
}

function writeNow(nvram: NvramState, slot: number, text: string, atUs: number): void {
  const { recent } = nvram;
  // Writes end in their order: when the newest is done, all are.
  const newest = recent.at(-1);
  if (newest !== undefined && newest.atUs + 2 * NV_COPY_US <= atUs) while (recent.length > 0) recent.pop();
  else while (recent.length > 0 && recent[0]!.atUs + 2 * NV_COPY_US <= atUs) recent.shift();
  const behind = recent.at(-1);
  const startUs = behind === undefined ? atUs : Math.max(atUs, behind.atUs + 2 * NV_COPY_US);
  // A list that grows takes room for many more, and most machines write but twice.
  if (recent.length < NV_RECENT_MAX)
    nvram.recent = recent.concat({ slot, atUs: startUs, before: recordAt(nvram, slot)?.b ?? null });
  putCopies(nvram, slot, text);
}

function putCopies(nvram: NvramState, slot: number, text: string): void {
  const copy = copyOf(text);
  place(nvram, slot, { a: nvram.worn ? spoilt(copy) : copy, b: copy });
}

/** A copy of which only the first `share` (0..1) of the bytes was written over the old ones. */
function half(copy: NvCopy, old: NvCopy, share: number): NvCopy {
  const bytes = Math.floor(share * (copy.text.length + CRC_BYTES));
  const ofCrc = Math.min(CRC_BYTES, bytes - copy.text.length);
  if (ofCrc < 0) return { text: copy.text.slice(0, bytes) + old.text.slice(bytes), crc: old.crc };
  const written = ofCrc === 0 ? 0 : (0xffffffff << (8 * (CRC_BYTES - ofCrc))) >>> 0;
  return { text: copy.text, crc: ((copy.crc & written) | (old.crc & ~written)) >>> 0 };
}

/** Power is gone for the logic at `atUs`: of writes under way as many bytes are done as there was time for, later ones never happened. */
export function nvTear(nvram: NvramState, atUs: number): void {
  nvSettle(nvram);
  for (const write of nvram.recent.toReversed()) {
    const record = recordAt(nvram, write.slot);
    if (record === null || write.atUs + 2 * NV_COPY_US <= atUs) continue;
    const old = write.before ?? ERASED;
    const share = (atUs - write.atUs) / NV_COPY_US;
    if (share <= 0) place(nvram, write.slot, write.before === null ? null : { a: old, b: old });
    else if (share < 1) place(nvram, write.slot, { a: half(record.a, old, share), b: old });
    else place(nvram, write.slot, { a: record.a, b: half(record.a, old, share - 1) });
  }
  nvram.recent.length = 0;
}

/** What a slot holds: its text, undefined when it was never written, or `corrupt` when neither copy is whole. Repairs the bad copy. */
export function nvRead(nvram: NvramState, slot: number): { text: string } | "corrupt" | undefined {
  nvSettle(nvram);
  const record = recordAt(nvram, slot);
  if (record === null) return undefined;
  const aGood = textCrc(record.a.text) === record.a.crc;
  const bGood = textCrc(record.b.text) === record.b.crc;
  if (!aGood && !bGood) {
    if (!isErased(record.b)) return "corrupt";
    // The very first write of this record was cut short: nothing has been lost.
    place(nvram, slot, null);
    return undefined;
  }
  const good = aGood ? record.a : record.b;
  if (!(aGood && bGood)) {
    nvram.repairs++;
    place(nvram, slot, { a: good, b: good });
  }
  return { text: good.text };
}

/** Copies of a record that are not whole: 0, 1 or 2. */
export function nvBadCopies(nvram: NvramState, slot: number): number {
  if (isUnwritten(nvram, slot)) return 0;
  const record = recordAt(nvram, slot);
  if (record === null) return 0;
  const { a, b } = record;
  const crc = textCrc(a.text);
  return (crc === a.crc ? 0 : 1) + ((b.text === a.text ? crc : textCrc(b.text)) === b.crc ? 0 : 1);
}

/** Is the record whole, mendable from its other copy, or lost? A record never written is whole. */
export function nvHealth(nvram: NvramState, slot: number): "whole" | "repairable" | "corrupt" {
  const bad = nvBadCopies(nvram, slot);
  return bad === 0 ? "whole" : bad === 1 ? "repairable" : "corrupt";
}

/** Changes both copies behind the firmware's back, with the right CRC. Nothing to do for a record never written. */
export function nvRewrite(nvram: NvramState, slot: number, change: (text: string) => string): void {
  const found = nvRead(nvram, slot);
  if (found === undefined || found === "corrupt") return;
  const text = change(found.text);
  const copy = copyOf(text);
  place(nvram, slot, { a: copy, b: copy });
}

/** Spoils one or both copies of the header, as worn-out cells do. */
export function nvSpoil(nvram: NvramState, copies: 1 | 2): void {
  nvSettle(nvram);
  const header = nvram.header;
  if (header === null) return;
  header.a = spoilt(header.a);
  if (copies === 2) header.b = spoilt(header.b);
}

/** One bit of it is another. */
export const spoilt = ({ text, crc }: NvCopy): NvCopy => ({ text, crc: crc ^ 1 });
