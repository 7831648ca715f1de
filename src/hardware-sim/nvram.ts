/**
 * Non-volatile memory: a header record and a ring of step records, each kept in two copies with a CRC. Copies are
 * written one after the other, so that a power cut tears at most one of them; at boot the good copy repairs the other.
 */
import type { NvCopy, NvRecord, NvramState } from "./state.ts";

/** Time to write one copy, us [E: FRAM or EEPROM page]. */
export const NV_COPY_US = 2_000;
/** Slot number of the header record. */
export const NV_HEADER = -1;
/** Writes that may be under way at once. */
const NV_RECENT_MAX = 64;

export function emptyNvram(slots: number): NvramState {
  return { header: null, slots: new Array(slots).fill(null), recent: [], repairs: 0 };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc >>> 0;
});

/** CRC-32 (reflected, polynomial EDB88320) of a text of one-byte characters. */
export function textCrc(text: string): number {
  let crc = -1;
  for (let i = 0; i < text.length; i++) crc = CRC_TABLE[(crc ^ text.charCodeAt(i)) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

const recordAt = (nvram: NvramState, slot: number): NvRecord | null =>
  slot === NV_HEADER ? nvram.header : (nvram.slots[slot] ?? null);

function place(nvram: NvramState, slot: number, record: NvRecord | null): void {
  if (slot === NV_HEADER) nvram.header = record;
  else nvram.slots[slot] = record;
}

/** Writes both copies. `atUs` orders them behind writes that are still under way. */
export function nvWrite(nvram: NvramState, slot: number, text: string, atUs: number): void {
  const recent = nvram.recent;
  while (recent.length > 0 && recent[0]!.atUs + 2 * NV_COPY_US <= atUs) recent.shift();
  const behind = recent.at(-1);
  const startUs = behind === undefined ? atUs : Math.max(atUs, behind.atUs + 2 * NV_COPY_US);
  if (recent.length < NV_RECENT_MAX) recent.push({ slot, atUs: startUs, before: recordAt(nvram, slot)?.b ?? null });
  const copy: NvCopy = { text, crc: textCrc(text) };
  place(nvram, slot, { a: copy, b: { ...copy } });
}

/** Power is gone for the logic at `atUs`: writes under way stay half done, later ones never happened. */
export function nvTear(nvram: NvramState, atUs: number): void {
  for (const write of nvram.recent.toReversed()) {
    const record = recordAt(nvram, write.slot);
    if (record === null || write.atUs + 2 * NV_COPY_US <= atUs) continue;
    const old = write.before;
    const torn: NvCopy = { text: record.a.text.slice(0, record.a.text.length >> 1), crc: record.a.crc };
    if (atUs <= write.atUs) place(nvram, write.slot, old === null ? null : { a: old, b: { ...old } });
    else if (atUs < write.atUs + NV_COPY_US) place(nvram, write.slot, { a: torn, b: old ?? { ...torn } });
    else place(nvram, write.slot, { a: record.a, b: torn });
  }
  nvram.recent.length = 0;
}

/** What a slot holds: its text, undefined when it was never written, or `corrupt` when neither copy is whole. Repairs the bad copy. */
export function nvRead(nvram: NvramState, slot: number): { text: string } | "corrupt" | undefined {
  const record = recordAt(nvram, slot);
  if (record === null) return undefined;
  const aGood = textCrc(record.a.text) === record.a.crc;
  const bGood = textCrc(record.b.text) === record.b.crc;
  if (!aGood && !bGood) return "corrupt";
  const good = aGood ? record.a : record.b;
  if (!(aGood && bGood)) {
    nvram.repairs++;
    place(nvram, slot, { a: { ...good }, b: { ...good } });
  }
  return { text: good.text };
}

/** Is the record whole, mendable from its other copy, or lost? A record never written is whole. */
export function nvHealth(nvram: NvramState, slot: number): "whole" | "repairable" | "corrupt" {
  const record = recordAt(nvram, slot);
  if (record === null) return "whole";
  const good = [record.a, record.b].filter((copy) => textCrc(copy.text) === copy.crc).length;
  return good === 2 ? "whole" : good === 1 ? "repairable" : "corrupt";
}

/** Changes both copies behind the firmware's back, with the right CRC. Nothing to do for a record never written. */
export function nvRewrite(nvram: NvramState, slot: number, change: (text: string) => string): void {
  const found = nvRead(nvram, slot);
  if (found === undefined || found === "corrupt") return;
  const text = change(found.text);
  const copy: NvCopy = { text, crc: textCrc(text) };
  place(nvram, slot, { a: copy, b: { ...copy } });
}

/** Spoils one or both copies of the header, as worn-out cells do. */
export function nvSpoil(nvram: NvramState, copies: 1 | 2): void {
  const header = nvram.header;
  if (header === null) return;
  header.a.crc ^= 1;
  if (copies === 2) header.b.crc ^= 1;
}
