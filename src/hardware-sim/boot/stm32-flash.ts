/**
 * The engine's flash as the boot loader in the chip's ROM sees it: pages of 2 KiB from 0x08000000 on, as in the F10x
 * XL-density line (0x430), which tools like stm32flash know. The first slot lies at the beginning.
 */
import { type Flash, GRANULE_BYTES, SECTOR_BYTES } from "../../firmware/index.ts";
import { STM32_FLASH_ADDRESS } from "../../protocol/index.ts";
import type { Stm32Memory } from "./stm32-memory.ts";

/** Product number of the F10x XL-density line [P: AN2606]. */
const PID = 0x430;
const PAGE_BYTES = 2_048;
const PAGES_PER_SECTOR = SECTOR_BYTES / PAGE_BYTES;

export class Stm32Flash implements Stm32Memory {
  readonly pid = PID;
  readonly pages: number;
  private readonly flash: Flash;

  constructor(flash: Flash) {
    this.flash = flash;
    this.pages = flash.sectors * PAGES_PER_SECTOR;
  }

  has(address: number): boolean {
    return address >= STM32_FLASH_ADDRESS && address < STM32_FLASH_ADDRESS + this.pages * PAGE_BYTES;
  }

  read(address: number, bytes: number): Uint8Array | undefined {
    return this.has(address + bytes - 1) ? this.flash.read(address - STM32_FLASH_ADDRESS, bytes) : undefined;
  }

  /** Whole granules into erased ones; what is FF already needs no write. */
  write(address: number, data: Uint8Array): boolean {
    const at = address - STM32_FLASH_ADDRESS;
    if (!this.has(address + data.length - 1) || at % GRANULE_BYTES !== 0) return false;
    const padded = new Uint8Array(Math.ceil(data.length / GRANULE_BYTES) * GRANULE_BYTES).fill(0xff);
    padded.set(data);
    if (padded.every((byte) => byte === 0xff)) return true;
    if (!this.flash.isErased(at, padded.length)) return false;
    this.flash.program(at, padded);
    return true;
  }

  /** The other page of the same sector keeps its contents. */
  erase(page: number): void {
    const sector = Math.floor(page / PAGES_PER_SECTOR);
    const other = page % PAGES_PER_SECTOR === 0 ? page + 1 : page - 1;
    const kept = this.flash.read(other * PAGE_BYTES, PAGE_BYTES);
    if (this.flash.isErased(sector * SECTOR_BYTES, SECTOR_BYTES)) return;
    this.flash.erase(sector);
    for (let at = 0; at < PAGE_BYTES; at += GRANULE_BYTES) {
      const granule = kept.subarray(at, at + GRANULE_BYTES);
      if (granule.some((byte) => byte !== 0xff)) this.flash.program(other * PAGE_BYTES + at, granule);
    }
  }
}
