/** What the STM32 boot loader can reach of the chip. */
export interface Stm32Memory {
  /** Product number of the chip. */
  readonly pid: number;
  readonly pages: number;
  /** Does an address lie in memory that the loader may touch? */
  has(address: number): boolean;
  /** Undefined when the block does not lie in memory as a whole. */
  read(address: number, bytes: number): Uint8Array | undefined;
  /** Flash cells only go from 1 to 0. False when the block does not lie in memory as a whole. */
  write(address: number, data: Uint8Array): boolean;
  erase(page: number): void;
}
