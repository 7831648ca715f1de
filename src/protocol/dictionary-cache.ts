import { DICTIONARY_BYTES_MAX, type PeerDictionary, parseDictionary } from "./peer-dictionary.ts";

/** Different dictionaries kept: a station has engines of a few kinds and firmware versions. */
export const DICTIONARIES_CACHED_MAX = 16;

interface Known {
  /** As they were handed out, compressed. */
  readonly bytes: Uint8Array;
  readonly dictionary: PeerDictionary;
}

/** Oldest first. */
const cached: Known[] = [];

const NOTHING = new Uint8Array(0);
const FIRST_ROOM_BYTES = 1024;

/**
 * {@link parseDictionary}, once for all engines that hand out the same bytes. Each link still downloads its own: the bytes
 * themselves are the key, so nothing stale can be found.
 */
export function dictionaryOf(compressed: Uint8Array): PeerDictionary | string {
  for (const known of cached) {
    if (known.bytes.length === compressed.length && continues(known.bytes, 0, compressed)) return known.dictionary;
  }
  const parsed = parseDictionary(compressed);
  if (typeof parsed === "string") return parsed;
  if (cached.length === DICTIONARIES_CACHED_MAX) cached.shift();
  cached.push({ bytes: new Uint8Array(compressed), dictionary: parsed });
  return parsed;
}

/**
 * A dictionary on its way, piece by piece. As long as it is like one that is known already nothing is kept of it but its length: of
 * thousands of engines that introduce themselves at once nearly all are of a few kinds.
 */
export class DictionaryPieces {
  length = 0;
  private known: Known | undefined;
  /** What came, once it is like none that is known. */
  private own: Uint8Array = NOTHING;

  /** False: it gets longer than {@link DICTIONARY_BYTES_MAX}, and the piece is not taken. */
  add(piece: Uint8Array): boolean {
    const length = this.length + piece.length;
    if (length > DICTIONARY_BYTES_MAX) return false;
    if (this.own === NOTHING) this.known = this.likeThis(piece) ?? this.keep();
    if (this.known === undefined) {
      this.makeRoom(length);
      this.own.set(piece, this.length);
    }
    this.length = length;
    return true;
  }

  /** There are no more. A string says why it cannot be used. */
  complete(): PeerDictionary | string {
    if (this.known === undefined) this.makeRoom(1);
    else if (this.known.bytes.length === this.length) return this.known.dictionary;
    else this.keep();
    return dictionaryOf(this.own.subarray(0, this.length));
  }

  forget(): void {
    this.length = 0;
    this.known = undefined;
    this.own = NOTHING;
  }

  /** One that is known and begins with all that came and this piece. */
  private likeThis(piece: Uint8Array): Known | undefined {
    const before = this.known;
    if (before === undefined && this.length > 0) return undefined;
    for (const one of cached) {
      if (before !== undefined && one !== before && !continues(one.bytes, 0, before.bytes.subarray(0, this.length)))
        continue;
      if (continues(one.bytes, this.length, piece)) return one;
    }
    return undefined;
  }

  /** From here on its bytes are its own. */
  private keep(): undefined {
    this.makeRoom(this.length);
    if (this.known !== undefined) this.own.set(this.known.bytes.subarray(0, this.length));
    this.known = undefined;
  }

  private makeRoom(length: number): void {
    const before = this.own;
    if (length <= before.length && before !== NOTHING) return;
    this.own = new Uint8Array(Math.max(FIRST_ROOM_BYTES, 2 * length));
    this.own.set(before);
  }
}

/** `bytes` have the piece there. */
function continues(bytes: Uint8Array, from: number, piece: Uint8Array): boolean {
  if (from + piece.length > bytes.length) return false;
  for (let i = 0; i < piece.length; i++) if (bytes[from + i] !== piece[i]) return false;
  return true;
}
