/**
 * Words of the STM32 system boot loader on a USART, as ST's application note AN3155 (rev 14) writes them. Both ends use this
 * table. Fields of several bytes travel most significant byte first.
 */

export const STM32 = {
  /** First byte of a session: the loader measures its length to find the baud rate. */
  sync: 0x7f,
  ack: 0x79,
  nack: 0x1f,
  /** Sent by some loaders before an answer that takes long. */
  busy: 0x76,
} as const;

/** Commands: each is sent as its byte and the complement of it. */
export const STM32_COMMAND = {
  get: 0x00,
  getVersion: 0x01,
  getId: 0x02,
  read: 0x11,
  go: 0x21,
  write: 0x31,
  erase: 0x43,
  extendedErase: 0x44,
  writeProtect: 0x63,
  writeUnprotect: 0x73,
  readoutProtect: 0x82,
  readoutUnprotect: 0x92,
} as const;

export type Stm32CommandName = keyof typeof STM32_COMMAND;

/** Bytes of one read or write. */
export const STM32_BLOCK_BYTES_MAX = 256;
/** Where the flash of every STM32 begins. */
export const STM32_FLASH_ADDRESS = 0x0800_0000;
/** Page counts of the extended erase that mean everything, bank 1, bank 2. */
export const STM32_MASS_ERASE = 0xffff;

/** All bytes combined by exclusive or, beginning with `seed`. */
export function xorOf(bytes: Uint8Array, seed = 0): number {
  let sum = seed;
  for (const byte of bytes) sum ^= byte;
  return sum & 0xff;
}

/** An address as it travels: four bytes and their checksum. */
export function addressBytes(address: number): Uint8Array {
  const bytes = Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address, 0);
  bytes[4] = xorOf(bytes.subarray(0, 4));
  return bytes;
}

/** The name of a command byte, or undefined. */
export function stm32CommandName(byte: number): Stm32CommandName | undefined {
  for (const name in STM32_COMMAND) {
    if (STM32_COMMAND[name as Stm32CommandName] === byte) return name as Stm32CommandName;
  }
  return undefined;
}
