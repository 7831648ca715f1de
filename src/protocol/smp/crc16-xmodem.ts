/**
 * CRC-16 of the SMP console: polynomial 0x1021, initial value 0, not reflected, no final exclusive-or (CRC-16/XMODEM;
 * "123456789" gives 0x31C3) [P: mynewt-mcumgr transport/smp-console.md]. Not the CRC of the engine link.
 */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});

export function crc16Xmodem(bytes: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < bytes.length; i++) crc = ((crc << 8) & 0xffff) ^ TABLE[(crc >>> 8) ^ bytes[i]!]!;
  return crc;
}
