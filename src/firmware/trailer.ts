/**
 * The end of a slot, as MCUboot lays it out for flash with granules of 8 bytes: `copy_done`, `image_ok`, magic; and what the
 * trailers of both slots ask the boot loader to do [P: MCUboot docs/design.md, "Image trailer" and "Swap status"].
 */
import { type Flash, GRANULE_BYTES, SECTOR_BYTES } from "./flash.ts";
import { type SlotNumber, trailerSector } from "./flash-map.ts";

/** The 16 bytes that end a slot whose trailer counts [P: bootutil_misc.c, value for align 8]. */
const MAGIC = Buffer.from("77c295f360d2ef7f3552500f2cb67980", "hex");
const MAGIC_AT = SECTOR_BYTES - 16;
const IMAGE_OK_AT = MAGIC_AT - 8;
const COPY_DONE_AT = IMAGE_OK_AT - 8;
const SET = 1;

/** A flag that reads as neither is damaged: it counts as unset, and cannot be written without erasing the sector. */
export type Flag = "set" | "unset" | "damaged";

export interface Trailer {
  readonly magic: boolean;
  readonly imageOk: Flag;
  readonly copyDone: Flag;
  /** Nothing was ever written here. */
  readonly blank: boolean;
}

export function readTrailer(flash: Flash, slot: SlotNumber): Trailer {
  const bytes = flash.read(trailerSector(slot) * SECTOR_BYTES + COPY_DONE_AT, SECTOR_BYTES - COPY_DONE_AT);
  return {
    copyDone: flagOf(bytes.subarray(0, 8)),
    imageOk: flagOf(bytes.subarray(8, 16)),
    magic: MAGIC.equals(bytes.subarray(16)),
    blank: bytes.every((byte) => byte === 0xff),
  };
}

function flagOf(granule: Uint8Array): Flag {
  if (granule.every((byte) => byte === 0xff)) return "unset";
  return granule[0] === SET && granule.subarray(1).every((byte) => byte === 0xff) ? "set" : "damaged";
}

const flagGranule = (): Uint8Array => {
  const granule = new Uint8Array(GRANULE_BYTES).fill(0xff);
  granule[0] = SET;
  return granule;
};

/** Asks for the other slot's image: for one start, or for good. The magic comes last: before it nothing is asked. */
export function askForSwap(flash: Flash, forGood: boolean): void {
  const { imageOk, magic, blank } = readTrailer(flash, 1);
  if (magic && (!forGood || imageOk === "set")) return;
  if (!(blank || (magic && imageOk === "unset"))) flash.erase(trailerSector(1));
  if (forGood) setImageOk(flash, 1);
  if (!readTrailer(flash, 1).magic) flash.program(trailerSector(1) * SECTOR_BYTES + MAGIC_AT, MAGIC);
}

/** Marks what runs as good. False when the flag is damaged and cannot be set. */
export function confirmRunning(flash: Flash): boolean {
  const { imageOk, magic } = readTrailer(flash, 0);
  if (imageOk === "set" || !magic) return true;
  if (imageOk === "damaged") return false;
  setImageOk(flash, 0);
  return true;
}

function setImageOk(flash: Flash, slot: SlotNumber): void {
  flash.program(trailerSector(slot) * SECTOR_BYTES + IMAGE_OK_AT, flagGranule());
}

/** The first slot's trailer after a swap. Erases it first; the swap's own record protects it meanwhile. */
export function writeSwapped(flash: Flash, confirmed: boolean): void {
  flash.erase(trailerSector(0));
  flash.program(trailerSector(0) * SECTOR_BYTES + COPY_DONE_AT, swappedTrailer(confirmed).subarray(COPY_DONE_AT));
}

/** A trailer sector that says: swapped in, and confirmed or on trial. */
export function swappedTrailer(confirmed: boolean): Uint8Array {
  const sector = new Uint8Array(SECTOR_BYTES).fill(0xff);
  sector[COPY_DONE_AT] = SET;
  if (confirmed) sector[IMAGE_OK_AT] = SET;
  sector.set(MAGIC, MAGIC_AT);
  return sector;
}

export type SwapType = "none" | "test" | "permanent" | "revert";

/** What the trailers ask for [P: MCUboot docs/design.md, state tables II to IV, in their order]. */
export function wantedSwap(flash: Flash): SwapType {
  const first = readTrailer(flash, 0);
  const second = readTrailer(flash, 1);
  if (second.magic) return second.imageOk === "set" ? "permanent" : "test";
  if (first.magic && first.imageOk !== "set" && first.copyDone === "set") return "revert";
  return "none";
}
