/** Numbers of the capture file format pcapng [P: IETF draft-ietf-opsawg-pcapng]. */
export const PCAPNG_BLOCK = {
  sectionHeader: 0x0a0d0d0a,
  interfaceDescription: 1,
  enhancedPacket: 6,
} as const;

export const PCAPNG_OPTION = {
  end: 0,
  comment: 1,
  /** In the section header: the program that wrote it. */
  userApplication: 4,
  interfaceName: 2,
  interfaceDescription: 3,
  timeResolution: 9,
  packetFlags: 2,
} as const;

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
/** The first link type that is left to its user. */
export const LINKTYPE_USER0 = 147;
/** Ticks of a second as a power of ten: nanoseconds. */
export const NANOSECOND_RESOLUTION = 9;
/** Bits 0 and 1 of a packet's flags. */
export const DIRECTION_IN = 1;
export const DIRECTION_OUT = 2;

/** Interfaces of one file: printers times endpoints. */
export const PCAPNG_INTERFACES_MAX = 4_096;
/** Bytes of one packet; more than a recording of ours ever has. */
export const PCAPNG_PACKET_BYTES_MAX = 262_144;
/** Bytes of one block with all its options. */
export const PCAPNG_BLOCK_BYTES_MAX = 1_048_576;
/** Bytes of a comment or name; longer ones are cut when written. */
export const PCAPNG_TEXT_BYTES_MAX = 4_096;

/** `in`: from the engine to whoever recorded; `out`: to the engine; `none`: neither, like a remark. */
export type PacketDirection = "in" | "out" | "none";

export interface PcapngPacket {
  /** Number of the packet in its file, from 1, as Wireshark counts. */
  readonly number: number;
  /** Place of its interface among those of the file. */
  readonly interfaceId: number;
  /** Microseconds since 1970 UTC. */
  readonly utcUs: number;
  readonly direction: PacketDirection;
  readonly bytes: Uint8Array;
  readonly comments: readonly string[];
}

export interface PcapngInterface {
  readonly name: string;
  readonly description: string;
  readonly linkType: number;
}
