/** Where things lie in the engine's flash: two slots for images, two sectors for the progress of a swap, one to swap through. */
import type { Flash, FrozenSector } from "./flash.ts";
import { SECTOR_BYTES } from "./flash.ts";

/** Sectors of a slot; the last one is its trailer. */
export const SLOT_SECTORS = 64;
export const SLOT_DATA_SECTORS = SLOT_SECTORS - 1;
export const SLOT_BYTES = SLOT_SECTORS * SECTOR_BYTES;
/** Longest image that fits into a slot. */
export const SLOT_IMAGE_BYTES_MAX = SLOT_DATA_SECTORS * SECTOR_BYTES;

export type SlotNumber = 0 | 1;

export const slotSector = (slot: SlotNumber): number => slot * SLOT_SECTORS;
export const slotBegin = (slot: SlotNumber): number => slotSector(slot) * SECTOR_BYTES;
export const trailerSector = (slot: SlotNumber): number => slotSector(slot) + SLOT_DATA_SECTORS;
export const STATUS_SECTORS = [2 * SLOT_SECTORS, 2 * SLOT_SECTORS + 1] as const;
export const SCRATCH_SECTOR = 2 * SLOT_SECTORS + 2;
export const FLASH_SECTORS = 2 * SLOT_SECTORS + 3;

/** The bytes of a slot where an image may lie. */
export function slotBytes(flash: Flash, slot: SlotNumber): Uint8Array {
  return flash.read(slotBegin(slot), SLOT_IMAGE_BYTES_MAX);
}

/** A chip as it leaves the factory: this image in the first slot, confirmed by `trailer`; all else erased. */
export function factoryContents(image: Uint8Array, trailer: Uint8Array): readonly FrozenSector[] {
  if (image.length > SLOT_IMAGE_BYTES_MAX) {
    throw new RangeError(`an image of ${image.length} bytes does not fit into a slot of ${SLOT_IMAGE_BYTES_MAX}`);
  }
  const sectors: FrozenSector[] = new Array(FLASH_SECTORS).fill(null);
  for (let at = 0, i = 0; at < image.length; at += SECTOR_BYTES, i++) {
    const sector = new Uint8Array(SECTOR_BYTES).fill(0xff);
    sector.set(image.subarray(at, at + SECTOR_BYTES));
    sectors[i] = sector;
  }
  sectors[trailerSector(0)] = trailer;
  return sectors;
}
