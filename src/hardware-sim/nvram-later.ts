/**
 * Writes to the non-volatile memory whose bytes nobody has asked for yet. A card makes some twenty of them, and nearly all are written
 * over before anybody looks: what was written is kept as it was at that instant, and becomes text and checksum when the memory is read,
 * saved, torn or spoilt. The memory then is, to the bit, what writing each one at once would have made of it.
 */
import type { NvramState } from "./state.ts";

/** A write that may still be under way, with what it writes. */
interface Burst {
  readonly slot: number;
  readonly record: object;
  readonly atUs: number;
}

/** More writes under way at once are made at once, as the memory itself counts them. */
const BURST_MAX = 16;
/** Place 0 is the header, then the ring of step records. */
const placeOf = (slot: number): number => slot + 1;

class Unwritten {
  /** Ended writes, the newest of each place. */
  readonly done: (object | undefined)[] = [];
  doneCount = 0;
  readonly burst: Burst[] = [];
  /** When the newest of the burst begins: they follow each other. */
  newestUs = 0;

  /** All writes of the burst have ended. */
  end(): void {
    for (const { slot, record } of this.burst) {
      const place = placeOf(slot);
      while (this.done.length <= place) this.done.push(undefined);
      if (this.done[place] === undefined) this.doneCount++;
      this.done[place] = record;
    }
    while (this.burst.length > 0) this.burst.pop();
  }
}

const unwritten = new WeakMap<NvramState, Unwritten>();

/**
 * Takes a record of the header or the ring, `slot` -1 and up, to be written at `atUs`; each write takes `writeUs` and waits for the one before. The record
 * is kept: not to be changed any more. False when it must be written at once.
 */
export function writeLater(nvram: NvramState, slot: number, record: object, atUs: number, writeUs: number): boolean {
  if (nvram.worn) return false;
  let later = unwritten.get(nvram);
  if (later === undefined) {
    later = new Unwritten();
    unwritten.set(nvram, later);
  }
  if (later.burst.length >= BURST_MAX) return false;
  const behindUs = later.burst.length > 0 ? later.newestUs : (nvram.recent.at(-1)?.atUs ?? Number.NEGATIVE_INFINITY);
  if (behindUs + writeUs <= atUs) {
    // Writes end in their order: when the newest is done, all are.
    later.end();
    while (nvram.recent.length > 0) nvram.recent.pop();
    later.newestUs = atUs;
  } else later.newestUs = behindUs + writeUs;
  later.burst.push({ slot, record, atUs });
  return true;
}

/** The place holds a record that was written whole and not looked at since. */
export function isUnwritten(nvram: NvramState, slot: number): boolean {
  const later = unwritten.get(nvram);
  if (later === undefined) return false;
  if (later.done[placeOf(slot)] !== undefined) return true;
  for (let i = 0; i < later.burst.length; i++) if (later.burst[i]!.slot === slot) return true;
  return false;
}

/** Hands over all that waits: `ended` what is surely in its place, then `write` in their order what may still be under way. */
export function takeUnwritten(
  nvram: NvramState,
  ended: (slot: number, text: string) => void,
  write: (slot: number, text: string, atUs: number) => void,
): void {
  const later = unwritten.get(nvram);
  if (later === undefined || (later.doneCount === 0 && later.burst.length === 0)) return;
  const { burst, done } = later;
  unwritten.delete(nvram);
  for (let place = 0; place < done.length; place++) {
    if (done[place] !== undefined) ended(place - placeOf(0), JSON.stringify(done[place]));
  }
  for (const { slot, record, atUs } of burst) write(slot, JSON.stringify(record), atUs);
}
