/** Exchanges the two slots sector by sector through the scratch sector; goes on after a cut at any operation. */
import { type Flash, SECTOR_BYTES } from "./flash.ts";
import { SCRATCH_SECTOR, type SlotNumber, slotSector, trailerSector } from "./flash-map.ts";
import { readStatus, SwapLog } from "./swap-status.ts";
import { writeSwapped } from "./trailer.ts";

/** A swap that was begun and is not over. */
export function swapUnderWay(flash: Flash): boolean {
  const status = readStatus(flash);
  return status !== undefined && !status.finished;
}

/**
 * Runs the swap to its end from wherever it stands. Each part only reads what the next part has not touched yet, so that a
 * part that was cut is simply done again.
 */
export function runSwap(flash: Flash): void {
  const log = new SwapLog(flash);
  const { type, sectors, done } = log.status;
  for (let part = done; part < 3 * sectors; part++) {
    const i = Math.floor(part / 3);
    if (part % 3 === 0) copySector(flash, sectorOf(0, i), SCRATCH_SECTOR);
    else if (part % 3 === 1) copySector(flash, sectorOf(1, i), sectorOf(0, i));
    else copySector(flash, SCRATCH_SECTOR, sectorOf(1, i));
    log.append(part + 1);
  }
  writeSwapped(flash, type !== "test");
  if (!flash.isErased(trailerSector(1) * SECTOR_BYTES, SECTOR_BYTES)) flash.erase(trailerSector(1));
  log.append("finished");
}

const sectorOf = (slot: SlotNumber, i: number): number => slotSector(slot) + i;

/** Only written pages are copied: an erased one is erased already. */
function copySector(flash: Flash, from: number, to: number): void {
  flash.erase(to);
  for (let at = 0; at < SECTOR_BYTES; at += 256) {
    if (flash.isErased(from * SECTOR_BYTES + at, 256)) continue;
    flash.program(to * SECTOR_BYTES + at, flash.read(from * SECTOR_BYTES + at, 256));
  }
}
