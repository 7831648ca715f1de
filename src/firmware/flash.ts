/**
 * Simulated NOR flash: sectors that erase to 0xFF, granules of 8 bytes that take one write between two erasures, and power
 * that can fail inside any operation. Sectors nobody has written to are shared between all chips with the same contents.
 */
import type { Random } from "../base/index.ts";

export const SECTOR_BYTES = 4_096;
/** A granule is written once after each erasure, as in flash with error correction. */
export const GRANULE_BYTES = 8;
/** One operation writes at most so much. */
export const PAGE_BYTES = 256;
/** Typical times of serial NOR flash, us [E: 0.7 ms a page, 45 ms a sector]. */
export const PAGE_PROGRAM_US = 700;
export const SECTOR_ERASE_US = 45_000;

/** A sector that must not be written to any more; null: erased. */
export type FrozenSector = Uint8Array | null;

/** Sectors that differ from the factory's, as base64 (empty: erased). Plain data. */
export type FlashSaved = readonly (readonly [sector: number, base64: string])[];

/** The power failed inside a flash operation. Not an error of anybody: whoever simulates the power catches it. */
export class FlashCut extends Error {
  override readonly name = "FlashCut";
}

/** Does it, and says whether the power failed in a flash operation of it. Throws what else `act` throws. */
export function wasFlashCut(act: () => void): boolean {
  try {
    act();
    return false;
  } catch (error) {
    if (error instanceof FlashCut) return true;
    throw error;
  }
}

/** One write of a page, or one erasure. */
export type FlashOperation =
  | { readonly kind: "program"; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: "erase"; readonly sector: number };

/** How far the operation had come that is cut. */
export type Tear = "before" | "begun" | "half" | "done";

const ERASED = new Uint8Array(SECTOR_BYTES).fill(0xff);
const base64Of = new WeakMap<Uint8Array, string>();

/** Shared by all chips that nobody writes to. */
const NONE = new Map<number, Uint8Array>();

export class Flash {
  /** Operations since this object was made: page writes and sector erasures. */
  operations = 0;
  /** Time that they took, us. */
  busyUs = 0;
  /** Called before each operation; may {@link fork} the chip as it is then. */
  onOperation: ((operation: FlashOperation) => void) | undefined;
  readonly #factory: readonly FrozenSector[];
  #frozen: readonly FrozenSector[];
  #own = NONE;
  #cut: { at: number; tear: Tear; random: Random } | undefined;

  /** `factory` is shared and never written to. */
  constructor(factory: readonly FrozenSector[], saved: FlashSaved = []) {
    this.#factory = factory;
    this.#frozen = saved.length === 0 ? factory : restored(factory, saved);
  }

  get sectors(): number {
    return this.#factory.length;
  }

  /** A chip with the same contents; both go on alone. */
  fork(): Flash {
    this.freeze();
    const other = new Flash(this.#factory);
    other.#frozen = this.#frozen;
    return other;
  }

  /** What differs from the factory's contents. */
  save(): FlashSaved {
    this.freeze();
    const saved: [number, string][] = [];
    this.#frozen.forEach((sector, i) => {
      if (sector !== this.#factory[i]) saved.push([i, textOf(sector)]);
    });
    return saved;
  }

  /** The contents as shared sectors: equal objects are equal contents. */
  freeze(): readonly FrozenSector[] {
    if (this.#own.size === 0) return this.#frozen;
    const frozen = [...this.#frozen];
    for (const [i, bytes] of this.#own) frozen[i] = isErased(bytes) ? null : bytes;
    this.#own.clear();
    this.#frozen = frozen;
    return frozen;
  }

  read(at: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const [sector, from] = place(at + done);
      const piece = this.#sector(sector).subarray(from, from + length - done);
      bytes.set(piece, done);
      done += piece.length;
    }
    return bytes;
  }

  isErased(at: number, length: number): boolean {
    for (let done = 0; done < length; ) {
      const [sector, from] = place(at + done);
      const until = Math.min(SECTOR_BYTES, from + length - done);
      if (this.#own.has(sector) || this.#frozen[sector] !== null) {
        if (!allErased(this.#sector(sector), from, until)) return false;
      }
      done += until - from;
    }
    return true;
  }

  /** Writes whole granules into erased ones. Throws RangeError on anything else: a mistake of the caller. */
  program(at: number, bytes: Uint8Array): void {
    if (at % GRANULE_BYTES !== 0 || bytes.length % GRANULE_BYTES !== 0) {
      throw new RangeError(`flash takes whole granules, not ${bytes.length} bytes at ${at}`);
    }
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(PAGE_BYTES - ((at + done) % PAGE_BYTES), bytes.length - done);
      this.#programPage(at + done, bytes.subarray(done, done + length));
      done += length;
    }
  }

  erase(sector: number): void {
    this.onOperation?.({ kind: "erase", sector });
    this.#operation(SECTOR_ERASE_US, (tear, random) => this.#tearErase(sector, tear, random));
    this.#own.delete(sector);
    this.#put(sector, null);
  }

  /** Does again what an observer saw. */
  perform(operation: FlashOperation): void {
    if (operation.kind === "erase") this.erase(operation.sector);
    else this.program(operation.at, operation.bytes);
  }

  /** The `n`-th operation from now (0: the next one) is the last: it is torn and {@link FlashCut} thrown. Same random, same tear. */
  cutAfter(n: number, tear: Tear, random: Random): void {
    this.#cut = { at: this.operations + n, tear, random };
  }

  /** Cells lose their charge or gain some: flips `bits` bits somewhere in `[at, at + length)`. */
  rot(bits: number, at: number, length: number, random: Random): void {
    for (let i = 0; i < bits; i++) {
      const [sector, from] = place(at + random.int(length));
      this.#writable(sector)[from]! ^= 1 << random.int(8);
    }
  }

  #programPage(at: number, bytes: Uint8Array): void {
    if (!this.isErased(at, bytes.length)) throw new RangeError(`flash at ${at} is written to before it is erased`);
    this.onOperation?.({ kind: "program", at, bytes });
    const [sector, from] = place(at);
    this.#operation(PAGE_PROGRAM_US, (tear, random) => {
      const target = this.#writable(sector);
      const whole = tornLength(tear, bytes.length, random);
      target.set(bytes.subarray(0, whole), from);
      // The granule that was being written: some of its bits have changed already.
      for (let i = whole; i < Math.min(whole + GRANULE_BYTES, bytes.length); i++) {
        target[from + i]! &= bytes[i]! | random.int(256);
      }
    });
    this.#writable(sector).set(bytes, from);
  }

  #tearErase(sector: number, tear: Tear, random: Random): void {
    const target = this.#writable(sector);
    for (let at = 0; at < SECTOR_BYTES; at += PAGE_BYTES) {
      const luck = random.int(3);
      if (tear === "done" || luck === 0) target.fill(0xff, at, at + PAGE_BYTES);
      else if (tear === "half" && luck === 1) {
        for (let i = at; i < at + PAGE_BYTES; i++) target[i]! |= random.int(256);
      }
    }
  }

  #operation(us: number, torn: (tear: Tear, random: Random) => void): void {
    const cut = this.#cut;
    if (cut !== undefined && this.operations >= cut.at) {
      this.#cut = undefined;
      if (cut.tear !== "before") torn(cut.tear, cut.random);
      throw new FlashCut(`the power failed in flash operation ${cut.at}`);
    }
    this.operations++;
    this.busyUs += us;
  }

  #sector(sector: number): Uint8Array {
    return this.#own.get(sector) ?? this.#frozen[sector] ?? ERASED;
  }

  #writable(sector: number): Uint8Array {
    let own = this.#own.get(sector);
    if (own === undefined) {
      own = Uint8Array.from(this.#sector(sector));
      if (this.#own === NONE) this.#own = new Map();
      this.#own.set(sector, own);
    }
    return own;
  }

  #put(sector: number, contents: FrozenSector): void {
    const frozen = [...this.#frozen];
    frozen[sector] = contents;
    this.#frozen = frozen;
  }
}

function place(at: number): [sector: number, from: number] {
  return [Math.floor(at / SECTOR_BYTES), at % SECTOR_BYTES];
}

/** How many bytes were written whole when the power failed. */
function tornLength(tear: Tear, length: number, random: Random): number {
  if (tear === "done") return length;
  return tear === "begun" ? 0 : random.int(length / GRANULE_BYTES) * GRANULE_BYTES;
}

const isErased = (bytes: Uint8Array): boolean => allErased(bytes, 0, bytes.length);

/** All bytes from here to there are 0xFF. */
function allErased(bytes: Uint8Array, from: number, until: number): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.compare(ERASED, 0, until - from, from, until) === 0;
}

function textOf(sector: FrozenSector): string {
  if (sector === null) return "";
  let text = base64Of.get(sector);
  if (text === undefined) {
    text = Buffer.from(sector).toString("base64");
    base64Of.set(sector, text);
  }
  return text;
}

/** Throws a RangeError on a saved chip that is none. */
function restored(factory: readonly FrozenSector[], saved: FlashSaved): FrozenSector[] {
  const frozen = [...factory];
  for (const [i, text] of saved) {
    const bytes = text === "" ? null : new Uint8Array(Buffer.from(text, "base64"));
    if (!(i in frozen) || (bytes !== null && bytes.length !== SECTOR_BYTES)) {
      throw new RangeError(`sector ${i} of a saved flash is no sector`);
    }
    if (bytes !== null) base64Of.set(bytes, text);
    frozen[i] = bytes;
  }
  return frozen;
}
