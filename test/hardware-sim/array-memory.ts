/** Flash of a chip as one array: cells go from 1 to 0, a page at a time back to 1. */
import type { Stm32Memory } from "../../src/hardware-sim/boot/stm32-memory.ts";

export const FLASH = 0x0800_0000;

export class ArrayMemory implements Stm32Memory {
  readonly pid = 0x410;
  readonly cells: Uint8Array;
  readonly pageBytes: number;
  erased = 0;

  constructor(bytes: number, pageBytes: number) {
    this.cells = new Uint8Array(bytes).fill(0xff);
    this.pageBytes = pageBytes;
  }

  get pages(): number {
    return this.cells.length / this.pageBytes;
  }

  has(address: number): boolean {
    return address >= FLASH && address < FLASH + this.cells.length;
  }

  read(address: number, bytes: number): Uint8Array | undefined {
    return this.has(address + bytes - 1) ? this.cells.slice(address - FLASH, address - FLASH + bytes) : undefined;
  }

  write(address: number, data: Uint8Array): boolean {
    if (!this.has(address + data.length - 1)) return false;
    for (let i = 0; i < data.length; i++) this.cells[address - FLASH + i]! &= data[i]!;
    return true;
  }

  erase(page: number): void {
    this.cells.fill(0xff, page * this.pageBytes, (page + 1) * this.pageBytes);
    this.erased++;
  }
}
